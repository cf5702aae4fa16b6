//! The look-ups: closed, sorted, without doubles, and of one mind with the fields of the profile.

use std::collections::BTreeSet;

use enroll_domain::lookup::{country, dial_code, industry, language, time_zone};
use enroll_domain::profile::Field;
use icu_time::zone::WindowsParser;
use icu_time::zone::iana::IanaParserExtended;

use crate::profile::{read, same};

#[track_caller]
fn is_list<'a>(codes: impl Iterator<Item = &'a str>, names: impl Iterator<Item = &'a str>) {
    let codes: Vec<_> = codes.collect();
    assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
    let folded: BTreeSet<_> = codes.iter().map(|code| code.to_ascii_lowercase()).collect();
    assert_eq!(folded.len(), codes.len());
    for name in names {
        assert!(!name.trim().is_empty() && name.trim() == name, "{name:?}");
    }
}

#[test]
fn every_list_is_sorted_and_holds_each_code_once() {
    let (languages, industries) = (language::ALL, industry::ALL);
    is_list(
        languages.iter().map(|entry| entry.code),
        languages.iter().map(|entry| entry.name),
    );
    is_list(
        industries.iter().map(|entry| entry.code),
        industries.iter().map(|entry| entry.name),
    );
    let (zones, windows) = (time_zone::all(), time_zone::windows());
    is_list(zones.iter().map(|zone| zone.code), zones.iter().map(|zone| &*zone.name));
    is_list(
        windows.iter().map(|zone| zone.code),
        windows.iter().map(|zone| &*zone.name),
    );
    let (countries, dial_codes) = (country::all(), dial_code::all());
    is_list(
        countries.iter().map(|known| known.code),
        countries.iter().map(|known| known.name),
    );
    is_list(
        dial_codes.iter().map(|known| &*known.code),
        dial_codes.iter().map(|known| &*known.name),
    );
    let letters: BTreeSet<_> = countries.iter().map(|known| known.alpha3).collect();
    assert_eq!(letters.len(), countries.len());
}

#[test]
fn every_code_is_found_in_any_case_and_nothing_else_is() {
    for entry in language::ALL {
        assert_eq!(language::find(&entry.code.to_lowercase()), Some(entry));
        assert_eq!(language::find(&entry.code.to_uppercase()), Some(entry));
    }
    for entry in industry::ALL {
        assert_eq!(industry::find(&entry.code.to_uppercase()), Some(entry));
    }
    for zone in time_zone::all() {
        assert_eq!(time_zone::find(&zone.code.to_uppercase()), Some(zone));
    }
    for zone in time_zone::windows() {
        assert_eq!(time_zone::find_windows(&zone.code.to_lowercase()), Some(zone));
    }
    for known in country::all() {
        assert_eq!(country::find(&known.code.to_lowercase()), Some(known));
        assert_eq!(country::find(&known.alpha3.to_lowercase()), Some(known));
    }
    for nothing in ["", " ", "x", "en_US", "Etc/Unknown", "276", "ＤＥ", "education "] {
        assert_eq!(language::find(nothing), None, "{nothing:?}");
        assert_eq!(industry::find(nothing), None, "{nothing:?}");
        assert_eq!(time_zone::find(nothing), None, "{nothing:?}");
        assert_eq!(time_zone::find_windows(nothing), None, "{nothing:?}");
        assert_eq!(country::find(nothing), None, "{nothing:?}");
        assert_eq!(dial_code::find(nothing), None, "{nothing:?}");
    }
}

#[test]
fn every_code_is_what_the_field_of_the_profile_keeps() {
    for entry in language::ALL {
        assert_eq!(read(Field::Locale, &entry.code.to_lowercase()), same(entry.code));
    }
    for entry in industry::ALL {
        assert_eq!(read(Field::Industry, entry.code), same(entry.code));
    }
    for zone in time_zone::all() {
        assert_eq!(read(Field::Zoneinfo, zone.code), same(zone.code));
    }
    for zone in time_zone::windows() {
        assert_eq!(read(Field::Zoneinfo, zone.code), same(zone.zone), "{}", zone.code);
    }
    for known in country::all() {
        assert_eq!(read(Field::Country, known.alpha3), same(known.code));
    }
}

#[test]
fn the_languages_that_are_read_most_are_there() {
    assert!(language::ALL.len() >= 40);
    for code in [
        "en-us", "en-gb", "de-de", "fr-fr", "es-es", "pt-br", "it-it", "nl-nl", "ja-jp", "zh-cn", "sw-ke",
    ] {
        assert!(language::find(code).is_some(), "{code}");
    }
    assert_eq!(
        language::find("PT-br").map(|entry| entry.name),
        Some("Portuguese (Brazil)")
    );
    assert_eq!(language::tag("xx_yy"), Some("xx-YY".to_owned()));
    assert_eq!(language::tag("und"), None);
}

#[test]
fn every_zone_of_the_database_is_there_with_its_city() {
    let known = IanaParserExtended::new().iter().map(|zone| zone.canonical);
    let ours: BTreeSet<_> = time_zone::all().iter().map(|zone| zone.code).collect();
    assert_eq!(known.collect::<BTreeSet<_>>(), ours);
    for zone in time_zone::all() {
        let city = zone.code.rsplit('/').next().unwrap();
        assert!(zone.name.contains(city), "{zone:?}");
    }
    assert_eq!(
        time_zone::find("America/Indiana/Indianapolis").map(|zone| &*zone.name),
        Some("Indianapolis, Indiana, America")
    );
    assert_eq!(
        time_zone::find("us/eastern").map(|zone| zone.code),
        Some("America/New_York")
    );
}

#[test]
fn every_name_of_windows_is_there_with_the_cities_that_it_is_for() {
    assert_eq!(time_zone::windows().len(), 147);
    for zone in time_zone::windows() {
        let stands_for = WindowsParser::new().parse(zone.code, None);
        let known = stands_for.and_then(|id| IanaParserExtended::new().iter().find(|known| known.time_zone == id));
        assert!(known.is_none_or(|known| known.canonical == zone.zone), "{zone:?}");
        let city = zone.zone.rsplit('/').next().unwrap();
        assert!(zone.name.contains(city), "{zone:?}");
        let iana = time_zone::find(zone.zone).unwrap();
        assert_eq!(iana.code, zone.zone, "is not canonical");
        assert!(iana.windows.contains(&zone.code), "{iana:?}");
    }
    let eastern = time_zone::find_windows("Eastern Standard Time").unwrap();
    assert_eq!(
        (eastern.zone, &*eastern.name),
        ("America/New_York", "Eastern Standard Time (New_York, Nassau, Toronto)")
    );
    let legacy = time_zone::windows()
        .iter()
        .filter(|zone| WindowsParser::new().parse(zone.code, None).is_none());
    assert_eq!(
        legacy.map(|zone| (zone.code, zone.zone)).collect::<Vec<_>>(),
        [
            ("Armenian Standard Time", "Asia/Yerevan"),
            ("Kamchatka Standard Time", "Asia/Kamchatka"),
            ("Mexico Standard Time", "America/Mexico_City"),
            ("Mexico Standard Time 2", "America/Chihuahua"),
            ("Mid-Atlantic Standard Time", "Etc/GMT+2"),
        ]
    );
}

#[test]
fn countries_go_by_the_names_that_people_know() {
    for (code, alpha3, name) in [
        ("US", "USA", "United States"),
        ("GB", "GBR", "United Kingdom"),
        ("CI", "CIV", "Côte d’Ivoire"),
        ("KE", "KEN", "Kenya"),
        ("KR", "KOR", "South Korea"),
        ("NL", "NLD", "Netherlands"),
    ] {
        let found = country::find(code).unwrap();
        assert_eq!((found.code, found.alpha3, found.name), (code, alpha3, name));
    }
    let titles = country::all()
        .iter()
        .filter(|known| known.name.starts_with("The ") || known.name.contains(" Of "));
    assert_eq!(titles.count(), 0);
    assert_eq!(country::all().len(), 250);
}

#[test]
fn a_dial_code_is_no_code_of_a_country() {
    let codes = |country: &str| {
        dial_code::of_country(country)
            .map(|known| &*known.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("GB"), ["44"]);
    assert_eq!((codes("US"), codes("CA")), (vec!["1"], vec!["1"]));
    assert_eq!(codes("KE"), ["254"]);
    assert_eq!(codes("AQ"), [""; 0]);
    let countries = |code: &str| dial_code::find(code).map(|known| known.countries.iter().map(|c| c.code).collect());
    assert_eq!(countries("7"), Some(vec!["RU", "KZ"]));
    assert_eq!(countries("800"), Some(vec![]));
    assert_eq!(dial_code::find("870").map(|known| &*known.name), Some("Inmarsat"));
    assert_eq!(dial_code::find("+44"), None);
    assert!(dial_code::all().iter().all(|known| (1..=3).contains(&known.code.len())));
}
