//! The tenant of a call, and for whom it speaks: the `Enroll-Tenant`, `Host` and `Authorization` headers.

use actix_web::http::header::{self, HeaderMap};
use enroll_application::{Call, Enrollment};
use enroll_domain::id::RequestId;

use crate::problem::{Kind, Problem};

/// The name of the header.
pub(crate) const HEADER: &str = "Enroll-Tenant";

/// The call that a request makes: in the tenant that the header names, or else in the one whose own host it was sent to. A token
/// that comes with it knows its tenant, which the use case checks against the header's; a host contradicts nobody, for all mails
/// link to the same one.
///
/// # Errors
/// A header that names no tenant.
pub(crate) fn call(enrollment: &Enrollment, headers: &HeaderMap, id: RequestId) -> Result<Call, Problem> {
    let mut said = headers.get_all(HEADER);
    let named = match (said.next(), said.next()) {
        (None, _) => None,
        (Some(only), None) => Some(
            only.to_str()
                .ok()
                .and_then(|name| enrollment.tenant_named(name))
                .ok_or_else(|| Problem::from(Kind::UnknownTenant))?,
        ),
        (Some(_), Some(_)) => return Err(Kind::UnknownTenant.into()),
    };
    Ok(Call {
        named,
        hosted: host(headers).and_then(|host| enrollment.tenant_at(host)),
        request: Some(id),
    })
}

/// The host that the request was sent to, by its own account; tenants may have one of their own.
fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// The bearer token of a request (RFC 6750 §2.1).
///
/// # Errors
/// No token, more than one, or something that is none.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut given = headers.get_all(header::AUTHORIZATION);
    let only = match (given.next(), given.next()) {
        (Some(only), None) => only.to_str().ok(),
        (None | Some(_), _) => None,
    };
    let token = only
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let token = token.map(|(_, token)| token.trim()).filter(|token| !token.is_empty());
    token.ok_or_else(|| Problem::from(Kind::Unauthenticated).saying("send Authorization: Bearer and an access token"))
}
