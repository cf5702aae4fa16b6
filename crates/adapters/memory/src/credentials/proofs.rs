//! The secrets of links, codes, refresh tokens, invitations and receipts for tests, in hexadecimal, each field of a fixed length.

use enroll_credentials::{InvitationClaim, LinkClaim, ProofSigner, ReceiptMac, RefreshClaim, TokenError};
use enroll_domain::id::{InvitationId, ProofId, SessionId, TenantId};
use enroll_domain::invitation::Invitation;
use enroll_domain::proof::{Proof, RootKeyId, Subject};
use enroll_domain::typed_code::TypedCode;
use uuid::Uuid;

use super::digest::{digest, exactly, to_hex};
use super::tokens::{MemoryTokens, Root, take};

impl ProofSigner for MemoryTokens {
    fn current_key(&self) -> RootKeyId {
        self.current.id.clone()
    }

    fn link_token(&self, proof: &Proof) -> Result<String, TokenError> {
        let root = self.root(&proof.key).ok_or(TokenError::UnknownKey)?;
        let (tenant, id) = (proof.tenant.as_uuid(), proof.id.as_uuid());
        Ok(format!(
            "{}{}{}{}",
            tenant.simple(),
            id.simple(),
            root.id.as_str(),
            to_hex(&facts(root, b"link", proof))
        ))
    }

    fn read_link(&self, token: &str) -> Result<LinkClaim, TokenError> {
        let bytes = exactly::<68>(token).ok_or(TokenError::Invalid)?;
        link_parts(&bytes).ok_or(TokenError::Invalid)
    }

    fn check_link(&self, claim: &LinkClaim, proof: &Proof) -> Result<(), TokenError> {
        let root = self.root(&proof.key).ok_or(TokenError::UnknownKey)?;
        let LinkClaim {
            tenant,
            proof: id,
            key,
            mac,
        } = claim;
        let same = (tenant, id, key, mac) == (&proof.tenant, &proof.id, &proof.key, &facts(root, b"link", proof));
        if same { Ok(()) } else { Err(TokenError::Invalid) }
    }

    fn code(&self, proof: &Proof) -> Result<TypedCode, TokenError> {
        let root = self.root(&proof.key).ok_or(TokenError::UnknownKey)?;
        Ok(TypedCode::of_mac(&facts(root, b"code", proof)))
    }

    fn check_code(&self, code: &TypedCode, proof: &Proof) -> Result<(), TokenError> {
        if *code == self.code(proof)? {
            Ok(())
        } else {
            Err(TokenError::Invalid)
        }
    }

    fn refresh_token(&self, claim: &RefreshClaim) -> String {
        let root = &self.current;
        let (tenant, session) = (claim.tenant.as_uuid(), claim.session.as_uuid());
        let (id, mac) = (root.id.as_str(), to_hex(&refresh(root, claim)));
        format!(
            "{}{}{:08x}{id}{mac}",
            tenant.simple(),
            session.simple(),
            claim.generation
        )
    }

    fn check_refresh(&self, token: &str) -> Result<RefreshClaim, TokenError> {
        let bytes = exactly::<72>(token).ok_or(TokenError::Invalid)?;
        let (claim, key, mac) = refresh_parts(&bytes).ok_or(TokenError::Invalid)?;
        let root = self.root(&key).ok_or(TokenError::UnknownKey)?;
        if mac == refresh(root, &claim) {
            Ok(claim)
        } else {
            Err(TokenError::Invalid)
        }
    }

    fn invitation_code(&self, invitation: &Invitation) -> Result<String, TokenError> {
        let root = self.root(&invitation.key).ok_or(TokenError::UnknownKey)?;
        let (tenant, id) = (invitation.tenant.as_uuid(), invitation.id.as_uuid());
        let mac = to_hex(&invited(root, invitation));
        Ok(format!("{}{}{}{mac}", tenant.simple(), id.simple(), root.id.as_str()))
    }

    fn read_invitation(&self, code: &str) -> Result<InvitationClaim, TokenError> {
        let bytes = exactly::<68>(code).ok_or(TokenError::Invalid)?;
        invitation_parts(&bytes).ok_or(TokenError::Invalid)
    }

    fn check_invitation(&self, claim: &InvitationClaim, invitation: &Invitation) -> Result<(), TokenError> {
        let root = self.root(&invitation.key).ok_or(TokenError::UnknownKey)?;
        let InvitationClaim {
            tenant,
            invitation: id,
            key,
            mac,
        } = claim;
        let named = (tenant, id, key) == (&invitation.tenant, &invitation.id, &invitation.key);
        if named && *mac == invited(root, invitation) {
            Ok(())
        } else {
            Err(TokenError::Invalid)
        }
    }

    fn receipt_mac(&self, part: &str, bytes: &[u8]) -> ReceiptMac {
        digest(&self.current.secret, &[b"receipt", part.as_bytes(), bytes])
    }
}

fn link_parts(mut bytes: &[u8]) -> Option<LinkClaim> {
    let bytes = &mut bytes;
    Some(LinkClaim {
        tenant: TenantId::from_uuid(Uuid::from_bytes(take(bytes)?)),
        proof: ProofId::from_uuid(Uuid::from_bytes(take(bytes)?)),
        key: RootKeyId::new(to_hex(&take::<4>(bytes)?)),
        mac: take(bytes)?,
    })
}

fn facts(root: &Root, what: &[u8], proof: &Proof) -> [u8; 32] {
    let subject = match proof.subject {
        Subject::Address => "address".to_owned(),
        Subject::User(user) => user.to_string(),
    };
    digest(
        &root.secret,
        &[
            what,
            proof.tenant.as_uuid().as_bytes(),
            proof.id.as_uuid().as_bytes(),
            proof.purpose.code().as_bytes(),
            subject.as_bytes(),
            proof.address.key().as_str().as_bytes(),
            &proof.made_at.as_micros().to_be_bytes(),
            &proof.expires_at.as_micros().to_be_bytes(),
        ],
    )
}

fn refresh(root: &Root, claim: &RefreshClaim) -> [u8; 32] {
    let (tenant, session) = (claim.tenant.as_uuid(), claim.session.as_uuid());
    let generation = claim.generation.to_be_bytes();
    digest(
        &root.secret,
        &[b"refresh", tenant.as_bytes(), session.as_bytes(), &generation],
    )
}

fn refresh_parts(mut bytes: &[u8]) -> Option<(RefreshClaim, RootKeyId, [u8; 32])> {
    let bytes = &mut bytes;
    let claim = RefreshClaim {
        tenant: TenantId::from_uuid(Uuid::from_bytes(take(bytes)?)),
        session: SessionId::from_uuid(Uuid::from_bytes(take(bytes)?)),
        generation: u32::from_be_bytes(take(bytes)?),
    };
    Some((claim, RootKeyId::new(to_hex(&take::<4>(bytes)?)), take(bytes)?))
}

fn invited(root: &Root, invitation: &Invitation) -> [u8; 32] {
    let (tenant, id) = (invitation.tenant.as_uuid(), invitation.id.as_uuid());
    digest(&root.secret, &[b"invitation", tenant.as_bytes(), id.as_bytes()])
}

fn invitation_parts(mut bytes: &[u8]) -> Option<InvitationClaim> {
    let bytes = &mut bytes;
    Some(InvitationClaim {
        tenant: TenantId::from_uuid(Uuid::from_bytes(take(bytes)?)),
        invitation: InvitationId::from_uuid(Uuid::from_bytes(take(bytes)?)),
        key: RootKeyId::new(to_hex(&take::<4>(bytes)?)),
        mac: take(bytes)?,
    })
}
