//! Look-ups: the domain's lists, for forms. They are the same for everybody, and change with the program alone, so they are
//! written once and may be kept.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use enroll_domain::lookup::{Entry, country, dial_code, industry, language, time_zone};
use serde::Serialize;

use crate::asked::Asked;
use crate::openapi::{Content, Keeping, Operation, Success, Tag};
use crate::route::{Described, Face, Handler, Route, Verb};

/// How long a list may be kept: a day, in seconds.
const FRESH: &str = "public, max-age=86400";

const fn list(path: &'static str, handler: Handler, operation: Operation) -> Route {
    Route {
        verb: Verb::Get,
        path,
        face: Face::Program,
        handler,
        operation: Described::As(operation),
    }
}

const fn listing(what: &'static str, schema: &'static str) -> Operation {
    Operation {
        tag: Tag::Lookups,
        keeping: Keeping::Tagged,
        success: Success {
            status: 200,
            what,
            content: Content::Json(schema),
        },
        ..Operation::BLANK
    }
}

pub(crate) static ROUTES: &[Route] = &[
    list(
        "/v1/lookups/languages",
        |asked| Box::pin(async move { Ok(LANGUAGES.answer(&asked)) }),
        Operation {
            id: "listLanguages",
            summary: "List widely read languages",
            about: "BCP 47 tags with English names, sorted by tag. `locale` takes every other tag too.",
            ..listing("The languages", "LanguageList")
        },
    ),
    list(
        "/v1/lookups/time-zones",
        |asked| Box::pin(async move { Ok(TIME_ZONES.answer(&asked)) }),
        Operation {
            id: "listTimeZones",
            summary: "List the time zones",
            about: "Every canonical name of the IANA database, sorted, with the names that Windows has for it. `zoneinfo` takes \
                    either.",
            ..listing("The time zones", "TimeZoneList")
        },
    ),
    list(
        "/v1/lookups/countries",
        |asked| Box::pin(async move { Ok(COUNTRIES.answer(&asked)) }),
        Operation {
            id: "listCountries",
            summary: "List the countries",
            about: "ISO 3166-1, sorted by alpha-2, which `country` keeps. The dial codes (ITU-T E.164) are for `dial_code`.",
            ..listing("The countries", "CountryList")
        },
    ),
    list(
        "/v1/lookups/industries",
        |asked| Box::pin(async move { Ok(INDUSTRIES.answer(&asked)) }),
        Operation {
            id: "listIndustries",
            summary: "List the industries",
            about: "Sorted by code, which `industry` keeps. They follow the sections of ISIC Rev. 5.",
            ..listing("The industries", "IndustryList")
        },
    ),
];

static LANGUAGES: LazyLock<Written> = LazyLock::new(|| Written::of(language::ALL.iter().map(NamedShown::of)));
static INDUSTRIES: LazyLock<Written> = LazyLock::new(|| Written::of(industry::ALL.iter().map(NamedShown::of)));
static TIME_ZONES: LazyLock<Written> = LazyLock::new(|| Written::of(time_zone::all().iter().map(TimeZoneShown::of)));
static COUNTRIES: LazyLock<Written> = LazyLock::new(|| Written::of(country::all().iter().map(CountryShown::of)));

/// A list as it goes out.
struct Written {
    body: String,
    tag: String,
}

impl Written {
    fn of<T: Serialize>(items: impl Iterator<Item = T>) -> Self {
        #[derive(Serialize)]
        struct List<T> {
            items: Vec<T>,
        }
        let list = List { items: items.collect() };
        // What we make ourselves is always JSON: texts and lists of them.
        let body = serde_json::to_string(&list).unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let tag = format!("\"{:016x}\"", hasher.finish());
        Self { body, tag }
    }

    /// The list, or 304 for whoever has it.
    fn answer(&self, asked: &Asked) -> HttpResponse {
        let mut answer = HttpResponse::Ok();
        answer.insert_header((header::CACHE_CONTROL, FRESH));
        answer.insert_header((header::ETAG, self.tag.clone()));
        if self.is_known(asked.headers()) {
            return answer.status(StatusCode::NOT_MODIFIED).finish();
        }
        answer.content_type("application/json").body(self.body.clone())
    }

    /// Whether `If-None-Match` names the list; compared weakly (RFC 9110 §13.1.2).
    fn is_known(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(header::IF_NONE_MATCH)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == "*" || tag == self.tag)
    }
}

#[derive(Serialize)]
struct NamedShown {
    code: &'static str,
    name: &'static str,
}

impl NamedShown {
    fn of(entry: &Entry) -> Self {
        let Entry { code, name } = *entry;
        Self { code, name }
    }
}

#[derive(Serialize)]
struct TimeZoneShown<'a> {
    code: &'static str,
    name: &'a str,
    windows: &'a [&'static str],
}

impl<'a> TimeZoneShown<'a> {
    fn of(zone: &'a time_zone::TimeZone) -> Self {
        Self {
            code: zone.code,
            name: &zone.name,
            windows: &zone.windows,
        }
    }
}

#[derive(Serialize)]
struct CountryShown {
    code: &'static str,
    alpha3: &'static str,
    name: &'static str,
    dial_codes: Vec<&'static str>,
}

impl CountryShown {
    fn of(known: &country::Country) -> Self {
        Self {
            code: known.code,
            alpha3: known.alpha3,
            name: known.name,
            dial_codes: dial_code::of_country(known.code).map(|dial| &*dial.code).collect(),
        }
    }
}
