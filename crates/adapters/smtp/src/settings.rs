//! Where letters go: the URL of the mail server, read and checked. Nothing in here connects.

use std::fmt;
use std::net::IpAddr;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::TlsParameters;
use url::{Host, Url};

/// Where plain SMTP, without encryption, is good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlainSmtp {
    /// On this machine only: `localhost`, `127.0.0.0/8`, `::1`.
    #[default]
    LoopbackOnly,
    /// On any network. Whoever sits between can then read every link, and the password of the URL.
    Anywhere,
}

/// Why the settings of the mailer are of no use. No variant repeats what the settings say, because the URL may hold a
/// password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SmtpSettingsError {
    /// The URL is not one.
    #[error("the SMTP URL cannot be read ({0}); percent-encode what is special in user and password, such as # / @ %")]
    Url(#[source] url::ParseError),
    /// The scheme is neither `smtp` nor `smtps`.
    #[error("the SMTP URL begins with smtps:// (encrypted from the start) or smtp://")]
    Scheme,
    /// There is no host, or one that is no name and no address.
    #[error("the SMTP URL names no host, or one that is not written in ASCII; write other scripts as xn--…")]
    Host,
    /// Port 0, at which nobody listens.
    #[error("the SMTP URL names port 0")]
    Port,
    /// A path, a fragment or a query other than `tls`.
    #[error("the SMTP URL ends after the port, or after ?tls=required; percent-encode / ? # in user and password")]
    Rest,
    /// `tls=opportunistic`.
    #[error("tls=opportunistic would send in clear when somebody suppresses STARTTLS: use ?tls=required or smtps://")]
    Opportunistic,
    /// Another value of `tls`, or `tls` given twice or to `smtps`.
    #[error("the only query is ?tls=required, and only smtp:// takes it: smtps:// is encrypted already")]
    Tls,
    /// Plain SMTP to another machine.
    #[error("plain SMTP is for loopback only: use smtps://, or ?tls=required for STARTTLS")]
    Plain,
    /// A user without a password or the other way round, or either holds what cannot be sent.
    #[error("the SMTP URL names a user and a password or neither, percent-encoded UTF-8 without control characters")]
    Credentials,
    /// The system's certificates cannot be used.
    #[error("no encrypted connections can be made on this system: {0}")]
    Encryption(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The sender is not a mailbox.
    #[error("the sender is one mailbox: name@example.org or Name <name@example.org>, without control characters")]
    From,
}

/// A mail server and how to talk to it.
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) encryption: Encryption,
    pub(crate) credentials: Option<Credentials>,
}

/// How a connection is encrypted.
pub(crate) enum Encryption {
    /// Not at all.
    Plain,
    /// By STARTTLS, or not used (RFC 3207).
    StartTls(TlsParameters),
    /// From the first byte (RFC 8314 §3.3).
    Implicit(TlsParameters),
}

/// What the URL asks for, before certificates are loaded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Plain,
    StartTls,
    Implicit,
}

impl Server {
    pub(crate) fn from_url(url: &str, plain: PlainSmtp) -> Result<Self, SmtpSettingsError> {
        let url = Url::parse(url).map_err(SmtpSettingsError::Url)?;
        let asked = asked(&url)?;
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(SmtpSettingsError::Rest);
        }
        let host = host(&url)?;
        if asked == Asked::Plain && plain == PlainSmtp::LoopbackOnly && !is_loopback(&host) {
            return Err(SmtpSettingsError::Plain);
        }
        let (encryption, usual_port) = match asked {
            Asked::Plain => (Encryption::Plain, 25),
            Asked::StartTls => (Encryption::StartTls(certificates(&host)?), 587),
            Asked::Implicit => (Encryption::Implicit(certificates(&host)?), 465),
        };
        let port = url.port().unwrap_or(usual_port);
        if port == 0 {
            return Err(SmtpSettingsError::Port);
        }
        Ok(Self {
            host,
            port,
            encryption,
            credentials: credentials(&url)?,
        })
    }
}

// The user name may be an address, and the password is one.
impl fmt::Debug for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.encryption {
            Encryption::Plain => "plain",
            Encryption::StartTls(_) => "STARTTLS",
            Encryption::Implicit(_) => "implicit TLS",
        };
        write!(out, "{} port {}, {how}", self.host, self.port)
    }
}

fn asked(url: &Url) -> Result<Asked, SmtpSettingsError> {
    let mut tls = None;
    for (name, value) in url.query_pairs() {
        match (name.as_ref(), &tls) {
            ("tls", None) => tls = Some(value),
            ("tls", Some(_)) => return Err(SmtpSettingsError::Tls),
            (_, _) => return Err(SmtpSettingsError::Rest),
        }
    }
    match (url.scheme(), tls.as_deref()) {
        ("smtp" | "smtps", Some("opportunistic")) => Err(SmtpSettingsError::Opportunistic),
        ("smtps", None) => Ok(Asked::Implicit),
        ("smtp", Some("required")) => Ok(Asked::StartTls),
        ("smtp", None) => Ok(Asked::Plain),
        ("smtp" | "smtps", Some(_)) => Err(SmtpSettingsError::Tls),
        (_, _) => Err(SmtpSettingsError::Scheme),
    }
}

/// The host, an IPv6 address without its brackets.
fn host(url: &Url) -> Result<String, SmtpSettingsError> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    };
    match url.host() {
        // Only web schemes have IPv4 addresses in this library; with others they are names.
        Some(Host::Domain(name)) if is_name(name) => Ok(name.to_ascii_lowercase()),
        Some(Host::Domain(_)) | None => Err(SmtpSettingsError::Host),
        Some(Host::Ipv4(address)) => Ok(address.to_string()),
        Some(Host::Ipv6(address)) => Ok(address.to_string()),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn certificates(host: &str) -> Result<TlsParameters, SmtpSettingsError> {
    TlsParameters::new(host.to_owned()).map_err(|error| SmtpSettingsError::Encryption(Box::new(error)))
}

fn credentials(url: &Url) -> Result<Option<Credentials>, SmtpSettingsError> {
    let decode = |text: &str| {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8().ok()?;
        let sendable = !decoded.is_empty() && !decoded.chars().any(char::is_control);
        sendable.then(|| decoded.into_owned())
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (_, None) => Err(SmtpSettingsError::Credentials),
        (user, Some(password)) => decode(user)
            .zip(decode(password))
            .map(|(user, password)| Some(Credentials::new(user, password)))
            .ok_or(SmtpSettingsError::Credentials),
    }
}
