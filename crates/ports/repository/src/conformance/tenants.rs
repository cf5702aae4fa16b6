//! Tenants: a call for one tenant reads and changes nothing of another's.

use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::id::TenantId;
use enroll_domain::profile::Profile;
use enroll_domain::proof::{Proof, Purpose, Subject};
use enroll_domain::registration::{Attempt, ProvisioningTarget};
use enroll_domain::session::Session;
use enroll_domain::user::User;

use super::NEIGHBOUR;
use super::conversation::{Store, look, must_move, put};
use super::material::{
    ELSEWHERE, TENANT, active, address, at, attempt, grant, hash, id, mail, proof, role, session, user, username,
};
use crate::{Channel, Intent, Leased, Message, Moved, Queries, ReceiptKey, Settlement, StoreError, Transaction};

topic! { "tenants":
    another_tenant_reads_nothing,
    another_tenant_changes_nothing,
    a_neighbour_with_equal_ids_and_keys_reads_its_own,
    what_a_neighbour_changes_changes_nothing_here,
}

fn receipt(tenant: TenantId) -> ReceiptKey {
    ReceiptKey {
        tenant,
        scope: "registrations".to_owned(),
        key: [1; 32],
    }
}

fn named() -> User {
    let mut user = active(1);
    user.identifiers.username = Some(username("ada"));
    user
}

async fn add_everything(store: &Store, tenant: TenantId) {
    put(store, move |tx| {
        tx.claim_receipt(&receipt(tenant), &[2; 32], at(0))?;
        must_move(tx.answer_receipt(&receipt(tenant), tenant.as_uuid().as_bytes()))?;
        tx.add_user(&User { tenant, ..named() })?;
        tx.add_user(&User { tenant, ..user(2) })?;
        must_move(tx.grant(tenant, &grant(id(1), "admin")))?;
        tx.add_attempt(&Attempt {
            tenant,
            ..attempt(1, &address(3), 0)
        })?;
        tx.add_proof(&Proof {
            tenant,
            ..proof(1, address(3))
        })?;
        tx.add_proof(&Proof {
            tenant,
            purpose: Purpose::PasswordReset,
            subject: Subject::User(id(1)),
            ..proof(2, address(1))
        })?;
        tx.add_session(&Session {
            tenant,
            ..session(1, id(1))
        })?;
        tx.enqueue(&Message { tenant, ..mail(1, 0) })?;
        tx.enqueue(&Message {
            tenant,
            intent: Intent::Provision { user: id(1) },
            ..mail(2, 0)
        })?;
        tx.record(&AuditRecord {
            id: id(1),
            tenant,
            at: at(1),
            actor: Actor::System,
            action: Action::Created,
            subject: Some(id(1)),
            request: None,
            codes: Vec::new(),
        })?;
        tx.want_provisioning(tenant, id(1), &target()).map(drop)
    })
    .await;
}

fn target() -> ProvisioningTarget {
    ProvisioningTarget::parse("keycloak").unwrap()
}

/// All that can be read of a tenant, in words.
fn everything(q: &mut dyn Queries, tenant: TenantId) -> Result<Vec<String>, StoreError> {
    Ok(vec![
        format!("{:?}", [q.user(tenant, id(1))?, q.user(tenant, id(2))?]),
        format!("{:?}", q.user_by_email(tenant, address(1).key())?),
        format!("{:?}", q.user_by_username(tenant, username("ada").key())?),
        format!("{:?}", q.users(tenant, None, 10)?),
        format!("{:?}", q.open_attempts(tenant, address(3).key(), at(1))?),
        format!("{:?}", [q.proof(tenant, id(1))?, q.proof(tenant, id(2))?]),
        format!("{:?}", q.session(tenant, id(1))?),
        format!("{:?}", q.grants_of(tenant, id(1))?),
        format!("{:?}", q.active_holders(tenant, &role("admin"))?),
        format!("{:?}", q.messages(tenant, None, 10)?),
        format!(
            "{:?}",
            [q.message_status(tenant, id(1))?, q.message_status(tenant, id(2))?]
        ),
        format!("{:?}", q.receipt(&receipt(tenant))?.map(|receipt| receipt.answer)),
        format!("{:?}", q.audit(tenant, None, 10)?),
        format!("{:?}", q.provisioning(tenant, id(1))?),
    ])
}

/// Which of the questions find something in a tenant.
fn answers(q: &mut dyn Queries, tenant: TenantId) -> Result<[bool; 12], StoreError> {
    Ok([
        q.user(tenant, id(1))?.is_some(),
        q.user_by_email(tenant, address(1).key())?.is_some(),
        q.user_by_username(tenant, username("ada").key())?.is_some(),
        !q.users(tenant, None, 10)?.is_empty(),
        !q.open_attempts(tenant, address(3).key(), at(1))?.is_empty(),
        q.proof(tenant, id(1))?.is_some(),
        q.session(tenant, id(1))?.is_some(),
        !q.grants_of(tenant, id(1))?.is_empty(),
        q.active_holders(tenant, &role("admin"))? > 0,
        q.message_status(tenant, id(1))?.is_some() || !q.messages(tenant, None, 10)?.is_empty(),
        q.receipt(&receipt(tenant))?.is_some(),
        q.provisioning(tenant, id(1))?.is_some(),
    ])
}

async fn another_tenant_reads_nothing(store: Store) {
    add_everything(&store, TENANT).await;
    assert_eq!(look(&store, |q| answers(q, TENANT)).await, [true; 12]);
    assert_eq!(look(&store, |q| answers(q, ELSEWHERE)).await, [false; 12]);
    assert_eq!(look(&store, |q| q.audit(ELSEWHERE, None, 10)).await, []);
    assert!(!put(&store, |tx| tx.provision_is_open(ELSEWHERE, id(1))).await);
}

fn change_elsewhere(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let leased = tx.claim(Channel::Mail, at(0), at(60), 1)?;
    let elsewhere = Leased {
        message: Message {
            tenant: ELSEWHERE,
            ..leased[0].message.clone()
        },
        ..leased[0].clone()
    };
    let moved = [
        tx.activate_user(ELSEWHERE, id(2), &hash(9), at(9))?,
        tx.replace_password(ELSEWHERE, id(1), &hash(1), &hash(9))?,
        tx.prove_email(ELSEWHERE, id(1), at(9))?,
        tx.set_profile(ELSEWHERE, id(1), &Profile::new())?,
        tx.use_proof(ELSEWHERE, id(1), at(9))?,
        tx.rotate_session(ELSEWHERE, id(1), 0, 1, at(9))?,
        tx.end_session(ELSEWHERE, id(1), at(9))?,
        tx.revoke(ELSEWHERE, id(1), &role("admin"))?,
        tx.answer_receipt(&receipt(ELSEWHERE), b"other")?,
        tx.settle(&elsewhere, &Settlement::Delivered, at(9))?,
    ];
    assert_eq!(moved, [Moved::Stale; 10]);
    let ended = [
        tx.end_attempts(ELSEWHERE, address(3).key(), 0)?,
        tx.end_proofs_to(ELSEWHERE, address(3).key(), at(9))?,
        tx.end_proofs_of(ELSEWHERE, id(1), at(9))?,
        tx.end_sessions(ELSEWHERE, id(1), None, at(9))?,
    ];
    assert_eq!(ended, [0; 4]);
    Ok(())
}

async fn another_tenant_changes_nothing(store: Store) {
    add_everything(&store, TENANT).await;
    put(&store, change_elsewhere).await;
    assert_eq!(look(&store, |q| answers(q, TENANT)).await, [true; 12]);
    assert_eq!(look(&store, |q| q.users(TENANT, None, 10)).await, [named(), user(2)]);
    assert_eq!(
        look(&store, |q| q.session(TENANT, id(1))).await,
        Some(session(1, id(1)))
    );
    assert_eq!(
        look(&store, |q| q.proof(TENANT, id(1))).await,
        Some(proof(1, address(3)))
    );
    assert_eq!(
        look(&store, |q| q.receipt(&receipt(TENANT))).await.unwrap().answer,
        TENANT.as_uuid().as_bytes()
    );
}

async fn a_neighbour_with_equal_ids_and_keys_reads_its_own(store: Store) {
    add_everything(&store, TENANT).await;
    add_everything(&store, NEIGHBOUR).await;
    let (ours, theirs) = look(&store, |q| Ok((everything(q, TENANT)?, everything(q, NEIGHBOUR)?))).await;
    for (mine, yours) in ours.iter().zip(&theirs) {
        let (us, them) = (format!("{TENANT:?}"), format!("{NEIGHBOUR:?}"));
        assert!(!mine.contains(&them) && !yours.contains(&us), "{mine}\n{yours}");
    }
    let answers = look(&store, |q| {
        Ok([q.receipt(&receipt(TENANT))?, q.receipt(&receipt(NEIGHBOUR))?])
    })
    .await;
    let answers = answers.map(|receipt| receipt.unwrap().answer);
    assert_eq!(
        answers,
        [TENANT, NEIGHBOUR].map(|tenant| tenant.as_uuid().as_bytes().to_vec())
    );
    assert_eq!(look(&store, |q| q.active_holders(TENANT, &role("admin"))).await, 1);
}

/// Changes all that a tenant has.
fn change_all(tx: &mut dyn Transaction, tenant: TenantId) -> Result<(), StoreError> {
    let changed = [
        tx.activate_user(tenant, id(2), &hash(9), at(9))?,
        tx.replace_password(tenant, id(1), &hash(1), &hash(9))?,
        tx.prove_email(tenant, id(1), at(9))?,
        tx.set_profile(tenant, id(1), &Profile::new())?,
        tx.use_proof(tenant, id(1), at(9))?,
        tx.rotate_session(tenant, id(1), 0, 1, at(9))?,
        tx.end_session(tenant, id(1), at(9))?,
        tx.revoke(tenant, id(1), &role("admin"))?,
        tx.answer_receipt(&receipt(tenant), b"other")?,
    ];
    assert_eq!(changed, [Moved::Yes; 9]);
    assert_eq!(tx.end_attempts(tenant, address(3).key(), 0)?, 1);
    assert_eq!(tx.end_proofs_of(tenant, id(1), at(9))?, 1);
    tx.want_provisioning(tenant, id(1), &target())?;
    for leased in tx.claim(Channel::Mail, at(0), at(60), 9)? {
        if leased.message.tenant == tenant {
            must_move(tx.note_spent(&leased, at(1)))?;
            must_move(tx.settle(&leased, &Settlement::Delivered, at(1)))?;
        }
    }
    assert_eq!(tx.fail_provisioning(tenant, id(1), 2, "taken")?, 2);
    tx.settle_provisioning(tenant, id(1), 2, "f:1").map(drop)
}

async fn what_a_neighbour_changes_changes_nothing_here(store: Store) {
    add_everything(&store, TENANT).await;
    add_everything(&store, NEIGHBOUR).await;
    let before = look(&store, |q| everything(q, TENANT)).await;
    put(&store, |tx| change_all(tx, NEIGHBOUR)).await;
    assert_eq!(look(&store, |q| everything(q, TENANT)).await, before);
}
