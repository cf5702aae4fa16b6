//! Wiring: the settings become adapters, and the adapters become enroll.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use enroll::adapters::actix::Binding;
use enroll::adapters::diesel::{DieselStore, OpenError, Options};
use enroll::adapters::memory::Mailbox;
use enroll::adapters::passwords::{HashingPool, ZxcvbnMeter};
use enroll::adapters::tokens::{RootSecret, Tokens};
use enroll::ports::mailer::Mailer;
use enroll::ports::repository::UnitOfWork;
use enroll::{Enroll, PrepareError, causes};

use crate::exit::{Exit, Failure};
use crate::secret_file;
use crate::settings::{EdgeSettings, NamedProvider, Root, Secret, Settings, read_secret};

/// What is to become of migrations that the database lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pending {
    /// They are applied.
    Apply,
    /// They stop the start.
    Stop,
}

/// enroll, wired, and those of its parts that the server also needs by themselves.
pub(crate) struct Wired {
    /// enroll.
    pub(crate) enroll: Enroll,
    /// Where mails go if there is no mail server.
    pub(crate) mailbox: Option<Mailbox>,
    /// Who hashes passwords.
    pub(crate) hashing: Arc<HashingPool>,
    /// The existing contracts that are served.
    pub(crate) dialects: Vec<Binding>,
    /// Whom the edge lets in, and how often.
    pub(crate) edge: EdgeSettings,
}

/// Opens the store. Blocks until the database has answered.
///
/// # Errors
/// The database does not answer, is not of this program's schema, or the URL is of no use.
pub(crate) fn open_store(url: &Secret, pending: Pending) -> Result<Arc<dyn UnitOfWork>, Failure> {
    match pending {
        Pending::Apply => {
            for migration in migrate(url)? {
                tracing::info!(migration, "applied");
            }
        }
        Pending::Stop => {}
    }
    let store = DieselStore::open(url.expose(), Options::default()).map_err(|error| unopened(&error, url))?;
    Ok(Arc::new(store))
}

/// Opens the store for looking alone: what would write fails, and SQLite's files stay as they are. Blocks until the database has
/// answered.
///
/// # Errors
/// As [`open_store`].
pub(crate) fn look_at_store(url: &Secret) -> Result<Arc<dyn UnitOfWork>, Failure> {
    let store = DieselStore::look(url.expose(), Options::default()).map_err(|error| unopened(&error, url))?;
    Ok(Arc::new(store))
}

/// Brings the database to the schema of this program, and names what was applied. Blocks until it is done.
///
/// # Errors
/// As [`open_store`].
pub(crate) fn migrate(url: &Secret) -> Result<Vec<String>, Failure> {
    DieselStore::migrate(url.expose()).map_err(|error| unopened(&error, url))
}

/// Names what [`migrate`] would apply.
///
/// # Errors
/// As [`open_store`].
pub(crate) fn pending(url: &Secret) -> Result<Vec<String>, Failure> {
    DieselStore::pending(url.expose()).map_err(|error| unopened(&error, url))
}

/// Whether the database is a file of our own.
pub(crate) fn is_file(url: &Secret) -> bool {
    url.expose().starts_with("sqlite:")
}

/// The file of the database, if it is one of our own.
pub(crate) fn file_of(url: &Secret) -> Option<PathBuf> {
    let path = url.expose().strip_prefix("sqlite:")?;
    Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}

/// The folder in which it lies, where SQLite keeps its log and its locks beside it.
pub(crate) fn folder_of(url: &Secret) -> Option<PathBuf> {
    let file = file_of(url)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    Some(folder.unwrap_or(Path::new(".")).to_owned())
}

fn unopened(error: &OpenError, url: &Secret) -> Failure {
    let shown = url.without_password();
    match error {
        OpenError::BadUrl(what) => Failure::new(
            Exit::Configuration,
            format!("database_url is of no use: {what}; write sqlite:PATH or postgres://user:password@host/name"),
        ),
        OpenError::Unreachable(what) if is_file(url) => Failure::new(
            Exit::Io,
            format!(
                "{shown} cannot be opened: {}; look at its folder and its owner",
                one_line(what)
            ),
        ),
        OpenError::Unreachable(what) => Failure::new(
            Exit::Unavailable,
            format!(
                "the database {shown} cannot be reached: {}; look at database_url",
                one_line(what)
            ),
        ),
        OpenError::PendingMigrations(names) => Failure::new(
            Exit::Configuration,
            format!(
                "the database {shown} lacks migrations ({}): run `enroll migrate` first",
                names.join(", ")
            ),
        ),
        OpenError::Newer(name) => Failure::new(
            Exit::Configuration,
            format!("the database {shown} is newer than this enroll: it has migration {name}; run the newer enroll"),
        ),
        OpenError::Broken(_) => Failure::new(Exit::Unavailable, format!("{shown}: {}", causes(error))),
    }
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

/// Wires enroll for people who reach it at `public_url`.
///
/// # Errors
/// There are no threads for hashing, or the secret of development cannot be kept.
pub(crate) fn wire(settings: Settings, store: Arc<dyn UnitOfWork>, public_url: String) -> Result<Wired, Failure> {
    let root = root(settings.root)?;
    let audience = settings.audience.unwrap_or_else(|| public_url.clone());
    let tokens = Tokens::new(&root, settings.previous.as_ref(), public_url.clone(), audience);
    let tokens = Arc::new(tokens.making(settings.algorithm));
    let hashing = HashingPool::new(&settings.hashing).map_err(|error| {
        Failure::new(
            Exit::Configuration,
            format!("[hashing] is of no use: {}", causes(&error)),
        )
    })?;
    let hashing = Arc::new(hashing);
    let (mailer, mailbox): (Arc<dyn Mailer>, _) = match settings.mail {
        Some(smtp) => (Arc::new(smtp), None),
        None => {
            let mailbox = Mailbox::new();
            (Arc::new(mailbox.clone()), Some(mailbox))
        }
    };
    let mut builder = Enroll::builder()
        .public_url(public_url)
        .store(store)
        .hasher(hashing.clone())
        .strength(Arc::new(ZxcvbnMeter))
        .tokens(tokens.clone(), tokens)
        .mailer(mailer);
    for tenant in settings.tenants {
        builder = builder.tenant(tenant.name, tenant.policy);
    }
    for NamedProvider { target, provider } in settings.providers {
        builder = builder.identity_provider(target, Arc::new(provider));
    }
    let enroll = builder
        .build()
        .map_err(|error| Failure::new(Exit::Failed, causes(&error)))?;
    Ok(Wired {
        enroll,
        mailbox,
        hashing,
        dialects: settings.dialects,
        edge: settings.edge,
    })
}

/// The root secret; the one of development is made at its first start, and then kept.
fn root(root: Root) -> Result<RootSecret, Failure> {
    let path = match root {
        Root::AtHand(secret) => return Ok(secret),
        Root::ToBeMade(path) => path,
    };
    let of_file =
        |error: std::io::Error| Failure::new(Exit::Io, format!("{} cannot be written: {error}", path.display()));
    match secret_file::make(&path) {
        Ok(secret) => Ok(secret),
        // Another process made it a moment ago.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let text = read_secret(&path).map_err(of_file)?;
            RootSecret::parse(text.expose())
                .map_err(|error| Failure::new(Exit::Configuration, format!("{}: {error}", path.display())))
        }
        Err(error) => Err(of_file(error)),
    }
}

/// Makes ready to serve.
///
/// # Errors
/// The root secret does not open the signing keys, or the database does not answer.
pub(crate) async fn prepare(enroll: &Enroll) -> Result<(), Failure> {
    enroll.prepare().await.map_err(|error| unprepared(&error))
}

/// Why nothing can be served, with what to do about it.
pub(crate) fn unprepared(error: &PrepareError) -> Failure {
    match error {
        PrepareError::Sealed(_) => Failure::new(
            Exit::Configuration,
            "the root secret does not open the signing keys in the database: set secret_file or ENROLL_SECRET to the one that \
             the other servers have, or previous_secret_file to the one before it",
        ),
        PrepareError::HostTaken(name) => Failure::new(
            Exit::Configuration,
            format!(
                "[[tenants]]: another tenant has one of the hosts of {}; each host chooses one tenant",
                name.as_str()
            ),
        ),
        PrepareError::Unavailable(_) => Failure::new(Exit::Unavailable, format!("the database: {}", causes(error))),
    }
}
