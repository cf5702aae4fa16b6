//! Paths with a slash at the end, which Onyx's framework sends back to the path without one.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderValue, LOCATION};

use crate::dialects::{Early, Spoken};

/// Sends the caller to the same place without the slash. Method and body stay (RFC 9110 §15.4.8).
pub(super) async fn redirect(spoken: Spoken) -> Result<HttpResponse, Early> {
    let path = spoken.path().trim_end_matches('/');
    let query = match spoken.query() {
        "" => String::new(),
        query => format!("?{query}"),
    };
    let place = format!("{}{path}{query}", origin(&spoken));
    let place = HeaderValue::from_str(&place).map_err(|error| Early::Broken(Box::new(error)))?;
    let mut response = HttpResponse::TemporaryRedirect().finish();
    response.headers_mut().insert(LOCATION, place);
    Ok(response)
}

/// Where the caller is now: the host by its own account, or else our public one.
fn origin(spoken: &Spoken) -> String {
    let public = spoken.enrollment().public_url();
    let scheme = if public.starts_with("https:") { "https" } else { "http" };
    let clean = |host: &&str| {
        let sign = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        !host.is_empty() && host.chars().all(sign)
    };
    match spoken.header("host").filter(clean) {
        Some(host) => format!("{scheme}://{host}"),
        None => public.to_owned(),
    }
}
