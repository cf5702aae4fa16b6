//! One enroll in memory, its operator, and people with just the authority that a test gives them.

use std::collections::BTreeMap;
use std::sync::Arc;

use enroll_application::{
    Call, Caller, Created, DeclaredTenant, Enrollment, FirstCredential, HandedPassword, NewUserForm, Ports, Receipted,
    Relay, RoleForm, Settings,
};
use enroll_credentials::{ProofSigner, TokenIssuer};
use enroll_domain::Timestamp;
use enroll_domain::audit::AuditRecord;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::membership::Title;
use enroll_domain::registration::{Policy, ProvisioningTarget};
use enroll_domain::role::{Permission, RoleName};
use enroll_domain::tenant::TenantName;
use enroll_identity_provider::IdentityProvider;
use enroll_memory::{
    Faults, Mailbox, MemoryHasher, MemoryIdentityProvider, MemoryStore, MemoryStrength, MemoryTokens, SeededEntropy,
    SetClock,
};
use enroll_repository::{Channel, Queries, StoreError, UnitOfWork};

pub(crate) const CALL: Call = Call::in_default_tenant();
pub(crate) const PASSWORD: &str = "correct horse battery staple";

const URL: &str = "https://id.example";
const ROOT: [u8; 32] = [7; 32];

pub(crate) struct World {
    pub(crate) enrollment: Enrollment,
    pub(crate) relay: Relay,
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) provider: Arc<MemoryIdentityProvider>,
    pub(crate) clock: Arc<SetClock>,
    store: Arc<dyn UnitOfWork>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::under(Policy::private()).await
    }

    pub(crate) async fn under(policy: Policy) -> Self {
        Self::over(policy, Arc::new(MemoryStore::new())).await
    }

    pub(crate) async fn over(policy: Policy, store: Arc<dyn UnitOfWork>) -> Self {
        let clock = Arc::new(SetClock::at(Timestamp::from_micros(1_790_000_000_000_000)));
        let tokens = Arc::new(MemoryTokens::new(ROOT, None, URL, URL));
        let ports = Ports {
            store: Arc::clone(&store),
            hasher: Arc::new(MemoryHasher::new()),
            strength: Arc::new(MemoryStrength),
            tokens: tokens.clone(),
            signer: tokens,
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(5)),
        };
        let name = TenantName::default_name();
        let settings = Settings {
            public_url: URL.to_owned(),
            tenants: vec![DeclaredTenant { name, policy }],
        };
        let enrollment = Enrollment::new(ports, settings);
        enrollment.prepare().await.unwrap();
        let (mailbox, provider) = (Arc::new(Mailbox::new()), Arc::new(MemoryIdentityProvider::new()));
        let target = ProvisioningTarget::parse("memory").unwrap();
        let at_target: Arc<dyn IdentityProvider> = provider.clone();
        let providers = BTreeMap::from([(target, at_target)]);
        let relay = Relay::new(enrollment.clone(), mailbox.clone(), providers);
        Self {
            enrollment,
            relay,
            mailbox,
            provider,
            clock,
            store,
        }
    }

    /// What would be found here with a root secret that never sealed anything.
    pub(crate) fn under_another_root(&self) -> Enrollment {
        self.under_roots([8; 32], None)
    }

    /// What is found here once the root secret is another one, and the one before it is still at hand.
    pub(crate) fn with_a_new_root(&self) -> Enrollment {
        self.under_roots([8; 32], Some(ROOT))
    }

    /// Another server on the same store.
    pub(crate) fn another_server(&self) -> Enrollment {
        self.under_roots(ROOT, None)
    }

    /// The same, whose tokens fail as these faults have it.
    pub(crate) fn with_faulty_tokens(&self, faults: &Faults) -> Enrollment {
        let tokens = Arc::new(MemoryTokens::new(ROOT, None, URL, URL));
        self.with(faults.over(tokens.clone()), tokens)
    }

    fn under_roots(&self, current: [u8; 32], previous: Option<[u8; 32]>) -> Enrollment {
        let tokens = Arc::new(MemoryTokens::new(current, previous, URL, URL));
        self.with(tokens.clone(), tokens)
    }

    fn with(&self, tokens: Arc<dyn TokenIssuer>, signer: Arc<dyn ProofSigner>) -> Enrollment {
        let ports = Ports {
            store: Arc::clone(&self.store),
            hasher: Arc::new(MemoryHasher::new()),
            strength: Arc::new(MemoryStrength),
            tokens,
            signer,
            clock: self.clock.clone(),
            entropy: Arc::new(SeededEntropy::new(6)),
        };
        let settings = Settings {
            public_url: URL.to_owned(),
            tenants: Vec::new(),
        };
        Enrollment::new(ports, settings)
    }

    /// Which version of a user is wanted at their provider, after everything on its way has arrived.
    pub(crate) async fn provider_versions(&self, id: UserId) -> u64 {
        self.deliver().await;
        let standing = self
            .view(move |queries| queries.provisioning(TenantId::DEFAULT, id))
            .await;
        standing.map_or(0, |standing| standing.wanted)
    }

    pub(crate) async fn operator(&self) -> Caller {
        self.enrollment.operator(&CALL).await.unwrap()
    }

    pub(crate) async fn deliver(&self) {
        while !self.relay.step().await.unwrap().performed.is_empty() {}
    }

    /// How many messages of a channel were given up.
    pub(crate) async fn dead(&self, channel: Channel) -> u64 {
        self.view(move |queries| queries.backlog(channel)).await.dead
    }

    /// An active user with these roles.
    pub(crate) async fn user(&self, email: &str, roles: &[&str]) -> UserId {
        self.user_in(TenantId::DEFAULT, email, roles).await
    }

    pub(crate) async fn user_in(&self, tenant: TenantId, email: &str, roles: &[&str]) -> UserId {
        let operator = self.enrollment.operator(&Call::in_tenant(tenant)).await.unwrap();
        let form = NewUserForm {
            email: Some(email.to_owned()),
            roles: roles.iter().map(|&role| role.to_owned()).collect(),
            ..NewUserForm::default()
        };
        let credential = FirstCredential::Password(PASSWORD);
        let made = self.enrollment.create_user(&operator, &form, credential, None).await;
        match made.unwrap() {
            Receipted::Fresh(Created { user, .. }) => user.user.id,
            Receipted::Replayed(_) => panic!("nobody asked for a receipt"),
        }
    }

    /// A user who is signed in.
    pub(crate) async fn caller(&self, email: &str) -> Caller {
        self.caller_in(TenantId::DEFAULT, email).await
    }

    pub(crate) async fn caller_in(&self, tenant: TenantId, email: &str) -> Caller {
        let call = Call::in_tenant(tenant);
        let handed = HandedPassword::Refused;
        let tokens = self
            .enrollment
            .sign_in(&call, Some(email), Some(PASSWORD), handed)
            .await;
        let tokens = tokens.unwrap();
        self.enrollment.authenticate(&call, &tokens.access_token).await.unwrap()
    }

    /// Somebody who holds a role of this name with just these permissions.
    pub(crate) async fn holder(&self, name: &str, permissions: &[&str]) -> Caller {
        let operator = self.operator().await;
        let made = self
            .enrollment
            .create_role(&operator, role(name), allowing(permissions))
            .await;
        made.unwrap();
        let email = format!("{name}@example.org");
        self.user(&email, &[name]).await;
        self.caller(&email).await
    }

    pub(crate) async fn view<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn Queries) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.view(work).await.unwrap()
    }

    /// The audit of the default tenant: what was done, and the codes.
    pub(crate) async fn audit(&self) -> Vec<AuditRecord> {
        self.view(|queries| queries.audit(TenantId::DEFAULT, None, 10_000))
            .await
    }

    /// The one record of this action.
    pub(crate) async fn audited(&self, action: &str) -> AuditRecord {
        let records = self.audit().await.into_iter();
        let mut found = records.filter(|record| record.action.code() == action);
        let only = found.next().expect(action);
        assert_eq!(found.next(), None, "{action} twice");
        only
    }
}

pub(crate) fn role(name: &str) -> RoleName {
    RoleName::parse(name).unwrap()
}

pub(crate) fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

pub(crate) fn allowing(permissions: &[&str]) -> RoleForm {
    RoleForm {
        permissions: permissions
            .iter()
            .map(|text| Permission::parse(text).unwrap())
            .collect(),
        ..RoleForm::default()
    }
}
