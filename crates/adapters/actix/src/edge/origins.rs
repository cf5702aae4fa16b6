//! Origins whose scripts may call the API and read its answers (the CORS protocol of the Fetch standard). By default there are
//! none. Cookies and other credentials of the browser are never asked for: whoever calls brings a token.

use std::sync::Arc;

use actix_cors::Cors;
use actix_web::http::header::{self, HeaderName};
use url::Url;

use crate::{idempotency, request_id, tenant};

/// How long a browser may keep what a preflight was answered, in seconds.
const MAX_AGE: usize = 600;

/// The origins whose scripts may read answers, each as browsers write it in `Origin`.
#[derive(Debug, Clone, Default)]
pub struct Origins(Arc<[String]>);

/// What is no origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no origin: write scheme, host and port alone, such as https://app.example.org")]
pub struct OriginsError(String);

impl Origins {
    /// Exactly these origins. There are no wildcards, and `null` is none: any page can be of that origin.
    ///
    /// # Errors
    /// The first that is not written as a browser writes it (RFC 6454 §6.2).
    pub fn parse<'a>(origins: impl IntoIterator<Item = &'a str>) -> Result<Self, OriginsError> {
        let origins = origins.into_iter().map(|text| {
            let known = Url::parse(text)
                .ok()
                .filter(|url| matches!(url.scheme(), "http" | "https") && !text.contains('*'))
                .is_some_and(|url| url.origin().ascii_serialization() == text);
            known
                .then(|| text.to_owned())
                .ok_or_else(|| OriginsError(text.to_owned()))
        });
        Ok(Self(origins.collect::<Result<_, _>>()?))
    }

    /// What answers preflights, and tells browsers who may read; nothing where nobody may.
    pub(crate) fn cors(&self) -> Option<Cors> {
        if self.0.is_empty() {
            return None;
        }
        let origins = Self::clone(self);
        let cors = Cors::default()
            .allowed_origin_fn(move |origin, _head| origins.0.iter().any(|known| known.as_bytes() == origin.as_bytes()))
            .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
            .allowed_headers([
                header::AUTHORIZATION,
                header::CONTENT_TYPE,
                header::ACCEPT,
                header::IF_NONE_MATCH,
            ])
            .allowed_headers([idempotency::HEADER, tenant::HEADER, "Brand-URL"])
            .expose_headers([request_id::HEADER, header::RETRY_AFTER, header::LOCATION, header::ETAG])
            .block_on_origin_mismatch(false)
            .max_age(MAX_AGE);
        Some(cors)
    }
}

/// What an answer to a preflight bears, as every other answer does.
pub(crate) const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, crate::headers::BARE_POLICY),
    (header::CACHE_CONTROL, "no-store"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        assert!(Origins::parse(["https://app.example.org", "http://localhost:3000"]).is_ok());
        for text in [
            "*",
            "null",
            "app.example.org",
            "https://app.example.org/",
            "https://App.example.org",
            "https://app.example.org:443",
            "https://*.example.org",
            "https://user@app.example.org",
            "ftp://app.example.org",
            "https://app.example.org/path",
            "",
        ] {
            assert_eq!(Origins::parse([text]).unwrap_err(), OriginsError(text.to_owned()));
        }
    }
}
