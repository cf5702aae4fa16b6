//! Time zones: every zone of the IANA database by its canonical name, and every name that Windows has for one. Offsets and
//! daylight saving are not known here.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use icu_locale::subtags::Region;
use icu_time::zone::iana::IanaParserExtended;
use icu_time::zone::{TimeZone as Bcp47Zone, WindowsParser};

use super::country;
use super::windows::NAMES;

/// A time zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TimeZone {
    /// Its canonical IANA name, such as `America/New_York`.
    pub code: &'static str,
    /// The place before the region, as in `New_York, America`.
    pub name: String,
    /// The names that Windows has for it, in one country at least.
    pub windows: Vec<&'static str>,
}

/// A time zone as Windows names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WindowsZone {
    /// Its name in the registry, such as `Eastern Standard Time`.
    pub code: &'static str,
    /// The name, and the places of the IANA zones that it stands for, that of [`zone`](Self::zone) first.
    pub name: String,
    /// The canonical IANA name of the zone that it stands for where no country is named.
    pub zone: &'static str,
}

struct Tables {
    zones: Vec<TimeZone>,
    windows: Vec<WindowsZone>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let canonical: BTreeMap<_, _> = IanaParserExtended::new()
        .iter()
        .filter(|known| known.time_zone != Bcp47Zone::UNKNOWN)
        .map(|known| (known.time_zone, known.canonical))
        .collect();
    let windows: Vec<_> = NAMES
        .iter()
        .map(|(code, zone)| (*code, stands_for(code, zone, &canonical)))
        .collect();
    let mut zones: Vec<_> = canonical.into_values().map(|code| shown(code, &windows)).collect();
    zones.sort_unstable_by_key(|zone| zone.code);
    let windows = NAMES.iter().zip(&windows);
    Tables {
        zones,
        windows: windows
            .map(|((code, zone), (_, zones))| WindowsZone {
                code,
                name: windows_name(code, zones),
                zone,
            })
            .collect(),
    }
});

/// The IANA zones that a name of Windows stands for: the one of no country, then those of each country.
fn stands_for(name: &str, zone: &'static str, canonical: &BTreeMap<Bcp47Zone, &'static str>) -> Vec<&'static str> {
    let regions = country::all().iter().filter_map(|country| region(country.code));
    let mut zones = vec![zone];
    for region in regions {
        let there = WindowsParser::new().parse(name, Some(region));
        if let Some(zone) = there
            .and_then(|zone| canonical.get(&zone))
            .filter(|zone| !zones.contains(zone))
        {
            zones.push(zone);
        }
    }
    zones
}

fn shown(code: &'static str, windows: &[(&'static str, Vec<&'static str>)]) -> TimeZone {
    let named = windows.iter().filter(|(_, zones)| zones.contains(&code));
    let name = match code.strip_prefix("Etc/") {
        Some(name) => name.to_owned(),
        None => code.rsplit('/').collect::<Vec<_>>().join(", "),
    };
    TimeZone {
        code,
        name,
        windows: named.map(|(name, _)| *name).collect(),
    }
}

fn windows_name(name: &str, zones: &[&str]) -> String {
    let places: Vec<_> = zones.iter().filter_map(|zone| zone.rsplit('/').next()).collect();
    format!("{name} ({})", places.join(", "))
}

fn region(country: &str) -> Option<Region> {
    Region::try_from_str(country).ok()
}

/// Every zone, sorted by its IANA name.
#[must_use]
pub fn all() -> &'static [TimeZone] {
    &TABLES.zones
}

/// Every name of Windows, sorted.
#[must_use]
pub fn windows() -> &'static [WindowsZone] {
    &TABLES.windows
}

/// The zone with this IANA name, canonical or not, in any case of its letters.
#[must_use]
pub fn find(code: &str) -> Option<&'static TimeZone> {
    let canonical = IanaParserExtended::new().parse(code).canonical;
    all().iter().find(|zone| zone.code == canonical)
}

/// The zone with this name of Windows, in any case of its letters.
#[must_use]
pub fn find_windows(code: &str) -> Option<&'static WindowsZone> {
    windows().iter().find(|zone| zone.code.eq_ignore_ascii_case(code))
}

/// The canonical IANA name of a zone that goes by an IANA name or one of Windows; the latter may stand for another zone in
/// the country that is named, by its two letters.
#[must_use]
pub fn canonical(name: &str, country: Option<&str>) -> Option<&'static str> {
    find(name).map(|zone| zone.code).or_else(|| {
        let named = find_windows(name)?;
        let there = country
            .and_then(region)
            .and_then(|region| WindowsParser::new().parse(named.code, Some(region)));
        let known = there.and_then(|there| IanaParserExtended::new().iter().find(|known| known.time_zone == there));
        Some(known.map_or(named.zone, |known| known.canonical))
    })
}
