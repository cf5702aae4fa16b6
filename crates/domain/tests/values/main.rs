//! What the domain makes of text: identifiers, profile fields, look-ups and passwords. Rules about users, roles and registrations
//! are tested elsewhere.

mod addresses;
mod canonical;
mod contacts;
mod fields;
mod hosts;
mod labels;
mod lookups;
mod names_of_users;
mod passwords;
mod profile;
mod typed_codes;
mod writings;

use enroll_domain::Rule;

/// What a reader said, as the code that the API would show.
fn code<T>(read: Result<T, Rule>) -> &'static str {
    read.map_or_else(Rule::code, |_| "taken as it is")
}
