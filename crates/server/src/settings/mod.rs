//! Settings: what holds for this process, read from all sources and checked before anything is opened. Whatever is wrong or
//! missing is told at once, a line each.

mod database;
mod dialects;
mod document;
mod edge;
mod files;
mod hashing;
mod keys;
mod layers;
mod mail;
mod providers;
mod public_url;
mod reader;
mod root;
mod secret;
mod show;
mod tables;
mod tenants;
#[cfg(test)]
mod tests;
mod tokens;
mod trying_out;
mod warning;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use config::Value;
use enroll::DeclaredTenant;
use enroll::adapters::actix::Binding;
use enroll::adapters::passwords::HashingSettings;
use enroll::adapters::smtp::SmtpMailer;
use enroll::adapters::tokens::{RootSecret, SigningAlgorithm};

use crate::exit::{Exit, Failure};
use crate::sources::Sources;
use layers::{Layers, Origin};
use reader::Reader;

pub(crate) use database::DatabaseSettings;
pub(crate) use edge::{EdgeSettings, PROXIES};
pub(crate) use mail::MailSettings;
pub(crate) use providers::NamedProvider;
pub(crate) use public_url::described_url;
pub(crate) use reader::read_secret;
pub(crate) use root::{Root, secret_path};
pub(crate) use secret::Secret;
pub(crate) use show::show;
pub(crate) use warning::Warning;

/// How strict the settings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// `--dev`: what is missing is made up, and what would be careless in earnest is let pass.
    Development,
    /// In earnest.
    Production,
}

/// What the settings are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To serve or to deliver: everything must be there.
    Serving,
    /// For a command of the operator: mails and pages are somebody else's business.
    Operating,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs, an object on each line.
    Json,
}

/// What holds for this process.
pub(crate) struct Settings {
    /// `listen`: where HTTP is served, 127.0.0.1:8080 by default. Port 0 lets the system choose.
    pub(crate) listen: SocketAddr,
    /// `public_url`: scheme, host and port at which people reach the pages. None under `--dev`, and for the operator, where it
    /// is not set: then it is where the server listens.
    pub(crate) public_url: Option<String>,
    /// `audience`: whom access tokens are for; `public_url` by default.
    pub(crate) audience: Option<String>,
    /// `database_url`, or what stands in `database_url_file`; the file `enroll.db` by default.
    pub(crate) database_url: Secret,
    /// The root secret: `ENROLL_SECRET`, or what stands in `secret_file` (`./enroll.secret` by default).
    pub(crate) root: Root,
    /// The root secret before it, which still opens: `ENROLL_PREVIOUS_SECRET`, or what stands in `previous_secret_file`.
    pub(crate) previous: Option<RootSecret>,
    /// `[mail] smtp_url` (or `smtp_url_file`), `from` and `allow_plain`. None means the development mailbox.
    pub(crate) mail: Option<SmtpMailer>,
    /// `[tokens] algorithm`: how keys sign that are made from now on.
    pub(crate) algorithm: SigningAlgorithm,
    /// `[hashing] memory_kib, passes, queue, max_wait_ms`: the cost of a password's hash, and who may wait for one.
    pub(crate) hashing: HashingSettings,
    /// `[[tenants]]`: the tenants that are declared, each with its policy.
    pub(crate) tenants: Vec<DeclaredTenant>,
    /// `[[providers]]`: the identity providers that policies name.
    pub(crate) providers: Vec<NamedProvider>,
    /// `[[dialects]]`: the existing contracts that are served.
    pub(crate) dialects: Vec<Binding>,
    /// `trusted_proxies`, `forwarded_header`, `cors_origins` and `[limits]`: whom the edge lets in, and how often.
    pub(crate) edge: EdgeSettings,
    /// `[log] format`; by whether the error output is a terminal unless it is set.
    pub(crate) log: Option<LogFormat>,
    /// What works, but should be looked at; for the log.
    pub(crate) warnings: Vec<Warning>,
}

impl Settings {
    /// Reads and checks everything.
    ///
    /// # Errors
    /// Everything that is wrong or missing, a line each.
    pub(crate) fn read(sources: &Sources, mode: Mode, purpose: Purpose) -> Result<Self, Failure> {
        let layers = Layers::over(built_in(mode), sources);
        let mut reader = Reader::of(&layers);
        let listen = listen(&mut reader);
        let public_url = public_url::read(&mut reader, mode, purpose);
        let audience = reader.text("audience").map(ToOwned::to_owned);
        let database_url = database::url(&mut reader);
        let root = root::read(&mut reader, mode);
        let previous = root::read_previous(&mut reader);
        let mail = match purpose {
            Purpose::Serving => mail::read(&mut reader, mode),
            Purpose::Operating => None,
        };
        let algorithm = tokens::algorithm(&mut reader);
        let hashing = hashing::read(&mut reader, mode);
        let mut tenants = tenants::read(&mut reader);
        let providers = providers::read(&mut reader);
        providers::find_missing(&mut reader, &tenants, &providers);
        let mut dialects = dialects::read(&mut reader);
        match mode {
            Mode::Development => trying_out::add(&mut tenants, &mut dialects),
            Mode::Production => {}
        }
        let edge = edge::read(&mut reader);
        let log = log(&mut reader);
        let mut warnings = root::warnings(&reader);
        warnings.extend(edge::warning(public_url.as_deref(), &edge));
        warnings.extend(database::warning(&reader, sources));
        warnings.extend(files::warnings(&reader));
        match (listen, database_url, root, hashing, refused(reader, mode)) {
            (Some(listen), Some(database_url), Some(root), Some(hashing), None) => Ok(Self {
                listen,
                public_url,
                audience,
                database_url,
                root,
                previous,
                mail,
                algorithm,
                hashing,
                tenants,
                providers,
                dialects,
                edge,
                log,
                warnings,
            }),
            (.., Some(failure)) => Err(failure),
            (.., None) => Err(Failure::new(Exit::Configuration, "the settings are incomplete")),
        }
    }

    /// Where people reach the pages of a server that listens at `bound`.
    pub(crate) fn public_url_at(&self, bound: SocketAddr) -> String {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", reachable(bound)))
    }
}

/// An address that listens everywhere is reached at the loopback.
pub(crate) fn reachable(bound: SocketAddr) -> SocketAddr {
    let ip = if bound.ip().is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        bound.ip()
    };
    SocketAddr::new(ip, bound.port())
}

fn built_in(mode: Mode) -> Vec<(&'static str, Value, Origin)> {
    let hashing = HashingSettings::default();
    let millis = u64::try_from(hashing.max_wait.as_millis()).unwrap_or(u64::MAX);
    let mut values = vec![
        ("listen", Value::new(None, "127.0.0.1:8080"), Origin::BuiltIn),
        ("allow_plain_http", Value::new(None, false), Origin::BuiltIn),
        ("database_url", Value::new(None, "sqlite:enroll.db"), Origin::BuiltIn),
        ("secret_file", Value::new(None, "enroll.secret"), Origin::BuiltIn),
        ("mail.allow_plain", Value::new(None, false), Origin::BuiltIn),
        (
            "tokens.algorithm",
            Value::new(None, SigningAlgorithm::EdDsa.name()),
            Origin::BuiltIn,
        ),
        (
            "hashing.memory_kib",
            Value::new(None, u64::from(hashing.memory_kib)),
            Origin::BuiltIn,
        ),
        (
            "hashing.passes",
            Value::new(None, u64::from(hashing.passes)),
            Origin::BuiltIn,
        ),
        (
            "hashing.queue",
            Value::new(None, u64::try_from(hashing.queue).unwrap_or(u64::MAX)),
            Origin::BuiltIn,
        ),
        ("hashing.max_wait_ms", Value::new(None, millis), Origin::BuiltIn),
    ];
    values.extend(edge::built_in(mode));
    match mode {
        Mode::Development => values.push((
            "mail.from",
            Value::new(None, "enroll <enroll@localhost>"),
            Origin::Development,
        )),
        Mode::Production => {}
    }
    values
}

/// What is said beside what is missing.
pub(crate) const HINT: &str = "to try enroll without any settings: enroll serve --dev";

fn refused(reader: Reader<'_>, mode: Mode) -> Option<Failure> {
    let (mut problems, missing) = reader.finish();
    let hint = (!missing.is_empty() && mode == Mode::Production).then(|| HINT.to_owned());
    problems.extend(missing.into_iter().chain(hint));
    (!problems.is_empty()).then(|| Failure::of_all(Exit::Configuration, problems))
}

/// Where a server with these settings is reached on this machine.
///
/// # Errors
/// The settings are of no use.
pub(crate) fn listens_at(sources: &Sources) -> Result<SocketAddr, Failure> {
    let layers = Layers::over(built_in(Mode::Production), sources);
    let mut reader = Reader::of(&layers);
    let listen = listen(&mut reader);
    let (problems, _) = reader.finish();
    match listen.filter(|_| problems.is_empty()) {
        Some(listen) => Ok(reachable(listen)),
        None => Err(Failure::of_all(Exit::Configuration, problems)),
    }
}

fn listen(reader: &mut Reader<'_>) -> Option<SocketAddr> {
    let text = reader.text("listen")?;
    let listen = text.parse().ok();
    if listen.is_none() {
        reader.reject(
            "listen",
            "write an address and a port, such as 127.0.0.1:8080 or [::]:8080",
        );
    }
    listen
}

fn log(reader: &mut Reader<'_>) -> Option<LogFormat> {
    match reader.text("log.format")? {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => {
            reader.reject("log.format", "it is text or json");
            None
        }
    }
}
