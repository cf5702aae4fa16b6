//! `[[providers]]`: the identity providers in which users are made to exist, by the names that policies call them.

use enroll::DeclaredTenant;
use enroll::adapters::keycloak::{KeycloakProvider, KeycloakSettings, PlainHttp};
use enroll::domain::document::TableReader;
use enroll::domain::registration::ProvisioningTarget;

use super::reader::{Reader, read_secret};
use super::tables::tables;

/// An identity provider with its name.
pub(crate) struct NamedProvider {
    /// The name that policies call it by.
    pub(crate) target: ProvisioningTarget,
    /// Who provisions into it.
    pub(crate) provider: KeycloakProvider,
}

/// Reads the providers.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<NamedProvider> {
    tables(reader, "providers", read_one)
}

/// Finds the providers that a tenant names and that are not set up: nobody could be made to exist there.
pub(super) fn find_missing(reader: &mut Reader<'_>, tenants: &[DeclaredTenant], providers: &[NamedProvider]) {
    for tenant in tenants {
        let named = tenant.policy.provisioning.iter();
        for target in named.filter(|target| providers.iter().all(|provider| provider.target != **target)) {
            let (name, target) = (tenant.name.as_str(), target.as_str());
            let what = format!("{name}: provisioning: there is no provider {target}; add it as [[providers]]");
            reader.reject("tenants", &what);
        }
    }
}

fn read_one(table: &mut TableReader<'_>) -> Option<NamedProvider> {
    let target = table.parsed("name", |text| {
        ProvisioningTarget::parse(text).map_err(|_rule| "takes lower-case letters, digits and -".to_owned())
    });
    let url = needed(table, "url", "https://id.example.org");
    let realm = needed(table, "realm", "staff");
    let client = needed(table, "client_id", "enroll");
    let secret = secret(table, "client_secret");
    if secret.is_none() {
        table.reject("client_secret", "set it, or client_secret_file");
    }
    let groups = table.list("groups", |text| Ok(text.to_owned())).unwrap_or_default();
    let plain = match table.flag("allow_plain_http") {
        Some(true) => PlainHttp::Anywhere,
        Some(false) | None => PlainHttp::LoopbackOnly,
    };
    let (target, url, realm, client, secret) = (target?, url?, realm?, client?, secret?);
    let settings = match KeycloakSettings::new(&url, &realm, &client, secret, &groups, plain) {
        Ok(settings) => settings,
        Err(error) => {
            table.reject(error.field, error.rule);
            return None;
        }
    };
    match KeycloakProvider::new(settings) {
        Ok(provider) => Some(NamedProvider { target, provider }),
        Err(error) => {
            table.reject("url", error.to_string());
            None
        }
    }
}

fn needed(table: &mut TableReader<'_>, name: &str, example: &str) -> Option<String> {
    if !table.holds(name) {
        table.reject(name, format!("is missing; write for example {name} = \"{example}\""));
    }
    table.text(name)
}

/// A secret, from the key itself or from the file that `…_file` names.
pub(super) fn secret(table: &mut TableReader<'_>, name: &str) -> Option<String> {
    let named = format!("{name}_file");
    let path = table.text(&named);
    if let Some(text) = table.text(name) {
        return Some(text);
    }
    match read_secret(path?.as_ref()) {
        Ok(secret) => Some(secret.expose().to_owned()),
        Err(error) => {
            table.reject(&named, format!("cannot be read: {error}"));
            None
        }
    }
}
