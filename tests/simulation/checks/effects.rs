//! What was acknowledged is there, what was refused is not, and a key or a link has one effect.

use enroll_tests::violation;
use std::collections::BTreeMap;
use std::time::Duration;

use enroll::domain::audit::Action;
use enroll::domain::proof::ProofState;

use super::Evidence;
use crate::history::{End, Entry, LifecycleChange, Using, What};

/// How long a receipt is sure to be kept.
const RECEIPTS_LAST: Duration = Duration::from_secs(23 * 60 * 60);

/// What a call may leave in the audit.
fn may_leave(what: &What) -> &'static [Action] {
    match what {
        What::Register(_) => &[Action::Registered, Action::SignedUp],
        What::Resend => &[Action::ActivationResent],
        What::AskReset => &[Action::ResetRequested],
        What::Use { using, .. } => match using {
            Using::Activate | Using::ActivateAnew => &[Action::Activated],
            Using::Reset => &[Action::ResetCompleted],
            Using::FirstPassword => &[Action::FirstPasswordSet],
            Using::Confirm => &[Action::AddressProved],
            Using::Move => &[Action::AddressChanged],
            Using::Disown => &[Action::Disowned],
        },
        What::Misuse { .. } | What::Guess { .. } | What::Speak { .. } | What::Overreach => &[],
        What::SignIn { .. } => &[Action::SignedIn],
        What::Refresh { .. } => &[Action::RefreshReused],
        What::SignOut { .. } => &[Action::SignedOut],
        What::Change { .. } => &[Action::PasswordChanged],
        What::Create { .. } => &[Action::Created],
        What::Roles { .. } => &[Action::RoleGranted, Action::RoleRevoked],
        What::Invite => &[Action::Invited],
        What::TakeBack => &[Action::InvitationRevoked],
        What::Provision => &[Action::ProvisioningRetried],
        What::AskAddress { .. } => &[Action::AddressChangeRequested],
        What::SignOutEverywhere { .. } => &[Action::SignedOutEverywhere],
        What::CloseOwn { .. } => &[Action::Closed],
        What::Lifecycle { change, .. } => match change {
            LifecycleChange::SignOut => &[Action::SignedOutEverywhere],
            LifecycleChange::Suspend => &[Action::Suspended],
            LifecycleChange::Reinstate => &[Action::Reinstated],
            LifecycleChange::Close => &[Action::Closed],
        },
        What::Import { .. } => &[Action::Imported],
        What::Rotate { .. } => &[Action::SigningKeyRotated],
    }
}

/// Whether a call that was done leaves something in the audit in any case.
const fn must_leave(what: &What) -> bool {
    match what {
        What::Register(_)
        | What::Resend
        | What::AskReset
        | What::Use { .. }
        | What::SignIn { .. }
        | What::SignOut { .. }
        | What::Change { .. }
        | What::Create { .. }
        | What::Invite
        | What::Provision
        | What::AskAddress { .. }
        | What::SignOutEverywhere { .. }
        | What::CloseOwn { .. }
        | What::Rotate { .. }
        | What::Lifecycle {
            change: LifecycleChange::SignOut,
            ..
        } => true,
        What::Misuse { .. }
        | What::Guess { .. }
        | What::Lifecycle { .. }
        | What::Import { .. }
        | What::Speak { .. }
        | What::Overreach
        | What::Refresh { .. }
        | What::Roles { .. }
        | What::TakeBack => false,
    }
}

pub(super) fn what_was_acknowledged_is_there(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for entry in &evidence.book.entries {
        let left = evidence.effects.get(&entry.request).map_or(&[][..], Vec::as_slice);
        if entry.was_done() && must_leave(&entry.what) && left.len() != 1 {
            broken.push(violation!(
                Acknowledged,
                "an acknowledged call left {} records: {entry:?}",
                left.len()
            ));
        }
        if left.len() > 1 {
            broken.push(violation!(OneEffect, "one call had {} effects: {entry:?}", left.len()));
        }
        for (tenant, record) in left {
            if !may_leave(&entry.what).contains(&record.action) {
                broken.push(violation!(OneEffect, "{:?} came of {entry:?}", record.action));
            }
            if *tenant != entry.tenant {
                broken.push(violation!(
                    TenantsApart,
                    "a call had an effect in another tenant: from {} in {tenant}, {entry:?}",
                    entry.tenant
                ));
            }
        }
    }
}

pub(super) fn what_was_refused_left_nothing(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for entry in &evidence.book.entries {
        let nothing = match (entry.end(), &entry.what) {
            // A refresh token that was spent before is refused, and leaves its mark.
            (Some(End::Refused), What::Refresh { .. }) => false,
            (Some(End::Refused | End::Replayed | End::Busy), _) => true,
            (Some(End::Done), What::Misuse { .. } | What::Guess { .. } | What::Overreach) => {
                broken.push(violation!(SecretsEnd, "this must not be done: {entry:?}"));
                false
            }
            (Some(End::Done | End::Unknown) | None, _) => false,
        };
        if nothing && evidence.effects.contains_key(&entry.request) {
            broken.push(violation!(OneEffect, "a refused call had an effect: {entry:?}"));
        }
    }
}

/// The key of a call, and what it is a key for.
const fn key_of(entry: &Entry) -> Option<(usize, bool, u64)> {
    match &entry.what {
        What::Register(form) => Some((entry.tenant, true, form.key)),
        What::Create { key: Some(key), .. } => Some((entry.tenant, false, *key)),
        _ => None,
    }
}

pub(super) fn one_key_has_one_effect(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let mut keyed: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
    for entry in &evidence.book.entries {
        if let Some(key) = key_of(entry) {
            keyed.entry(key).or_default().push(entry);
        }
    }
    for calls in keyed.values() {
        let effects: Vec<_> = calls.iter().filter_map(|entry| evidence.effect(entry)).collect();
        for (place, first) in effects.iter().enumerate() {
            let again = effects[place + 1..].iter();
            let mut again = again.filter(|record| {
                record.at.since(first.at) < RECEIPTS_LAST && first.at.since(record.at) < RECEIPTS_LAST
            });
            if let Some(again) = again.next() {
                broken.push(violation!(
                    OneEffect,
                    "one key had two effects: {first:?} and {again:?}"
                ));
            }
        }
        for entry in calls.iter().filter(|entry| entry.end() == Some(End::Replayed)) {
            let meant = calls
                .iter()
                .find(|call| Some(call.request.to_string().as_bytes()) == entry.replayed.as_deref());
            if meant.and_then(|call| evidence.effect(call)).is_none() {
                broken.push(violation!(
                    OneEffect,
                    "an answer was given again that nobody was given: {entry:?}"
                ));
            }
        }
    }
}

pub(super) fn a_link_works_once(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    let mut used: BTreeMap<usize, Vec<&Entry>> = BTreeMap::new();
    for entry in &evidence.book.entries {
        if let What::Use { link, .. } = entry.what
            && evidence.effect(entry).is_some()
        {
            used.entry(link).or_default().push(entry);
        }
    }
    for (place, calls) in used {
        let proof = evidence.proof_of(place);
        let at = evidence.effect(calls[0]).map(|record| record.at);
        match (calls.as_slice(), proof) {
            ([_once], Some(proof)) => {
                let in_time = at.is_some_and(|at| at < proof.expires_at);
                if !matches!(proof.state, ProofState::Used { at: used } if Some(used) == at) || !in_time {
                    broken.push(violation!(
                        SecretsEnd,
                        "a link was used that is {:?}: {:?}",
                        proof.state,
                        calls[0]
                    ));
                }
            }
            ([_once], None) => broken.push(violation!(
                SecretsEnd,
                "a link was used that is not there: {:?}",
                calls[0]
            )),
            _ => broken.push(violation!(
                SecretsEnd,
                "a link was used {} times: {calls:?}",
                calls.len()
            )),
        }
    }
}

pub(super) fn invitations_admit_no_more_than_they_say(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for (tenant, rows) in evidence.all.tenants.iter().enumerate() {
        for invitation in &rows.invitations {
            let mark = format!("invitation:{}", invitation.id);
            let admitted = rows.audit.iter().filter(|record| record.codes.contains(&mark)).count();
            let used = usize::try_from(invitation.used).unwrap();
            let most = usize::try_from(invitation.uses).unwrap();
            if admitted != used || used > most {
                broken.push(violation!(
                    SecretsEnd,
                    "invitation {} let {admitted} in, not {used} of {most}",
                    invitation.id
                ));
            }
        }
        let handed_out = evidence.book.codes.iter().filter(|code| code.tenant == tenant);
        for code in handed_out {
            if !rows
                .invitations
                .iter()
                .any(|invitation| invitation.id == code.id && invitation.uses == code.uses)
            {
                broken.push(violation!(
                    Acknowledged,
                    "invitation {} is not there as it was handed out",
                    code.id
                ));
            }
        }
    }
}

pub(super) fn roles_are_changed_as_they_were_asked_to_be(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for entry in &evidence.book.entries {
        let (What::Roles { user, role }, Some(record)) = (&entry.what, evidence.effect(entry)) else {
            continue;
        };
        if record.subject != Some(user.as_uuid()) || record.codes != [format!("role:{role}")] {
            broken.push(violation!(Authority, "{record:?} came of {entry:?}"));
        }
    }
}
