//! What is left after a performance, read through the ports: the rows, the letters, and what was said.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use enroll::adapters::memory::Received;
use enroll::domain::audit::AuditRecord;
use enroll::domain::id::{MessageId, ProofId, TenantId, UserId};
use enroll::domain::identifier::EmailAddress;
use enroll::domain::proof::Proof;
use enroll::domain::registration::Attempt;
use enroll::domain::role::Grant;
use enroll::domain::user::User;
use enroll::domain::{Timestamp, signing_key::SealedKey};
use enroll::ports::repository::{
    About, Channel, Intent, Message, MessageStatus, Provisioning, Queries, StoreError, UnitOfWork,
};
use uuid::Uuid;

/// More rows than any performance leaves.
const ALL: usize = 1000;

/// Every row that can be read, in one consistent state.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rows {
    pub(crate) users: Vec<User>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) messages: Vec<(Message, MessageStatus)>,
    pub(crate) proofs: BTreeMap<ProofId, Proof>,
    /// The messages of which it is noted to whom they go.
    pub(crate) addressed: BTreeSet<MessageId>,
    pub(crate) provisioning: BTreeMap<UserId, Provisioning>,
    pub(crate) audit: Vec<AuditRecord>,
    pub(crate) keys: Vec<SealedKey>,
    /// How many rows somebody sees who asks in the name of another tenant.
    pub(crate) seen_by_strangers: usize,
}

/// Everything that the invariants are checked on.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    pub(crate) rows: Rows,
    pub(crate) letters: Vec<Received>,
    /// Every text that a log could hold: errors with their causes, audit codes, reasons of settlements.
    pub(crate) said: Vec<String>,
    /// Everything that no text and no file may hold.
    pub(crate) secrets: BTreeSet<String>,
    /// What rests on the disk, as far as it is text.
    pub(crate) at_rest: String,
    /// The ids of messages that were there before: housekeeping may have removed them since.
    pub(crate) intended: BTreeSet<MessageId>,
    /// How people come by their links.
    pub(crate) links: Links,
    /// When this was read.
    pub(crate) now: Timestamp,
}

/// How people come by their links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Links {
    /// By mail.
    Mailed,
    /// From the hand of whoever made the user.
    HandedOver,
}

impl Rows {
    /// Reads everything about these addresses.
    pub(crate) async fn read(store: &Arc<dyn UnitOfWork>, addresses: &[EmailAddress], now: Timestamp) -> Self {
        let addresses = addresses.to_vec();
        let read = move |queries: &mut dyn Queries| {
            let mut rows = Self::of(queries, TenantId::DEFAULT, &addresses, now)?;
            let stranger = TenantId::from_uuid(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0002));
            let seen = Self::of(queries, stranger, &addresses, now)?;
            let by_id = rows
                .proofs
                .keys()
                .map(|id| queries.proof(stranger, *id))
                .collect::<Result<Vec<_>, _>>()?;
            let users = rows
                .users
                .iter()
                .map(|user| queries.user(stranger, user.id))
                .collect::<Result<Vec<_>, _>>()?;
            rows.seen_by_strangers = seen.users.len()
                + seen.attempts.len()
                + seen.messages.len()
                + seen.audit.len()
                + by_id.iter().flatten().count()
                + users.iter().flatten().count();
            Ok(rows)
        };
        store.view(read).await.unwrap()
    }

    fn of(
        queries: &mut dyn Queries,
        tenant: TenantId,
        addresses: &[EmailAddress],
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let mut rows = Self {
            users: queries.users(tenant, None, ALL)?,
            ..Self::default()
        };
        for user in &rows.users {
            rows.grants.extend(queries.grants_of(tenant, user.id)?);
            rows.provisioning.extend(
                queries
                    .provisioning(tenant, user.id)?
                    .map(|standing| (user.id, standing)),
            );
        }
        for address in addresses {
            rows.attempts.extend(queries.open_attempts(tenant, address.key(), now)?);
        }
        rows.messages = queries.messages(tenant, None, ALL)?;
        for (message, _) in &rows.messages {
            if let Some(id) = proof_of(message) {
                rows.proofs.extend(queries.proof(tenant, id)?.map(|proof| (id, proof)));
            }
            let addressee = queries.addressee(tenant, message.id)?;
            rows.addressed.extend(addressee.map(|_somebody| message.id));
        }
        rows.audit = queries.audit(tenant, None, ALL)?;
        rows.keys = queries.signing_keys()?;
        Ok(rows)
    }

    /// The ids of all messages.
    pub(crate) fn message_ids(&self) -> BTreeSet<MessageId> {
        self.messages.iter().map(|(message, _)| message.id).collect()
    }

    /// The user who has an address.
    pub(crate) fn holder(&self, address: &EmailAddress) -> Option<&User> {
        self.users
            .iter()
            .find(|user| user.identifiers.email.as_ref().map(EmailAddress::key) == Some(address.key()))
    }

    /// Whether a message of this channel is about something that this tells.
    pub(crate) fn has_message(&self, channel: Channel, about: impl Fn(&Message) -> bool) -> bool {
        self.messages
            .iter()
            .any(|(message, _)| message.intent.channel() == channel && about(message))
    }
}

/// The link that a message is about.
pub(crate) const fn proof_of(message: &Message) -> Option<ProofId> {
    match message.intent {
        Intent::Mail(mail) => match mail.about().0 {
            About::Link(proof) => Some(proof),
            About::Suspension(_) | About::Addressee => None,
        },
        Intent::Provision { .. } => None,
    }
}
