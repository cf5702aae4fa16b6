//! The driving port: everything that may be asked of enroll.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use enroll_credentials::{PasswordHasher, ProofSigner, StrengthMeter, TokenIssuer};
use enroll_domain::Timestamp;
use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::id::{RequestId, TenantId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::password::{Password, Strength};
use enroll_domain::registration::TermsVersion;
use enroll_domain::{Gathered, Input, Rejections, Rule};
use enroll_repository::UnitOfWork;
use enroll_system::{Clock, Entropy, EntropyError};
use uuid::{Builder, Uuid};

use crate::key_ring::KeyRing;
use crate::mint::Mint;
use crate::tenants::{DeclaredTenant, Registry};
use crate::{Call, Unavailable};

/// The driven ports that use cases need.
#[derive(Clone)]
pub struct Ports {
    /// Where everything is kept.
    pub store: Arc<dyn UnitOfWork>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Rates passwords.
    pub strength: Arc<dyn StrengthMeter>,
    /// Issues access tokens.
    pub tokens: Arc<dyn TokenIssuer>,
    /// Signs links and refresh tokens.
    pub signer: Arc<dyn ProofSigner>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws random bytes.
    pub entropy: Arc<dyn Entropy>,
}

/// What is set up once for all calls.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the pages are reached from outside: scheme, host and port, without a slash at the end.
    pub public_url: String,
    /// The tenants that are declared. The default one is there whether or not it is.
    pub tenants: Vec<DeclaredTenant>,
}

/// Everything that may be asked of enroll: one method per use case.
///
/// It is cheap to clone and may be used from any thread.
#[derive(Clone)]
pub struct Enrollment {
    pub(crate) ports: Ports,
    public_url: Arc<str>,
    pub(crate) tenants: Arc<Registry>,
    pub(crate) keys: Arc<KeyRing>,
}

impl Enrollment {
    /// Puts enroll together. Call [`Enrollment::prepare`] before the first use case.
    #[must_use]
    pub fn new(ports: Ports, settings: Settings) -> Self {
        let keys = Arc::new(KeyRing::new(ports.clone()));
        Self {
            ports,
            public_url: settings.public_url.into(),
            tenants: Arc::new(Registry::new(settings.tenants)),
            keys,
        }
    }

    /// The same, over another view of the same store. Both know the same tenants and keys.
    #[must_use]
    pub fn over(&self, store: Arc<dyn UnitOfWork>) -> Self {
        let mut other = self.clone();
        other.ports.store = store;
        other
    }

    /// Where the pages are reached from outside.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The terms that a registration in a tenant must accept, if there are any.
    ///
    /// # Errors
    /// [`Unavailable`] for a tenant that this process does not know.
    pub fn terms(&self, tenant: TenantId) -> Result<Option<TermsVersion>, Unavailable> {
        Ok(self.tenant(tenant)?.policy.terms.clone())
    }

    /// The id of a request that begins now (UUID version 7, RFC 9562). A request needs one even while no random bytes are to be
    /// had, to be told from others in the log; then a count stands in for them.
    #[must_use]
    pub fn request_id(&self) -> RequestId {
        let now = self.now();
        self.mint(now)
            .id()
            .unwrap_or_else(|_no_entropy| RequestId::from_uuid(counted(now)))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    pub(crate) fn mint(&self, now: Timestamp) -> Mint<'_> {
        Mint::at(now, self.ports.entropy.as_ref())
    }

    pub(crate) fn rate(&self, password: &Password, context: &[&str]) -> Strength {
        self.ports.strength.rate(password, context)
    }

    pub(crate) fn audit(
        &self,
        call: &Call,
        now: Timestamp,
        actor: Actor,
        action: Action,
    ) -> Result<AuditRecord, EntropyError> {
        let id = self.mint(now).id()?;
        let (tenant, request) = (call.tenant(), call.request);
        Ok(AuditRecord {
            id,
            tenant,
            at: now,
            actor,
            action,
            subject: None,
            request,
            codes: Vec::new(),
        })
    }
}

/// An id of version 7 that differs from every other one of this process.
fn counted(now: Timestamp) -> Uuid {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut bytes = [0; 10];
    let count = COUNT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    for (byte, counted) in bytes.iter_mut().rev().zip(count.iter().rev()) {
        *byte = *counted;
    }
    Builder::from_unix_timestamp_millis(now.as_millis(), &bytes).into_uuid()
}

/// Completes an audit record where its facts are known.
pub(crate) trait Audited {
    fn about(self, subject: impl Into<Uuid>) -> Self;
    fn coded(self, code: impl Into<String>) -> Self;
}

impl Audited for AuditRecord {
    fn about(mut self, subject: impl Into<Uuid>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    fn coded(mut self, code: impl Into<String>) -> Self {
        self.codes.push(code.into());
        self
    }
}

/// Reads an address that a person typed.
pub(crate) fn read_email(text: Option<&str>) -> Result<EmailAddress, Rejections> {
    let text = text.filter(|text| !text.trim().is_empty());
    let mut gathered = Gathered::new();
    let email = gathered.take(Input::Email, text.ok_or(Rule::Required).and_then(EmailAddress::parse));
    gathered.finish()?;
    email.ok_or_else(|| enroll_domain::Rejection::new(Input::Email, Rule::Required).into())
}
