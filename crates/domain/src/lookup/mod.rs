//! Look-ups: the closed lists from which a form lets people choose, and by which fields of the profile are judged. Each is
//! sorted by its codes, and a code is found without regard to the case of its letters. What a tenant may list for itself
//! (roles, callback URLs) does not live here.
//!
//! ```
//! use enroll_domain::lookup::{country, industry, language, time_zone};
//!
//! assert_eq!(language::find("EN-us").map(|found| found.name), Some("English (United States)"));
//! assert_eq!(country::find("deu").map(|found| found.code), Some("DE"));
//! assert_eq!(industry::find("Education").map(|found| found.code), Some("education"));
//! let zone = time_zone::find_windows("us eastern standard time").map(|found| found.zone);
//! assert_eq!(zone, Some("America/Indiana/Indianapolis"));
//! ```

pub mod country;
pub mod dial_code;
pub mod industry;
pub mod language;
pub mod time_zone;
mod windows;

/// A line of a list that needs no more than a code and a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What programs send and stores keep; stable.
    pub code: &'static str,
    /// What people read, in English.
    pub name: &'static str,
}

/// The entry with this code, in any case of its letters.
fn find(entries: &'static [Entry], code: &str) -> Option<&'static Entry> {
    entries.iter().find(|entry| entry.code.eq_ignore_ascii_case(code))
}
