//! `[[tenants]]`: what holds in the default tenant, the only one there is so far.

use config::{Map, Value, ValueKind};
use enroll::domain::registration::{CallbackUrl, Policy, TermsVersion};

use super::reader::Reader;

const SHAPE: &str = "write [[tenants]] with name, callback_urls and terms_version";

/// Reads the policy of the default tenant.
pub(super) fn policy(reader: &mut Reader<'_>) -> Policy {
    let mut policy = Policy::private();
    let Some(entry) = reader.entry("tenants") else {
        return policy;
    };
    let ValueKind::Array(tenants) = &entry.value.kind else {
        reader.reject("tenants", SHAPE);
        return policy;
    };
    if tenants.len() > 1 {
        reader.reject(
            "tenants",
            "there is one tenant so far, \"default\": leave one [[tenants]]",
        );
    }
    for tenant in tenants {
        match &tenant.kind {
            ValueKind::Table(tenant) => read_one(reader, tenant, &mut policy),
            _ => reader.reject("tenants", SHAPE),
        }
    }
    policy
}

fn read_one(reader: &mut Reader<'_>, tenant: &Map<String, Value>, policy: &mut Policy) {
    match tenant.get("name").map(|name| &name.kind) {
        Some(ValueKind::String(name)) if name == "default" => {}
        Some(ValueKind::String(_)) => reader.reject("tenants", "there is one tenant so far: its name is \"default\""),
        _ => reader.reject(
            "tenants",
            "a tenant needs a name; there is one so far: name = \"default\"",
        ),
    }
    let mut names: Vec<_> = tenant.keys().collect();
    names.sort();
    for name in names
        .into_iter()
        .filter(|name| !matches!(name.as_str(), "name" | "callback_urls" | "terms_version"))
    {
        reader.reject("tenants", &format!("unknown key {name}; {SHAPE}"));
    }
    if let Some(urls) = tenant.get("callback_urls") {
        policy.callbacks = callbacks(reader, &urls.kind);
    }
    if let Some(version) = tenant.get("terms_version") {
        let read = match &version.kind {
            ValueKind::String(text) => TermsVersion::parse(text).ok(),
            _ => None,
        };
        if read.is_none() {
            reader.reject("tenants", "terms_version is a short text, such as \"2026-11\"");
        }
        policy.terms = read;
    }
}

fn callbacks(reader: &mut Reader<'_>, urls: &ValueKind) -> Vec<CallbackUrl> {
    let ValueKind::Array(urls) = urls else {
        reader.reject(
            "tenants",
            "callback_urls is a list, such as [\"https://app.example.org/welcome\"]",
        );
        return Vec::new();
    };
    let mut read = Vec::new();
    for url in urls {
        let parsed = match &url.kind {
            ValueKind::String(text) => CallbackUrl::parse(text).ok(),
            _ => None,
        };
        match parsed {
            Some(url) => read.push(url),
            None => reader.reject(
                "tenants",
                "each of callback_urls is an absolute https URL without user, password and fragment",
            ),
        }
    }
    read
}
