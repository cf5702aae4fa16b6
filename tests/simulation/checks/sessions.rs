//! I5: what ended a session ended it, and a refresh token has one successor.

use std::time::Duration;

use enroll::domain::session::REFRESH_GRACE;

use super::Evidence;
use crate::history::{Entry, Using, What};

/// Whether a call ends the session of a pair, where it has an effect.
fn ends(evidence: &Evidence<'_>, call: &Entry, pair: usize) -> bool {
    let first = evidence.book.pairs[pair].first;
    let theirs = || evidence.user_of(call).is_some() && evidence.user_of(call) == evidence.user_of_pair(pair);
    match &call.what {
        What::SignOut { pair: other } => evidence.book.pairs[*other].first == first,
        What::Change { pair: other, .. } => evidence.book.pairs[*other].first != first && theirs(),
        What::Use { using, .. } => match using {
            Using::Reset | Using::FirstPassword => theirs(),
            Using::Activate | Using::ActivateAnew | Using::Confirm | Using::Disown => false,
        },
        _ => false,
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
            broken.push(format!("I5 {entry:?} speaks, although {ended:?} ended it"));
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
                broken.push(format!(
                    "I5 a spent refresh token was good again: {entry:?} after {before:?}"
                ));
            }
            // Whoever has turned the successor, too, has seen the grace end.
            if entry.refresh.is_some() && before.refresh != entry.refresh && token == other {
                broken.push(format!(
                    "I5 a refresh token has two successors: {entry:?} and {before:?}"
                ));
            }
        }
    }
}
