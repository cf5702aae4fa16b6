//! Nobody gives or receives authority beyond the giver's, and a tenant that has an administrator keeps one.

use enroll::domain::audit::{Action, Actor};
use enroll::domain::id::UserId;
use enroll::domain::role::{Authority, Grant, Grantor, Needed, RoleName, Roles};
use enroll_tests::violation;

use super::Evidence;
use crate::history::{Entry, LifecycleChange, What};

pub(super) fn nobody_gives_more_than_they_had(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let roles = &evidence.book.roles;
    for rows in &evidence.all.tenants {
        let beyond = rows.grants.iter().filter(|grant| !within(evidence, roles, grant));
        broken.extend(beyond.map(|grant| {
            violation!(
                Authority,
                "somebody gave more than they had: {} was given {} by {:?}",
                grant.user,
                grant.role,
                grant.grantor
            )
        }));
    }
}

fn within(evidence: &Evidence<'_>, roles: &Roles, grant: &Grant) -> bool {
    let given = roles
        .find(&grant.role)
        .map_or(Authority::nothing(), |role| role.authority().clone());
    match grant.grantor {
        Grantor::Policy => grant.role == RoleName::member(),
        Grantor::Operator => true,
        Grantor::User(giver) => ever(evidence, roles, giver).covers(&given),
    }
}

/// All that somebody was ever seen to be allowed.
fn ever(evidence: &Evidence<'_>, roles: &Roles, user: UserId) -> Authority {
    let held = evidence.book.held.get(&user);
    roles.authority_of(held.into_iter().flatten())
}

pub(super) fn a_tenant_keeps_an_administrator(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for (tenant, rows) in evidence.all.tenants.iter().enumerate() {
        if evidence.book.administered.contains(&tenant) && rows.administrators == 0 {
            broken.push(violation!(
                Authority,
                "a tenant has lost its last administrator: {tenant}"
            ));
        }
    }
}

/// Whoever acts may do so by a role that was not taken from them for good before they asked.
pub(super) fn nobody_acts_with_authority_that_was_taken_before(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for entry in &evidence.book.entries {
        let Some(record) = evidence.effect(entry) else { continue };
        let Actor::User(actor) = record.actor else { continue };
        let needed = match record.action {
            Action::Created => Needed::CreateUsers,
            Action::Invited => Needed::ManageInvitations,
            Action::RoleGranted | Action::RoleRevoked => Needed::GrantRoles,
            Action::Suspended | Action::Reinstated => Needed::SuspendUsers,
            Action::SignedOutEverywhere if is_lifecycle_change(entry) => Needed::SuspendUsers,
            Action::Closed if is_lifecycle_change(entry) => Needed::CloseUsers,
            _ => continue,
        };
        let held = evidence.book.held.get(&actor).into_iter().flatten();
        let left: Vec<&RoleName> = held.filter(|role| may_be_held(evidence, actor, role, entry)).collect();
        let authority = evidence.book.roles.authority_of(left.iter().copied());
        let given = match &entry.what {
            What::Roles { role, .. } => evidence.book.roles.find(role).map(|role| role.authority().clone()),
            _ => None,
        };
        if !authority.allows(needed) || given.is_some_and(|given| !authority.covers(&given)) {
            broken.push(violation!(
                Authority,
                "somebody acted without authority: {actor} holds {left:?}, and yet {record:?} came of {entry:?}"
            ));
        }
    }
}

/// Whether it is done to somebody's account by whoever manages it.
const fn is_lifecycle_change(entry: &Entry) -> bool {
    matches!(entry.what, What::Lifecycle { .. })
}

/// Nobody shuts out, lets in or signs out somebody who may do more than they.
pub(super) fn nobody_manages_more_than_they_may_do(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let roles = &evidence.book.roles;
    for entry in &evidence.book.entries {
        let (What::Lifecycle { user, change }, Some(record)) = (&entry.what, evidence.effect(entry)) else {
            continue;
        };
        let Actor::User(actor) = record.actor else { continue };
        if actor == *user && *change != LifecycleChange::SignOut {
            broken.push(violation!(Authority, "somebody did this to themselves: {entry:?}"));
        }
        let authority = ever(evidence, roles, actor);
        let mut beyond = roles.iter().filter(|role| !authority.covers(role.authority()));
        if let Some(role) = beyond.find(|role| is_held(evidence, *user, role.name(), entry)) {
            broken.push(violation!(
                Authority, "somebody managed one who may do more: {actor} may not do what {} may, and yet {record:?} came of {entry:?}",
                role.name()
            ));
        }
    }
}

/// Whether somebody holds a role beyond doubt while a call is under way.
fn is_held(evidence: &Evidence<'_>, user: UserId, role: &RoleName, call: &Entry) -> bool {
    let changes = changes_of(evidence, user, role);
    let closed = |given: &Entry| {
        let mut turns = evidence.turns_of(user).filter(|turn| turn.action == Action::Closed);
        turns.any(|turn| turn.entry.request != call.request && !call.before(turn.entry) && !turn.entry.before(given))
    };
    let taken = |given: &Entry| {
        let mut taken = changes.iter().filter(|(_, action)| *action == Action::RoleRevoked);
        taken.any(|(taken, _)| !taken.before(given) && !call.before(taken))
    };
    let mut given = changes.iter().filter(|(_, action)| *action == Action::RoleGranted);
    given.any(|(given, _)| given.before(call) && !taken(given) && !closed(given))
}

/// The calls that gave somebody a role, or took it away.
fn changes_of<'e>(evidence: &'e Evidence<'_>, user: UserId, role: &RoleName) -> Vec<(&'e Entry, Action)> {
    let changes = evidence.book.entries.iter().filter_map(|entry| match &entry.what {
        What::Roles {
            user: whose,
            role: which,
        } if *whose == user && which == role => Some((entry, evidence.effect(entry)?.action)),
        _ => None,
    });
    changes.collect()
}

/// Whether somebody may hold a role while a call is under way: it was not taken from them before the call began, or was given to
/// them again since.
fn may_be_held(evidence: &Evidence<'_>, user: UserId, role: &RoleName, call: &Entry) -> bool {
    let changes = changes_of(evidence, user, role);
    let given_since = |taken: &Entry| {
        let mut given = changes.iter().filter(|(_, action)| *action == Action::RoleGranted);
        given.any(|(given, _)| !given.before(taken) && !call.before(given))
    };
    let mut taken = changes
        .iter()
        .filter(|(entry, action)| *action == Action::RoleRevoked && entry.before(call));
    !taken.any(|(taken, _)| !given_since(taken))
}
