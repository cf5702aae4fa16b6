//! The tenant of a call, and for whom it speaks: the `Enroll-Tenant` and `Authorization` headers.

use actix_web::http::header::{self, HeaderMap};
use enroll_application::{Call, Enrollment};
use enroll_domain::id::{RequestId, TenantId};

use crate::problem::{Kind, Problem};

/// The name of the header.
pub(crate) const HEADER: &str = "Enroll-Tenant";

/// The call that a request makes. A token that comes with it is checked against this tenant by the use case.
///
/// # Errors
/// A header that names no tenant.
pub(crate) fn call(enrollment: &Enrollment, headers: &HeaderMap, id: RequestId) -> Result<Call, Problem> {
    let mut named = headers.get_all(HEADER);
    let tenant = match (named.next(), named.next()) {
        (None, _) => Some(TenantId::DEFAULT),
        (Some(only), None) => only.to_str().ok().and_then(|name| enrollment.tenant_named(name)),
        (Some(_), Some(_)) => None,
    };
    let tenant = tenant.ok_or_else(|| Problem::from(Kind::UnknownTenant))?;
    Ok(Call {
        tenant,
        request: Some(id),
    })
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
