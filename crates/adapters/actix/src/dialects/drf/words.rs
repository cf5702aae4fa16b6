//! Words: what the framework, or Django's own validators, say where a rule of a tenant's policy is broken.

use enroll_domain::Rule;

use super::faults::Detail;

/// What is said of a text that is no address.
pub(crate) const EMAIL: &str = "Enter a valid email address.";

/// What is said of a value that is none of a field's choices.
pub(crate) fn no_choice(text: &str) -> Detail {
    Detail::new("invalid_choice", format!("\"{text}\" is not a valid choice."))
}

/// What is said of the key of a row that there is not.
pub(crate) fn no_row(key: &str) -> Detail {
    let text = format!("Invalid pk \"{key}\" - object does not exist.");
    Detail::new("does_not_exist", text)
}

/// What is said to somebody who may not.
pub(crate) fn not_allowed() -> Detail {
    let text = "You do not have permission to perform this action.";
    Detail::new("permission_denied", text)
}

/// What is said of a text that breaks a rule. For what the framework has no words, Django's password validators have some, and
/// the rest is ours.
pub(crate) fn detail(rule: Rule) -> Detail {
    match rule {
        Rule::Required => Detail::new("required", "This field is required."),
        Rule::TooShort { min } => {
            let text = format!("Ensure this field has at least {min} characters.");
            Detail::new("min_length", text)
        }
        Rule::TooLong { max } => {
            let text = format!("Ensure this field has no more than {max} characters.");
            Detail::new("max_length", text)
        }
        Rule::ControlCharacter => Detail::new("invalid", "Control characters are not allowed."),
        Rule::Taken => Detail::new("unique", "This field must be unique."),
        Rule::TooWeak => Detail::new("invalid", "This password is too common."),
        Rule::ContainsContext => {
            let text = "The password is too similar to your other personal information.";
            Detail::new("invalid", text)
        }
        Rule::MissingClasses { .. } => {
            let text = "The password must contain more kinds of characters: lower case, upper case, numbers, special.";
            Detail::new("invalid", text)
        }
        Rule::ForbiddenCharacter => Detail::new("invalid", "The password contains a character that is not allowed."),
        Rule::NotAccepted => Detail::new("invalid", "This field is not accepted."),
        Rule::Unknown => Detail::new("does_not_exist", "Object does not exist."),
        Rule::Reserved => Detail::new("invalid", "This value is reserved."),
        Rule::Malformed(_) | Rule::NotListed | Rule::Outdated | Rule::Mismatch | Rule::NotInvited => {
            Detail::new("invalid", "Enter a valid value.")
        }
    }
}
