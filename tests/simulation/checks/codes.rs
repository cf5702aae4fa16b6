//! A typed code is good in its time, and as long as codes were not tried too often.

use enroll_tests::violation;
use std::time::Duration;

use enroll::domain::proof::Purpose;

use super::Evidence;
use crate::history::{End, Entry, Way, What};
use crate::world::CODES_LAST;

/// Over how long tries are counted.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What a try is counted for: tenant, address and purpose.
fn tried(evidence: &Evidence<'_>, entry: &Entry) -> Option<(usize, usize, Purpose)> {
    match &entry.what {
        What::Use {
            link,
            using,
            way: Way::Code,
            ..
        } => Some((entry.tenant, evidence.book.links[*link].person, using.purpose()?)),
        What::Guess { person, purpose, .. } => Some((entry.tenant, *person, *purpose)),
        _ => None,
    }
}

pub(super) fn a_code_is_good_in_its_time_and_within_its_tries(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let tries = evidence.book.entries.iter();
    let tries: Vec<_> = tries
        .filter_map(|entry| Some((tried(evidence, entry)?, entry)))
        .collect();
    let limit = usize::try_from(evidence.book.tries).unwrap();
    for (whose, entry) in &tries {
        let What::Use { link, .. } = entry.what else { continue };
        if evidence.effect(entry).is_none() {
            continue;
        }
        // Those that were counted beyond doubt.
        let counted = tries.iter().filter(|(other, before)| {
            let told = matches!(before.end(), Some(End::Done | End::Refused));
            other == whose && told && before.before(entry) && entry.clock.1.since(before.clock.0) < DAY
        });
        let counted = counted.count();
        if counted >= limit {
            broken.push(violation!(
                SecretsEnd,
                "a code was good beyond its tries: {counted} of {limit}, and then {entry:?}"
            ));
        }
        let made = evidence.proof_of(link).map(|proof| proof.made_at);
        if made.is_some_and(|made| entry.clock.0.since(made) >= CODES_LAST) {
            broken.push(violation!(SecretsEnd, "a code was good after its time: {entry:?}"));
        }
    }
}
