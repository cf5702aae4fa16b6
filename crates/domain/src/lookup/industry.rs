//! Industries: what a company does, in about as many words as fit a drop-down. How companies are judged by it is not known
//! here.

use super::Entry;

/// Every industry, sorted by code.
///
/// The list follows the sections of the United Nations' ISIC (Rev. 5); as in NAICS, wholesale and retail trade are two, and
/// so are the management of companies and what is done for other companies. The codes are our own, and stable.
pub const ALL: &[Entry] = &[
    entry("accommodation_food", "Accommodation and food services"),
    entry("administrative_support", "Administrative and support services"),
    entry("agriculture_forestry_fishing", "Agriculture, forestry and fishing"),
    entry("arts_sports_recreation", "Arts, sports and recreation"),
    entry("construction", "Construction"),
    entry("education", "Education"),
    entry("electricity_gas", "Electricity and gas supply"),
    entry("extraterritorial", "Extraterritorial organisations and bodies"),
    entry("finance_insurance", "Finance and insurance"),
    entry("health_social_work", "Health and social work"),
    entry("households", "Households as employers"),
    entry(
        "information_technology",
        "Telecommunications and information technology",
    ),
    entry("management_of_companies", "Management of companies"),
    entry("manufacturing", "Manufacturing"),
    entry("mining_quarrying", "Mining and quarrying"),
    entry("other", "None of these"),
    entry("other_services", "Other services"),
    entry(
        "professional_scientific_technical",
        "Professional, scientific and technical services",
    ),
    entry("public_administration_defence", "Public administration and defence"),
    entry(
        "publishing_broadcasting",
        "Publishing, broadcasting and content production",
    ),
    entry("real_estate", "Real estate"),
    entry("retail_trade", "Retail trade"),
    entry("transport_storage", "Transport and storage"),
    entry("water_waste", "Water supply, sewerage and waste management"),
    entry("wholesale_trade", "Wholesale trade"),
];

const fn entry(code: &'static str, name: &'static str) -> Entry {
    Entry { code, name }
}

/// The industry with this code, in any case of its letters.
#[must_use]
pub fn find(code: &str) -> Option<&'static Entry> {
    super::find(ALL, code)
}
