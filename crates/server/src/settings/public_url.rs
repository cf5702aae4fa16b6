//! `public_url`: where people reach the pages. Links in mails begin with it, so it must lead to this server and nowhere else.

use url::{Host, Url};

use super::layers::Layers;
use super::reader::Reader;
use super::{Mode, Purpose, built_in};
use crate::exit::{Exit, Failure};
use crate::sources::Sources;

/// Reads `public_url`, with `allow_plain_http`.
pub(super) fn read(reader: &mut Reader<'_>, mode: Mode, purpose: Purpose) -> Option<String> {
    let plain_allowed = reader.flag("allow_plain_http") || mode == Mode::Development;
    let Some(text) = reader.text("public_url") else {
        let needed = mode == Mode::Production && purpose == Purpose::Serving;
        if needed && reader.entry("public_url").is_none() {
            reader.lack_key(
                "public_url",
                "say where people reach this server, such as https://accounts.example.org",
            );
        }
        return None;
    };
    match parse(text) {
        Some(url) if url.scheme() == "http" && !plain_allowed && !is_loopback(&url) => {
            reader.reject(
                "public_url",
                "plain http lets everybody in between read passwords: write https, or set allow_plain_http = true",
            );
            None
        }
        Some(url) => Some(url.origin().ascii_serialization()),
        None => {
            reader.reject(
                "public_url",
                "write scheme, host and port alone, such as https://accounts.example.org",
            );
            None
        }
    }
}

/// The URL that the description of the API names: `public_url`, or else where a server listens that nobody set up.
///
/// # Errors
/// The settings are of no use.
pub(crate) fn described_url(sources: &Sources) -> Result<String, Failure> {
    let layers = Layers::over(built_in(Mode::Production), sources);
    let mut reader = Reader::of(&layers);
    let url = read(&mut reader, Mode::Development, Purpose::Operating);
    let (problems, _) = reader.finish();
    if problems.is_empty() {
        Ok(url.unwrap_or_else(|| "http://127.0.0.1:8080".to_owned()))
    } else {
        Err(Failure::of_all(Exit::Configuration, problems))
    }
}

fn parse(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    let web = matches!(url.scheme(), "http" | "https");
    (bare && web && url.path() == "/").then_some(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
