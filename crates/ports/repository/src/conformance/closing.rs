//! The end of an account: what goes at once, what stays until it is released, and what is ended beside it.

use std::collections::BTreeSet;

use enroll_domain::id::TenantId;
use enroll_domain::identifier::ExternalId;
use enroll_domain::membership::Membership;
use enroll_domain::profile::{Field, Profile};
use enroll_domain::proof::{Proof, ProofState, Purpose, Subject};
use enroll_domain::referral::ReferralCode;
use enroll_domain::user::{EmailProof, State, User};

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, must_move, put};
use super::material::{TENANT, active, address, at, department, grant, id, proof, tag, user, username};
use crate::{Moved, StoreError};

topic! { "closing":
    a_closed_account_keeps_what_it_was_known_by_and_nothing_else,
    what_a_closed_user_was_known_by_stays_theirs_until_it_is_released,
    releasing_goes_by_the_tenant_and_takes_no_more_than_was_asked_for,
    every_role_is_taken_away_at_once,
    open_proofs_of_one_purpose_end_and_no_others,
}

async fn found(store: &Store, who: usize) -> User {
    look(store, move |q| q.user(TENANT, id(who))).await.unwrap()
}

/// An active user who is known by everything, and has everything.
fn furnished() -> User {
    let mut user = active(1);
    user.identifiers.username = Some(username("ada"));
    user.identifiers.external = vec![ExternalId::parse("employee", "e1").unwrap()];
    user.profile = Profile::from_stored([(Field::FamilyName, "Lovelace".to_owned())]);
    user.membership = Membership {
        number: Some(7),
        department: Some(id(1)),
        tags: BTreeSet::from([id(1)]),
        referral_code: Some(ReferralCode::parse("ABCDEFGH").unwrap()),
        inviter: Some(id(2)),
        ..Membership::default()
    };
    user
}

async fn add_furnished(store: &Store) {
    put(store, |tx| {
        tx.add_department(&department(1, "Research"))?;
        tx.add_tag(&tag(1, "Early"))?;
        tx.add_user(&user(2))?;
        tx.add_user(&furnished())
    })
    .await;
}

async fn a_closed_account_keeps_what_it_was_known_by_and_nothing_else(store: Store) {
    add_furnished(&store).await;
    put(&store, |tx| must_move(tx.close_user(TENANT, id(1), at(5)))).await;
    let expected = User {
        profile: Profile::new(),
        membership: Membership {
            number: Some(7),
            inviter: Some(id(2)),
            ..Membership::default()
        },
        state: State::Closed { at: at(5) },
        ..furnished()
    };
    assert_eq!(found(&store, 1).await, expected);
    let code = ReferralCode::parse("ABCDEFGH").unwrap();
    assert_eq!(
        look(&store, move |q| q.user_by_referral_code(TENANT, &code)).await,
        None
    );
    assert_eq!(
        put(&store, |tx| tx.close_user(TENANT, id(1), at(6))).await,
        Moved::Stale
    );
}

async fn what_a_closed_user_was_known_by_stays_theirs_until_it_is_released(store: Store) {
    add_furnished(&store).await;
    put(&store, |tx| must_move(tx.close_user(TENANT, id(1), at(5)))).await;
    let newcomer = || {
        let mut newcomer = furnished();
        newcomer.id = id(8);
        newcomer.membership = Membership::default();
        newcomer
    };
    assert_eq!(
        put(&store, |tx| tx.release_identifiers(TENANT, at(5), 10)).await,
        0,
        "at the edge"
    );
    let refused = commit(&store, move |tx| tx.add_user(&newcomer())).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    assert_eq!(put(&store, |tx| tx.release_identifiers(TENANT, at(6), 10)).await, 3);
    let released = found(&store, 1).await.identifiers;
    assert_eq!((released.email, released.email_proof), (None, EmailProof::Unproved));
    assert_eq!((released.username, released.external), (None, Vec::new()));
    put(&store, move |tx| tx.add_user(&newcomer())).await;
    assert_eq!(found(&store, 8).await, newcomer());
    assert_eq!(put(&store, |tx| tx.release_identifiers(TENANT, at(99), 10)).await, 0);
}

async fn releasing_goes_by_the_tenant_and_takes_no_more_than_was_asked_for(store: Store) {
    let closed = |number, tenant: TenantId| User {
        tenant,
        state: State::Closed { at: at(1) },
        ..user(number)
    };
    put(&store, move |tx| {
        (1..=5).try_for_each(|number| tx.add_user(&closed(number, TENANT)))?;
        tx.add_user(&closed(1, NEIGHBOUR))?;
        tx.add_user(&active(6))
    })
    .await;
    for expected in [3, 2, 0] {
        assert_eq!(
            put(&store, |tx| tx.release_identifiers(TENANT, at(9), 3)).await,
            expected
        );
    }
    let neighbour = look(&store, |q| q.user_by_email(NEIGHBOUR, address(1).key())).await;
    assert_eq!(neighbour.map(|user| user.id), Some(id(1)));
    assert_eq!(found(&store, 6).await, active(6));
}

async fn every_role_is_taken_away_at_once(store: Store) {
    put(&store, |tx| {
        tx.add_user(&active(1))?;
        tx.add_user(&active(2))?;
        must_move(tx.grant(TENANT, &grant(id(1), "admin")))?;
        must_move(tx.grant(TENANT, &grant(id(1), "member")))?;
        must_move(tx.grant(TENANT, &grant(id(2), "member")))
    })
    .await;
    assert_eq!(put(&store, |tx| tx.revoke_all(TENANT, id(1))).await, 2);
    assert_eq!(put(&store, |tx| tx.revoke_all(TENANT, id(1))).await, 0);
    assert_eq!(put(&store, |tx| tx.revoke_all(NEIGHBOUR, id(2))).await, 0);
    assert_eq!(look(&store, |q| q.grants_of(TENANT, id(1))).await, []);
    assert_eq!(
        look(&store, |q| q.grants_of(TENANT, id(2))).await,
        [grant(id(2), "member")]
    );
}

async fn open_proofs_of_one_purpose_end_and_no_others(store: Store) {
    let link = |number, purpose, user| Proof {
        purpose,
        subject: Subject::User(id(user)),
        ..proof(number, address(number))
    };
    put(&store, move |tx| {
        tx.add_user(&active(1))?;
        tx.add_user(&active(2))?;
        tx.add_proof(&link(1, Purpose::AddressChange, 1))?;
        tx.add_proof(&link(2, Purpose::PasswordReset, 1))?;
        tx.add_proof(&link(3, Purpose::AddressChange, 2))?;
        tx.add_proof(&link(4, Purpose::AddressChange, 1))?;
        must_move(tx.use_proof(TENANT, id(4), at(1)))
    })
    .await;
    let end = |tx: &mut dyn crate::Transaction| tx.end_proofs_for(TENANT, id(1), Purpose::AddressChange, at(5));
    assert_eq!(put(&store, end).await, 1);
    assert_eq!(put(&store, end).await, 0);
    for (number, state) in [
        (1, ProofState::Ended { at: at(5) }),
        (2, ProofState::Open),
        (3, ProofState::Open),
        (4, ProofState::Used { at: at(1) }),
    ] {
        let there = look(&store, move |q| q.proof(TENANT, id(number))).await;
        assert_eq!(there.map(|proof| proof.state), Some(state), "{number}");
    }
}
