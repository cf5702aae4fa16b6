//! `/token`: a name and a password become a bearer token, as Katana's authorization server has it (RFC 6749 §4.3).

use actix_web::HttpResponse;
use actix_web::http::header;
use enroll_application::{AuthenticateError, HandedPassword, SignInError, Tokens};
use serde::Serialize;

use crate::dialects::{Early, Spoken};

/// The token, under the contract's names.
#[derive(Serialize)]
struct Granted<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    #[serde(rename = "userName")]
    user_name: &'a str,
}

/// Why there is none (RFC 6749 §5.2).
#[derive(Serialize)]
struct Refused {
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<&'static str>,
}

const WRONG: &str = "The user name or password is incorrect.";

/// Answers a request for a token.
pub(super) async fn token(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    // Katana reads a form, whatever the type of the body says.
    let bytes = spoken.bytes().await?;
    let field = |wanted: &str| {
        let mut fields = url::form_urlencoded::parse(&bytes);
        let found = fields.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.into_owned())
    };
    if field("grant_type").as_deref() != Some("password") {
        return Ok(refused("unsupported_grant_type", None));
    }
    let (name, password) = (field("username"), field("password"));
    let call = spoken.call()?;
    spoken.charge_sign_in(&call, name.as_deref(), password.as_deref())?;
    let enrollment = spoken.enrollment();
    let signed_in = enrollment
        .sign_in(&call, name.as_deref(), password.as_deref(), HandedPassword::Accepted)
        .await;
    let tokens = match signed_in {
        Ok(tokens) => tokens,
        Err(SignInError::Rejected(_) | SignInError::Refused) => return Ok(invalid_grant(WRONG)),
        Err(SignInError::Unconfirmed) => {
            return Ok(invalid_grant(
                "The e-mail address has not been confirmed yet. Please use the activation link that was sent to you.",
            ));
        }
        Err(SignInError::MustChangePassword) => {
            return Ok(invalid_grant(
                "The password has to be changed first. A link to do so has been sent to your e-mail address.",
            ));
        }
        Err(SignInError::Unavailable(unavailable)) => return Err(unavailable.into()),
    };
    match enrollment.authenticate(&call, &tokens.access_token).await {
        Ok(caller) => {
            let address = caller.view().and_then(|view| view.user.identifiers.email.as_ref());
            let registered = address.map(|address| address.as_str());
            Ok(granted(&tokens, registered.or(name.as_deref()).unwrap_or_default()))
        }
        // Somebody shut the user out a moment ago.
        Err(AuthenticateError::Refused | AuthenticateError::OtherTenant) => Ok(invalid_grant(WRONG)),
        Err(AuthenticateError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

fn granted(tokens: &Tokens, user_name: &str) -> HttpResponse {
    kept_nowhere(HttpResponse::Ok().json(Granted {
        access_token: &tokens.access_token,
        token_type: "bearer",
        // Katana counts the whole seconds that are left when it writes the answer: one less than the lifetime.
        expires_in: tokens.expires_in.as_secs().saturating_sub(1),
        user_name,
    }))
}

fn invalid_grant(description: &'static str) -> HttpResponse {
    refused("invalid_grant", Some(description))
}

fn refused(error: &'static str, error_description: Option<&'static str>) -> HttpResponse {
    kept_nowhere(HttpResponse::BadRequest().json(Refused {
        error,
        error_description,
    }))
}

/// The headers with which Katana forbids to keep an answer.
fn kept_nowhere(mut answer: HttpResponse) -> HttpResponse {
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-cache"),
        (header::PRAGMA, "no-cache"),
        (header::EXPIRES, "-1"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    answer
}
