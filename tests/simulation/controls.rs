//! Negative controls: parts that break a promise on purpose, each of which the simulation must notice within a few seeds. A
//! simulation that stays green over one of them would prove nothing.

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
}

/// Each, and the invariant that has to notice.
pub(crate) const CONTROLS: &[(Broken, &str)] = &[
    (Broken::ForgetsMessages, "I2"),
    (Broken::ForgetsCommits, "I1"),
    (Broken::ForgetsReceipts, "I1"),
    (Broken::LinksAreGoodTwice, "I5"),
    (Broken::Credulous, "I5"),
    (Broken::ThrowsLettersAway, "I4"),
    (Broken::ClaimsToProvision, "I4"),
    (Broken::Trusting, "I5"),
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
