//! The tenants that bindings of existing contracts name: whether they are there, and fit for the contract.

use std::sync::Arc;

use enroll::adapters::actix::{Binding, Dialect};
use enroll::domain::registration::Use;
use enroll::domain::tenant::Tenant;
use enroll::{DeclaredTenant, Enrollment};

/// What is wrong with the tenant of a binding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// There is none of this name.
    Missing {
        /// The contract.
        dialect: &'static str,
        /// The name.
        tenant: String,
    },
    /// Its policy does not do what the contract shows; a line with the remedy.
    Unfit(String),
}

impl Flaw {
    /// It in a line, with the remedy.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Missing { dialect, tenant } => {
                format!(
                    "dialects: {dialect} is bound to the tenant {tenant}, which there is not: add it as [[tenants]]"
                )
            }
            Self::Unfit(line) => line.clone(),
        }
    }
}

/// What is wrong with the tenants of these bindings, as an enroll knows them that was made ready.
pub(crate) fn among_known(bindings: &[Binding], enrollment: &Enrollment) -> Vec<Flaw> {
    let known = |name: &str| -> Option<Arc<Tenant>> { enrollment.tenant(enrollment.tenant_named(name)?).ok() };
    flaws(bindings, |name| known(name).map(|tenant| tenant.policy.numbers))
}

/// The same as far as the settings tell. A tenant that they do not declare may stand in the database.
pub(crate) fn among_declared(bindings: &[Binding], declared: &[DeclaredTenant]) -> Vec<Flaw> {
    flaws(bindings, |name| {
        let tenant = declared.iter().find(|tenant| tenant.name.as_str() == name);
        tenant.map(|tenant| tenant.policy.numbers)
    })
}

fn flaws(bindings: &[Binding], numbers_of: impl Fn(&str) -> Option<Use>) -> Vec<Flaw> {
    let missing = bindings.iter().flat_map(|binding| {
        let named = binding.tenants().into_iter();
        let missing = named.filter(|tenant| numbers_of(tenant).is_none());
        missing
            .map(|tenant| Flaw::Missing {
                dialect: binding.dialect().name(),
                tenant: tenant.to_string(),
            })
            .collect::<Vec<_>>()
    });
    let uncounted = bindings.iter().filter_map(|binding| {
        let name = binding.tenant().as_str();
        let counts = binding.dialect() != Dialect::SelfCommunity || numbers_of(name)?.is_on();
        (!counts).then(|| {
            Flaw::Unfit(format!(
                "dialects: self-community shows everybody's number: the tenant {name} needs numbers = true"
            ))
        })
    });
    missing.chain(uncounted).collect()
}
