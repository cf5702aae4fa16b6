//! The stage: one world of adapters on which a use case is played, with a set clock and seeded entropy, so that every
//! performance is the same until the fault strikes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use enroll::Housekeeping;
use enroll::adapters::diesel::{DieselStore, Options};
use enroll::adapters::memory::{
    Faults, Mailbox, MemoryHasher, MemoryIdentityProvider, MemoryStore, MemoryStrength, MemoryTokens, SeededEntropy,
    SetClock,
};
use enroll::domain::Timestamp;
use enroll::domain::registration::{CodePolicy, Policy, ProvisioningTarget};
use enroll::domain::role::{Authority, Permission, Role, RoleName};
use enroll::domain::tenant::TenantName;
use enroll::ports::identity_provider::IdentityProvider;
use enroll::ports::mailer::Mailer;
use enroll::ports::repository::UnitOfWork;
use enroll::{DeclaredTenant, Enrollment, Ports, Relay, Settings};
use tempfile::TempDir;

/// Where everything is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Memory,
    Sqlite,
}

impl Backend {
    pub(crate) const ALL: [Self; 2] = [Self::Memory, Self::Sqlite];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Sqlite => "sqlite",
        }
    }
}

/// What lies over the store: nothing, or something that breaks a promise on purpose.
pub(crate) type Over = fn(Arc<dyn UnitOfWork>) -> Arc<dyn UnitOfWork>;

/// Nothing at all.
pub(crate) fn nothing(store: Arc<dyn UnitOfWork>) -> Arc<dyn UnitOfWork> {
    store
}

/// One world.
pub(crate) struct Stage {
    place: Place,
    tokens: Arc<MemoryTokens>,
    pub(crate) clock: Arc<SetClock>,
    entropy: Arc<SeededEntropy>,
    pub(crate) mailbox: Mailbox,
    provider: MemoryIdentityProvider,
}

enum Place {
    Memory(Arc<dyn UnitOfWork>),
    Sqlite {
        folder: TempDir,
        store: Arc<dyn UnitOfWork>,
    },
}

/// Who plays on a stage.
#[derive(Clone)]
pub(crate) struct Cast {
    pub(crate) enrollment: Enrollment,
    pub(crate) relay: Relay,
    pub(crate) housekeeping: Housekeeping,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) mailbox: Mailbox,
}

impl Stage {
    /// An empty world, some day in 2026.
    pub(crate) fn new(backend: Backend) -> Self {
        let place = match backend {
            Backend::Memory => Place::Memory(Arc::new(MemoryStore::new())),
            Backend::Sqlite => {
                let folder = folder();
                copy(&EMPTY.path().join("enroll.db"), &folder.path().join("enroll.db"));
                let store = open(&folder);
                Place::Sqlite { folder, store }
            }
        };
        Self {
            place,
            tokens: tokens(),
            clock: Arc::new(SetClock::at(Timestamp::from_micros(1_790_000_000_000_000))),
            entropy: Arc::new(SeededEntropy::new(9)),
            mailbox: Mailbox::new(),
            provider: MemoryIdentityProvider::new(),
        }
    }

    /// The store as it is, without anything over it.
    pub(crate) fn store(&self) -> Arc<dyn UnitOfWork> {
        match &self.place {
            Place::Memory(store) | Place::Sqlite { store, .. } => Arc::clone(store),
        }
    }

    /// What a crash does: everything in the process is gone, and what was kept is opened again.
    pub(crate) fn crash(self) -> Self {
        let place = match self.place {
            Place::Memory(store) => Place::Memory(store),
            Place::Sqlite { folder, store } => {
                drop(store);
                let store = open(&folder);
                Place::Sqlite { folder, store }
            }
        };
        Self {
            place,
            tokens: tokens(),
            ..self
        }
    }

    /// Everything that rests on the disk, as far as it is text, if anything does.
    pub(crate) fn at_rest(&self) -> String {
        let Place::Sqlite { folder, .. } = &self.place else {
            return String::new();
        };
        let files = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        files
            .map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned())
            .collect()
    }

    /// Everybody who plays, without a fault and ready to serve.
    pub(crate) async fn sound_cast(&self) -> Cast {
        let cast = self.cast(&Faults::none(), nothing);
        cast.enrollment.prepare().await.unwrap();
        cast
    }

    /// Everybody who plays, with these faults over every port, and with this over the store.
    pub(crate) fn cast(&self, faults: &Faults, over: Over) -> Cast {
        let ports = Ports {
            store: faults.over(over(self.store())),
            hasher: faults.over(Arc::new(MemoryHasher::default())),
            strength: Arc::new(MemoryStrength),
            tokens: faults.over(Arc::clone(&self.tokens)),
            signer: faults.over(Arc::clone(&self.tokens)),
            clock: self.clock.clone(),
            entropy: faults.over(Arc::clone(&self.entropy)),
        };
        let settings = Settings {
            public_url: "https://enroll.example".to_owned(),
            tenants: vec![DeclaredTenant {
                name: TenantName::default_name(),
                policy: policy(),
            }],
        };
        let enrollment = Enrollment::new(ports, settings);
        let mailer: Arc<dyn Mailer> = faults.over(Arc::new(self.mailbox.clone()));
        let provider: Arc<dyn IdentityProvider> = faults.over(Arc::new(self.provider.clone()));
        Cast {
            relay: Relay::new(enrollment.clone(), mailer, BTreeMap::from([(target(), provider)])),
            housekeeping: Housekeeping::new(enrollment.clone()),
            enrollment,
            clock: Arc::clone(&self.clock),
            mailbox: self.mailbox.clone(),
        }
    }
}

/// The policy: everybody is provisioned, mails carry codes, and beside the built-in roles there is one with a little authority.
pub(crate) fn policy() -> Policy {
    let support = ["user.read", "role.grant"]
        .map(|text| Permission::parse(text).unwrap())
        .into();
    let mut policy = Policy::private();
    policy.roles = policy.roles.with(Role::new(support_role(), Authority::Only(support)));
    policy.provisioning = vec![target()];
    policy.codes.purposes = CodePolicy::POSSIBLE.to_vec();
    policy
}

/// Where everybody is provisioned.
fn target() -> ProvisioningTarget {
    ProvisioningTarget::parse("memory").unwrap()
}

/// The role with a little authority.
pub(crate) fn support_role() -> RoleName {
    RoleName::parse("support").unwrap()
}

/// A migrated, empty database, made once.
static EMPTY: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = folder();
    DieselStore::migrate(&url(&folder)).unwrap();
    // Opened and closed once more, so that everything stands in the one file that is copied.
    drop(DieselStore::open(&url(&folder), Options::default()).unwrap());
    folder
});

/// The issuer and signer of a process, with the root secret that outlives it.
fn tokens() -> Arc<MemoryTokens> {
    Arc::new(MemoryTokens::new(
        [7; 32],
        None,
        "https://enroll.example",
        "https://enroll.example",
    ))
}

/// An empty folder, in memory where the system has such a place: what crashes here is the process, not the machine.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        TempDir::new_in(memory).unwrap()
    } else {
        TempDir::new().unwrap()
    }
}

fn open(folder: &TempDir) -> Arc<dyn UnitOfWork> {
    Arc::new(DieselStore::open(&url(folder), Options::default()).unwrap())
}

fn url(folder: &TempDir) -> String {
    format!("sqlite:{}", folder.path().join("enroll.db").display())
}

fn copy(from: &Path, to: &Path) {
    for tail in ["", "-wal"] {
        let (from, to) = (format!("{}{tail}", from.display()), format!("{}{tail}", to.display()));
        if fs::exists(&from).unwrap() {
            fs::copy(from, to).unwrap();
        }
    }
}
