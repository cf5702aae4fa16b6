//! Dial codes: the country calling codes of ITU-T E.164, as the library for telephone numbers knows them. They are no codes of
//! countries: several countries have one in common, and some belong to no country.

use std::sync::LazyLock;

use rlibphonenumber::PHONE_NUMBER_UTIL;

use super::country::{self, Country};

/// A country calling code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DialCode {
    /// One to three digits, without the plus sign.
    pub code: String,
    /// Where it is dialled, in English.
    pub name: String,
    /// The countries that have it; the one that most of its numbers are of comes first.
    pub countries: Vec<&'static Country>,
}

/// The codes that no country of ISO 3166-1 has (ITU-T E.164, annex, notes).
const WITHOUT_COUNTRY: &[(&str, &str)] = &[
    ("247", "Ascension Island"),
    ("800", "International freephone service"),
    ("808", "International shared cost service"),
    ("870", "Inmarsat"),
    ("878", "Universal personal telecommunication"),
    ("881", "Global mobile satellite system"),
    ("882", "International networks"),
    ("883", "International networks"),
    ("888", "Telecommunications for disaster relief"),
    ("979", "International premium rate service"),
];

static DIAL_CODES: LazyLock<Vec<DialCode>> = LazyLock::new(|| {
    let mut codes: Vec<_> = PHONE_NUMBER_UTIL.get_supported_calling_codes().map(described).collect();
    codes.sort_unstable_by(|one, other| one.code.cmp(&other.code));
    codes
});

fn described(number: i32) -> DialCode {
    let code = number.to_string();
    let regions = PHONE_NUMBER_UTIL.get_regions_for_country_calling_code(number);
    let countries: Vec<_> = regions
        .into_iter()
        .flatten()
        .filter_map(|region| country::find(&region.to_string()))
        .collect();
    let apart = WITHOUT_COUNTRY.iter().find(|(known, _)| *known == code);
    let name = apart.map_or_else(
        || {
            countries
                .iter()
                .map(|country| country.name)
                .collect::<Vec<_>>()
                .join(", ")
        },
        |(_, name)| (*name).to_owned(),
    );
    DialCode { code, name, countries }
}

/// Every code that numbers are dialled with, sorted by its digits as text.
#[must_use]
pub fn all() -> &'static [DialCode] {
    &DIAL_CODES
}

/// The code with these digits.
#[must_use]
pub fn find(code: &str) -> Option<&'static DialCode> {
    all().iter().find(|known| known.code == code)
}

/// The codes of a country, by its two letters. Most have one; where nobody is telephoned there is none.
pub fn of_country(code: &str) -> impl Iterator<Item = &'static DialCode> {
    all()
        .iter()
        .filter(move |known| known.countries.iter().any(|country| country.code == code))
}
