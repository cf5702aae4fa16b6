//! The judge: holds everybody's history against what is left, and names whatever is not as promised. It performs nothing.

use enroll_tests::violation;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::clients::{Contract, Person};
use crate::evidence::{Arrived, Evidence};

/// What may have happened because of the faults, and no more of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leave {
    /// How many mails may have come twice.
    pub(crate) twice: usize,
}

/// How many times it looked, and what it found.
pub(crate) type Verdict = (usize, Vec<String>);

/// Judges all of it.
pub(crate) fn judge(people: &[Person], evidence: &Evidence, leave: Leave) -> Verdict {
    let parts = [
        answers(people),
        registrations(people, evidence),
        intents(people, evidence),
        strangers(people, evidence),
        mails(evidence),
        repeated(evidence, leave),
        holders(evidence),
    ];
    parts.into_iter().fold((0, Vec::new()), |(checked, mut broken), part| {
        broken.extend(part.1);
        (checked + part.0, broken)
    })
}

/// Everybody is answered: nobody got an answer that nobody ought to get.
fn answers(people: &[Person]) -> Verdict {
    let said = people.iter().map(|person| person.said.len()).sum();
    (said, people.iter().flat_map(|person| person.odd.clone()).collect())
}

/// What was acknowledged stays, and has one effect: whoever was told so is there exactly once, and nobody is there twice.
fn registrations(people: &[Person], evidence: &Evidence) -> Verdict {
    let there = by_email(evidence.subjects.iter().map(|subject| subject.email.as_str()));
    let mut broken = Vec::new();
    for person in people {
        match (there.get(&*person.email).copied().unwrap_or(0), &person.acknowledged) {
            (1, Some(_)) | (0 | 1, None) => {}
            (0, Some(said)) => broken.push(violation!(
                Acknowledged,
                "{} was told {said:?} and is lost",
                person.email
            )),
            (times, _) => broken.push(violation!(
                OneEffect,
                "there more than once: {}, {times} times",
                person.email
            )),
        }
    }
    let unaudited = evidence.subjects.iter().filter(|subject| subject.audited == 0);
    broken.extend(unaudited.map(|subject| violation!(OneCommit, "the audit does not know {}", subject.email)));
    (people.len() + evidence.subjects.len(), broken)
}

/// A change is whole: everybody who waits for a mail has exactly one that is, or was, to be sent.
fn intents(people: &[Person], evidence: &Evidence) -> Verdict {
    let there: HashSet<&str> = evidence.subjects.iter().map(|subject| subject.email.as_str()).collect();
    let intended = by_email(evidence.intents.iter().map(|intent| intent.email.as_str()));
    let mut broken = Vec::new();
    for person in people {
        let expected = match person.contract {
            Contract::Own | Contract::RPost => usize::from(there.contains(&*person.email)),
            Contract::Onyx => 0,
        };
        let found = intended.get(&*person.email).copied().unwrap_or(0);
        if found != expected {
            broken.push(violation!(
                OneCommit,
                "mails due to {}: {found}, not {expected}",
                person.email
            ));
        }
    }
    (people.len(), broken)
}

/// The other way round: nothing is about somebody who is not there, and nobody is there who never came.
fn strangers(people: &[Person], evidence: &Evidence) -> Verdict {
    let came: HashSet<&str> = people.iter().map(|person| person.email.as_str()).collect();
    let there: HashSet<&str> = evidence.subjects.iter().map(|subject| subject.email.as_str()).collect();
    let unknown = evidence
        .subjects
        .iter()
        .filter(|subject| !came.contains(&*subject.email));
    let about_nobody = evidence.intents.iter().filter(|intent| !there.contains(&*intent.email));
    let broken = unknown
        .map(|subject| violation!(OneEffect, "nobody knows {}", subject.email))
        .chain(about_nobody.map(|intent| violation!(OneCommit, "mail {} is about nobody", intent.id)));
    (evidence.subjects.len() + evidence.intents.len(), broken.collect())
}

/// Every mail that came was intended, for whom it came; every intent ended, and what was noted as sent came.
fn mails(evidence: &Evidence) -> Verdict {
    let intended: HashMap<&str, &str> = evidence
        .intents
        .iter()
        .map(|intent| (&*intent.id, &*intent.email))
        .collect();
    let came: HashSet<&str> = evidence.mails.iter().map(|mail| mail.message.as_str()).collect();
    let mut broken = Vec::new();
    for mail in &evidence.mails {
        if intended.get(&*mail.message) != Some(&&*mail.to) {
            broken.push(violation!(MailsIntended, "a mail to {} that nobody intended", mail.to));
        }
    }
    for intent in &evidence.intents {
        if intent.status != "delivered" {
            broken.push(violation!(
                IntentsEnd,
                "mail {} to {} is {}",
                intent.id,
                intent.email,
                intent.status
            ));
        } else if !came.contains(&*intent.id) {
            broken.push(violation!(
                IntentsEnd,
                "mail {} to {} never came",
                intent.id,
                intent.email
            ));
        }
    }
    (evidence.mails.len() + evidence.intents.len(), broken)
}

/// A mail that came again is the same mail, and no more came again than had to.
fn repeated(evidence: &Evidence, leave: Leave) -> Verdict {
    let mut by_message: BTreeMap<&str, Vec<&Arrived>> = BTreeMap::new();
    for mail in &evidence.mails {
        by_message.entry(&mail.message).or_default().push(mail);
    }
    let mut broken = Vec::new();
    let mut twice = 0;
    for same in by_message.values() {
        twice += same.len() - 1;
        if same
            .iter()
            .any(|mail| mail.token.is_empty() || mail.token != same[0].token)
        {
            broken.push(violation!(
                IntentsEnd,
                "the mails {} to {} differ",
                same[0].message,
                same[0].to
            ));
        }
    }
    if twice > leave.twice {
        broken.push(violation!(
            IntentsEnd,
            "{twice} mails came again, and {} may have",
            leave.twice
        ));
    }
    (by_message.len(), broken)
}

/// How many mails came again.
pub(crate) fn came_again(evidence: &Evidence) -> usize {
    let once: HashSet<&str> = evidence.mails.iter().map(|mail| mail.message.as_str()).collect();
    evidence.mails.len() - once.len()
}

/// An identifier has one holder in its tenant.
fn holders(evidence: &Evidence) -> Verdict {
    let mut seen = HashSet::new();
    let again = evidence
        .identifiers
        .iter()
        .filter(|identifier| !seen.insert(*identifier));
    let broken = again.map(|identifier| violation!(OneHolder, "{} is held twice", identifier.join(" ")));
    (evidence.identifiers.len(), broken.collect())
}

fn by_email<'a>(emails: impl Iterator<Item = &'a str>) -> HashMap<&'a str, usize> {
    let mut counts = HashMap::new();
    emails.for_each(|email| *counts.entry(email).or_default() += 1);
    counts
}
