//! `[[tenants]]`: a name, and the policy that holds in the tenant (see the domain's own reading of it for its keys).

use std::collections::{BTreeMap, BTreeSet};

use enroll::DeclaredTenant;
use enroll::domain::document::{Document, TableReader};
use enroll::domain::registration::Policy;
use enroll::domain::tenant::TenantName;

use super::reader::Reader;
use super::tables::tables;

/// Reads the tenants that are declared.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<DeclaredTenant> {
    let declared = tables(reader, "tenants", read_one);
    let mut seen = BTreeSet::new();
    for tenant in &declared {
        if !seen.insert(tenant.name.clone()) {
            reader.reject("tenants", &format!("{} is there twice", tenant.name.as_str()));
        }
    }
    let mut holders = BTreeMap::new();
    for tenant in &declared {
        for host in &tenant.policy.hosts {
            if let Some(other) = holders
                .insert(host, &tenant.name)
                .filter(|other| **other != tenant.name)
            {
                let (one, other, host) = (tenant.name.as_str(), other.as_str(), host.as_str());
                let what = format!("{one} and {other} have the host {host} in common; each host chooses one tenant");
                reader.reject("tenants", &what);
            }
        }
    }
    declared
}

fn read_one(table: &mut TableReader<'_>) -> Option<DeclaredTenant> {
    let name = table.parsed("name", |text| {
        TenantName::parse(text).map_err(|_rule| "takes lower-case letters, digits and -".to_owned())
    });
    if name.is_none() {
        table.reject("name", "a tenant needs one, such as name = \"default\"");
    }
    // What is left is the policy.
    let rest = table.names().into_iter().filter_map(|key| {
        let value = table.take(&key)?;
        Some((key, value))
    });
    let policy = match Policy::read(Document::Table(rest.collect())) {
        Ok(policy) => Some(policy),
        Err(flaws) => {
            for flaw in flaws.as_slice() {
                table.reject(&flaw.path, flaw.what.clone());
            }
            None
        }
    };
    Some(DeclaredTenant {
        name: name?,
        policy: policy?,
    })
}
