//! What a fault means for each port: the error that one would meet on a bad day.

use std::time::Duration;

use async_trait::async_trait;
use enroll_credentials::{
    AccessClaims, HashError, InvitationClaim, KeySeed, LinkClaim, PasswordHasher, ProofSigner, ReceiptMac,
    RefreshClaim, Salt, SharedClaims, SharedSecret, TokenError, TokenIssuer, Verification,
};
use enroll_domain::Timestamp;
use enroll_domain::id::UserId;
use enroll_domain::invitation::Invitation;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::proof::{Proof, RootKeyId};
use enroll_domain::signing_key::SealedKey;
use enroll_domain::typed_code::TypedCode;
use enroll_identity_provider::{DesiredUser, IdentityProvider, ProvidedUser, ProviderError};
use enroll_mailer::{DeliveryError, Letter, Mailer};
use enroll_repository::StoreError;
use enroll_system::{Entropy, EntropyError};

use super::{Faulty, Mishap, Port, ToldToFail};

#[async_trait]
impl<P: Mailer + ?Sized> Mailer for Faulty<P> {
    async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let call = self.port.deliver(letter);
        self.faults.await_call(Port::Mailer, call, delivery_fault).await
    }
}

pub(super) fn store_fault(mishap: Mishap) -> StoreError {
    match mishap {
        Mishap::Busy => StoreError::Busy,
        Mishap::Down | Mishap::Lost | Mishap::Refused | Mishap::Misconfigured | Mishap::Taken | Mishap::Slow => {
            StoreError::broken(ToldToFail)
        }
    }
}

fn delivery_fault(mishap: Mishap) -> DeliveryError {
    let why = ToldToFail.into();
    match mishap {
        Mishap::Refused | Mishap::Taken => DeliveryError::Permanent(why),
        Mishap::Misconfigured => DeliveryError::Misconfigured(why),
        Mishap::Down | Mishap::Lost | Mishap::Busy | Mishap::Slow => DeliveryError::Temporary(why),
    }
}

fn provider_fault(mishap: Mishap) -> ProviderError {
    let why = ToldToFail.into();
    match mishap {
        Mishap::Refused => ProviderError::Permanent(why),
        Mishap::Misconfigured => ProviderError::Misconfigured(why),
        Mishap::Taken => ProviderError::Taken,
        Mishap::Down | Mishap::Lost | Mishap::Busy | Mishap::Slow => ProviderError::Temporary(why),
    }
}

#[async_trait]
impl<P: IdentityProvider + ?Sized> IdentityProvider for Faulty<P> {
    async fn ensure(&self, user: &DesiredUser) -> Result<String, ProviderError> {
        let call = self.port.ensure(user);
        self.faults.await_call(Port::Provider, call, provider_fault).await
    }

    async fn remove(&self, id: UserId) -> Result<(), ProviderError> {
        let call = self.port.remove(id);
        self.faults.await_call(Port::Provider, call, provider_fault).await
    }

    async fn find(&self, id: UserId) -> Result<Option<ProvidedUser>, ProviderError> {
        let call = self.port.find(id);
        self.faults.await_call(Port::Provider, call, provider_fault).await
    }

    async fn list(&self, offset: usize, limit: usize) -> Result<Vec<ProvidedUser>, ProviderError> {
        let call = self.port.list(offset, limit);
        self.faults.await_call(Port::Provider, call, provider_fault).await
    }
}

/// How long whoever meets a full hasher is asked to wait.
const AGAIN_IN: Duration = Duration::from_secs(1);

fn hash_fault(mishap: Mishap) -> HashError {
    match mishap {
        Mishap::Busy => HashError::Full { retry_after: AGAIN_IN },
        Mishap::Down | Mishap::Lost | Mishap::Refused | Mishap::Misconfigured | Mishap::Taken | Mishap::Slow => {
            HashError::Broken(ToldToFail.into())
        }
    }
}

#[async_trait]
impl<P: PasswordHasher + ?Sized> PasswordHasher for Faulty<P> {
    async fn hash(&self, password: Password, salt: Salt) -> Result<PasswordHash, HashError> {
        let call = self.port.hash(password, salt);
        self.faults.await_call(Port::Hasher, call, hash_fault).await
    }

    async fn verify(&self, password: Password, hash: PasswordHash) -> Result<Verification, HashError> {
        let call = self.port.verify(password, hash);
        self.faults.await_call(Port::Hasher, call, hash_fault).await
    }

    async fn verify_absent(&self, password: Password) -> Result<(), HashError> {
        let call = self.port.verify_absent(password);
        self.faults.await_call(Port::Hasher, call, hash_fault).await
    }

    fn takes(&self, hash: &PasswordHash) -> bool {
        self.port.takes(hash)
    }
}

fn token_fault(_any: Mishap) -> TokenError {
    TokenError::Broken(ToldToFail.into())
}

impl<P: TokenIssuer + ?Sized> TokenIssuer for Faulty<P> {
    fn make_key(&self, seed: &KeySeed, now: Timestamp) -> Result<SealedKey, TokenError> {
        self.faults
            .call(Port::Tokens, || self.port.make_key(seed, now), token_fault)
    }

    fn load(&self, ring: &[SealedKey]) -> Result<(), TokenError> {
        self.faults.call(Port::Tokens, || self.port.load(ring), token_fault)
    }

    fn issue(&self, claims: &AccessClaims) -> Result<String, TokenError> {
        self.faults.call(Port::Tokens, || self.port.issue(claims), token_fault)
    }

    fn check(&self, token: &str, now: Timestamp) -> Result<AccessClaims, TokenError> {
        self.faults
            .call(Port::Tokens, || self.port.check(token, now), token_fault)
    }

    fn check_shared(&self, secret: &SharedSecret, token: &str, now: Timestamp) -> Result<SharedClaims, TokenError> {
        self.faults
            .call(Port::Tokens, || self.port.check_shared(secret, token, now), token_fault)
    }

    fn key_set(&self) -> String {
        self.port.key_set()
    }
}

impl<P: ProofSigner + ?Sized> ProofSigner for Faulty<P> {
    fn current_key(&self) -> RootKeyId {
        self.port.current_key()
    }

    fn link_token(&self, proof: &Proof) -> Result<String, TokenError> {
        self.faults
            .call(Port::Signer, || self.port.link_token(proof), token_fault)
    }

    fn read_link(&self, token: &str) -> Result<LinkClaim, TokenError> {
        self.faults
            .call(Port::Signer, || self.port.read_link(token), token_fault)
    }

    fn check_link(&self, claim: &LinkClaim, proof: &Proof) -> Result<(), TokenError> {
        self.faults
            .call(Port::Signer, || self.port.check_link(claim, proof), token_fault)
    }

    fn code(&self, proof: &Proof) -> Result<TypedCode, TokenError> {
        self.faults.call(Port::Signer, || self.port.code(proof), token_fault)
    }

    fn check_code(&self, code: &TypedCode, proof: &Proof) -> Result<(), TokenError> {
        self.faults
            .call(Port::Signer, || self.port.check_code(code, proof), token_fault)
    }

    fn refresh_token(&self, claim: &RefreshClaim) -> String {
        self.port.refresh_token(claim)
    }

    fn check_refresh(&self, token: &str) -> Result<RefreshClaim, TokenError> {
        self.faults
            .call(Port::Signer, || self.port.check_refresh(token), token_fault)
    }

    fn invitation_code(&self, invitation: &Invitation) -> Result<String, TokenError> {
        self.faults
            .call(Port::Signer, || self.port.invitation_code(invitation), token_fault)
    }

    fn read_invitation(&self, code: &str) -> Result<InvitationClaim, TokenError> {
        self.faults
            .call(Port::Signer, || self.port.read_invitation(code), token_fault)
    }

    fn check_invitation(&self, claim: &InvitationClaim, invitation: &Invitation) -> Result<(), TokenError> {
        self.faults.call(
            Port::Signer,
            || self.port.check_invitation(claim, invitation),
            token_fault,
        )
    }

    fn receipt_mac(&self, part: &str, bytes: &[u8]) -> ReceiptMac {
        self.port.receipt_mac(part, bytes)
    }
}

impl<P: Entropy + ?Sized> Entropy for Faulty<P> {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        self.faults
            .call(Port::Entropy, || self.port.fill(bytes), |_any| EntropyError)
    }
}
