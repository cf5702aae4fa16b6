//! `POST /auth/request-verify-token` and `POST /auth/verify`: an address is proved after registration.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AddressForm, ConfirmError, LinkError, RequestError, Requested};
use enroll_domain::proof::LandsWhen;
use enroll_domain::registration::CallbackUrl;

use super::answer::{self, UserShown, detail};
use super::fault::{self, Fault, Place};
use super::{address, read};
use crate::dialects::{Early, Spoken};

/// Mails the link that proves an address, where somebody has it and has not proved it yet. The answer never says so.
pub(super) async fn request(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let typed = match read::body(&mut spoken)
        .await?
        .and_then(|body| read::only(&body, "email"))
    {
        Ok(typed) => typed,
        Err(unreadable) => return Ok(unreadable.answer()),
    };
    let email = match address::read(&typed) {
        Ok(email) => email,
        Err(reason) => return Ok(fault::answer(&[Fault::address(Place::Field("email"), &typed, reason)])),
    };
    let (call, page) = (spoken.call()?, page(&spoken)?);
    let form = AddressForm {
        email: Some(&email),
        callback_url: page.as_deref(),
        lands: page.as_ref().map(|_| LandsWhen::AtOnce),
    };
    spoken.charge_mail(&call, &form)?;
    match spoken.enrollment().resend_activation(&call, form, None).await {
        Ok(answered) => match answer::fresh(answered)? {
            Requested::CheckYourMail => Ok(HttpResponse::Accepted().json(())),
        },
        Err(RequestError::Unavailable(unavailable)) => Err(unavailable.into()),
        Err(error @ (RequestError::Rejected(_) | RequestError::KeyReused)) => Err(Early::Broken(Box::new(error))),
    }
}

/// The page of Onyx's own web client to which the link leads, where the tenant lets links lead there.
fn page(spoken: &Spoken) -> Result<Option<String>, Early> {
    let Some(domain) = spoken.binding().setting(super::WEB_DOMAIN) else {
        return Ok(None);
    };
    let page = CallbackUrl::parse(&format!("{}/auth/verify-email", domain.trim_end_matches('/')));
    let listed = spoken.policy()?.callbacks;
    Ok(page
        .ok()
        .filter(|page| listed.contains(page))
        .map(|page| page.as_str().to_owned()))
}

/// Proves the address of whoever got this token by mail.
pub(super) async fn verify(mut spoken: Spoken) -> Result<HttpResponse, Early> {
    let token = match read::body(&mut spoken)
        .await?
        .and_then(|body| read::only(&body, "token"))
    {
        Ok(token) => token,
        Err(unreadable) => return Ok(unreadable.answer()),
    };
    let call = spoken.call()?;
    let refused = |code: &str| Ok(detail(StatusCode::BAD_REQUEST, code));
    match spoken.enrollment().confirm(&call, &token).await {
        Ok(confirmed) => Ok(HttpResponse::Ok().json(UserShown::of(&confirmed.user))),
        Err(ConfirmError::ProvedBefore) => refused("VERIFY_USER_ALREADY_VERIFIED"),
        Err(ConfirmError::Link(LinkError::Invalid | LinkError::Expired | LinkError::OtherTenant)) => {
            refused("VERIFY_USER_BAD_TOKEN")
        }
        Err(ConfirmError::Link(LinkError::Unavailable(unavailable)) | ConfirmError::Unavailable(unavailable)) => {
            Err(unavailable.into())
        }
    }
}
