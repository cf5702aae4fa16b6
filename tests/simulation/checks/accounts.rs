//! An account stands as it was put last, its address is whose it became last, whoever is shut out does
//! nothing, and nothing of whoever is gone rests.

use enroll::domain::audit::{Action, Actor};
use enroll::domain::id::UserId;
use enroll::domain::proof::{ProofState, Subject};
use enroll::domain::user::{State, User};
use enroll::ports::repository::MessageStatus;
use enroll_tests::violation;

use super::{Evidence, Turn};
use crate::history::{Entry, LifecycleChange, What};
use crate::people;

pub(super) fn an_account_stands_as_it_was_put_last(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for entry in evidence.book.entries.iter().filter(|entry| entry.was_done()) {
        let (user, action) = match entry.what {
            What::CloseOwn { pair, .. } => (evidence.user_of_pair(pair), Action::Closed),
            What::Lifecycle { user, change } => match change {
                LifecycleChange::Suspend => (Some(user), Action::Suspended),
                LifecycleChange::Reinstate => (Some(user), Action::Reinstated),
                LifecycleChange::Close => (Some(user), Action::Closed),
                LifecycleChange::SignOut => continue,
            },
            _ => continue,
        };
        let there = evidence.all.tenants[entry.tenant].users.iter();
        let state = there
            .clone()
            .find(|there| Some(there.id) == user)
            .map(|there| &there.state);
        let since = |action| {
            let mut turns = evidence.turns.iter().filter(|turn| Some(turn.user) == user);
            turns.any(|turn| turn.action == action && !turn.entry.before(entry))
        };
        let stands = match (action, state) {
            (_, None) => false,
            (_, Some(State::Closed { .. })) | (Action::Suspended, Some(State::Suspended { .. })) => true,
            (Action::Suspended, Some(_)) => since(Action::Reinstated),
            (Action::Reinstated, Some(State::Suspended { .. })) => since(Action::Suspended),
            (Action::Reinstated, Some(State::Active { .. })) => true,
            (_, Some(_)) => false,
        };
        if !stands {
            broken.push(violation!(
                Acknowledged,
                "an account is not as it was put last: {user:?} is {state:?} after {entry:?}"
            ));
        }
    }
}

/// The person at whose address somebody has been since their last change of it; nothing where two changes may have come in any order.
fn moved_to(evidence: &Evidence<'_>, turns: &[&Turn<'_>]) -> Option<usize> {
    let last = |one: &&&Turn<'_>| {
        let others = turns.iter().filter(|other| other.entry.request != one.entry.request);
        others.into_iter().all(|other| other.entry.before(one.entry))
    };
    match turns.iter().find(last)?.entry.what {
        What::Use { link, .. } => Some(evidence.book.links[link].person),
        _ => None,
    }
}

fn moves<'e>(evidence: &'e Evidence<'_>, user: UserId) -> impl Iterator<Item = &'e Turn<'e>> {
    evidence
        .turns_of(user)
        .filter(|turn| turn.action == Action::AddressChanged)
}

pub(super) fn an_address_is_whose_it_became_last(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let is_closed = |user: &User| matches!(user.state, State::Closed { .. });
    for user in evidence.all.tenants.iter().flat_map(|rows| &rows.users) {
        let all: Vec<&Turn<'_>> = moves(evidence, user.id).collect();
        let now = user.identifiers.email.as_ref().and_then(people::person_at);
        let moved = moved_to(evidence, &all);
        // The address of a closed user is free after a while.
        if moved.is_some() && moved != now && !(is_closed(user) && now.is_none()) {
            broken.push(violation!(
                OneHolder,
                "an address is not whose it became last: {} moved to {moved:?}, and has {now:?}",
                user.id
            ));
        }
    }
    for entry in evidence.book.entries.iter().filter(|entry| entry.was_done()) {
        let (What::SignIn { person, .. }, Some(user)) = (&entry.what, evidence.user_of(entry)) else {
            continue;
        };
        if let Some(theirs) = held_at(evidence, user, entry)
            && theirs != *person
        {
            broken.push(violation!(
                SecretsEnd,
                "somebody signed in with an address that is not theirs: {entry:?}"
            ));
        }
    }
}

/// The person at whose address somebody was while a call was under way, where that is beyond doubt.
fn held_at(evidence: &Evidence<'_>, user: UserId, call: &Entry) -> Option<usize> {
    let before: Vec<&Turn<'_>> = moves(evidence, user).filter(|turn| !call.before(turn.entry)).collect();
    let sure = before.iter().all(|turn| turn.entry.before(call));
    sure.then(|| moved_to(evidence, &before)).flatten()
}

pub(super) fn lifecycle_changes_meet_whom_they_name(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for entry in &evidence.book.entries {
        let named = match entry.what {
            What::Lifecycle { user, .. } => Some(user),
            What::CloseOwn { pair, .. } | What::SignOutEverywhere { pair } | What::AskAddress { pair, .. } => {
                evidence.user_of_pair(pair)
            }
            _ => continue,
        };
        if evidence.effect(entry).is_some() && evidence.user_of(entry) != named {
            broken.push(violation!(
                Authority,
                "something was done to somebody else: {:?} came of {entry:?}",
                evidence.effect(entry)
            ));
        }
    }
}

pub(super) fn nobody_acts_while_shut_out(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for entry in &evidence.book.entries {
        let acted = match (&entry.what, evidence.effect(entry)) {
            (What::Speak { pair } | What::Refresh { pair }, _) if entry.was_done() => evidence.user_of_pair(*pair),
            // A spent token ends its session once more.
            (What::Refresh { .. }, _) | (_, None) => None,
            (_, Some(record)) => match record.actor {
                Actor::User(user) => Some(user),
                Actor::Anybody | Actor::Operator | Actor::System => None,
            },
        };
        let Some(user) = acted else { continue };
        if let Some(by) = evidence.shut_out(user, entry) {
            broken.push(violation!(
                SecretsEnd,
                "somebody who was shut out acted: {entry:?} after {by:?}"
            ));
        }
    }
}

pub(super) fn nothing_of_the_closed_rests(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for rows in &evidence.all.tenants {
        let closed = rows
            .users
            .iter()
            .filter(|user| matches!(user.state, State::Closed { .. }));
        for user in closed {
            let membership = &user.membership;
            let described = user.profile.iter().next().is_some()
                || membership.department.is_some()
                || membership.section.is_some()
                || !membership.tags.is_empty()
                || membership.package.is_some()
                || membership.referral_code.is_some();
            if described {
                broken.push(violation!(Forgotten, "somebody closed is still described: {}", user.id));
            }
            if rows.grants.iter().any(|grant| grant.user == user.id) {
                broken.push(violation!(Forgotten, "somebody closed still holds roles: {}", user.id));
            }
            let speaks = |state, subject| state == ProofState::Open && subject == Subject::User(user.id);
            let mut links = rows.proofs.values();
            if links.any(|proof| speaks(proof.state, proof.subject) && evidence.now < proof.expires_at) {
                broken.push(violation!(Forgotten, "somebody closed still has a link: {}", user.id));
            }
            let email = user.identifiers.email.as_ref();
            if rows
                .attempts
                .iter()
                .any(|attempt| Some(attempt.email.key()) == email.map(|email| email.key()))
            {
                broken.push(violation!(
                    Forgotten,
                    "somebody closed still has an attempt: {}",
                    user.id
                ));
            }
        }
    }
}

pub(super) fn notices_keep_no_address_once_sent(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for rows in &evidence.all.tenants {
        for (message, status) in &rows.messages {
            let kept = rows.addressed.contains(&message.id);
            let over = match status {
                MessageStatus::Delivered | MessageStatus::Suppressed | MessageStatus::Moot => true,
                MessageStatus::Open | MessageStatus::Dead => false,
            };
            if kept && over {
                broken.push(violation!(
                    Forgotten,
                    "the address of a notice is still noted: {} is {status:?}",
                    message.id
                ));
            }
        }
    }
}
