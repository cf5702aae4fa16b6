//! Where in the end of a run there is something to break.

use enroll::domain::audit::{Action, Actor, AuditRecord};
use enroll::domain::id::UserId;
use enroll::domain::role::RoleName;
use enroll::domain::user::State;

use crate::book::Book;
use crate::history::{Entry, Using, What};
use crate::rows::{Everything, Rows};

/// The record that a call left in its tenant.
fn record_of(all: &Everything, entry: &Entry) -> Option<usize> {
    let mut audit = all.tenants[entry.tenant].audit.iter();
    audit.position(|record| record.request == Some(entry.request))
}

/// What was done to accounts, each with its tenant and the place of its record.
pub(super) fn lifecycle_changes<'a>(
    book: &'a Book,
    all: &'a Everything,
) -> impl Iterator<Item = (usize, usize, &'a Entry)> {
    let lifecycle_changes = book
        .entries
        .iter()
        .filter(|entry| matches!(entry.what, What::Lifecycle { .. }));
    lifecycle_changes.filter_map(|entry| Some((entry.tenant, record_of(all, entry)?, entry)))
}

pub(super) fn gives(record: &AuditRecord, user: UserId, role: &RoleName) -> bool {
    let to_them = record.action == Action::RoleGranted && record.subject == Some(user.as_uuid());
    to_them && record.codes == [format!("role:{role}")]
}

/// A role with authority that was given to somebody before this call began, was never taken from them, and is theirs at the end.
pub(super) fn given(book: &Book, rows: &Rows, user: UserId, before: &Entry) -> Option<RoleName> {
    let held = rows.grants.iter().filter(|grant| grant.user == user);
    let mut held = held
        .map(|grant| &grant.role)
        .filter(|role| **role != RoleName::member());
    let found = held.find(|role| {
        let changes = book.entries.iter().filter_map(|entry| match &entry.what {
            What::Roles {
                user: whose,
                role: which,
            } if *whose == user && which == *role => {
                let mut audit = rows.audit.iter();
                Some((entry, audit.find(|record| record.request == Some(entry.request))?))
            }
            _ => None,
        });
        let changes: Vec<_> = changes.collect();
        let given = changes.iter().all(|(_, record)| record.action == Action::RoleGranted);
        given && changes.iter().any(|(entry, _)| entry.before(before))
    });
    found.cloned()
}

/// Somebody who did what a role lets them do, that role, and their tenant.
pub(super) fn by_a_role(book: &Book, all: &Everything) -> Option<(usize, UserId, RoleName)> {
    book.entries.iter().find_map(|entry| {
        let rows = &all.tenants[entry.tenant];
        let record = &rows.audit[record_of(all, entry)?];
        let acts = [
            Action::Created,
            Action::Invited,
            Action::RoleGranted,
            Action::RoleRevoked,
            Action::Suspended,
            Action::Reinstated,
        ];
        match record.actor {
            Actor::User(actor) if acts.contains(&record.action) => {
                Some((entry.tenant, actor, given(book, rows, actor, entry)?))
            }
            _ => None,
        }
    })
}

/// The place of a call by which somebody signed in who had moved once before.
pub(super) fn signed_in_after_a_move(book: &Book, all: &Everything) -> Option<usize> {
    let user = |entry: &Entry| all.tenants[entry.tenant].audit[record_of(all, entry)?].subject;
    let moves = book.entries.iter().filter(|entry| {
        let moves = matches!(entry.what, What::Use { using: Using::Move, .. });
        moves && record_of(all, entry).is_some()
    });
    let moves: Vec<&Entry> = moves.collect();
    book.entries.iter().position(|entry| {
        let theirs: Vec<_> = moves.iter().filter(|moved| user(moved) == user(entry)).collect();
        let signs_in = matches!(entry.what, What::SignIn { .. }) && entry.was_done();
        signs_in && theirs.len() == 1 && theirs.iter().all(|moved| moved.before(entry))
    })
}

/// A tenant with somebody whose account is closed.
pub(super) fn closed(all: &mut Everything) -> Option<(&mut Rows, UserId)> {
    all.tenants.iter_mut().find_map(|rows| {
        let mut users = rows.users.iter();
        let id = users.find(|user| matches!(user.state, State::Closed { .. }))?.id;
        Some((rows, id))
    })
}
