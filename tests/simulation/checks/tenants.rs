//! Who holds what, in which tenant, and what a stranger left behind.

use enroll_tests::violation;
use std::collections::BTreeSet;

use enroll::domain::identifier::EmailAddress;
use enroll::domain::profile::Field;
use enroll::domain::proof::{ProofState, Subject};
use enroll::domain::user::EmailProof;

use super::Evidence;
use crate::people::STRANGER;

pub(super) fn one_holder_for_each_identifier(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for (tenant, rows) in evidence.all.tenants.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for user in &rows.users {
            let keys = user
                .identifiers
                .email
                .iter()
                .map(|email| email.key().as_str().to_owned());
            let codes = user
                .membership
                .referral_code
                .iter()
                .map(|code| code.as_str().to_owned());
            let numbers = user.membership.number.iter().map(ToString::to_string);
            for key in keys.chain(codes).chain(numbers) {
                if !seen.insert(key.clone()) {
                    broken.push(violation!(
                        OneHolder,
                        "two hold one identifier: in tenant {tenant}, {key}"
                    ));
                }
            }
        }
    }
}

pub(super) fn nobody_crosses(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    if evidence.all.crossed > 0 {
        broken.push(violation!(
            TenantsApart,
            "rows are seen from another tenant: {}",
            evidence.all.crossed
        ));
    }
    for (tenant, rows) in evidence.all.tenants.iter().enumerate() {
        let ids: BTreeSet<_> = rows.users.iter().map(|user| user.id).collect();
        let strangers = rows
            .provisioning
            .keys()
            .chain(rows.grants.iter().map(|grant| &grant.user));
        let strangers = strangers.filter(|id| !ids.contains(id));
        broken.extend(strangers.map(|id| violation!(TenantsApart, "tenant {tenant} holds rows of the stranger {id}")));
    }
}

pub(super) fn strangers_keep_nothing(evidence: &Evidence<'_>, broken: &mut Vec<String>) {
    for (tenant, rows) in evidence.all.tenants.iter().enumerate() {
        for user in &rows.users {
            let Some(claimed) = user.identifiers.email.as_ref().map(EmailAddress::key) else {
                continue;
            };
            let proved = matches!(user.identifiers.email_proof, EmailProof::Proved { .. });
            // Where identifiers are claimed at once, the profile is the user's, whoever began it.
            let claims_at_once = tenant == 1;
            if proved && !claims_at_once && user.profile.get(Field::GivenName) == Some(STRANGER) {
                broken.push(violation!(
                    StrangersLeaveNothing,
                    "somebody bears what a stranger wrote: {}",
                    user.id
                ));
            }
            if rows.attempts.iter().any(|attempt| attempt.email.key() == claimed) {
                broken.push(violation!(
                    StrangersLeaveNothing,
                    "an attempt outlives an arrival: that of {}",
                    user.id
                ));
            }
            let outlives = rows.proofs.values().any(|proof| {
                proof.subject == Subject::Address
                    && proof.state == ProofState::Open
                    && evidence.now < proof.expires_at
                    && proof.address.key() == claimed
            });
            if outlives {
                broken.push(violation!(
                    StrangersLeaveNothing,
                    "a link outlives an arrival: that of {}",
                    user.id
                ));
            }
        }
    }
}
