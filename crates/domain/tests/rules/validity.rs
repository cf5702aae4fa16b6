//! Proofs and sessions: the edges of time, and what a spent refresh token means.

use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_domain::id::{ProofId, SessionId, TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{Proof, ProofState, Purpose, RootKeyId, Standing, Subject};
use enroll_domain::session::{REFRESH_GRACE, Refresh, Session};
use proptest::prelude::*;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);
const MICRO: Duration = Duration::from_micros(1);
const HOUR: Duration = Duration::from_secs(3600);

fn session(generation: u32) -> Session {
    Session {
        id: SessionId::from_uuid(Uuid::from_u128(1)),
        tenant: TenantId::DEFAULT,
        user: UserId::from_uuid(Uuid::from_u128(2)),
        made_at: NOW,
        expires_at: NOW.plus(HOUR),
        generation,
        rotated_at: NOW,
        ended_at: None,
    }
}

fn proof(state: ProofState) -> Proof {
    Proof {
        id: ProofId::from_uuid(Uuid::from_u128(3)),
        tenant: TenantId::DEFAULT,
        purpose: Purpose::Activation,
        subject: Subject::Address,
        address: EmailAddress::parse("ada@example.org").unwrap(),
        landing: None,
        key: RootKeyId::new("00000000".to_owned()),
        made_at: NOW,
        expires_at: NOW.plus(HOUR),
        state,
    }
}

#[test]
fn a_proof_is_good_until_the_very_moment_it_expires() {
    let open = proof(ProofState::Open);
    assert_eq!(open.standing(NOW.plus(HOUR).minus(MICRO)), Standing::Good);
    assert_eq!(open.standing(NOW.plus(HOUR)), Standing::Expired);
}

#[test]
fn a_proof_that_was_used_or_ended_is_never_good() {
    for state in [ProofState::Used { at: NOW }, ProofState::Ended { at: NOW }] {
        assert_eq!(proof(state).standing(NOW), Standing::Expired);
    }
}

#[test]
fn a_spent_token_gives_the_same_successor_only_within_the_grace() {
    let rotated = session(5);
    assert_eq!(
        rotated.refresh(4, NOW.plus(REFRESH_GRACE).minus(MICRO)),
        Refresh::Repeat { to: 5 }
    );
    assert_eq!(rotated.refresh(4, NOW.plus(REFRESH_GRACE)), Refresh::Reuse);
    // Nor does a clock that went back make the grace longer.
    assert_eq!(rotated.refresh(4, NOW.minus(REFRESH_GRACE)), Refresh::Reuse);
    assert_eq!(rotated.refresh(4, NOW.minus(MICRO)), Refresh::Repeat { to: 5 });
    assert_eq!(
        rotated.refresh(3, NOW),
        Refresh::Reuse,
        "two generations back has no grace"
    );
}

#[test]
fn a_session_that_is_over_gives_nothing() {
    assert_eq!(session(1).refresh(1, NOW.plus(HOUR)), Refresh::Refuse);
    let ended = Session {
        ended_at: Some(NOW),
        ..session(1)
    };
    assert_eq!(ended.refresh(1, NOW), Refresh::Refuse);
    assert_eq!(
        ended.refresh(0, NOW),
        Refresh::Refuse,
        "an ended family is not ended again"
    );
}

proptest! {
    #[test]
    fn only_the_newest_token_rotates(generation in 1..u32::MAX, presented in 0..u32::MAX, later in 0..7200_u64) {
        let at = NOW.plus(Duration::from_secs(later));
        match session(generation).refresh(presented, at) {
            Refresh::Rotate { to } => prop_assert!(presented == generation && to == generation + 1),
            Refresh::Repeat { to } => prop_assert!(presented + 1 == generation && to == generation),
            Refresh::Reuse => prop_assert!(presented < generation),
            Refresh::Refuse => prop_assert!(presented > generation || at >= NOW.plus(HOUR)),
        }
    }
}
