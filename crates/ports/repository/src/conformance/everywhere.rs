//! One transaction that writes to every table, and one question that looks everywhere.

use std::time::Duration;

use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::id::{AuditId, TenantId};
use enroll_domain::proof::{Purpose, RootKeyId};
use enroll_domain::registration::{MailBudget, Policy, ProvisioningTarget};
use enroll_domain::role::{Authority, Role};
use enroll_domain::signing_key::SealedKey;
use enroll_domain::tenant::{Tenant, TenantName};

use super::material::{
    TENANT, address, at, attempt, department, grant, hash, id, invitation, mail, package, proof, role, session, tag,
    user,
};
use crate::{
    Addressee, BudgetClass, Channel, Count, Moved, Queries, ReceiptKey, SessionsThere, Spend, StoreError, Transaction,
};

fn receipt() -> ReceiptKey {
    ReceiptKey {
        tenant: TENANT,
        scope: "registrations".to_owned(),
        key: [7; 32],
    }
}

/// Writes to every table, and changes what it wrote.
pub(super) fn write_everywhere(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    tx.claim_receipt(&receipt(), &[8; 32], at(0))?;
    tx.add_user(&user(1))?;
    let moved = [
        tx.activate_user(TENANT, id(1), Some(&hash(1)), at(1))?,
        tx.prove_email(TENANT, id(1), at(1))?,
        tx.grant(TENANT, &grant(id(1), "admin"))?,
        tx.answer_receipt(&receipt(), b"answer")?,
    ];
    assert_eq!(moved, [Moved::Yes; 4]);
    tx.lock_address(TENANT, address(2).key())?;
    tx.add_attempt(&attempt(1, &address(2), 0))?;
    tx.add_proof(&proof(1, address(2)))?;
    tx.add_session(&session(1, id(1)))?;
    tx.enqueue(&mail(1, 0))?;
    let addressee = Addressee {
        address: address(1),
        language: None,
    };
    tx.add_addressee(TENANT, id(1), &addressee, at(0))?;
    let budget = MailBudget {
        registrations: 1,
        resets: 1,
        window: Duration::from_secs(60),
    };
    assert_eq!(
        tx.spend_mail(TENANT, address(2).key(), BudgetClass::Reset, budget, at(0))?,
        Spend::Granted
    );
    let tried = tx.spend_code_try(TENANT, address(2).key(), Purpose::Activation, 1, at(0))?;
    assert_eq!(tried, Spend::Granted);
    let target = ProvisioningTarget::parse("keycloak").unwrap();
    tx.want_provisioning(TENANT, id(1), &target, SessionsThere::Keep)?;
    write_the_tenants_own(tx)?;
    let (root, sealed) = (RootKeyId::new("00000000".to_owned()), vec![1, 2, 3]);
    tx.add_signing_key(&SealedKey {
        id: "key".to_owned(),
        root,
        sealed,
        made_at: at(0),
    })?;
    tx.record(&AuditRecord {
        id: id::<AuditId>(1),
        tenant: TENANT,
        at: at(1),
        actor: Actor::System,
        action: Action::Created,
        subject: None,
        request: None,
        codes: Vec::new(),
    })
}

fn write_the_tenants_own(tx: &mut dyn Transaction) -> Result<(), StoreError> {
    let tenant = Tenant {
        id: id::<TenantId>(1),
        name: TenantName::parse("third").unwrap(),
        policy: Policy::private(),
    };
    tx.add_tenant(&tenant, at(1))?;
    tx.add_role(TENANT, &Role::new(role("editor"), Authority::nothing()))?;
    tx.add_department(&department(1, "Research"))?;
    assert_eq!(tx.next_number(TENANT, Count::Tags)?, 1);
    tx.add_tag(&tag(1, "Early"))?;
    tx.add_package(&package(1, "basic"))?;
    tx.add_invitation(&invitation(1, 2))?;
    assert_eq!(tx.use_invitation(TENANT, id(1), at(1))?, Moved::Yes);
    Ok(())
}

/// How many of the things that `write_everywhere` wrote are there.
pub(super) fn things(q: &mut dyn Queries) -> Result<usize, StoreError> {
    let there = [
        q.user(TENANT, id(1))?.is_some(),
        q.user_by_email(TENANT, address(1).key())?.is_some(),
        !q.open_attempts(TENANT, address(2).key(), at(1))?.is_empty(),
        q.proof(TENANT, id(1))?.is_some(),
        q.session(TENANT, id(1))?.is_some(),
        !q.grants_of(TENANT, id(1))?.is_empty(),
        q.message_status(TENANT, id(1))?.is_some(),
        q.next_due(Channel::Mail)?.is_some(),
        q.addressee(TENANT, id(1))?.is_some(),
        q.receipt(&receipt())?.is_some(),
        !q.audit(TENANT, None, 10)?.is_empty(),
        !q.signing_keys()?.is_empty(),
        q.provisioning(TENANT, id(1))?.is_some(),
        q.tenants()?.len() > 2,
        !q.roles_made(TENANT)?.is_empty(),
        q.department(TENANT, id(1))?.is_some(),
        q.tag(TENANT, id(1))?.is_some(),
        q.package(TENANT, id(1))?.is_some(),
        q.invitation(TENANT, id(1))?.is_some(),
    ];
    Ok(there.into_iter().filter(|there| *there).count())
}

/// As many as there are.
pub(super) const ALL_THINGS: usize = 19;
