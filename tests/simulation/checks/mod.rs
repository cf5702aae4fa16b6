//! What must always hold, checked from outside: the book of what people saw beside what the store holds. Nothing here performs
//! anything; each check says what it found broken.

mod authority;
mod effects;
mod intents;
mod passwords;
mod sessions;
mod tenants;

use std::collections::BTreeMap;

use enroll::domain::Timestamp;
use enroll::domain::audit::AuditRecord;
use enroll::domain::id::{RequestId, UserId};

use crate::book::Book;
use crate::history::{Entry, What};
use crate::rows::Everything;

/// What the checks look at.
pub(crate) struct Evidence<'a> {
    pub(crate) book: &'a Book,
    pub(crate) all: &'a Everything,
    pub(crate) effects: BTreeMap<RequestId, Vec<(usize, &'a AuditRecord)>>,
    pub(crate) now: Timestamp,
}

/// A check: what it finds broken is added, beginning with the invariant.
type Check = fn(&Evidence<'_>, &mut Vec<String>);

/// Those that hold at every moment.
const ALWAYS: &[Check] = &[
    effects::what_was_acknowledged_is_there,
    effects::what_was_refused_left_nothing,
    effects::one_key_has_one_effect,
    effects::a_link_works_once,
    effects::invitations_admit_no_more_than_they_say,
    effects::roles_are_changed_as_they_were_asked_to_be,
    intents::every_change_has_its_mail_and_every_mail_its_change,
    intents::every_attempt_has_its_link,
    intents::every_user_is_to_be_provisioned,
    intents::letters_come_from_messages,
    intents::what_is_moot_is_gone,
    intents::what_is_settled_at_a_provider_is_what_is_wanted,
    intents::an_address_gets_no_more_mails_than_its_budget,
    passwords::the_present_password_signs_in_and_no_other,
    sessions::what_was_ended_speaks_no_more,
    sessions::a_refresh_token_has_one_successor,
    authority::nobody_gives_more_than_they_had,
    authority::nobody_acts_with_authority_that_was_taken_before,
    authority::a_tenant_keeps_an_administrator,
    tenants::one_holder_for_each_identifier,
    tenants::nobody_crosses,
    tenants::strangers_keep_nothing,
];

/// Looks at everything.
pub(crate) fn look(book: &Book, all: &Everything, now: Timestamp) -> Vec<String> {
    let evidence = Evidence {
        book,
        all,
        effects: all.effects(),
        now,
    };
    let mut broken = Vec::new();
    for check in ALWAYS {
        check(&evidence, &mut broken);
    }
    broken
}

impl<'a> Evidence<'a> {
    /// What a call left in the audit, if it has one record there.
    fn effect(&self, entry: &Entry) -> Option<&'a AuditRecord> {
        self.effects.get(&entry.request)?.first().map(|(_, record)| *record)
    }

    /// The user of a call that had an effect on one.
    fn user_of(&self, entry: &Entry) -> Option<UserId> {
        self.effect(entry)?.subject.map(UserId::from_uuid)
    }

    /// The user whose tokens these are.
    fn user_of_pair(&self, pair: usize) -> Option<UserId> {
        let first = &self.book.pairs[self.book.pairs[pair].first];
        let from = &self.book.entries[first.from];
        match &from.what {
            What::SignIn { person, .. } => self.all.tenants[from.tenant].holder(*person).map(|user| user.id),
            _ => self.user_of(from),
        }
    }
}
