//! `users/register`: somebody becomes a user of a brand, by a user name, an address or a telephone number.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{Receipted, RegisterError, Registered};
use enroll_domain::Gathered;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::registration::{Presence, RegistrationForm, WishesForm};

use super::answer::{Fault, failure, success};
use super::read::Reader;
use super::refusal::refused;
use super::user::{PHONE, shown};
use super::{REQUIRE_EMAIL, brand};
use crate::dialects::{Early, Spoken};

/// Answers a registration.
pub(super) async fn register(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let call = match brand::call(&spoken)? {
        Ok(call) => call,
        Err(answer) => return Ok(answer),
    };
    let mut reader = match Reader::of(&mut spoken).await? {
        Ok(reader) => reader,
        Err(answer) => return Ok(answer),
    };
    let form = form(&mut reader);
    if spoken.binding().is_on(REQUIRE_EMAIL) && form.email.is_none() && !reader.is_faulty("emailAddress") {
        reader.note("emailAddress", "EmailAddressRequired", "emailAddress is required.");
    }
    let mut policy = spoken.enrollment().tenant(call.tenant())?.policy.clone();
    if spoken.binding().is_on(REQUIRE_EMAIL) {
        policy.email = Presence::Required;
    }
    if !reader.faults.is_empty() {
        let examined = spoken.enrollment().examine_registration(call.tenant(), &form);
        return Ok(refused(&reader, examined.as_ref().err(), &policy, spoken.id()));
    }
    spoken.charge_registration(&call, &form)?;
    let forbidden = |code, text: &str| failure(StatusCode::FORBIDDEN, &[Fault::new(code, text)], Some(spoken.id()));
    match spoken.enrollment().register(&call, &form, None).await {
        Ok(Receipted::Fresh(Registered::SignedUp(signed_up))) => {
            let data = shown(&spoken, &signed_up.user).await?;
            Ok(success(StatusCode::CREATED, data))
        }
        // A tenant whose users begin with a mail has nobody to show yet.
        Ok(Receipted::Fresh(Registered::CheckYourMail) | Receipted::Replayed(_)) => {
            Ok(success(StatusCode::CREATED, serde_json::Value::Null))
        }
        Err(RegisterError::Rejected(rejections)) => Ok(refused(&reader, Some(&rejections), &policy, spoken.id())),
        Err(RegisterError::Closed) => Ok(forbidden("RegistrationClosed", "Nobody can register at present.")),
        Err(RegisterError::NotInvited) => Ok(forbidden(
            "InvitationRequired",
            "Only people who were invited can register.",
        )),
        Err(error @ RegisterError::KeyReused) => Err(Early::Broken(Box::new(error))),
        Err(RegisterError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

fn form(reader: &mut Reader) -> RegistrationForm {
    let (email, username) = names(reader);
    let phone = phone(reader);
    let mut profile: Vec<_> = [
        (Field::GivenName, "firstName", "InvalidFirstName"),
        (Field::FamilyName, "lastName", "InvalidLastName"),
        (Field::Nickname, "nickName", "InvalidNickName"),
        (Field::Zoneinfo, "timeZoneId", "InvalidTimeZoneId"),
    ]
    .into_iter()
    .filter_map(|(field, name, code)| Some((field, reader.text(name, code)?)))
    .collect();
    profile.extend(phone.as_deref().map(reachable));
    RegistrationForm {
        email,
        password: reader.text("password", "InvalidPasswordFormat"),
        username,
        profile,
        external_ids: phone.into_iter().map(|phone| (PHONE.to_owned(), phone)).collect(),
        wishes: WishesForm {
            referral_code: reader.text("referralCode", "InvalidReferralCode"),
            ..WishesForm::default()
        },
        ..RegistrationForm::default()
    }
}

/// Address and user name: a user name that is an address counts as the address.
fn names(reader: &mut Reader) -> (Option<String>, Option<String>) {
    let email = reader.text("emailAddress", "InvalidEmailAddress");
    match (email, reader.text("username", "InvalidUsername")) {
        (Some(email), Some(username)) if username.contains('@') => {
            let (given, named) = (EmailAddress::parse(&email), EmailAddress::parse(&username));
            let same = match (&given, &named) {
                (Ok(given), Ok(named)) => given.key() == named.key(),
                (Err(_), _) | (_, Err(_)) => email == username,
            };
            if !same {
                let text = "username is an email address, and not the one of emailAddress.";
                reader.note("username", "InvalidUsername", text);
            }
            (Some(email), None)
        }
        (None, Some(username)) if username.contains('@') => (Some(username), None),
        names => names,
    }
}

/// The telephone number, in the shape of E.164.
fn phone(reader: &mut Reader) -> Option<String> {
    let text = reader.text("phoneNumber", "InvalidPhoneNumber")?;
    let digits = text.strip_prefix('+').unwrap_or_default();
    let shaped = (2..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if !shaped {
        let text = "phoneNumber must be in the E.164 format, such as +12345678900.";
        reader.note("phoneNumber", "InvalidPhoneNumber", text);
    }
    shaped.then_some(text)
}

/// The field of the profile that keeps a number: one that is not in use anywhere cannot be dialled, and is kept as it is written.
fn reachable(phone: &str) -> (Field, String) {
    let dialled = (Field::PhoneNumber, phone.to_owned());
    let mut gathered = Gathered::new();
    let _profile = Profile::read(std::slice::from_ref(&dialled), &mut gathered);
    match gathered.finish() {
        Ok(()) => dialled,
        Err(_rejections) => (Field::ContactPhone, phone.to_owned()),
    }
}
