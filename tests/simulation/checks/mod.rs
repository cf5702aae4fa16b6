//! What must always hold, checked from outside: the book of what people saw beside what the store holds. Nothing here performs
//! anything; each check says what it found broken.

mod accounts;
mod authority;
mod codes;
mod effects;
mod intents;
mod passwords;
mod sessions;
mod tenants;

use std::collections::BTreeMap;

use enroll::domain::Timestamp;
use enroll::domain::audit::{Action, AuditRecord};
use enroll::domain::id::{MessageId, RequestId, UserId};
use enroll::domain::proof::Proof;

use crate::book::Book;
use crate::history::{Account, Entry, What};
use crate::rows::{Everything, proof_of};

/// What the checks look at.
pub(crate) struct Evidence<'a> {
    pub(crate) book: &'a Book,
    pub(crate) all: &'a Everything,
    pub(crate) effects: BTreeMap<RequestId, Vec<(usize, &'a AuditRecord)>>,
    pub(crate) now: Timestamp,
    /// What became of accounts.
    pub(crate) turns: Vec<Turn<'a>>,
}

/// A call that changed what becomes of an account.
pub(crate) struct Turn<'a> {
    entry: &'a Entry,
    user: UserId,
    action: Action,
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
    accounts::an_account_stands_as_it_was_put_last,
    accounts::an_address_is_whose_it_became_last,
    accounts::lifecycle_changes_meet_whom_they_name,
    accounts::nobody_acts_while_shut_out,
    accounts::nothing_of_the_closed_rests,
    accounts::notices_keep_no_address_once_sent,
    codes::a_code_is_good_in_its_time_and_within_its_tries,
    passwords::the_present_password_signs_in_and_no_other,
    sessions::what_was_ended_speaks_no_more,
    sessions::what_nothing_ended_speaks,
    sessions::a_refresh_token_has_one_successor,
    authority::nobody_gives_more_than_they_had,
    authority::nobody_acts_with_authority_that_was_taken_before,
    authority::nobody_manages_more_than_they_may_do,
    authority::a_tenant_keeps_an_administrator,
    tenants::one_holder_for_each_identifier,
    tenants::nobody_crosses,
    tenants::strangers_keep_nothing,
];

/// Looks at everything.
pub(crate) fn look(book: &Book, all: &Everything, now: Timestamp) -> Vec<String> {
    let evidence = Evidence::of(book, all, now);
    let mut broken = Vec::new();
    for check in ALWAYS {
        check(&evidence, &mut broken);
    }
    broken
}

impl<'a> Evidence<'a> {
    fn of(book: &'a Book, all: &'a Everything, now: Timestamp) -> Self {
        let mut evidence = Self {
            book,
            all,
            effects: all.effects(),
            now,
            turns: Vec::new(),
        };
        let turns = book.entries.iter().filter_map(|entry| {
            let (action, user) = (evidence.effect(entry)?.action, evidence.user_of(entry)?);
            let action = match (action, &entry.what) {
                (Action::Suspended | Action::Reinstated | Action::Closed | Action::AddressChanged, _) => action,
                // Whoever is suspended elsewhere is so here from the beginning.
                (
                    Action::Imported,
                    What::Import {
                        account: Account::Suspended,
                        ..
                    },
                ) => Action::Suspended,
                _ => return None,
            };
            Some(Turn { entry, user, action })
        });
        evidence.turns = turns.collect();
        evidence
    }

    fn turns_of(&self, user: UserId) -> impl Iterator<Item = &Turn<'a>> {
        self.turns.iter().filter(move |turn| turn.user == user)
    }

    /// What shut somebody out beyond doubt before a call began, and was not taken back by the time it ended.
    fn shut_out(&self, user: UserId, call: &Entry) -> Option<&'a Entry> {
        let reinstated = |since: &Entry| {
            let mut turns = self.turns_of(user);
            turns.any(|turn| turn.action == Action::Reinstated && !turn.entry.before(since) && !call.before(turn.entry))
        };
        let mut turns = self.turns_of(user);
        let found = turns.find(|turn| match turn.action {
            Action::Closed => turn.entry.before(call),
            Action::Suspended => turn.entry.before(call) && !reinstated(turn.entry),
            _ => false,
        });
        found.map(|turn| turn.entry)
    }

    /// Whether somebody may have been shut out at some time while a call was under way.
    fn may_be_shut_out(&self, user: UserId, call: &Entry) -> bool {
        let reinstated = |since: &Entry| {
            let mut turns = self.turns_of(user);
            turns.any(|turn| turn.action == Action::Reinstated && since.before(turn.entry) && turn.entry.before(call))
        };
        self.turns_of(user).any(|turn| match turn.action {
            Action::Closed => !call.before(turn.entry),
            Action::Suspended => !call.before(turn.entry) && !reinstated(turn.entry),
            _ => false,
        })
    }

    /// What a call left in the audit, if it has one record there.
    fn effect(&self, entry: &Entry) -> Option<&'a AuditRecord> {
        self.effects.get(&entry.request)?.first().map(|(_, record)| *record)
    }

    /// The user of a call that had an effect on one.
    fn user_of(&self, entry: &Entry) -> Option<UserId> {
        self.effect(entry)?.subject.map(UserId::from_uuid)
    }

    /// The row behind a link.
    fn proof_of(&self, link: usize) -> Option<&'a Proof> {
        let link = &self.book.links[link];
        let rows = &self.all.tenants[link.tenant];
        let id = MessageId::parse(&link.message).ok();
        let (message, _) = rows.messages.iter().find(|(message, _)| Some(message.id) == id)?;
        rows.proofs.get(&proof_of(message)?)
    }

    /// The user whose tokens these are.
    fn user_of_pair(&self, pair: usize) -> Option<UserId> {
        let first = &self.book.pairs[self.book.pairs[pair].first];
        self.user_of(&self.book.entries[first.from])
    }
}
