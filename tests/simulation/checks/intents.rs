//! No change without the mail and the provisioning that follow from it, and neither of them without the change.

use enroll_tests::violation;
use std::collections::BTreeMap;
use std::time::Duration;

use enroll::domain::Timestamp;
use enroll::domain::audit::{Action, AuditRecord};
use enroll::domain::proof::{ProofState, Purpose};
use enroll::domain::registration::Beginning;
use enroll::ports::repository::{BudgetClass, Channel, Intent, MessageStatus, ProvisioningState};

use super::Evidence;
use crate::rows::{Rows, proof_of};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The least and the greatest number of mails that follow from what was done.
fn mails(record: &AuditRecord, beginning: Beginning) -> (usize, usize) {
    let found = |code: &str| record.codes.iter().any(|noted| noted == code);
    match record.action {
        Action::Registered if found("address.closed") => (0, 0),
        Action::Registered => (1, 1),
        // Whether an attempt was open is not noted.
        Action::ActivationResent | Action::ResetRequested if found("address.free") => (0, 1),
        Action::ActivationResent if found("address.active") || found("address.suspended") => (0, 0),
        Action::ActivationResent | Action::ResetRequested if found("address.closed") => (0, 0),
        Action::ActivationResent | Action::ResetRequested | Action::Created => (1, 1),
        Action::SignedUp => match beginning {
            Beginning::Active => (0, 0),
            Beginning::Pending => (1, 1),
        },
        // Somebody who is imported mostly needs no mail, and whoever writes their own address otherwise is not told.
        Action::Imported | Action::AddressChanged => (0, 1),
        // Here everybody who is told has an address.
        Action::Suspended | Action::Reinstated | Action::Closed => (1, 1),
        // One to the address that is wanted, and one to the present one, if it is another.
        Action::AddressChangeRequested if found("address.closed") => (0, 1),
        Action::AddressChangeRequested => (1, 2),
        Action::Activated
        | Action::Disowned
        | Action::FirstPasswordSet
        | Action::SignedIn
        | Action::SignedOut
        | Action::RefreshReused
        | Action::ResetCompleted
        | Action::PasswordChanged
        | Action::SignedOutEverywhere
        | Action::ProfileChanged
        | Action::MembershipChanged
        | Action::RoleGranted
        | Action::RoleRevoked
        | Action::AddressProved
        | Action::TenantCreated
        | Action::TenantChanged
        | Action::RoleCreated
        | Action::RoleChanged
        | Action::RoleRemoved
        | Action::DepartmentCreated
        | Action::DepartmentChanged
        | Action::TagCreated
        | Action::TagChanged
        | Action::PackageCreated
        | Action::PackageChanged
        | Action::Invited
        | Action::InvitationRevoked
        | Action::ProvisioningRetried
        | Action::MailRetried
        | Action::MailForgotten
        | Action::SigningKeyRotated
        | Action::SigningKeyMade => (0, 0),
    }
}

pub(super) fn every_change_has_its_mail_and_every_mail_its_change(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for (tenant, rows) in evidence.all.tenants.iter().enumerate() {
        let mut due: BTreeMap<Timestamp, (usize, usize)> = BTreeMap::new();
        for record in &rows.audit {
            let (least, most) = mails(record, evidence.book.beginning);
            let due = due.entry(record.at).or_default();
            *due = (due.0 + least, due.1 + most);
        }
        let mut sent: BTreeMap<Timestamp, usize> = BTreeMap::new();
        for (message, _) in rows
            .messages
            .iter()
            .filter(|(message, _)| message.intent.channel() == Channel::Mail)
        {
            *sent.entry(message.made_at).or_default() += 1;
        }
        for (at, (least, most)) in &due {
            let there = sent.remove(at).unwrap_or_default();
            if there < *least || there > *most {
                broken.push(violation!(
                    OneCommit,
                    "too few mails follow, or too many: {there}, not {least} to {most}, in tenant {tenant} at {at:?}"
                ));
            }
        }
        broken.extend(
            sent.iter()
                .map(|(at, there)| violation!(OneCommit, "{there} mails follow from nothing at {at:?}")),
        );
    }
}

pub(super) fn every_attempt_has_its_link(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for rows in &evidence.all.tenants {
        for attempt in &rows.attempts {
            let mut links = rows.proofs.values();
            let is_for_it = |purpose, key| purpose == Purpose::Activation && key == attempt.email.key();
            if !links.any(|proof| is_for_it(proof.purpose, proof.address.key()) && proof.made_at == attempt.made_at) {
                broken.push(violation!(OneCommit, "attempt {} has no link", attempt.id));
            }
            let recorded = rows
                .audit
                .iter()
                .any(|record| record.subject == Some(attempt.id.as_uuid()));
            if !recorded {
                broken.push(violation!(OneCommit, "attempt {} has no record", attempt.id));
            }
        }
        let lost = rows.messages.iter().filter_map(|(message, _)| proof_of(message));
        let lost = lost.filter(|proof| !rows.proofs.contains_key(proof));
        broken.extend(lost.map(|proof| violation!(OneCommit, "a mail is about the link {proof}, which is not there")));
    }
}

pub(super) fn every_user_is_to_be_provisioned(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for (tenant, rows) in evidence.all.tenants.iter().enumerate().skip(1) {
        for user in &rows.users {
            let of_them = |intent| matches!(intent, Intent::Provision { user: about } if about == user.id);
            let open = rows
                .messages
                .iter()
                .filter(|(message, status)| of_them(message.intent) && *status == MessageStatus::Open)
                .count();
            let waits = match rows.provisioning.get(&user.id).map(|standing| &standing.state) {
                None => {
                    broken.push(violation!(
                        OneCommit,
                        "in tenant {tenant}, user {} is not to be provisioned",
                        user.id
                    ));
                    continue;
                }
                Some(ProvisioningState::Pending) => true,
                Some(ProvisioningState::Done | ProvisioningState::Failed { .. }) => false,
            };
            if open > 1 || (waits && open == 0) {
                broken.push(violation!(
                    OneCommit,
                    "user {} waits to be provisioned by {open} messages",
                    user.id
                ));
            }
        }
    }
}

pub(super) fn letters_come_from_messages(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let tenants = &evidence.all.tenants;
    let known: BTreeMap<String, (&Rows, usize)> = tenants
        .iter()
        .flat_map(|rows| {
            (0..rows.messages.len()).map(move |place| (rows.messages[place].0.id.to_string(), (rows, place)))
        })
        .collect();
    for (id, (letter, _)) in &evidence.book.letters {
        let Some((rows, place)) = known.get(id) else {
            broken.push(violation!(MailsIntended, "letter {id} comes from no message"));
            continue;
        };
        let proof = proof_of(&rows.messages[*place].0).and_then(|proof| rows.proofs.get(&proof));
        if proof.is_some_and(|proof| proof.address.key() != letter.to.key()) {
            broken.push(violation!(MailsIntended, "letter {id} went to another address"));
        }
    }
    for link in &evidence.book.links {
        let message = known.get(&link.message);
        if message.is_some_and(|(rows, _)| !std::ptr::eq(*rows, &tenants[link.tenant])) {
            broken.push(violation!(
                TenantsApart,
                "a letter has a link of another tenant: {}",
                link.message
            ));
        }
    }
    for (id, (rows, place)) in known {
        let (message, status) = &rows.messages[place];
        let mail = message.intent.channel() == Channel::Mail;
        if mail && *status == MessageStatus::Delivered && !evidence.book.letters.contains_key(&id) {
            broken.push(violation!(
                IntentsEnd,
                "nothing came of what is said to be delivered: {id}"
            ));
        }
    }
}

pub(super) fn what_is_moot_is_gone(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for rows in &evidence.all.tenants {
        for (message, status) in &rows.messages {
            let proof = proof_of(message).and_then(|proof| rows.proofs.get(&proof));
            let good = proof.is_some_and(|proof| {
                proof.state == ProofState::Open
                    && evidence.book.shown.is_none_or(|(_, latest)| latest < proof.expires_at)
            });
            if *status == MessageStatus::Moot && good {
                broken.push(violation!(
                    IntentsEnd,
                    "message {} is moot, and its link was good all along",
                    message.id
                ));
            }
        }
    }
}

pub(super) fn what_is_settled_at_a_provider_is_what_is_wanted(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for (user, standing) in evidence.all.tenants.iter().flat_map(|rows| &rows.provisioning) {
        let done = standing.state == ProvisioningState::Done;
        if standing.settled > standing.wanted || done && standing.settled != standing.wanted {
            broken.push(violation!(
                OneCommit,
                "user {user} stands at a provider as {standing:?}"
            ));
        }
    }
}

/// As long as no address's window can be over, nobody gets more mails than their budget has.
pub(super) fn an_address_gets_no_more_mails_than_its_budget(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let book = evidence.book;
    if book.shown.is_none_or(|(first, latest)| latest.since(first) >= DAY) {
        return;
    }
    for (tenant, rows) in evidence.all.tenants.iter().enumerate() {
        let mut came: BTreeMap<(&str, bool), u32> = BTreeMap::new();
        for (message, _) in &rows.messages {
            let letter = book.letters.get(&message.id.to_string());
            if let (Intent::Mail(mail), Some((letter, _))) = (message.intent, letter)
                && let (_, Some(class)) = mail.about()
            {
                *came
                    .entry((letter.to.key().as_str(), class == BudgetClass::Reset))
                    .or_default() += 1;
            }
        }
        let beyond = came.iter().filter(|(_, count)| **count > book.budget);
        broken
            .extend(beyond.map(|(address, count)| {
                violation!(MailsIntended, "in tenant {tenant}, {address:?} got {count} mails")
            }));
    }
}
