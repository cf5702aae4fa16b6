//! A package as the contract shows one. What we keep beside code and title stands in the package's details, under the contract's
//! own keys; what is not there is null, or an empty list.

use std::collections::BTreeMap;

use enroll_domain::document::Document;
use enroll_domain::membership::{Package, Usual};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::base62;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackageShown {
    id: String,
    code: String,
    name: String,
    #[serde(rename = "imageURL")]
    image_url: Value,
    #[serde(rename = "patternAvatarURL")]
    pattern_avatar_url: Value,
    styles: Value,
    description: Value,
    tags: Value,
    is_free: Value,
    tier: Value,
    z_order: Value,
    features: Vec<Keyed>,
    prices: Vec<Keyed>,
    is_default: bool,
    status: &'static str,
}

/// The keys of a feature, in the order of the contract's sample.
const FEATURE: &[&str] = &[
    "type",
    "title",
    "quantity",
    "value",
    "isUnlimited",
    "resetPolicy",
    "customIntervalDays",
    "id",
    "parentBrandId",
    "eventId",
    "code",
    "name",
    "unit",
    "defaultValue",
    "helpURL",
    "image",
    "styles",
    "description",
    "tags",
    "zOrder",
    "status",
];

/// The keys of a price.
const PRICE: &[&str] = &[
    "id",
    "code",
    "name",
    "amount",
    "currency",
    "description",
    "checkoutLink",
    "tags",
    "packageName",
    "packageId",
    "subscriptionName",
    "subscriptionTypeId",
    "zOrder",
];

impl PackageShown {
    /// What is shown of a package.
    pub(super) fn of(package: &Package) -> Self {
        let no_details = BTreeMap::new();
        let details = match &package.details {
            Document::Table(details) => details,
            Document::Text(_) | Document::Number(_) | Document::Flag(_) | Document::List(_) => &no_details,
        };
        let detail = |name: &str| details.get(name).map_or(Value::Null, value);
        let list = |name: &str, keys| match details.get(name) {
            Some(Document::List(items)) => items.iter().map(|item| Keyed::of(item, keys)).collect(),
            Some(Document::Text(_) | Document::Number(_) | Document::Flag(_) | Document::Table(_)) | None => Vec::new(),
        };
        Self {
            id: base62::encode(package.id),
            code: package.code.as_str().to_owned(),
            name: package.title.as_str().to_owned(),
            image_url: detail("imageURL"),
            pattern_avatar_url: detail("patternAvatarURL"),
            styles: detail("styles"),
            description: detail("description"),
            tags: detail("tags"),
            is_free: detail("isFree"),
            tier: detail("tier"),
            z_order: detail("zOrder"),
            features: list("features", FEATURE),
            prices: list("prices", PRICE),
            is_default: match package.usual {
                Usual::Yes => true,
                Usual::No => false,
            },
            status: "Active",
        }
    }
}

/// An object with these keys in this order.
struct Keyed(Vec<(&'static str, Value)>);

impl Keyed {
    fn of(item: &Document, keys: &[&'static str]) -> Self {
        let member = |name: &str| match item {
            Document::Table(members) => members.get(name).map_or(Value::Null, value),
            Document::Text(_) | Document::Number(_) | Document::Flag(_) | Document::List(_) => Value::Null,
        };
        Self(keys.iter().map(|name| (*name, member(name))).collect())
    }
}

impl Serialize for Keyed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn value(document: &Document) -> Value {
    match document {
        Document::Text(text) => text.as_str().into(),
        Document::Number(number) => (*number).into(),
        Document::Flag(flag) => (*flag).into(),
        Document::List(items) => items.iter().map(value).collect(),
        Document::Table(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), value(member)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use enroll_domain::id::{PackageId, TenantId};
    use enroll_domain::membership::{Code, Title};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn details_stand_under_the_contracts_keys_and_what_is_not_there_is_null() {
        let text = |text: &str| Document::Text(text.to_owned());
        let feature = Document::table([("title", text("Mails")), ("quantity", Document::Number(10))]);
        let details = Document::table([
            ("imageURL", text("https://example.com/p.png")),
            ("tier", Document::Number(2)),
            ("isFree", Document::Flag(true)),
            ("features", Document::List(vec![feature])),
        ]);
        let package = Package {
            id: PackageId::from_uuid(Uuid::from_u128(61)),
            tenant: TenantId::DEFAULT,
            code: Code::parse("STANDARD").unwrap(),
            title: Title::parse("Standard").unwrap(),
            usual: Usual::Yes,
            details,
        };
        let shown = serde_json::to_string(&PackageShown::of(&package)).unwrap();
        let begins = r#"{"id":"z","code":"STANDARD","name":"Standard","imageURL":"https://example.com/p.png","patternAvatarURL":null,"styles":null,"description":null,"tags":null,"isFree":true,"tier":2,"zOrder":null,"features":[{"type":null,"title":"Mails","quantity":10,"value":null,"#;
        assert!(shown.starts_with(begins), "{shown}");
        let ends = r#""zOrder":null,"status":null}],"prices":[],"isDefault":true,"status":"Active"}"#;
        assert!(shown.ends_with(ends), "{shown}");
    }
}
