//! Refusals: what our rules say, under the contract's codes. All that is wrong is said at once.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_domain::id::RequestId;
use enroll_domain::password::{CharacterClass, PasswordPolicy};
use enroll_domain::profile::Field;
use enroll_domain::registration::{Policy, Presence};
use enroll_domain::{Input, Rejection, Rejections, Rule};

use super::answer::{Fault, failure};
use super::read::Reader;

/// 400 with everything that is wrong, or 409 where somebody else has what was asked for.
pub(super) fn refused(
    reader: &Reader,
    rejections: Option<&Rejections>,
    policy: &Policy,
    request: RequestId,
) -> HttpResponse {
    let rejections = rejections.map(Rejections::as_slice).unwrap_or_default();
    let mut faults = reader.found();
    // Who gave a name that cannot be read did give one.
    let named =
        policy.email == Presence::Optional && ["username", "phoneNumber"].iter().any(|name| reader.is_faulty(name));
    let told = |found: &&Rejection| !named || (found.input, found.rule) != (Input::Email, Rule::Required);
    let sound = |found: &&Rejection| !reader.is_faulty(member(found.input));
    for rejection in rejections.iter().filter(told).filter(sound) {
        let fault = fault(*rejection, policy);
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    let taken = rejections.iter().any(|rejection| rejection.rule == Rule::Taken);
    let status = if taken {
        StatusCode::CONFLICT
    } else {
        StatusCode::BAD_REQUEST
    };
    failure(status, &faults, Some(request))
}

/// The member that an input comes from.
fn member(input: Input) -> &'static str {
    match input {
        Input::Email => "emailAddress",
        Input::Password | Input::NewPassword | Input::CurrentPassword => "password",
        Input::Username | Input::Identifier => "username",
        Input::ExternalId | Input::Profile(Field::PhoneNumber | Field::ContactPhone) => "phoneNumber",
        Input::Profile(Field::GivenName) => "firstName",
        Input::Profile(Field::FamilyName) => "lastName",
        Input::Profile(Field::Nickname) => "nickName",
        Input::Profile(Field::Zoneinfo) => "timeZoneId",
        Input::ReferralCode => "referralCode",
        Input::CallbackUrl => "returnURL",
        Input::Token => "token",
        // What the contract has no member for: a tenant that asks for it cannot be served by it.
        Input::Profile(_)
        | Input::TermsVersion
        | Input::Role
        | Input::Department
        | Input::Section
        | Input::Tag
        | Input::Package
        | Input::InvitationCode
        | Input::Code
        | Input::Realm => input.name(),
    }
}

fn fault(rejection: Rejection, policy: &Policy) -> Fault {
    let name = member(rejection.input);
    let taken = rejection.rule == Rule::Taken;
    let missing = rejection.rule == Rule::Required;
    match name {
        "emailAddress" if taken => Fault::new("EmailAddressAlreadyExists", "The email address already exists."),
        "emailAddress" if missing && policy.email == Presence::Optional => Fault::new(
            "IdentifierRequired",
            "One of username, emailAddress and phoneNumber is required.",
        ),
        "emailAddress" if missing => Fault::new("EmailAddressRequired", "emailAddress is required."),
        "emailAddress" => Fault::new("InvalidEmailAddress", "emailAddress is not a valid email address."),
        "username" if taken => Fault::new("UsernameAlreadyExists", "The username already exists."),
        "username" => Fault::new("InvalidUsername", username(rejection.rule)),
        "phoneNumber" if taken => Fault::new("PhoneNumberAlreadyExists", "The phone number already exists."),
        "phoneNumber" => Fault::new("InvalidPhoneNumber", "phoneNumber is not a valid phone number."),
        "password" if missing => Fault::new("PasswordRequired", "password is required."),
        "password" => Fault::new("InvalidPasswordFormat", password(rejection.rule, &policy.password)),
        "referralCode" => Fault::new("InvalidReferralCode", "The referral code is not valid."),
        "firstName" => Fault::new("InvalidFirstName", "firstName is not valid."),
        "lastName" => Fault::new("InvalidLastName", "lastName is not valid."),
        "nickName" => Fault::new("InvalidNickName", "nickName is not valid."),
        "timeZoneId" => Fault::new("InvalidTimeZoneId", "timeZoneId is not a known time zone."),
        "returnURL" => Fault::new("InvalidReturnURL", "returnURL is not one of the brand's addresses."),
        "token" => Fault::new("InvalidToken", "The token is not valid."),
        other => Fault::new("InvalidInput", format!("{other} is not valid, or missing.")),
    }
}

fn username(rule: Rule) -> String {
    match rule {
        Rule::Required => "username is required.".to_owned(),
        Rule::TooShort { min } => format!("username must have at least {min} characters."),
        Rule::TooLong { max } => format!("username must have at most {max} characters."),
        Rule::Reserved => "username is reserved.".to_owned(),
        Rule::NotAccepted
        | Rule::ControlCharacter
        | Rule::Malformed(_)
        | Rule::Taken
        | Rule::MissingClasses { .. }
        | Rule::ForbiddenCharacter
        | Rule::ContainsContext
        | Rule::TooWeak
        | Rule::NotListed
        | Rule::Outdated
        | Rule::Mismatch
        | Rule::Unknown
        | Rule::NotInvited => {
            "username must be of letters, digits, dots, underscores and hyphens, with a letter among them.".to_owned()
        }
    }
}

fn password(rule: Rule, policy: &PasswordPolicy) -> String {
    match rule {
        Rule::TooShort { min } => format!("password must have at least {min} characters."),
        Rule::TooLong { max } => format!("password must have at most {max} characters."),
        Rule::MissingClasses { .. } => format!("password must hold {}.", classes(policy)),
        Rule::ForbiddenCharacter => "password holds a character that is not allowed.".to_owned(),
        Rule::ContainsContext => "password must not hold your name or address.".to_owned(),
        Rule::TooWeak => "password is too easily guessed.".to_owned(),
        Rule::Required
        | Rule::NotAccepted
        | Rule::ControlCharacter
        | Rule::Malformed(_)
        | Rule::Reserved
        | Rule::Taken
        | Rule::NotListed
        | Rule::Outdated
        | Rule::Mismatch
        | Rule::Unknown
        | Rule::NotInvited => "password is not valid.".to_owned(),
    }
}

/// The classes of characters that a policy asks for.
fn classes(policy: &PasswordPolicy) -> String {
    let named = policy.required.iter().map(|class| match class {
        CharacterClass::Upper => "an upper-case letter".to_owned(),
        CharacterClass::Lower => "a lower-case letter".to_owned(),
        CharacterClass::Digit => "a digit".to_owned(),
        CharacterClass::Symbol => "a special character".to_owned(),
    });
    let counted = policy
        .at_least_classes
        .map(|count| format!("{count} of upper-case letters, lower-case letters, digits and special characters"));
    named.chain(counted).collect::<Vec<_>>().join(" and ")
}
