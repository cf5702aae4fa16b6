//! Negative controls: parts that break a promise on purpose, each of which the simulation must notice within a few seeds. A
//! simulation that stays green over one of them would prove nothing.

use enroll_tests::promise::{Noticed, Promise};

use crate::plan::Theme;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use enroll::domain::id::UserId;
use enroll::domain::invitation::Invitation;
use enroll::domain::password::{Password, PasswordHash};
use enroll::domain::proof::{Proof, RootKeyId};
use enroll::domain::typed_code::TypedCode;
use enroll::ports::credentials::{
    HashError, InvitationClaim, LinkClaim, PasswordHasher, ProofSigner, ReceiptMac, RefreshClaim, Rehash, Salt,
    TokenError, Verification,
};
use enroll::ports::identity_provider::{DesiredUser, IdentityProvider, ProvidedUser, ProviderError};
use enroll::ports::mailer::{DeliveryError, Letter, Mailer};

/// What is broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    Nothing,
    /// A store that loses a message out of what it commits.
    ForgetsMessages,
    /// A store that answers that it committed, and did not.
    ForgetsCommits,
    /// A store that forgets what was answered under an idempotency key.
    ForgetsReceipts,
    /// A store that does not keep that a link was used.
    LinksAreGoodTwice,
    /// A signer that takes any signature for its own.
    Credulous,
    /// A mailer that says it delivered what it threw away.
    ThrowsLettersAway,
    /// A provider that says a user is there who is not.
    ClaimsToProvision,
    /// A hasher to whom every password is the right one.
    Trusting,
    /// A hasher that tells the password where it fails.
    Talkative,
    /// A store in which whoever had a lease once may settle.
    Fenceless,
    /// A store that ends no attempts.
    KeepsAttempts,
    /// A store that leaves the sessions of a user open that it says it ended.
    KeepsSessions,
    /// A store that leaves whoever is closed their roles.
    KeepsRoles,
    /// A store that never frees what the closed were known by.
    KeepsIdentifiers,
    /// A store that forgets older keys when it takes a new one.
    ForgetsKeys,
    /// A store that says it suspended a user, and did not.
    SuspendsNobody,
    /// A store that says it gave a user another address, and did not.
    MovesNobody,
    /// A store that sees an administrator too many.
    SeesAdministrators,
    /// A store that grants every try of a code.
    CountsNoTries,
    /// A store to which no link is too old for its code.
    CodesLast,
}

impl Broken {
    /// What the runs are about that have to notice.
    pub(crate) const fn theme(self) -> Theme {
        match self {
            Self::ForgetsKeys => Theme::Keys,
            Self::MovesNobody => Theme::Moves,
            Self::SeesAdministrators => Theme::Roles,
            Self::CountsNoTries => Theme::Codes,
            _ => Theme::Any,
        }
    }
}

/// Each, and what has to notice: a promise, and the check of it.
pub(crate) const CONTROLS: &[(Broken, Noticed)] = &[
    (
        Broken::ForgetsMessages,
        Promise::OneCommit.by("too few mails follow, or too many"),
    ),
    (
        Broken::ForgetsCommits,
        Promise::Acknowledged.by("an acknowledged call left"),
    ),
    (
        Broken::ForgetsReceipts,
        Promise::OneEffect.by("one key had two effects"),
    ),
    (Broken::LinksAreGoodTwice, Promise::SecretsEnd.by("a link was used")),
    (Broken::Credulous, Promise::SecretsEnd.by("this must not be done")),
    (
        Broken::ThrowsLettersAway,
        Promise::IntentsEnd.by("nothing came of what is said to be delivered"),
    ),
    (
        Broken::ClaimsToProvision,
        Promise::IntentsEnd.by("somebody is not at the provider as they are here"),
    ),
    (
        Broken::Trusting,
        Promise::SecretsEnd.by("somebody signed in with a password that is not theirs"),
    ),
    (Broken::Talkative, Promise::NothingTold.by("an error tells a secret")),
    (
        Broken::Fenceless,
        Promise::IntentsEnd.by("a lease that is over settled"),
    ),
    (
        Broken::KeepsAttempts,
        Promise::StrangersLeaveNothing.by("an attempt outlives an arrival"),
    ),
    (Broken::KeepsSessions, Promise::SecretsEnd.by("an ended session speaks")),
    (
        Broken::KeepsRoles,
        Promise::Forgotten.by("somebody closed still holds roles"),
    ),
    (
        Broken::KeepsIdentifiers,
        Promise::Forgotten.by("somebody closed is still known by something"),
    ),
    (
        Broken::ForgetsKeys,
        Promise::Acknowledged.by("nothing ended the session"),
    ),
    (
        Broken::SuspendsNobody,
        Promise::Acknowledged.by("an account is not as it was put last"),
    ),
    (
        Broken::SuspendsNobody,
        Promise::SecretsEnd.by("somebody who was shut out acted"),
    ),
    (
        Broken::MovesNobody,
        Promise::OneHolder.by("an address is not whose it became last"),
    ),
    (
        Broken::SeesAdministrators,
        Promise::Authority.by("a tenant has lost its last administrator"),
    ),
    (
        Broken::CountsNoTries,
        Promise::SecretsEnd.by("a code was good beyond its tries"),
    ),
    (
        Broken::CodesLast,
        Promise::SecretsEnd.by("a code was good after its time"),
    ),
];

/// A mailer that throws some letters away.
pub(crate) struct Careless<M> {
    pub(crate) mailer: M,
    pub(crate) delivered: AtomicUsize,
}

#[async_trait]
impl<M: Mailer> Mailer for Careless<M> {
    async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        match self.delivered.fetch_add(1, Ordering::SeqCst) % 5 {
            4 => Ok(()),
            _ => self.mailer.deliver(letter).await,
        }
    }
}

/// A provider that does nothing.
pub(crate) struct Idle;

#[async_trait]
impl IdentityProvider for Idle {
    async fn ensure(&self, user: &DesiredUser) -> Result<String, ProviderError> {
        Ok(user.id.to_string())
    }

    async fn remove(&self, _id: UserId) -> Result<(), ProviderError> {
        Ok(())
    }

    async fn find(&self, _id: UserId) -> Result<Option<ProvidedUser>, ProviderError> {
        Ok(None)
    }

    async fn list(&self, _offset: usize, _limit: usize) -> Result<Vec<ProvidedUser>, ProviderError> {
        Ok(Vec::new())
    }
}

/// A hasher that compares nothing.
pub(crate) struct Trusting(pub(crate) Arc<dyn PasswordHasher>);

#[async_trait]
impl PasswordHasher for Trusting {
    async fn hash(&self, password: Password, salt: Salt) -> Result<PasswordHash, HashError> {
        self.0.hash(password, salt).await
    }

    async fn verify(&self, _password: Password, _hash: PasswordHash) -> Result<Verification, HashError> {
        Ok(Verification::Match(Rehash::No))
    }

    async fn verify_absent(&self, password: Password) -> Result<(), HashError> {
        self.0.verify_absent(password).await
    }
}

/// A hasher that says what it could not compare.
pub(crate) struct Talkative {
    pub(crate) hasher: Arc<dyn PasswordHasher>,
    pub(crate) compared: AtomicUsize,
}

#[async_trait]
impl PasswordHasher for Talkative {
    async fn hash(&self, password: Password, salt: Salt) -> Result<PasswordHash, HashError> {
        self.hasher.hash(password, salt).await
    }

    async fn verify(&self, password: Password, hash: PasswordHash) -> Result<Verification, HashError> {
        match self.compared.fetch_add(1, Ordering::SeqCst) % 2 {
            1 => Err(HashError::Broken(format!("{:?} is none", password.expose()).into())),
            _ => self.hasher.verify(password, hash).await,
        }
    }

    async fn verify_absent(&self, password: Password) -> Result<(), HashError> {
        self.hasher.verify_absent(password).await
    }
}

/// A signer that checks no signature of a link.
pub(crate) struct Credulous(pub(crate) Arc<dyn ProofSigner>);

impl ProofSigner for Credulous {
    fn current_key(&self) -> RootKeyId {
        self.0.current_key()
    }

    fn link_token(&self, proof: &Proof) -> Result<String, TokenError> {
        self.0.link_token(proof)
    }

    fn read_link(&self, token: &str) -> Result<LinkClaim, TokenError> {
        self.0.read_link(token)
    }

    fn check_link(&self, _claim: &LinkClaim, _proof: &Proof) -> Result<(), TokenError> {
        Ok(())
    }

    fn code(&self, proof: &Proof) -> Result<TypedCode, TokenError> {
        self.0.code(proof)
    }

    fn check_code(&self, code: &TypedCode, proof: &Proof) -> Result<(), TokenError> {
        self.0.check_code(code, proof)
    }

    fn refresh_token(&self, claim: &RefreshClaim) -> String {
        self.0.refresh_token(claim)
    }

    fn check_refresh(&self, token: &str) -> Result<RefreshClaim, TokenError> {
        self.0.check_refresh(token)
    }

    fn invitation_code(&self, invitation: &Invitation) -> Result<String, TokenError> {
        self.0.invitation_code(invitation)
    }

    fn read_invitation(&self, code: &str) -> Result<InvitationClaim, TokenError> {
        self.0.read_invitation(code)
    }

    fn check_invitation(&self, claim: &InvitationClaim, invitation: &Invitation) -> Result<(), TokenError> {
        self.0.check_invitation(claim, invitation)
    }

    fn receipt_mac(&self, part: &str, bytes: &[u8]) -> ReceiptMac {
        self.0.receipt_mac(part, bytes)
    }
}
