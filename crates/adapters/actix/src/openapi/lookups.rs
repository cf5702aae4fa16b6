//! The objects of the look-ups.

use serde_json::{Value, json};

use super::schemas::{Member, must, reference};

fn text(description: &str, example: &str) -> Value {
    json!({ "type": "string", "description": description, "examples": [example] })
}

fn texts(description: &str, example: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": description, "examples": [[example]] })
}

fn list_of(schema: &str) -> Vec<Member> {
    vec![must("items", json!({ "type": "array", "items": reference(schema) }))]
}

/// The objects, by the names of their schemas.
pub(super) fn table() -> Vec<(&'static str, Vec<Member>)> {
    let language = vec![
        must("code", text("A BCP 47 tag.", "en-GB")),
        must("name", text("Its English name.", "English (United Kingdom)")),
    ];
    let time_zone = vec![
        must("code", text("The canonical IANA name.", "America/New_York")),
        must("name", text("The place before the region.", "New_York, America")),
        must(
            "windows",
            texts(
                "What Windows calls it, in one country at least.",
                "Eastern Standard Time",
            ),
        ),
    ];
    let country = vec![
        must("code", text("ISO 3166-1 alpha-2.", "GB")),
        must("alpha3", text("ISO 3166-1 alpha-3.", "GBR")),
        must("name", text("The English name.", "United Kingdom")),
        must(
            "dial_codes",
            texts("Country calling codes (ITU-T E.164), without the plus sign.", "44"),
        ),
    ];
    let industry = vec![
        must("code", text("The code; stable.", "manufacturing")),
        must("name", text("The English name.", "Manufacturing")),
    ];
    vec![
        ("Language", language),
        ("LanguageList", list_of("Language")),
        ("TimeZone", time_zone),
        ("TimeZoneList", list_of("TimeZone")),
        ("Country", country),
        ("CountryList", list_of("Country")),
        ("Industry", industry),
        ("IndustryList", list_of("Industry")),
    ]
}
