//! `Lookup/Language` and `Lookup/TimeZone`: the codes that a registration may hold.

use actix_web::HttpResponse;
use enroll_domain::lookup::{language, time_zone};
use serde::Serialize;

use super::answer::content;
use crate::dialects::Early;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry<'a> {
    code: String,
    description: &'a str,
}

/// Answers the languages, their codes in small letters.
pub(super) async fn languages() -> Result<HttpResponse, Early> {
    let entries = language::ALL.iter().map(|entry| Entry {
        code: entry.code.to_ascii_lowercase(),
        description: entry.name,
    });
    Ok(content(entries.collect::<Vec<_>>()))
}

/// Answers the time zones by their names in Windows; the descriptions hold the cities of the tz database.
pub(super) async fn time_zones() -> Result<HttpResponse, Early> {
    let entries = time_zone::windows().iter().map(|zone| Entry {
        code: zone.code.to_owned(),
        description: &zone.name,
    });
    Ok(content(entries.collect::<Vec<_>>()))
}
