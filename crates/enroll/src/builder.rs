//! The builder: which adapter stands behind which port.

use std::collections::BTreeMap;
use std::sync::Arc;

use enroll_application::{DeclaredTenant, Enrollment, Housekeeping, Ports, Relay, Settings};
use enroll_credentials::{PasswordHasher, ProofSigner, StrengthMeter, TokenIssuer};
use enroll_domain::registration::{Policy, ProvisioningTarget};
use enroll_domain::tenant::TenantName;
use enroll_identity_provider::IdentityProvider;
use enroll_mailer::Mailer;
use enroll_repository::UnitOfWork;
use enroll_system::{Clock, Entropy};
use tokio::sync::Notify;

use crate::waking::WakingStore;
use crate::{Enroll, SystemClock, SystemEntropy};

/// Where a server listens that nobody told anything else.
const HERE: &str = "http://127.0.0.1:8080";

/// Puts enroll together, port by port. What is not named takes its default; what has none must be named.
#[derive(Default)]
#[must_use]
pub struct Builder {
    public_url: Option<String>,
    tenants: Vec<DeclaredTenant>,
    store: Option<Arc<dyn UnitOfWork>>,
    hasher: Option<Arc<dyn PasswordHasher>>,
    strength: Option<Arc<dyn StrengthMeter>>,
    tokens: Option<Arc<dyn TokenIssuer>>,
    signer: Option<Arc<dyn ProofSigner>>,
    mailer: Option<Arc<dyn Mailer>>,
    providers: BTreeMap<ProvisioningTarget, Arc<dyn IdentityProvider>>,
    clock: Option<Arc<dyn Clock>>,
    entropy: Option<Arc<dyn Entropy>>,
}

/// A port without an adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("enroll needs {0}: call Builder::{1}")]
pub struct BuildError(&'static str, &'static str);

impl Builder {
    /// Where the pages are reached from outside: scheme, host and port. `http://127.0.0.1:8080` by default.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        let url: String = url.into();
        self.public_url = Some(url.trim_end_matches('/').to_owned());
        self
    }

    /// The policy of the default tenant, which takes the place of what the store holds. Where this is not called, the store's own
    /// holds, and [`Policy::private`] as long as it has none.
    pub fn policy(self, policy: Policy) -> Self {
        self.tenant(TenantName::default_name(), policy)
    }

    /// A tenant with its policy, which takes the place of what the store holds. Call it once for each; tenants that were made
    /// otherwise stay beside them.
    pub fn tenant(mut self, name: TenantName, policy: Policy) -> Self {
        self.tenants.retain(|known| known.name != name);
        self.tenants.push(DeclaredTenant { name, policy });
        self
    }

    /// Where everything is kept.
    pub fn store(mut self, store: Arc<dyn UnitOfWork>) -> Self {
        self.store = Some(store);
        self
    }

    /// Who hashes passwords.
    pub fn hasher(mut self, hasher: Arc<dyn PasswordHasher>) -> Self {
        self.hasher = Some(hasher);
        self
    }

    /// Who rates passwords.
    pub fn strength(mut self, strength: Arc<dyn StrengthMeter>) -> Self {
        self.strength = Some(strength);
        self
    }

    /// Who issues access tokens, and who signs links and refresh tokens; commonly one and the same.
    pub fn tokens(mut self, tokens: Arc<dyn TokenIssuer>, signer: Arc<dyn ProofSigner>) -> Self {
        self.tokens = Some(tokens);
        self.signer = Some(signer);
        self
    }

    /// Who delivers mails.
    pub fn mailer(mut self, mailer: Arc<dyn Mailer>) -> Self {
        self.mailer = Some(mailer);
        self
    }

    /// Where the users of tenants are made to exist besides here whose policies name this target. Call it once for each target;
    /// users who are to exist at a target without a provider wait for one.
    pub fn identity_provider(mut self, target: ProvisioningTarget, provider: Arc<dyn IdentityProvider>) -> Self {
        self.providers.insert(target, provider);
        self
    }

    /// Who tells the time; the machine by default.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Who draws random bytes; the operating system by default.
    pub fn entropy(mut self, entropy: Arc<dyn Entropy>) -> Self {
        self.entropy = Some(entropy);
        self
    }

    /// The store, credentials and mailer of the memory adapter, for tests and first steps: nothing outlives the process, and
    /// nothing is secret.
    #[cfg(feature = "memory")]
    pub fn in_memory(self) -> Self {
        use enroll_memory::{Mailbox, MemoryHasher, MemoryStore, MemoryStrength, MemoryTokens};
        let tokens = Arc::new(MemoryTokens::new([0; 32], None, HERE, HERE));
        self.store(Arc::new(MemoryStore::new()))
            .hasher(Arc::new(MemoryHasher::new()))
            .strength(Arc::new(MemoryStrength))
            .tokens(tokens.clone(), tokens)
            .mailer(Arc::new(Mailbox::new()))
    }

    /// Puts enroll together.
    ///
    /// # Errors
    /// [`BuildError`] names the port without an adapter.
    pub fn build(self) -> Result<Enroll, BuildError> {
        let store = self.store.ok_or(BuildError("a store", "store"))?;
        let ports = Ports {
            store: Arc::clone(&store),
            hasher: self.hasher.ok_or(BuildError("a password hasher", "hasher"))?,
            strength: self.strength.ok_or(BuildError("a strength meter", "strength"))?,
            tokens: self.tokens.ok_or(BuildError("a token issuer", "tokens"))?,
            signer: self.signer.ok_or(BuildError("a proof signer", "tokens"))?,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            entropy: self.entropy.unwrap_or_else(|| Arc::new(SystemEntropy)),
        };
        let clock = Arc::clone(&ports.clock);
        let mailer = self.mailer.ok_or(BuildError("a mailer", "mailer"))?;
        let settings = Settings {
            public_url: self.public_url.unwrap_or_else(|| HERE.to_owned()),
            tenants: self.tenants,
        };
        let woken = Arc::new(Notify::new());
        let waking: Arc<dyn UnitOfWork> = Arc::new(WakingStore::new(store, Arc::clone(&woken)));
        // What the relay itself writes need not wake it.
        let behind_the_scenes = Enrollment::new(ports, settings);
        let enrollment = behind_the_scenes.over(waking);
        let relay = Relay::new(behind_the_scenes.clone(), mailer, self.providers);
        let housekeeping = Housekeeping::new(behind_the_scenes);
        Ok(Enroll {
            enrollment,
            relay,
            housekeeping,
            clock,
            woken,
        })
    }
}
