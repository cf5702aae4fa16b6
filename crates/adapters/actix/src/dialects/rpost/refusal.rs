//! Refusals: what our rules say, in the words of the contract's model. One message for each rule that is broken, in the order of
//! the model's members.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_domain::password::{CharacterClass, PasswordPolicy};
use enroll_domain::profile::Field;
use enroll_domain::{Input, Rejection, Rejections, Rule};

use super::answer::failure;
use super::form::{EMAIL, FIELDS};
use super::message::Id;
use super::read::{Fault, Member, Model};

/// 400 with everything that is wrong: what the model found by itself, and what the rules say of members that were sound.
pub(super) fn refused(
    model: Model,
    rejections: Option<&Rejections>,
    asked: &[Member],
    password: &PasswordPolicy,
) -> HttpResponse {
    let mut faults = model.faults.clone();
    for rejection in rejections.into_iter().flat_map(Rejections::as_slice) {
        let fault = fault(*rejection, model.text(EMAIL.name).unwrap_or_default(), password);
        if !model.is_faulty(fault.member) && !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    let place = |fault: &Fault| asked.iter().position(|member| member.name == fault.member);
    faults.sort_by_key(|fault| place(fault).unwrap_or(asked.len()));
    let messages = faults.into_iter().map(|fault| fault.message).collect();
    failure(StatusCode::BAD_REQUEST, messages)
}

/// The member that an input comes from.
fn member(input: Input) -> &'static str {
    match input {
        Input::Email => EMAIL.name,
        Input::Password | Input::NewPassword | Input::CurrentPassword => "Password",
        Input::Profile(field) => FIELDS
            .iter()
            .find(|(known, _)| *known == field)
            .map_or(field.name(), |(_, name)| *name),
        Input::CallbackUrl => "ConfirmationCallbackUrl",
        Input::TermsVersion => "RPostTermCondition",
        Input::Token => "Code",
        // What the contract has no member for: a tenant that asks for it cannot be served by it.
        Input::Username
        | Input::Identifier
        | Input::ExternalId
        | Input::Role
        | Input::Department
        | Input::Section
        | Input::Tag
        | Input::Package
        | Input::ReferralCode
        | Input::InvitationCode
        | Input::Code
        | Input::Realm => input.name(),
    }
}

fn fault(rejection: Rejection, address: &str, password: &PasswordPolicy) -> Fault {
    let name = member(rejection.input);
    let is_address = matches!(
        rejection.input,
        Input::Email | Input::Profile(Field::AlternateEmail | Field::NotificationEmail)
    );
    let is_password = name == "Password";
    match rejection.rule {
        Rule::Required => Fault::required(name),
        Rule::Taken if rejection.input == Input::Email => {
            let text = format!(
                "Email '{}' is already taken. If the account is not activated yet, ask for the activation link again with \
                 api/v1/Account/ResendActivationLink.",
                address.trim()
            );
            Fault::new(name, Id::Taken, text)
        }
        Rule::ContainsContext => {
            let text = "Password should not contain your name or e-mail address.";
            Fault::new(name, Id::BadPassword, text)
        }
        Rule::TooWeak => Fault::new(name, Id::BadPassword, "Password is too easily guessed."),
        _ if is_password => Fault::new(name, Id::BadPassword, asked_of(password)),
        Rule::NotListed if rejection.input == Input::CallbackUrl => {
            let text = format!("The {name} field is not one of the allowed addresses.");
            Fault::new(name, Id::CallbackNotListed, text)
        }
        _ if is_address => Fault::not_an_address(name),
        Rule::TooLong { max } => Fault::too_long(name, max),
        Rule::NotAccepted
        | Rule::TooShort { .. }
        | Rule::ControlCharacter
        | Rule::Malformed(_)
        | Rule::Reserved
        | Rule::Taken
        | Rule::MissingClasses { .. }
        | Rule::ForbiddenCharacter
        | Rule::NotListed
        | Rule::Outdated
        | Rule::Mismatch
        | Rule::Unknown
        | Rule::NotInvited => Fault::not_valid(name),
    }
}

/// The tenant's rule as one sentence; that of the contract, where the policy is its own.
fn asked_of(policy: &PasswordPolicy) -> String {
    let classes = policy.required.iter().map(|class| match class {
        CharacterClass::Upper => "one uppercase letter",
        CharacterClass::Lower => "one lowercase letter",
        CharacterClass::Digit => "one number",
        CharacterClass::Symbol => "one special character",
    });
    let mut parts: Vec<String> = Vec::new();
    if let Some(count) = policy.at_least_classes {
        parts.push(format!(
            "{count} of uppercase letters, lowercase letters, numbers and special characters"
        ));
    }
    parts.extend(classes.map(str::to_owned));
    if let Some(first) = parts.first_mut() {
        first.insert_str(0, "including at least ");
    }
    let (spaces, others): (Vec<char>, Vec<char>) = policy.forbidden.iter().partition(|c| **c == ' ');
    if !others.is_empty() {
        parts.push(format!("none of {}", others.into_iter().collect::<String>()));
    }
    if !spaces.is_empty() {
        parts.push("no spaces".to_owned());
    }
    let (min, max) = (policy.min_chars, policy.max_chars);
    let length = format!("Password should be a minimum of {min} and maximum of {max} characters");
    match parts.split_last() {
        None => format!("{length}."),
        Some((last, [])) => format!("{length}, {last}."),
        Some((last, before)) => format!("{length}, {}, and {last}.", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use enroll_domain::registration::Preset;

    use super::*;

    #[test]
    fn the_contracts_own_rule_is_said_in_its_own_words() {
        let sentence = "Password should be a minimum of 8 and maximum of 25 characters, including at least one uppercase \
                        letter, one lowercase letter, one number, and no spaces.";
        assert_eq!(asked_of(&Preset::RPost.policy().password), sentence);
    }

    #[test]
    fn a_tenants_own_rule_is_said_as_it_is() {
        let plain = PasswordPolicy::with_length(12, 64);
        let sentence = "Password should be a minimum of 12 and maximum of 64 characters";
        assert_eq!(asked_of(&plain), format!("{sentence}."));
        let classes = plain.k_of_n(3).forbidding(&['#', ' ']);
        let rest =
            "including at least 3 of uppercase letters, lowercase letters, numbers and special characters, none of #";
        assert_eq!(asked_of(&classes), format!("{sentence}, {rest}, and no spaces."));
    }
}
