//! Where Keycloak is and as whom we talk to it, read and checked. Nothing in here connects.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};
use zeroize::Zeroizing;

/// The longest name of a realm or client that Keycloak keeps.
const LONGEST_NAME: usize = 255;

/// Where plain HTTP, without encryption, is good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlainHttp {
    /// On this machine only: `localhost`, `127.0.0.0/8`, `::1`.
    #[default]
    LoopbackOnly,
    /// On any network. Whoever sits between can then read the client's secret, every address and every password hash.
    Anywhere,
}

/// A realm of a Keycloak, and the client whose service account provisions into it.
#[derive(Clone)]
pub struct KeycloakSettings {
    pub(crate) url: Url,
    pub(crate) realm: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: Zeroizing<String>,
    pub(crate) groups: Vec<String>,
}

/// Which setting is of no use, and what rule it breaks. It does not repeat what the setting says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {rule}")]
pub struct KeycloakSettingsError {
    /// The setting: `url`, `realm`, `client_id`, `client_secret` or `groups`.
    pub field: &'static str,
    /// What it has to be, as a sentence without its subject.
    pub rule: &'static str,
}

impl KeycloakSettings {
    /// Reads the settings.
    ///
    /// * `url`: where Keycloak's own pages begin, such as `https://id.example.org`, with the path if it has one.
    /// * `realm`: the realm's name, not its display name.
    /// * `client_id`, `client_secret`: a confidential client of that realm with a service account.
    /// * `groups`: paths of the groups that every user joins, such as `/newcomers` or `/staff/new`.
    ///
    /// # Errors
    /// [`KeycloakSettingsError`] names the first setting that breaks a rule.
    pub fn new(
        url: &str,
        realm: &str,
        client_id: &str,
        client_secret: String,
        groups: &[String],
        plain: PlainHttp,
    ) -> Result<Self, KeycloakSettingsError> {
        let client_secret = Zeroizing::new(client_secret);
        let url = read_url(url, plain)?;
        if !is_name(realm) || realm.contains(['/', '\\', '?', '#', '%', ';']) || matches!(realm, "." | "..") {
            return Err(broken(
                "realm",
                "is the name of a realm, 1 to 255 characters without / \\ ? # % ;",
            ));
        }
        if !is_name(client_id) {
            return Err(broken("client_id", "is the id of a client, 1 to 255 characters"));
        }
        if client_secret.is_empty() || client_secret.chars().any(char::is_control) {
            return Err(broken("client_secret", "is not empty and holds no control characters"));
        }
        let groups = groups.iter().map(|path| read_group(path)).collect::<Result<_, _>>()?;
        Ok(Self {
            url,
            realm: realm.to_owned(),
            client_id: client_id.to_owned(),
            client_secret,
            groups,
        })
    }
}

// The secret is one, and the URL may not hold any.
impl fmt::Debug for KeycloakSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("KeycloakSettings")
            .field("url", &self.url.as_str())
            .field("realm", &self.realm)
            .field("client_id", &self.client_id)
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}

fn read_url(text: &str, plain: PlainHttp) -> Result<Url, KeycloakSettingsError> {
    let broken = |rule| broken("url", rule);
    let url = Url::parse(text).map_err(|_parse| broken("is an absolute URL such as https://id.example.org"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(broken(
            "names no user and no password; they go into client_id and client_secret",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(broken("ends with its path: no ? and no #"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if plain == PlainHttp::Anywhere || is_loopback(&url) => Ok(url),
        "http" => Err(broken(
            "is https: plain http is for loopback only, unless it is allowed",
        )),
        _ => Err(broken("begins with https://")),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// A group's path as Keycloak writes it.
fn read_group(path: &str) -> Result<String, KeycloakSettingsError> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let whole = |name: &str| is_name(name) && !matches!(name, "." | "..");
    if path.split('/').all(whole) {
        Ok(format!("/{path}"))
    } else {
        Err(broken(
            "groups",
            "are paths of groups, such as /newcomers or /staff/new",
        ))
    }
}

fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LONGEST_NAME && !text.chars().any(char::is_control)
}

const fn broken(field: &'static str, rule: &'static str) -> KeycloakSettingsError {
    KeycloakSettingsError { field, rule }
}
