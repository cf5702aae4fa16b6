//! Invitations: whom they admit, and until when.

use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_domain::id::{InvitationId, TenantId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::invitation::Invitation;
use enroll_domain::proof::RootKeyId;
use enroll_domain::role::Grantor;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);
const MICRO: Duration = Duration::from_micros(1);
const HOUR: Duration = Duration::from_secs(3600);

fn invitation() -> Invitation {
    Invitation {
        id: InvitationId::from_uuid(Uuid::from_u128(1)),
        tenant: TenantId::DEFAULT,
        email: None,
        roles: Vec::new(),
        uses: 2,
        used: 1,
        made_by: Grantor::Operator,
        key: RootKeyId::new("00000000".to_owned()),
        made_at: NOW,
        expires_at: NOW.plus(HOUR),
        revoked_at: None,
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

#[test]
fn an_invitation_that_names_nobody_admits_whoever_holds_it() {
    assert!(invitation().admits(None, NOW));
    assert!(invitation().admits(Some(&address("ada@example.org")), NOW));
}

#[test]
fn an_invitation_that_names_an_address_admits_that_one_however_it_is_spelled() {
    let named = Invitation {
        email: Some(address("ada@example.org")),
        ..invitation()
    };
    assert!(named.admits(Some(&address("ADA@Example.Org")), NOW));
    assert!(!named.admits(Some(&address("adb@example.org")), NOW));
    assert!(!named.admits(None, NOW));
}

#[test]
fn an_invitation_is_open_until_it_is_spent_taken_back_or_over() {
    let spent = Invitation {
        used: 2,
        ..invitation()
    };
    let taken_back = Invitation {
        revoked_at: Some(NOW),
        ..invitation()
    };
    for shut in [spent, taken_back] {
        assert!(!shut.is_open(NOW) && !shut.admits(None, NOW), "{shut:?}");
    }
    assert!(invitation().is_open(NOW.plus(HOUR).minus(MICRO)));
    assert!(!invitation().is_open(NOW.plus(HOUR)));
    assert!(!invitation().admits(None, NOW.plus(HOUR)));
}
