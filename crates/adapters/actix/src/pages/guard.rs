//! Who may send our forms: our own pages, and people themselves. A page of another site may not, although it would need the
//! secret of a link to do any harm.

use actix_web::http::header::{self, HeaderMap};
use url::Url;

use crate::problem::{Kind, Problem};

/// Refuses a form that the browser says came from elsewhere.
///
/// Browsers that send `Sec-Fetch-Site` are believed. Others say `Origin`; `null` is what they say of our own pages, because those
/// send no referrer, and a program that says nothing has no user whom somebody could trick.
///
/// # Errors
/// [`Kind::CrossSite`].
pub(super) fn same_site(headers: &HeaderMap, public_url: &str) -> Result<(), Problem> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let ours = match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None | Some("null")) => true,
        (None, Some(origin)) => is_own(origin, public_url, text(header::HOST.as_str())),
    };
    if ours { Ok(()) } else { Err(Kind::CrossSite.into()) }
}

fn is_own(origin: &str, public_url: &str, host: Option<&str>) -> bool {
    let Ok(url) = Url::parse(origin) else { return false };
    let public = Url::parse(public_url).is_ok_and(|public| public.origin() == url.origin());
    let named = origin
        .split_once("://")
        .is_some_and(|(_, authority)| Some(authority) == host);
    public || named
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn allowed(pairs: &[(&'static str, &'static str)]) -> bool {
        let pairs = pairs
            .iter()
            .map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        same_site(&pairs.collect(), "https://example.org").is_ok()
    }

    #[test]
    fn our_own_pages_and_people_may_send_forms() {
        assert!(allowed(&[]));
        assert!(allowed(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(allowed(&[("sec-fetch-site", "none")]));
        assert!(allowed(&[("origin", "null")]));
        assert!(allowed(&[("origin", "https://example.org")]));
        assert!(allowed(&[
            ("origin", "http://127.0.0.1:8080"),
            ("host", "127.0.0.1:8080")
        ]));
    }

    #[test]
    fn pages_of_other_sites_may_not() {
        for site in ["cross-site", "same-site", "", "nonsense"] {
            assert!(!allowed(&[("sec-fetch-site", site)]), "{site}");
        }
        assert!(!allowed(&[("origin", "https://evil.example")]));
        assert!(!allowed(&[
            ("origin", "https://example.org.evil.example"),
            ("host", "example.org")
        ]));
        assert!(!allowed(&[
            ("origin", "https://example.org"),
            ("sec-fetch-site", "cross-site")
        ]));
    }
}
