//! Countries: the codes of ISO 3166-1, and English names. The codes by which they are telephoned are in `dial_code.rs`.

use std::sync::LazyLock;

/// A country, or what else has a code of ISO 3166-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country {
    /// Alpha-2: two capital letters.
    pub code: &'static str,
    /// Alpha-3: three capital letters.
    pub alpha3: &'static str,
    /// The name by which it goes in English.
    pub name: &'static str,
}

/// The English names of CLDR for countries that the library's table names by their titles, or without their accents.
const NAMES: &[(&str, &str)] = &[
    ("AE", "United Arab Emirates"),
    ("AG", "Antigua and Barbuda"),
    ("AX", "Åland Islands"),
    ("BA", "Bosnia and Herzegovina"),
    ("BL", "Saint Barthélemy"),
    ("BN", "Brunei"),
    ("BQ", "Caribbean Netherlands"),
    ("BS", "Bahamas"),
    ("CC", "Cocos (Keeling) Islands"),
    ("CD", "Congo (Democratic Republic)"),
    ("CF", "Central African Republic"),
    ("CG", "Congo (Republic)"),
    ("CI", "Côte d’Ivoire"),
    ("CK", "Cook Islands"),
    ("CV", "Cape Verde"),
    ("CW", "Curaçao"),
    ("DO", "Dominican Republic"),
    ("FK", "Falkland Islands"),
    ("FM", "Micronesia"),
    ("FO", "Faroe Islands"),
    ("GB", "United Kingdom"),
    ("GM", "Gambia"),
    ("GS", "South Georgia and South Sandwich Islands"),
    ("GW", "Guinea-Bissau"),
    ("HM", "Heard and McDonald Islands"),
    ("IM", "Isle of Man"),
    ("IR", "Iran"),
    ("KM", "Comoros"),
    ("KN", "Saint Kitts and Nevis"),
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("KY", "Cayman Islands"),
    ("LA", "Laos"),
    ("MD", "Moldova"),
    ("MF", "Saint Martin"),
    ("MH", "Marshall Islands"),
    ("MK", "North Macedonia"),
    ("MP", "Northern Mariana Islands"),
    ("NE", "Niger"),
    ("NL", "Netherlands"),
    ("PH", "Philippines"),
    ("PM", "Saint Pierre and Miquelon"),
    ("PN", "Pitcairn Islands"),
    ("PS", "Palestinian Territories"),
    ("RE", "Réunion"),
    ("RU", "Russia"),
    ("SD", "Sudan"),
    ("SH", "Saint Helena, Ascension and Tristan da Cunha"),
    ("SJ", "Svalbard and Jan Mayen"),
    ("ST", "São Tomé and Príncipe"),
    ("SX", "Sint Maarten"),
    ("SY", "Syria"),
    ("TC", "Turks and Caicos Islands"),
    ("TF", "French Southern Territories"),
    ("TL", "Timor-Leste"),
    ("TT", "Trinidad and Tobago"),
    ("TW", "Taiwan"),
    ("TZ", "Tanzania"),
    ("UM", "US Outlying Islands"),
    ("US", "United States"),
    ("VA", "Vatican City"),
    ("VC", "Saint Vincent and the Grenadines"),
    ("VE", "Venezuela"),
    ("VI", "US Virgin Islands"),
    ("WF", "Wallis and Futuna"),
];

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let mut countries: Vec<_> = celes::Country::get_countries()
        .into_iter()
        .map(|known| Country {
            code: known.alpha2,
            alpha3: known.alpha3,
            name: name_of(&known),
        })
        .collect();
    countries.sort_unstable_by_key(|country| country.code);
    countries
});

fn name_of(known: &celes::Country) -> &'static str {
    let ours = NAMES.iter().find(|(code, _)| *code == known.alpha2);
    ours.map_or(known.long_name, |(_, name)| name)
}

/// Every country, sorted by its two letters. Kosovo is among them under `XK`, which ISO 3166 leaves to its users.
#[must_use]
pub fn all() -> &'static [Country] {
    &COUNTRIES
}

/// The country with these two or three letters, in any case.
#[must_use]
pub fn find(code: &str) -> Option<&'static Country> {
    all()
        .iter()
        .find(|country| country.code.eq_ignore_ascii_case(code) || country.alpha3.eq_ignore_ascii_case(code))
}
