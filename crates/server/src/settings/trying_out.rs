//! What `--dev` sets up where no dialect is set: every contract that there is, each for a tenant of its own.

use enroll::DeclaredTenant;
use enroll::adapters::actix::{Binding, Dialect};
use enroll::domain::registration::{Admission, HostName, Policy};
use enroll::domain::tenant::TenantName;

/// Adds the tenants and bindings that are not set.
pub(super) fn add(tenants: &mut Vec<DeclaredTenant>, dialects: &mut Vec<Binding>) {
    if !dialects.is_empty() {
        return;
    }
    for &dialect in Dialect::ALL {
        let Ok(name) = TenantName::parse(dialect.name()) else {
            continue;
        };
        if tenants.iter().all(|tenant| tenant.name != name) {
            let mut policy = dialect.preset().policy();
            policy.hosts.extend(HostName::parse(&host(dialect)));
            tenants.push(DeclaredTenant {
                name: name.clone(),
                policy,
            });
        }
        let root = Binding::new(dialect, name);
        let root = match dialect {
            Dialect::CapeDigital => with_consumers(root, tenants),
            Dialect::SelfCommunity | Dialect::Onyx | Dialect::JFramework | Dialect::RPost => root,
        };
        // Onyx is known under two places.
        if dialect == Dialect::Onyx {
            dialects.extend(root.clone().below("/api"));
        }
        dialects.push(root);
    }
}

/// Cape Digital's consumers register by themselves, in a tenant of their own.
fn with_consumers(binding: Binding, tenants: &mut Vec<DeclaredTenant>) -> Binding {
    const CONSUMERS: &str = "cape-digital-consumers";
    let Ok(name) = TenantName::parse(CONSUMERS) else {
        return binding;
    };
    if tenants.iter().all(|tenant| tenant.name != name) {
        let policy = Policy {
            admission: Admission::Open,
            ..Dialect::CapeDigital.preset().policy()
        };
        tenants.push(DeclaredTenant { name, policy });
    }
    binding.clone().with("consumer_tenant", CONSUMERS).unwrap_or(binding)
}

/// The host by which requests choose a contract's tenant while it is tried out.
fn host(dialect: Dialect) -> String {
    format!("{}.localhost", dialect.name())
}
