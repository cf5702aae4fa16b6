//! What ended a session ended it, and a refresh token has one successor.

use enroll_tests::violation;
use std::time::Duration;

use enroll::OldKeys;
use enroll::domain::session::REFRESH_GRACE;

use super::Evidence;
use crate::history::{End, Entry, LifecycleChange, Using, What};
use crate::world::ACCESS_LASTS;

/// Whether a call ends the session of a pair, where it has an effect.
fn ends(evidence: &Evidence<'_>, call: &Entry, pair: usize) -> bool {
    let first = evidence.book.pairs[pair].first;
    let theirs = || evidence.user_of(call).is_some() && evidence.user_of(call) == evidence.user_of_pair(pair);
    match &call.what {
        What::SignOut { pair: other } => evidence.book.pairs[*other].first == first,
        What::Change { pair: other, .. } => evidence.book.pairs[*other].first != first && theirs(),
        What::Use { using, .. } => match using {
            Using::Reset | Using::FirstPassword | Using::Move => theirs(),
            Using::Activate | Using::ActivateAnew | Using::Confirm | Using::Disown => false,
        },
        What::SignOutEverywhere { .. } | What::CloseOwn { .. } => theirs(),
        What::Lifecycle { change, .. } => match change {
            LifecycleChange::SignOut | LifecycleChange::Suspend | LifecycleChange::Close => theirs(),
            LifecycleChange::Reinstate => false,
        },
        _ => false,
    }
}

/// Whether a call may have ended the session of a pair: it does, or it ended that of a spent refresh token, or it was the arrival of
/// whoever has the address.
fn may_end(evidence: &Evidence<'_>, call: &Entry, pair: usize) -> bool {
    let book = evidence.book;
    match &call.what {
        What::Refresh { pair: other } => book.pairs[*other].first == book.pairs[pair].first,
        What::Use { .. } => evidence.user_of(call) == evidence.user_of_pair(pair),
        _ => ends(evidence, call, pair),
    }
}

/// A token is good until its time is over or something ends its session, also after another key took the place of the one that
/// signed it, unless that was dropped. Of two servers, one that has not read the ring since may not know a newer key.
pub(super) fn what_nothing_ended_speaks(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let calls = &evidence.book.entries;
    let effective: Vec<&Entry> = calls.iter().filter(|call| evidence.effect(call).is_some()).collect();
    for entry in calls.iter().filter(|entry| entry.end() == Some(End::Refused)) {
        let What::Speak { pair } = entry.what else { continue };
        let issued = &calls[evidence.book.pairs[pair].from];
        let in_time = entry.latest.since(issued.clock.0) + Duration::from_secs(2) < ACCESS_LASTS;
        let user = evidence.user_of_pair(pair);
        let open = user.is_some_and(|user| !evidence.may_be_shut_out(user, entry));
        let begun = &calls[evidence.book.pairs[evidence.book.pairs[pair].first].from];
        let several = evidence.book.servers > 1;
        let ended = |call: &&Entry| match call.what {
            What::Rotate { old: OldKeys::Keep } => several && !issued.before(call),
            // Whoever was not told that the old keys are dropped signs with one of them until the ring is read again.
            What::Rotate { old: OldKeys::Drop } => several || !call.was_done() || !call.before(issued),
            _ => !call.before(begun) && call.request != begun.request && may_end(evidence, call, pair),
        };
        let mut meanwhile = effective.iter().filter(|call| !entry.before(call));
        if in_time && open && !meanwhile.any(ended) {
            broken.push(violation!(
                Acknowledged,
                "nothing ended the session of {issued:?}, and yet {entry:?}"
            ));
        }
    }
}

pub(super) fn what_was_ended_speaks_no_more(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let calls = &evidence.book.entries;
    let effective: Vec<&Entry> = calls.iter().filter(|call| evidence.effect(call).is_some()).collect();
    for entry in calls.iter().filter(|entry| entry.was_done()) {
        let (What::Speak { pair } | What::Refresh { pair }) = entry.what else {
            continue;
        };
        let begun = &calls[evidence.book.pairs[evidence.book.pairs[pair].first].from];
        let ended = effective
            .iter()
            .find(|call| begun.before(call) && call.before(entry) && ends(evidence, call, pair));
        if let Some(ended) = ended {
            broken.push(violation!(
                SecretsEnd,
                "an ended session speaks: {entry:?}, although {ended:?} ended it"
            ));
        }
    }
}

pub(super) fn a_refresh_token_has_one_successor(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let book = evidence.book;
    let presented = |entry: &Entry| match entry.what {
        What::Refresh { pair } if entry.was_done() => Some(book.pairs[pair].refresh.clone()),
        _ => None,
    };
    let turned: Vec<(String, &Entry)> = book
        .entries
        .iter()
        .filter_map(|entry| Some((presented(entry)?, entry)))
        .collect();
    for (token, entry) in &turned {
        for (other, before) in turned.iter().filter(|(_, before)| before.before(entry)) {
            let late = entry.clock.0.since(before.clock.1) >= REFRESH_GRACE + Duration::from_secs(1);
            if token == other && late {
                broken.push(violation!(
                    SecretsEnd,
                    "a spent refresh token was good again: {entry:?} after {before:?}"
                ));
            }
            // Whoever has turned the successor, too, has seen the grace end.
            if entry.refresh.is_some() && before.refresh != entry.refresh && token == other {
                broken.push(violation!(
                    SecretsEnd,
                    "a refresh token has two successors: {entry:?} and {before:?}"
                ));
            }
        }
    }
}
