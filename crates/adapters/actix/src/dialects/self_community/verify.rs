//! `POST /api/v2/account/verify/`: the code of a confirmation link proves an address, and signs its owner in.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{ConfirmError, LinkError};
use serde::Serialize;

use super::read::{bad_code, validation_code};
use super::{CLIENT_ID, answer};
use crate::dialects::drf;
use crate::dialects::{Early, Spoken};

#[derive(Serialize)]
struct Verified<'a> {
    token: Token<'a>,
}

#[derive(Serialize)]
struct Token<'a> {
    access_token: &'a str,
    expires_in: u64,
    token_type: &'static str,
    refresh_token: &'a str,
    client_id: &'a str,
    scope: &'static str,
}

pub(super) async fn verify(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let members = match drf::members(&mut spoken).await? {
        Ok(members) => members,
        Err(refusal) => return Ok(answer::refused(&refusal)),
    };
    let code = match validation_code(&members) {
        Ok(code) => code,
        Err(faults) => return Ok(answer::faults(&faults)),
    };
    let call = spoken.call()?;
    match spoken.enrollment().confirm_and_sign_in(&call, &code).await {
        Ok(signed_in) => {
            let binding = spoken.binding();
            let token = Token {
                access_token: &signed_in.tokens.access_token,
                expires_in: signed_in.tokens.expires_in.as_secs(),
                token_type: "Bearer",
                refresh_token: &signed_in.tokens.refresh_token,
                client_id: binding.setting(CLIENT_ID).unwrap_or(binding.tenant().as_str()),
                scope: "read write",
            };
            Ok(drf::json(StatusCode::OK, &Verified { token }))
        }
        Err(
            ConfirmError::Link(LinkError::Invalid | LinkError::Expired | LinkError::OtherTenant)
            | ConfirmError::ProvedBefore,
        ) => Ok(answer::faults(&bad_code())),
        Err(ConfirmError::Link(LinkError::Unavailable(unavailable)) | ConfirmError::Unavailable(unavailable)) => {
            Err(unavailable.into())
        }
    }
}
