//! The tokens of links, and the codes that are typed instead. A token is 68 bytes in base64url: tenant (16), proof (16), root secret (4), MAC over the facts of the row (32).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use enroll_credentials::{LinkClaim, TokenError};
use enroll_domain::id::{ProofId, TenantId};
use enroll_domain::proof::{Proof, Subject};
use enroll_domain::typed_code::TypedCode;
use uuid::Uuid;

use crate::mac;
use crate::root::{RootKeys, name_of};

const LENGTH: usize = 16 + 16 + 4 + 32;

/// The token of a proof's link under the root secret that the proof names.
pub(crate) fn write(keys: &RootKeys, proof: &Proof) -> String {
    let (tenant, id) = (proof.tenant.as_uuid(), proof.id.as_uuid());
    mac::write(&[
        tenant.as_bytes(),
        id.as_bytes(),
        &keys.tag(),
        &facts(&keys.links, proof),
    ])
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
    let same = mac::same(&claim.mac, &facts(&keys.links, proof));
    if same && claim.tenant == proof.tenant && claim.proof == proof.id && claim.key == proof.key {
        Ok(())
    } else {
        Err(TokenError::Invalid)
    }
}

/// The code of a proof under the root secret that the proof names.
pub(crate) fn code(keys: &RootKeys, proof: &Proof) -> TypedCode {
    TypedCode::of_mac(&facts(&keys.codes, proof))
}

/// Whether this is the row's own code, in the same time for any two.
pub(crate) fn check_code(keys: &RootKeys, typed: &TypedCode, proof: &Proof) -> Result<(), TokenError> {
    let own = code(keys, proof);
    verify_slices_are_equal(typed.as_str().as_bytes(), own.as_str().as_bytes()).map_err(|_differ| TokenError::Invalid)
}

/// The MAC over every fact of the row but what became of it.
fn facts(key: &hmac::Key, proof: &Proof) -> [u8; 32] {
    let (kind, user) = match proof.subject {
        Subject::Address => (&b"address"[..], Uuid::nil()),
        Subject::User(user) => (&b"user"[..], user.as_uuid()),
    };
    mac::mac(
        key,
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

#[cfg(test)]
mod tests {
    use enroll_domain::Timestamp;
    use enroll_domain::identifier::EmailAddress;
    use enroll_domain::proof::{ProofState, Purpose};

    use super::*;
    use crate::root::RootSecret;

    #[test]
    fn a_code_is_the_mac_over_the_row_under_a_key_of_its_own_modulo_a_hundred_million() {
        let keys = RootKeys::derive(&RootSecret::from_bytes([7; 32]));
        let row = Proof {
            id: ProofId::from_uuid(Uuid::from_u128(2)),
            tenant: TenantId::from_uuid(Uuid::from_u128(1)),
            purpose: Purpose::PasswordReset,
            subject: Subject::Address,
            address: EmailAddress::parse("ada@example.org").unwrap(),
            landing: None,
            key: keys.id().clone(),
            made_at: Timestamp::from_micros(3),
            expires_at: Timestamp::from_micros(4),
            state: ProofState::Open,
        };
        // Computed with Python's hmac module: HKDF-SHA256 with the label "enroll code", HMAC-SHA256, then % 10**8.
        assert_eq!(code(&keys, &row).as_str(), "56640482");
        assert!(check_code(&keys, &code(&keys, &row), &row).is_ok());
    }
}
