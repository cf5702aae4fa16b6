//! The brand: which tenant a request speaks to, by its `Brand-URL` header, and for whom it speaks, by its `Auth-Key`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use enroll_application::{AuthenticateError, Call, Caller};

use super::ANY_BRAND;
use super::answer::{Fault, failure};
use crate::dialects::{Early, Spoken};

/// The name of the header that names the brand.
pub(super) const BRAND_URL: &str = "Brand-URL";
/// The name of the header that holds the token of whoever asks.
pub(super) const AUTH_KEY: &str = "Auth-Key";

/// The call, in the tenant whose host the header names.
///
/// # Errors
/// As [`Spoken::tenant`]; inside, the answer to a request without a brand, or of one that is not served here.
pub(super) fn call(spoken: &Spoken) -> Result<Result<Call, HttpResponse>, Early> {
    let refused = |status, code, text: &str| Ok(Err(failure(status, &[Fault::new(code, text)], Some(spoken.id()))));
    let Some(url) = spoken.header(BRAND_URL).filter(|url| !url.trim().is_empty()) else {
        return refused(
            StatusCode::BAD_REQUEST,
            "BrandURLRequired",
            "The Brand-URL header is required.",
        );
    };
    let own = spoken.tenant()?;
    match spoken.enrollment().tenant_at(url) {
        Some(tenant) if tenant == own || spoken.binding().is_on(ANY_BRAND) => {
            Ok(Ok(Spoken::call_in(tenant, spoken.id())))
        }
        Some(_) | None => refused(StatusCode::NOT_FOUND, "BrandNotFound", "Brand was not found."),
    }
}

/// Whoever asks.
///
/// # Errors
/// As every use case; inside, the answer to a request without a key, or with one that is not good.
pub(super) async fn caller(spoken: &Spoken, call: &Call) -> Result<Result<Caller, HttpResponse>, Early> {
    let refused = |text: &str| {
        let fault = Fault::new("Unauthorized", text);
        Ok(Err(failure(StatusCode::UNAUTHORIZED, &[fault], Some(spoken.id()))))
    };
    let Some(key) = spoken.header(AUTH_KEY).filter(|key| !key.trim().is_empty()) else {
        return refused("The Auth-Key header is required.");
    };
    match spoken.enrollment().authenticate(call, key.trim()).await {
        Ok(caller) => Ok(Ok(caller)),
        Err(AuthenticateError::Refused | AuthenticateError::OtherTenant) => refused("The Auth-Key is not valid."),
        Err(AuthenticateError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}
