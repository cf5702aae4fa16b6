//! One enroll in memory with a set clock, and what a person would do with it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::meanwhile::Meddling;
use enroll_application::{
    Activate, ActivateError, Activated, ActivationPassword, Call, Caller, DeclaredTenant, Enrollment, HandedPassword,
    Ports, Receipted, RegisterError, Registered, Relay, Settings, SignedUp, Tokens,
};
use enroll_domain::Timestamp;
use enroll_domain::audit::AuditRecord;
use enroll_domain::registration::{Policy, ProvisioningTarget, RegistrationForm};
use enroll_domain::tenant::TenantName;
use enroll_identity_provider::IdentityProvider;
use enroll_memory::{
    Mailbox, MemoryHasher, MemoryIdentityProvider, MemoryStore, MemoryStrength, MemoryTokens, SetClock,
};
use enroll_repository::{Message, MessageStatus, UnitOfWork};

pub(crate) const CALL: Call = Call::in_default_tenant();
pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const OTHER_PASSWORD: &str = "wholly different words of mine";

pub(crate) struct World {
    pub(crate) enrollment: Enrollment,
    pub(crate) relay: Relay,
    pub(crate) mailbox: Arc<Mailbox>,
    pub(crate) provider: Arc<MemoryIdentityProvider>,
    pub(crate) elsewhere: Arc<MemoryIdentityProvider>,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) store: Arc<dyn UnitOfWork>,
    pub(crate) hasher: Arc<MemoryHasher>,
    pub(crate) entropy: Arc<Meddling>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::under(Policy::private()).await
    }

    pub(crate) async fn under(policy: Policy) -> Self {
        Self::over(policy, Arc::new(MemoryStore::new())).await
    }

    pub(crate) async fn over(policy: Policy, store: Arc<dyn UnitOfWork>) -> Self {
        let name = TenantName::default_name();
        Self::among(vec![DeclaredTenant { name, policy }], store).await
    }

    /// The default tenant and another one, which is called `other`.
    pub(crate) async fn beside(policy: Policy, other: Policy) -> Self {
        Self::beside_over(policy, other, Arc::new(MemoryStore::new())).await
    }

    /// The same, over a store that other worlds may be over, too.
    pub(crate) async fn beside_over(policy: Policy, other: Policy, store: Arc<dyn UnitOfWork>) -> Self {
        let tenant = |name: &str, policy| DeclaredTenant {
            name: TenantName::parse(name).unwrap(),
            policy,
        };
        let tenants = vec![tenant("default", policy), tenant("other", other)];
        Self::among(tenants, store).await
    }

    async fn among(tenants: Vec<DeclaredTenant>, store: Arc<dyn UnitOfWork>) -> Self {
        let clock = Arc::new(SetClock::at(Timestamp::from_micros(1_790_000_000_000_000)));
        let tokens = Arc::new(MemoryTokens::new(
            [7; 32],
            None,
            "https://id.example",
            "https://id.example",
        ));
        let (hasher, entropy) = (Arc::new(MemoryHasher::new()), Arc::new(Meddling::new()));
        let ports = Ports {
            store: Arc::clone(&store),
            hasher: hasher.clone(),
            strength: Arc::new(MemoryStrength),
            tokens: tokens.clone(),
            signer: tokens,
            clock: clock.clone(),
            entropy: entropy.clone(),
        };
        let settings = Settings {
            public_url: "https://id.example".to_owned(),
            tenants,
        };
        let enrollment = Enrollment::new(ports, settings);
        enrollment.prepare().await.unwrap();
        let (mailbox, provider) = (Arc::new(Mailbox::new()), Arc::new(MemoryIdentityProvider::new()));
        let elsewhere = Arc::new(MemoryIdentityProvider::new());
        let providers = BTreeMap::from([(target(), port(&provider)), (second_target(), port(&elsewhere))]);
        let relay = Relay::new(enrollment.clone(), mailbox.clone(), providers);
        Self {
            enrollment,
            relay,
            mailbox,
            provider,
            elsewhere,
            clock,
            store,
            hasher,
            entropy,
        }
    }

    pub(crate) async fn register(&self, email: &str, password: &str) {
        self.register_as(form(email, password)).await;
    }

    pub(crate) async fn register_as(&self, form: RegistrationForm) {
        // No two people press a button in the same microsecond.
        self.clock.advance(Duration::from_millis(1));
        let answer = self.enrollment.register(&CALL, &form, None).await.unwrap();
        assert!(matches!(answer, Receipted::Fresh(_)));
    }

    /// A relay that remembers nothing, as another process has it. It sends mails alone.
    pub(crate) fn another_relay(&self) -> Relay {
        Relay::new(self.enrollment.clone(), self.mailbox.clone(), BTreeMap::new())
    }

    /// Runs the relay until there is nothing due.
    pub(crate) async fn deliver(&self) {
        while !self.relay.step().await.unwrap().performed.is_empty() {}
    }

    /// Delivers, and gives the token of the newest mail's link.
    pub(crate) async fn newest_token(&self) -> String {
        self.deliver().await;
        self.tokens().pop().expect("a mail with a link")
    }

    /// The tokens of all links that were mailed, the oldest first.
    pub(crate) fn tokens(&self) -> Vec<String> {
        let letters = self.mailbox.letters();
        letters
            .iter()
            .filter_map(|received| token_of(&received.letter.text))
            .collect()
    }

    pub(crate) fn subjects(&self) -> Vec<String> {
        self.mailbox
            .letters()
            .into_iter()
            .map(|received| received.letter.subject)
            .collect()
    }

    /// The subjects of all mails to an address, the oldest first.
    pub(crate) fn subjects_to(&self, email: &str) -> Vec<String> {
        let letters = self.mailbox.letters().into_iter().map(|received| received.letter);
        letters
            .filter(|letter| letter.to.as_str() == email)
            .map(|letter| letter.subject)
            .collect()
    }

    /// The newest mail to an address.
    pub(crate) fn newest_letter_to(&self, email: &str) -> enroll_mailer::Letter {
        let mut letters = self.mailbox.letters().into_iter().map(|received| received.letter);
        letters.rfind(|letter| letter.to.as_str() == email).unwrap()
    }

    /// The token of the newest link that was mailed to an address.
    pub(crate) fn link_to(&self, email: &str) -> Option<String> {
        let letters = self.mailbox.letters().into_iter().map(|received| received.letter);
        letters
            .filter(|letter| letter.to.as_str() == email)
            .filter_map(|letter| token_of(&letter.text))
            .next_back()
    }

    /// The user who has an address.
    pub(crate) async fn id_of(&self, email: &str) -> enroll_domain::id::UserId {
        let address = enroll_domain::identifier::EmailAddress::parse(email).unwrap();
        let user = self
            .store
            .view(move |queries| queries.user_by_email(CALL.tenant(), address.key()));
        user.await.unwrap().unwrap().id
    }

    pub(crate) async fn activate(&self, token: &str, password: &str) -> Result<Activated, ActivateError> {
        let password = ActivationPassword::Chosen(password);
        self.enrollment
            .activate(
                &CALL,
                Activate {
                    token,
                    password,
                    username: None,
                    terms_version: None,
                },
            )
            .await
    }

    /// A user who registered, activated and is signed in.
    pub(crate) async fn settled(&self, email: &str) -> Activated {
        self.register(email, PASSWORD).await;
        let token = self.newest_token().await;
        self.activate(&token, PASSWORD).await.unwrap()
    }

    pub(crate) async fn sign_in(&self, name: &str, password: &str) -> Option<Tokens> {
        self.enrollment
            .sign_in(&CALL, Some(name), Some(password), HandedPassword::Refused)
            .await
            .ok()
    }

    pub(crate) async fn caller(&self, tokens: &Tokens) -> Caller {
        self.enrollment.authenticate(&CALL, &tokens.access_token).await.unwrap()
    }

    pub(crate) async fn speaks(&self, tokens: &Tokens) -> bool {
        self.enrollment.authenticate(&CALL, &tokens.access_token).await.is_ok()
    }

    /// A call in the tenant that is called `other`.
    pub(crate) fn other(&self) -> Call {
        Call::in_tenant(self.enrollment.tenant_named("other").unwrap())
    }

    /// Registers somebody who is a user at once.
    pub(crate) async fn sign_up(&self, call: &Call, form: &RegistrationForm) -> Result<SignedUp, RegisterError> {
        match self.enrollment.register(call, form, None).await? {
            Receipted::Fresh(Registered::SignedUp(signed_up)) => Ok(*signed_up),
            Receipted::Fresh(Registered::CheckYourMail) | Receipted::Replayed(_) => {
                panic!("this tenant claims at once")
            }
        }
    }

    pub(crate) async fn audit(&self) -> Vec<AuditRecord> {
        self.store
            .view(|queries| queries.audit(CALL.tenant(), None, 10_000))
            .await
            .unwrap()
    }

    pub(crate) async fn messages(&self) -> Vec<(Message, MessageStatus)> {
        self.store
            .view(|queries| queries.messages(CALL.tenant(), None, 10_000))
            .await
            .unwrap()
    }
}

/// The other identity provider of the world.
pub(crate) fn second_target() -> ProvisioningTarget {
    ProvisioningTarget::parse("elsewhere").unwrap()
}

/// The identity provider of the world.
pub(crate) fn target() -> ProvisioningTarget {
    ProvisioningTarget::parse("memory").unwrap()
}

pub(crate) fn form(email: &str, password: &str) -> RegistrationForm {
    RegistrationForm {
        email: Some(email.to_owned()),
        password: Some(password.to_owned()),
        ..RegistrationForm::default()
    }
}

/// The codes of a registration that was refused, with the inputs that they are about.
pub(crate) fn refused<T>(answer: Result<T, RegisterError>) -> Vec<(&'static str, &'static str)> {
    match answer {
        Err(RegisterError::Rejected(rejections)) => {
            let found = rejections.as_slice().iter();
            found.map(|one| (one.input.name(), one.code())).collect()
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("nothing was refused"),
    }
}

fn token_of(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("?token=")?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// A provider as the relay holds one.
pub(crate) fn port<P: IdentityProvider + 'static>(provider: &Arc<P>) -> Arc<dyn IdentityProvider> {
    Arc::<P>::clone(provider)
}
