//! What the domain makes of text: identifiers, profile fields and passwords. Rules about users, roles and registrations
//! are tested elsewhere.

mod addresses;
mod canonical;
mod fields;
mod names_of_users;
mod passwords;
mod profile;

use enroll_domain::Rule;

/// What a reader said, as the code that the API would show.
fn code<T>(read: Result<T, Rule>) -> &'static str {
    read.map_or_else(Rule::code, |_| "taken as it is")
}
