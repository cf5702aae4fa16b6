//! `POST /auth/login`: a name and a password, sent as a form, become a cookie.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, SET_COOKIE};
use enroll_application::{HandedPassword, SignInError, Tokens};
use url::form_urlencoded;

use super::answer::detail;
use super::fault::{self, Fault, Input, Place};
use crate::dialects::json::Json;
use crate::dialects::{Early, Spoken};

pub(super) async fn login(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let form = form(&mut spoken).await?;
    let (name, password) = match credentials(&form) {
        Ok(credentials) => credentials,
        Err(faults) => return Ok(fault::answer(&faults)),
    };
    let call = spoken.call()?;
    spoken.charge_sign_in(&call, Some(name), Some(password))?;
    let handed = HandedPassword::Accepted;
    match spoken
        .enrollment()
        .sign_in(&call, Some(name), Some(password), handed)
        .await
    {
        Ok(tokens) => signed_in(&spoken, &tokens),
        Err(
            SignInError::Rejected(_)
            | SignInError::Refused
            | SignInError::Unconfirmed
            | SignInError::MustChangePassword,
        ) => Ok(detail(StatusCode::BAD_REQUEST, "LOGIN_BAD_CREDENTIALS")),
        Err(SignInError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

/// The fields of a form, of each the last. A body of another type has none.
async fn form(spoken: &mut Spoken) -> Result<BTreeMap<String, String>, Early> {
    let is_form = spoken.content_type().as_deref() == Some("application/x-www-form-urlencoded");
    let bytes = spoken.bytes().await?;
    let bytes = if is_form { bytes } else { Vec::new() };
    Ok(form_urlencoded::parse(&bytes).into_owned().collect())
}

fn credentials(form: &BTreeMap<String, String>) -> Result<(&str, &str), Vec<Fault>> {
    const PATTERN: &str = "^password$";
    let mut faults = Vec::new();
    if let Some(grant) = form.get("grant_type").filter(|grant| *grant != "password") {
        let message = format!("String should match pattern '{PATTERN}'");
        let (place, input) = (Place::Field("grant_type"), Input::Value(Json::Text(grant.clone())));
        let fault = Fault::new("string_pattern_mismatch", place, message, input);
        faults.push(fault.because("pattern", PATTERN));
    }
    let mut field = |name: &'static str| {
        let value = form.get(name).map(String::as_str);
        if value.is_none() {
            faults.push(Fault::missing(Place::Field(name), Input::Value(Json::Null)));
        }
        value
    };
    match (field("username"), field("password")) {
        (Some(name), Some(password)) if faults.is_empty() => Ok((name, password)),
        (Some(_) | None, Some(_) | None) => Err(faults),
    }
}

fn signed_in(spoken: &Spoken, tokens: &Tokens) -> Result<HttpResponse, Early> {
    let secure = if spoken.enrollment().public_url().starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    let (token, lasting) = (&tokens.access_token, tokens.expires_in.as_secs());
    let cookie = format!("fastapiusersauth={token}; HttpOnly; Max-Age={lasting}; Path=/; SameSite=lax{secure}");
    let mut cookie = HeaderValue::from_str(&cookie).map_err(|error| Early::Broken(Box::new(error)))?;
    cookie.set_sensitive(true);
    let mut response = HttpResponse::NoContent().finish();
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}
