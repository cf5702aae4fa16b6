//! Where a person may go after activation: only to a place that stands in the tenant's list, to the letter.

use url::{Host, Url};

use crate::rejection::Rule;

/// An absolute `https` URL without credentials and fragment (`http` on the loopback alone), in the normal form
/// of the URL Standard. Equality is equality of that form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CallbackUrl(Url);

impl CallbackUrl {
    /// Reads a callback URL. A browser and this reader must never see two places in one text, so a text that does not
    /// begin with its scheme and just two slashes, or that holds a back-slash, white space or a control character, is refused.
    ///
    /// # Errors
    /// [`Rule::TooLong`] beyond 2048 bytes, else [`Rule::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Rule> {
        const SHAPE: Rule = Rule::Malformed("an absolute https URL without user, password and fragment");
        if text.len() > 2048 {
            return Err(Rule::TooLong { max: 2048 });
        }
        let plain = text.chars().all(|c| c.is_ascii_graphic() && c != '\\');
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        // A browser takes a third slash for one too many, other readers for an empty host.
        if !plain || rest.is_none_or(|rest| rest.starts_with('/')) {
            return Err(SHAPE);
        }
        let url = Url::parse(text).ok().ok_or(SHAPE)?;
        let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let sheltered = url.scheme() == "https" || is_loopback(&url);
        if bare && sheltered && url.has_host() {
            Ok(Self(url))
        } else {
            Err(SHAPE)
        }
    }

    /// The URL in its normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
