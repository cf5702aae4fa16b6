//! What is wrong with what the operator sent, in words.

use enroll::domain::role::RoleName;
use enroll::domain::{Input, Rejection, Rule};

/// A rule in words.
pub(in crate::commands) fn words(rule: Rule) -> String {
    match rule {
        Rule::Required => "it must be there".to_owned(),
        Rule::NotAccepted => "it is not accepted here".to_owned(),
        Rule::TooShort { min } => format!("it must have at least {min} characters"),
        Rule::TooLong { max } => format!("it must have at most {max} characters"),
        Rule::ControlCharacter => "it must not hold control characters".to_owned(),
        Rule::Malformed(shape) => format!("it must be {shape}"),
        Rule::Reserved => "it is kept for the operator's own use".to_owned(),
        Rule::Taken => "somebody has it".to_owned(),
        Rule::MissingClasses { missing } => format!("it needs {missing} further kinds of characters"),
        Rule::ForbiddenCharacter => "it holds a character that is not allowed".to_owned(),
        Rule::ContainsContext => "it holds the person's own name or address".to_owned(),
        Rule::TooWeak => "it is too easily guessed: make it longer".to_owned(),
        Rule::NotListed => "it is not on the list".to_owned(),
        Rule::Outdated => "it is not the current one".to_owned(),
        Rule::Mismatch => "it does not match".to_owned(),
        Rule::Unknown => "there is no such thing here".to_owned(),
        Rule::NotInvited => "nobody invited it".to_owned(),
    }
}

/// Which of these roles a rejection is about. What cannot be the name of a role is not repeated.
pub(in crate::commands) fn role_of(rejection: Rejection, roles: &[String]) -> Option<&str> {
    let item = rejection.item.filter(|_| rejection.input == Input::Role);
    let named = item.and_then(|index| roles.get(index));
    named.map(String::as_str).filter(|name| RoleName::parse(name).is_ok())
}
