//! Who appears, and what they know.

use enroll::domain::identifier::EmailAddress;

/// The owner of the address that everything is about.
pub(crate) fn ada() -> EmailAddress {
    EmailAddress::parse("Ada@analytical.example").unwrap()
}

/// The address that Ada has later.
pub(crate) fn adas_other() -> EmailAddress {
    EmailAddress::parse("lovelace@analytical.example").unwrap()
}

/// Somebody else who has an account.
pub(crate) fn grace() -> EmailAddress {
    EmailAddress::parse("grace@compiler.example").unwrap()
}

/// Everybody who appears.
pub(crate) fn everybody() -> Vec<EmailAddress> {
    vec![ada(), adas_other(), grace()]
}

/// Ada's password.
pub(crate) const PASSWORD: &str = "quartz jumbled vow fix 7391";
/// The one that Ada has later.
pub(crate) const NEW_PASSWORD: &str = "big dwarf plucky zone 2648 hut";
/// Grace's password.
pub(crate) const OTHER_PASSWORD: &str = "mangrove tidal fox 5502 why";
/// The password of a stranger who registers with Ada's address.
pub(crate) const STRANGERS_PASSWORD: &str = "vexing jackdaw hum 8830 brisk";

/// Ada's given name.
pub(crate) const NAME: &str = "Augusta";
/// The one that she has later.
pub(crate) const NEW_NAME: &str = "Adelaide";
/// What a stranger calls themselves.
pub(crate) const STRANGER: &str = "Mallory";
/// Ada's user name.
pub(crate) const USERNAME: &str = "countess";

/// What no text may hold, whatever happens, and no file either unless it is there to be kept.
pub(crate) fn secrets() -> impl Iterator<Item = String> {
    let passwords = [PASSWORD, NEW_PASSWORD, OTHER_PASSWORD, STRANGERS_PASSWORD];
    kept().chain(passwords.map(str::to_owned))
}

/// What stores are there to keep, of all that is not to be told: names and addresses.
pub(crate) fn kept() -> impl Iterator<Item = String> {
    let people = everybody().into_iter().map(|email| email.as_str().to_owned());
    people.chain([NAME, NEW_NAME, STRANGER, USERNAME].map(str::to_owned))
}
