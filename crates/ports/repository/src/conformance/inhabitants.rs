//! A tenant full of everything: what is added to one, what can be asked of it, and what can be changed there.

use std::collections::BTreeSet;

use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::id::TenantId;
use enroll_domain::identifier::ExternalId;
use enroll_domain::invitation::Invitation;
use enroll_domain::membership::{Department, Membership, Package, Tag, TagStanding, Usual};
use enroll_domain::profile::Profile;
use enroll_domain::proof::{Proof, Purpose, Subject};
use enroll_domain::referral::ReferralCode;
use enroll_domain::registration::{Attempt, ProvisioningTarget};
use enroll_domain::role::{Authority, Role};
use enroll_domain::session::Session;
use enroll_domain::user::{ChosenBy, User};

use super::conversation::{Store, must_move, put};
use super::material::{
    active, address, at, attempt, department, grant, hash, id, invitation, mail, package, proof, role, section,
    session, tag, title, user, username,
};
use crate::{
    Addressee, Channel, Count, Intent, Message, Moved, Queries, ReceiptKey, SessionsThere, Settlement, StoreError,
    Transaction,
};

/// How many questions there are.
pub(super) const QUESTIONS: usize = 31;

/// The receipt of a tenant.
pub(super) fn receipt(tenant: TenantId) -> ReceiptKey {
    ReceiptKey {
        tenant,
        scope: "registrations".to_owned(),
        key: [1; 32],
    }
}

fn external() -> ExternalId {
    ExternalId::parse("employee", "a1").unwrap()
}

fn referral() -> ReferralCode {
    ReferralCode::parse("ABCDEFGH").unwrap()
}

fn editor() -> Role {
    Role::new(role("editor"), Authority::nothing())
}

fn named() -> User {
    let mut user = active(1);
    user.identifiers.username = Some(username("ada"));
    user.identifiers.external = vec![external()];
    user.membership = Membership {
        number: Some(1),
        department: Some(id(1)),
        section: Some(id(2)),
        tags: BTreeSet::from([id(1)]),
        package: Some(id(1)),
        referral_code: Some(referral()),
        inviter: Some(id(2)),
    };
    user
}

/// What users may be given in a tenant, and an invitation.
fn furnish(tx: &mut dyn Transaction, tenant: TenantId) -> Result<(), StoreError> {
    tx.add_role(tenant, &editor())?;
    tx.add_department(&Department {
        tenant,
        ..department(1, "Research")
    })?;
    tx.add_department(&Department {
        tenant,
        ..section(2, 1, "Optics")
    })?;
    assert_eq!(tx.next_number(tenant, Count::Tags)?, 1);
    tx.add_tag(&Tag {
        tenant,
        ..tag(1, "Early")
    })?;
    tx.add_package(&Package {
        tenant,
        usual: Usual::Yes,
        ..package(1, "basic")
    })?;
    tx.add_invitation(&Invitation {
        tenant,
        email: Some(address(5)),
        ..invitation(1, 2)
    })
}

/// Adds one of everything to a tenant.
pub(super) async fn add_everything(store: &Store, tenant: TenantId) {
    put(store, move |tx| {
        tx.claim_receipt(&receipt(tenant), &[2; 32], at(0))?;
        must_move(tx.answer_receipt(&receipt(tenant), tenant.as_uuid().as_bytes()))?;
        furnish(tx, tenant)?;
        tx.add_user(&User { tenant, ..user(2) })?;
        tx.add_user(&User { tenant, ..named() })?;
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
        tx.add_addressee(tenant, id(1), &addressee(), at(0))?;
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
        tx.want_provisioning(tenant, id(1), &target(), SessionsThere::Keep)
            .map(drop)
    })
    .await;
}

fn addressee() -> Addressee {
    Addressee {
        address: address(1),
        language: None,
    }
}

fn target() -> ProvisioningTarget {
    ProvisioningTarget::parse("keycloak").unwrap()
}

/// All that can be read of a tenant, in words.
pub(super) fn everything(q: &mut dyn Queries, tenant: TenantId) -> Result<Vec<String>, StoreError> {
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
        format!("{:?}", q.provisionings(tenant, None, 10)?),
        format!("{:?}", q.user_by_external(tenant, &external())?),
        format!("{:?}", q.user_by_number(tenant, 1)?),
        format!("{:?}", q.user_by_referral_code(tenant, &referral())?),
        format!("{:?}", q.has_users(tenant)?),
        format!("{:?}", q.roles_made(tenant)?),
        format!("{:?}", [q.department(tenant, id(1))?, q.department(tenant, id(2))?]),
        format!("{:?}", q.departments(tenant, None, 10)?),
        format!("{:?}", [q.tag(tenant, id(1))?, q.tag_by_number(tenant, 1)?]),
        format!("{:?}", q.tags(tenant, None, 10)?),
        format!("{:?}", [q.package(tenant, id(1))?, q.usual_package(tenant)?]),
        format!("{:?}", q.packages(tenant, None, 10)?),
        format!("{:?}", q.invitation(tenant, id(1))?),
        format!("{:?}", q.invitation_of(tenant, address(5).key(), at(1))?),
        format!("{:?}", q.has_open_invitation(tenant, at(1))?),
        format!("{:?}", q.invitations(tenant, None, 10)?),
        format!("{:?}", q.addressee(tenant, id(1))?),
    ])
}

/// Which of the questions find something in a tenant.
pub(super) fn answers(q: &mut dyn Queries, tenant: TenantId) -> Result<[bool; QUESTIONS], StoreError> {
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
        !q.provisionings(tenant, None, 10)?.is_empty(),
        q.user_by_external(tenant, &external())?.is_some(),
        q.user_by_number(tenant, 1)?.is_some(),
        q.user_by_referral_code(tenant, &referral())?.is_some(),
        q.has_users(tenant)?,
        !q.roles_made(tenant)?.is_empty(),
        q.department(tenant, id(1))?.is_some(),
        !q.departments(tenant, None, 10)?.is_empty(),
        q.tag(tenant, id(1))?.is_some(),
        q.tag_by_number(tenant, 1)?.is_some(),
        !q.tags(tenant, None, 10)?.is_empty(),
        q.package(tenant, id(1))?.is_some(),
        q.usual_package(tenant)?.is_some(),
        !q.packages(tenant, None, 10)?.is_empty(),
        q.invitation(tenant, id(1))?.is_some(),
        q.invitation_of(tenant, address(5).key(), at(1))?.is_some(),
        q.has_open_invitation(tenant, at(1))?,
        !q.invitations(tenant, None, 10)?.is_empty(),
        q.addressee(tenant, id(1))?.is_some(),
    ])
}

/// Changes all that a tenant has.
pub(super) fn change_all(tx: &mut dyn Transaction, tenant: TenantId) -> Result<(), StoreError> {
    let changed = [
        tx.activate_user(tenant, id(2), Some(&hash(9)), at(9))?,
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
    tx.want_provisioning(tenant, id(1), &target(), SessionsThere::End)?;
    change_the_rest(tx, tenant)?;
    for leased in tx.claim(Channel::Mail, at(0), at(60), 9)? {
        if leased.message.tenant == tenant {
            must_move(tx.note_spent(&leased, at(1)))?;
            must_move(tx.settle(&leased, &Settlement::Delivered, at(1)))?;
        }
    }
    assert_eq!(tx.fail_provisioning(tenant, id(1), 2, "taken")?, 2);
    tx.settle_provisioning(tenant, id(1), 2, Some("f:1")).map(drop)
}

/// The changes of what users are given, of invitations, and of the membership; each answers whether it found what it changes.
pub(super) fn belongings(tx: &mut dyn Transaction, tenant: TenantId) -> Result<[Moved; 9], StoreError> {
    let retired = Tag {
        tenant,
        standing: TagStanding::Retired,
        ..tag(1, "Early")
    };
    let renamed = Package {
        tenant,
        ..package(1, "gold")
    };
    Ok([
        tx.note_chosen_by(tenant, id(1), ChosenBy::Administrator)?,
        tx.set_membership(tenant, id(1), &Membership::default())?,
        tx.set_role(tenant, &editor().described(Some("Editor".to_owned()), None))?,
        tx.rename_department(tenant, id(1), &title("Science"))?,
        tx.set_tag(&retired)?,
        tx.set_package(&renamed)?,
        tx.use_invitation(tenant, id(1), at(1))?,
        tx.revoke_invitation(tenant, id(1), at(1))?,
        tx.remove_role(tenant, editor().name())?,
    ])
}

fn change_the_rest(tx: &mut dyn Transaction, tenant: TenantId) -> Result<(), StoreError> {
    assert_eq!(belongings(tx, tenant)?, [Moved::Yes; 9]);
    let lived = [
        tx.change_email(tenant, id(1), &address(7), at(9))?,
        tx.suspend_user(tenant, id(1), at(9))?,
        tx.reinstate_user(tenant, id(1), at(9))?,
        tx.close_user(tenant, id(2), at(9))?,
        tx.forget_addressee(tenant, id(1))?,
    ];
    assert_eq!(lived, [Moved::Yes; 5]);
    assert_eq!(tx.release_identifiers(tenant, at(10), 9)?, 1);
    assert_eq!(tx.next_number(tenant, Count::Tags)?, 2);
    Ok(())
}
