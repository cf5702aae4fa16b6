//! The signer: links, codes and invitations by their rows, refresh tokens, and receipts.
//!
//! A refresh token is 72 bytes in base64url: tenant (16), session (16), generation (4), root secret (4), MAC (32).

use enroll_credentials::{InvitationClaim, LinkClaim, ProofSigner, ReceiptMac, RefreshClaim, TokenError};
use enroll_domain::id::{SessionId, TenantId};
use enroll_domain::invitation::Invitation;
use enroll_domain::proof::{Proof, RootKeyId};
use enroll_domain::typed_code::TypedCode;
use uuid::Uuid;

use crate::Tokens;
use crate::root::{RootKeys, name_of};
use crate::{invitations, links, mac};

const REFRESH: usize = 16 + 16 + 4 + 4 + 32;

impl ProofSigner for Tokens {
    fn current_key(&self) -> RootKeyId {
        self.current.id().clone()
    }

    fn link_token(&self, proof: &Proof) -> Result<String, TokenError> {
        let keys = self.keys(&proof.key).ok_or(TokenError::UnknownKey)?;
        Ok(links::write(keys, proof))
    }

    fn read_link(&self, token: &str) -> Result<LinkClaim, TokenError> {
        links::read(token)
    }

    fn check_link(&self, claim: &LinkClaim, proof: &Proof) -> Result<(), TokenError> {
        let keys = self.keys(&proof.key).ok_or(TokenError::UnknownKey)?;
        links::check(keys, claim, proof)
    }

    fn code(&self, proof: &Proof) -> Result<TypedCode, TokenError> {
        let keys = self.keys(&proof.key).ok_or(TokenError::UnknownKey)?;
        Ok(links::code(keys, proof))
    }

    fn check_code(&self, code: &TypedCode, proof: &Proof) -> Result<(), TokenError> {
        let keys = self.keys(&proof.key).ok_or(TokenError::UnknownKey)?;
        links::check_code(keys, code, proof)
    }

    fn refresh_token(&self, claim: &RefreshClaim) -> String {
        let (tenant, session) = (claim.tenant.as_uuid(), claim.session.as_uuid());
        let generation = claim.generation.to_be_bytes();
        let mac = refresh_mac(&self.current, claim);
        mac::write(&[
            tenant.as_bytes(),
            session.as_bytes(),
            &generation,
            &self.current.tag(),
            &mac,
        ])
    }

    fn check_refresh(&self, token: &str) -> Result<RefreshClaim, TokenError> {
        let bytes = mac::read::<REFRESH>(token).ok_or(TokenError::Invalid)?;
        let (claim, key, mac) = refresh_parts(&bytes).ok_or(TokenError::Invalid)?;
        let keys = self.keys(&key).ok_or(TokenError::UnknownKey)?;
        if mac::same(&mac, &refresh_mac(keys, &claim)) {
            Ok(claim)
        } else {
            Err(TokenError::Invalid)
        }
    }

    fn invitation_code(&self, invitation: &Invitation) -> Result<String, TokenError> {
        let keys = self.keys(&invitation.key).ok_or(TokenError::UnknownKey)?;
        Ok(invitations::write(keys, invitation))
    }

    fn read_invitation(&self, code: &str) -> Result<InvitationClaim, TokenError> {
        invitations::read(code)
    }

    fn check_invitation(&self, claim: &InvitationClaim, invitation: &Invitation) -> Result<(), TokenError> {
        let keys = self.keys(&invitation.key).ok_or(TokenError::UnknownKey)?;
        invitations::check(keys, claim, invitation)
    }

    fn receipt_mac(&self, part: &str, bytes: &[u8]) -> ReceiptMac {
        mac::mac(&self.current.receipts, &[part.as_bytes(), bytes])
    }
}

fn refresh_mac(keys: &RootKeys, claim: &RefreshClaim) -> [u8; 32] {
    let (tenant, session) = (claim.tenant.as_uuid(), claim.session.as_uuid());
    mac::mac(
        &keys.refresh,
        &[tenant.as_bytes(), session.as_bytes(), &claim.generation.to_be_bytes()],
    )
}

fn refresh_parts(mut bytes: &[u8]) -> Option<(RefreshClaim, RootKeyId, [u8; 32])> {
    let bytes = &mut bytes;
    let claim = RefreshClaim {
        tenant: TenantId::from_uuid(Uuid::from_bytes(mac::take(bytes)?)),
        session: SessionId::from_uuid(Uuid::from_bytes(mac::take(bytes)?)),
        generation: u32::from_be_bytes(mac::take(bytes)?),
    };
    Some((claim, name_of(mac::take(bytes)?), mac::take(bytes)?))
}
