//! What the cases work with: root secrets, seeds, claims, proofs and invitations, and every way to spoil a text by one edit.

use enroll_domain::Timestamp;
use enroll_domain::id::{InvitationId, ProofId, SessionId, TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::invitation::Invitation;
use enroll_domain::password::Password;
use enroll_domain::proof::{Proof, ProofState, Purpose, RootKeyId, Subject};
use enroll_domain::role::{Grantor, RoleName};
use uuid::Uuid;

use super::Roots;
use crate::{AccessClaims, KeySeed};

/// The one root secret.
pub(super) const FIRST: Roots = Roots {
    current: [0x11; 32],
    previous: None,
};

/// Another root secret.
pub(super) const SECOND: Roots = Roots {
    current: [0x22; 32],
    previous: None,
};

/// While the first is replaced by the second.
pub(super) const BOTH: Roots = Roots {
    current: [0x22; 32],
    previous: Some([0x11; 32]),
};

/// The id with this number.
pub(super) fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(0x018b_cfe5_6800_7000_8000_0000_0000_0000 + number))
}

/// This many seconds after a moment in 2023, a whole second.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros((1_700_000_000 + seconds) * 1_000_000)
}

/// A password.
pub(super) fn password(text: &str) -> Password {
    Password::parse(text).unwrap()
}

/// The seed with this number.
pub(super) fn seed(number: u8) -> KeySeed {
    KeySeed {
        key: [number; 32],
        nonce: [number; 12],
    }
}

/// What somebody with two roles is told, for ten minutes from `at(0)`.
pub(super) fn claims() -> AccessClaims {
    AccessClaims {
        id: id(1),
        user: UserId::from_uuid(id(2)),
        session: SessionId::from_uuid(id(3)),
        tenant: TenantId::from_uuid(id(4)),
        roles: vec![RoleName::member(), RoleName::parse("front-desk_2").unwrap()],
        issued_at: at(0),
        expires_at: at(600),
    }
}

/// An activation proof under this root secret.
pub(super) fn proof(key: RootKeyId) -> Proof {
    Proof {
        id: ProofId::from_uuid(id(5)),
        tenant: TenantId::from_uuid(id(4)),
        purpose: Purpose::Activation,
        subject: Subject::Address,
        address: EmailAddress::parse("ada@example.org").unwrap(),
        landing: None,
        key,
        made_at: at(0),
        expires_at: at(3600),
        state: ProofState::Open,
    }
}

/// An invitation for three, whoever they are, under this root secret.
pub(super) fn invitation(key: RootKeyId) -> Invitation {
    Invitation {
        id: InvitationId::from_uuid(id(6)),
        tenant: TenantId::from_uuid(id(4)),
        email: None,
        roles: Vec::new(),
        uses: 3,
        used: 0,
        made_by: Grantor::Operator,
        key,
        made_at: at(0),
        expires_at: at(3600),
        revoked_at: None,
    }
}

/// The text with one character changed, removed or added, in every place, and some more.
pub(super) fn edits(text: &str) -> Vec<String> {
    assert!(text.is_ascii(), "a token is ASCII");
    let mut spoiled = vec![
        String::new(),
        text.repeat(2),
        text.to_ascii_uppercase(),
        text.to_ascii_lowercase(),
    ];
    for place in 0..text.len() {
        let (before, rest) = text.split_at(place);
        let (here, after) = rest.split_at(1);
        for other in ["A", "B", "a", "0", "9", "-", "_", ".", "=", "+", "/", " ", "\0", "é"] {
            if other != here {
                spoiled.push(format!("{before}{other}{after}"));
            }
            spoiled.push(format!("{before}{other}{rest}"));
        }
        spoiled.push(format!("{before}{after}"));
        spoiled.push(before.to_owned());
    }
    for more in ["A", "0", "=", "==", ".", "\n", " "] {
        spoiled.push(format!("{text}{more}"));
        spoiled.push(format!("{more}{text}"));
    }
    spoiled.retain(|edit| edit != text);
    spoiled
}

/// Whether a text needs no escaping in an address, a form or a header.
pub(super) fn is_url_safe(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
