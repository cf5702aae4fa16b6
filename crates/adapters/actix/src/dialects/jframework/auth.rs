//! `users/auth`: a name and a password become an `Auth-Key`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AuthenticateError, HandedPassword, SignInError};
use enroll_domain::identifier::{EmailAddress, Username};
use serde::Serialize;

use super::answer::{Fault, failure, iso, success};
use super::read::Reader;
use super::refusal::refused;
use super::{base62, brand};
use crate::dialects::{Early, Spoken};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Authenticated<'a> {
    id: String,
    username: Option<&'a str>,
    email_address: Option<&'a str>,
    auth_key: &'a str,
    expires_in: String,
}

/// Answers a sign-in.
pub(super) async fn auth(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let call = match brand::call(&spoken)? {
        Ok(call) => call,
        Err(answer) => return Ok(answer),
    };
    let mut reader = match Reader::of(&mut spoken).await? {
        Ok(reader) => reader,
        Err(answer) => return Ok(answer),
    };
    let name = reader.required("username", "UsernameRequired", "InvalidUsername");
    let password = reader.required("password", "PasswordRequired", "InvalidPasswordFormat");
    let enrollment = spoken.enrollment();
    if !reader.faults.is_empty() {
        let policy = enrollment.tenant(call.tenant())?.policy.clone();
        return Ok(refused(&reader, None, &policy, spoken.id()));
    }
    let refuse = |status, code, text: &str| Ok(failure(status, &[Fault::new(code, text)], Some(spoken.id())));
    let wrong = || {
        refuse(
            StatusCode::UNAUTHORIZED,
            "InvalidCredentials",
            "The username or the password is incorrect.",
        )
    };
    spoken.charge_sign_in(&call, Some(&name), Some(&password))?;
    let signed_in = enrollment
        .sign_in(&call, Some(&name), Some(&password), HandedPassword::Accepted)
        .await;
    let tokens = match signed_in {
        Ok(tokens) => tokens,
        Err(SignInError::Rejected(_) | SignInError::Refused) => return wrong(),
        Err(SignInError::Unconfirmed) => {
            let text = "The email address is not verified yet.";
            return refuse(StatusCode::FORBIDDEN, "EmailAddressNotVerified", text);
        }
        Err(SignInError::MustChangePassword) => {
            let text = "The password has to be changed first. A link to do so was sent by mail.";
            return refuse(StatusCode::FORBIDDEN, "PasswordChangeRequired", text);
        }
        Err(SignInError::Unavailable(unavailable)) => return Err(unavailable.into()),
    };
    let caller = match enrollment.authenticate(&call, &tokens.access_token).await {
        Ok(caller) => caller,
        // Somebody shut the user out a moment ago.
        Err(AuthenticateError::Refused | AuthenticateError::OtherTenant) => return wrong(),
        Err(AuthenticateError::Unavailable(unavailable)) => return Err(unavailable.into()),
    };
    let Some(view) = caller.view() else { return wrong() };
    let identifiers = &view.user.identifiers;
    Ok(success(
        StatusCode::OK,
        Authenticated {
            id: base62::encode(view.user.id),
            username: identifiers.username.as_ref().map(Username::as_str),
            email_address: identifiers.email.as_ref().map(EmailAddress::as_str),
            auth_key: &tokens.access_token,
            expires_in: iso(tokens.expires_at),
        },
    ))
}
