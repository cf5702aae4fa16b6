//! The tokens of links. 68 bytes in base64url: tenant (16), proof (16), root secret (4), MAC over the facts of the row (32).

use enroll_credentials::{LinkClaim, TokenError};
use enroll_domain::id::{ProofId, TenantId};
use enroll_domain::proof::{Proof, Subject};
use uuid::Uuid;

use crate::mac;
use crate::root::{RootKeys, name_of};

const LENGTH: usize = 16 + 16 + 4 + 32;

/// The token of a proof's link under the root secret that the proof names.
pub(crate) fn write(keys: &RootKeys, proof: &Proof) -> String {
    let (tenant, id) = (proof.tenant.as_uuid(), proof.id.as_uuid());
    mac::write(&[tenant.as_bytes(), id.as_bytes(), &keys.tag(), &facts(keys, proof)])
}

/// Reads a token; nothing is checked but its shape.
pub(crate) fn read(token: &str) -> Result<LinkClaim, TokenError> {
    let bytes = mac::read::<LENGTH>(token).ok_or(TokenError::Invalid)?;
    parts(&bytes).ok_or(TokenError::Invalid)
}

fn parts(mut bytes: &[u8]) -> Option<LinkClaim> {
    let bytes = &mut bytes;
    Some(LinkClaim {
        tenant: TenantId::from_uuid(Uuid::from_bytes(mac::take(bytes)?)),
        proof: ProofId::from_uuid(Uuid::from_bytes(mac::take(bytes)?)),
        key: name_of(mac::take(bytes)?),
        mac: mac::take(bytes)?,
    })
}

/// Whether this is what the row's own token claims.
pub(crate) fn check(keys: &RootKeys, claim: &LinkClaim, proof: &Proof) -> Result<(), TokenError> {
    let same = mac::same(&claim.mac, &facts(keys, proof));
    if same && claim.tenant == proof.tenant && claim.proof == proof.id && claim.key == proof.key {
        Ok(())
    } else {
        Err(TokenError::Invalid)
    }
}

/// The MAC over every fact of the row but what became of it.
fn facts(keys: &RootKeys, proof: &Proof) -> [u8; 32] {
    let (kind, user) = match proof.subject {
        Subject::Address => (&b"address"[..], Uuid::nil()),
        Subject::User(user) => (&b"user"[..], user.as_uuid()),
    };
    mac::mac(
        &keys.links,
        &[
            proof.tenant.as_uuid().as_bytes(),
            proof.id.as_uuid().as_bytes(),
            proof.purpose.code().as_bytes(),
            kind,
            user.as_bytes(),
            proof.address.key().as_str().as_bytes(),
            &proof.made_at.as_micros().to_be_bytes(),
            &proof.expires_at.as_micros().to_be_bytes(),
        ],
    )
}
