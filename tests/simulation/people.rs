//! The people: their addresses, in the ways in which one may write them, and passwords that are never used twice.

use enroll::domain::identifier::EmailAddress;

/// The given name with which a stranger registers in somebody else's name.
pub(crate) const STRANGER: &str = "Mallory";
/// The given name of everybody else.
pub(crate) const NAME: &str = "Ada";
/// In how many ways an address is written.
pub(crate) const SPELLINGS: usize = 3;

/// The address of a person.
pub(crate) fn address(person: usize, spelling: usize) -> String {
    match spelling {
        0 => format!("someone.{person}@example.org"),
        1 => format!("Someone.{person}@EXAMPLE.org"),
        _ => format!(" SOMEONE.{person}@example.ORG "),
    }
}

/// The address of a person, read.
pub(crate) fn read(person: usize) -> EmailAddress {
    EmailAddress::parse(&address(person, 0)).unwrap()
}

/// The person who has an address.
pub(crate) fn person_at(address: &EmailAddress) -> Option<usize> {
    let (name, _) = address.key().as_str().split_once('@')?;
    name.strip_prefix("someone.")?.parse().ok()
}

/// A password that is good everywhere, and that nobody else has.
pub(crate) fn password(number: u64) -> String {
    format!("Quick zephyr jumbo {number} fox")
}
