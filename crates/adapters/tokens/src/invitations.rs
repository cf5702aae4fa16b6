//! The codes of invitations. 68 bytes in base64url: tenant (16), invitation (16), root secret (4), MAC over tenant and
//! invitation (32).

use enroll_credentials::{InvitationClaim, TokenError};
use enroll_domain::id::{InvitationId, TenantId};
use enroll_domain::invitation::Invitation;
use uuid::Uuid;

use crate::mac;
use crate::root::{RootKeys, name_of};

const LENGTH: usize = 16 + 16 + 4 + 32;

/// The code of an invitation under the root secret that it names.
pub(crate) fn write(keys: &RootKeys, invitation: &Invitation) -> String {
    let (tenant, id) = (invitation.tenant.as_uuid(), invitation.id.as_uuid());
    mac::write(&[tenant.as_bytes(), id.as_bytes(), &keys.tag(), &facts(keys, invitation)])
}

/// Reads a code; nothing is checked but its shape.
pub(crate) fn read(code: &str) -> Result<InvitationClaim, TokenError> {
    let bytes = mac::read::<LENGTH>(code).ok_or(TokenError::Invalid)?;
    parts(&bytes).ok_or(TokenError::Invalid)
}

fn parts(mut bytes: &[u8]) -> Option<InvitationClaim> {
    let bytes = &mut bytes;
    Some(InvitationClaim {
        tenant: TenantId::from_uuid(Uuid::from_bytes(mac::take(bytes)?)),
        invitation: InvitationId::from_uuid(Uuid::from_bytes(mac::take(bytes)?)),
        key: name_of(mac::take(bytes)?),
        mac: mac::take(bytes)?,
    })
}

/// Whether this is what the row's own code claims.
pub(crate) fn check(keys: &RootKeys, claim: &InvitationClaim, invitation: &Invitation) -> Result<(), TokenError> {
    let same = mac::same(&claim.mac, &facts(keys, invitation));
    let named = claim.tenant == invitation.tenant && claim.invitation == invitation.id;
    if same && named && claim.key == invitation.key {
        Ok(())
    } else {
        Err(TokenError::Invalid)
    }
}

/// The MAC over what names the row. What it gives and how often is the row's own, and is read there.
fn facts(keys: &RootKeys, invitation: &Invitation) -> [u8; 32] {
    let (tenant, id) = (invitation.tenant.as_uuid(), invitation.id.as_uuid());
    mac::mac(&keys.invitations, &[tenant.as_bytes(), id.as_bytes()])
}

#[cfg(test)]
mod tests {
    use enroll_domain::Timestamp;
    use enroll_domain::role::Grantor;

    use super::*;
    use crate::root::RootSecret;

    /// Computed with Python's hmac module: HKDF-SHA256 with the label "enroll invitation", then HMAC-SHA256.
    const CODE: &str = "AAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAIKrDAVlrnPliHdKcIxNLPE3LgW0s1aCoY14b-B97b19s3l9Hw";

    #[test]
    fn a_code_is_the_mac_over_tenant_and_id_under_a_key_of_its_own() {
        let keys = RootKeys::derive(&RootSecret::from_bytes([7; 32]));
        let row = Invitation {
            id: InvitationId::from_uuid(Uuid::from_u128(2)),
            tenant: TenantId::from_uuid(Uuid::from_u128(1)),
            email: None,
            roles: Vec::new(),
            uses: 1,
            used: 0,
            made_by: Grantor::Operator,
            key: keys.id().clone(),
            made_at: Timestamp::from_micros(0),
            expires_at: Timestamp::from_micros(1),
            revoked_at: None,
        };
        assert_eq!(write(&keys, &row), CODE);
        assert!(check(&keys, &read(CODE).unwrap(), &row).is_ok());
    }
}
