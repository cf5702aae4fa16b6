//! What must always hold, as checks over evidence: each says what it found broken. Nothing in here performs anything.

use std::collections::BTreeSet;
use std::time::Duration;

use enroll::domain::identifier::EmailAddress;
use enroll::domain::profile::Field;
use enroll::domain::proof::{ProofState, Purpose, Subject};
use enroll::domain::role::{Authority, Grantor};
use enroll::domain::user::{EmailProof, State};
use enroll::ports::repository::{Channel, Intent, Mail, Message, MessageStatus};
use enroll_tests::promise::{Noticed, Promise};

use crate::evidence::{Evidence, Links, proof_of};
use crate::people::{STRANGER, kept};
use crate::stage::policy;

/// How long it is noted to whom a notice goes that is not sent.
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A check: which promise it is of, what it is called, and what it finds broken.
pub(crate) type Check = (Noticed, fn(&Evidence) -> Vec<String>);

/// Those that hold at every moment.
pub(crate) const ALWAYS: &[Check] = &[
    (
        Promise::OneCommit.by("no user or attempt without its intents, no intent without its subject"),
        intents_and_subjects,
    ),
    (Promise::OneHolder.by("nothing is held twice"), one_holder),
    (
        Promise::MailsIntended.by("it comes from a committed intent"),
        mails_come_from_intents,
    ),
    (Promise::NothingTold.by("none is stored"), nothing_secret_rests),
    (
        Promise::Authority.by("nobody gave what they do not hold"),
        grants_are_within_the_grantors,
    ),
    (Promise::NothingTold.by("none is said"), nothing_secret_is_said),
    (
        Promise::TenantsApart.by("another tenant sees nothing"),
        strangers_see_nothing,
    ),
    (
        Promise::StrangersLeaveNothing.by("nothing outlives the owner's arrival"),
        strangers_keep_nothing,
    ),
];

/// Those that hold once the relay has done all it can.
pub(crate) const IN_THE_END: &[Check] = &[(Promise::IntentsEnd.by("it is settled in the end"), intents_are_settled)];

fn intents_and_subjects(evidence: &Evidence) -> Vec<String> {
    let rows = &evidence.rows;
    let mut broken = Vec::new();
    let mailed = |fits: &dyn Fn(&enroll::domain::proof::Proof) -> bool| {
        let about = |message: &_| proof_of(message).and_then(|id| rows.proofs.get(&id)).is_some_and(fits);
        rows.has_message(Channel::Mail, about)
    };
    for attempt in &rows.attempts {
        let key = attempt.email.key();
        if !mailed(&|proof| proof.purpose == Purpose::Activation && proof.address.key() == key) {
            broken.push(format!("attempt {} has no activation mail", attempt.id));
        }
        if !rows
            .audit
            .iter()
            .any(|record| record.subject == Some(attempt.id.as_uuid()))
        {
            broken.push(format!("attempt {} has no audit record", attempt.id));
        }
    }
    for user in &rows.users {
        let told = |intent| matches!(intent, Intent::Provision { user: about } if about == user.id);
        let settled = rows
            .provisioning
            .get(&user.id)
            .map(|standing| standing.wanted == standing.settled);
        let told = rows.has_message(Channel::Provisioning, |message| told(message.intent));
        if settled.is_none() || settled == Some(false) && !told {
            broken.push(format!("user {} is not to be provisioned", user.id));
        }
        if !rows
            .audit
            .iter()
            .any(|record| record.subject == Some(user.id.as_uuid()))
        {
            broken.push(format!("user {} has no audit record", user.id));
        }
        let open = |proof: &enroll::domain::proof::Proof| proof.subject == Subject::User(user.id);
        if matches!(user.state, State::Pending { .. }) && evidence.links == Links::Mailed && !mailed(&open) {
            broken.push(format!("user {} waits for a mail that nobody will send", user.id));
        }
    }
    for (message, status) in &rows.messages {
        let there = match message.intent {
            Intent::Mail(Mail::Notice { .. }) => is_addressed_as_long_as_needed(evidence, message, *status),
            Intent::Mail(_) => proof_of(message).is_none_or(|id| rows.proofs.contains_key(&id)),
            Intent::Provision { user } => rows.users.iter().any(|found| found.id == user),
        };
        if !there {
            broken.push(format!("message {} is about nothing", message.id));
        }
    }
    broken
}

fn is_addressed_as_long_as_needed(evidence: &Evidence, message: &Message, status: MessageStatus) -> bool {
    let noted = evidence.rows.addressed.contains(&message.id);
    match status {
        // A dead one may be tried again, for as long as housekeeping leaves its addressee.
        MessageStatus::Open | MessageStatus::Dead => noted || evidence.now.since(message.made_at) > WEEK,
        MessageStatus::Delivered | MessageStatus::Suppressed | MessageStatus::Moot => !noted,
    }
}

fn one_holder(evidence: &Evidence) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut broken = Vec::new();
    for user in &evidence.rows.users {
        let email = user
            .identifiers
            .email
            .as_ref()
            .map(|email| format!("email {}", email.key().as_str()));
        let username = user
            .identifiers
            .username
            .as_ref()
            .map(|name| format!("username {}", name.key().as_str()));
        let held_before = email
            .into_iter()
            .chain(username)
            .filter(|key| !seen.insert(key.clone()));
        broken.extend(held_before.map(|key| format!("{key} is held twice")));
    }
    broken
}

fn mails_come_from_intents(evidence: &Evidence) -> Vec<String> {
    let ids = evidence
        .rows
        .message_ids()
        .into_iter()
        .chain(evidence.intended.iter().copied());
    let ids: BTreeSet<String> = ids.map(|id| id.to_string()).collect();
    let letters = evidence.letters.iter().map(|received| &received.letter);
    letters
        .filter(|letter| !ids.contains(&letter.message_id))
        .map(|letter| format!("{letter:?} has no intent"))
        .collect()
}

fn intents_are_settled(evidence: &Evidence) -> Vec<String> {
    let open = evidence
        .rows
        .messages
        .iter()
        .filter(|(_, status)| *status == MessageStatus::Open);
    open.map(|(message, _)| format!("message {} is still open", message.id))
        .collect()
}

fn nothing_secret_rests(evidence: &Evidence) -> Vec<String> {
    let kept: BTreeSet<String> = kept().collect();
    let secrets = evidence.secrets.difference(&kept);
    secrets
        .filter(|secret| evidence.at_rest.contains(secret.as_str()))
        .map(|_| "a secret rests on the disk".to_owned())
        .collect()
}

fn grants_are_within_the_grantors(evidence: &Evidence) -> Vec<String> {
    let policy = policy();
    let rows = &evidence.rows;
    let authority = |user| {
        let held = rows
            .grants
            .iter()
            .filter(|grant| grant.user == user)
            .map(|grant| &grant.role);
        policy.roles.authority_of(held)
    };
    let within = |grant: &&enroll::domain::role::Grant| {
        let given = policy
            .roles
            .find(&grant.role)
            .map_or(Authority::nothing(), |role| role.authority().clone());
        match grant.grantor {
            Grantor::Policy => policy.default_roles.contains(&grant.role),
            Grantor::Operator => true,
            Grantor::User(grantor) => authority(grantor).covers(&given),
        }
    };
    let beyond = rows.grants.iter().filter(|grant| !within(grant));
    beyond
        .map(|grant| format!("{} was given {} beyond the grantor's authority", grant.user, grant.role))
        .collect()
}

fn nothing_secret_is_said(evidence: &Evidence) -> Vec<String> {
    let mut texts = evidence.said.clone();
    texts.extend(
        evidence
            .rows
            .audit
            .iter()
            .flat_map(|record| record.codes.iter().cloned()),
    );
    texts.extend(evidence.letters.iter().map(|received| format!("{:?}", received.letter)));
    let tells = |text: &&String| evidence.secrets.iter().any(|secret| text.contains(secret.as_str()));
    texts
        .iter()
        .filter(tells)
        .map(|text| format!("somebody's secret stands in {} bytes of text", text.len()))
        .collect()
}

fn strangers_see_nothing(evidence: &Evidence) -> Vec<String> {
    match evidence.rows.seen_by_strangers {
        0 => Vec::new(),
        seen => vec![format!("another tenant sees {seen} rows")],
    }
}

fn strangers_keep_nothing(evidence: &Evidence) -> Vec<String> {
    let rows = &evidence.rows;
    let mut broken = Vec::new();
    for user in &rows.users {
        let Some(claimed) = user.identifiers.email.as_ref().map(EmailAddress::key) else {
            continue;
        };
        let proved = matches!(user.identifiers.email_proof, EmailProof::Proved { .. });
        if proved && user.profile.get(Field::GivenName) == Some(STRANGER) {
            broken.push(format!("user {} bears what a stranger wrote", user.id));
        }
        if rows.attempts.iter().any(|attempt| attempt.email.key() == claimed) {
            broken.push(format!("an attempt outlives the arrival of user {}", user.id));
        }
        let outlives = |proof: &&enroll::domain::proof::Proof| {
            proof.subject == Subject::Address && proof.state == ProofState::Open && proof.address.key() == claimed
        };
        if rows.proofs.values().any(|proof| outlives(&proof)) {
            broken.push(format!("an activation link outlives the arrival of user {}", user.id));
        }
    }
    broken
}
