//! What the store holds of a tenant, and how it is compared with the model.

use std::collections::{BTreeMap, BTreeSet};

use enroll_domain::Timestamp;
use enroll_domain::id::{AuditId, InvitationId, MessageId, TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::invitation::Invitation;
use enroll_domain::profile::Field;
use enroll_domain::registration::Attempt;
use enroll_domain::role::Grant;
use enroll_domain::user::User;
use enroll_repository::{Message, MessageStatus, Queries, StoreError};

use crate::model::{EMAILS, Model, State};

/// More rows than there ever are.
const ALL: usize = 10_000;

/// Everything of a tenant; of what is only ever added to, what came after the last look.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rows {
    pub(crate) users: Vec<User>,
    grants: Vec<Grant>,
    attempts: BTreeMap<&'static str, Vec<Attempt>>,
    invitations: Vec<Invitation>,
    messages: Vec<(Message, MessageStatus)>,
    pub(crate) last_audit: Option<AuditId>,
    pub(crate) last_message: Option<MessageId>,
}

impl Rows {
    /// Reads a tenant, and sees that every row is of that tenant.
    pub(crate) fn read(
        queries: &mut dyn Queries,
        tenant: TenantId,
        now: Timestamp,
        before: &Self,
    ) -> Result<Self, StoreError> {
        let mut rows = Self {
            users: queries.users(tenant, None, ALL)?,
            invitations: queries.invitations(tenant, None, ALL)?,
            messages: queries.messages(tenant, before.last_message, ALL)?,
            ..Self::default()
        };
        for user in &rows.users {
            rows.grants.extend(queries.grants_of(tenant, user.id)?);
        }
        for email in EMAILS {
            let address = EmailAddress::parse(email).unwrap();
            rows.attempts
                .insert(email, queries.open_attempts(tenant, address.key(), now)?);
        }
        let audit = queries.audit(tenant, before.last_audit, ALL)?;
        assert!(audit.iter().all(|record| record.tenant == tenant));
        assert!(rows.messages.iter().all(|(message, _)| message.tenant == tenant));
        assert!(rows.users.iter().all(|user| user.tenant == tenant));
        assert!(rows.attempts.values().flatten().all(|attempt| attempt.tenant == tenant));
        assert!(rows.invitations.iter().all(|invitation| invitation.tenant == tenant));
        rows.last_audit = audit.last().map(|record| record.id).or(before.last_audit);
        rows.last_message = rows
            .messages
            .last()
            .map(|(message, _)| message.id)
            .or(before.last_message);
        Ok(rows)
    }

    /// What differs from what was there before, in a tenant in which nothing happened.
    pub(crate) fn unchanged_since(&self, before: &Self) -> Result<(), String> {
        let same = self.users == before.users
            && self.grants == before.grants
            && self.attempts == before.attempts
            && self.invitations == before.invitations
            && self.messages.is_empty()
            && self.last_audit == before.last_audit;
        same.then_some(()).ok_or_else(|| "the other tenant changed".to_owned())
    }

    /// What differs from the model.
    pub(crate) fn agree_with(&self, model: &Model) -> Result<(), String> {
        let ids: BTreeSet<UserId> = self.users.iter().map(|user| user.id).collect();
        if ids != model.people.keys().copied().collect() {
            return Err(format!("there are {} users, not {}", ids.len(), model.people.len()));
        }
        for user in &self.users {
            let person = &model.people[&user.id];
            let identifiers = &user.identifiers;
            let state = match person.state {
                State::Pending => "pending",
                State::Active => "active",
            };
            let roles: BTreeSet<String> = self
                .grants
                .iter()
                .filter(|grant| grant.user == user.id)
                .map(|grant| grant.role.as_str().to_owned())
                .collect();
            let same = identifiers.email.as_ref().map(EmailAddress::as_str) == Some(person.email)
                && identifiers.username.as_ref().map(|name| name.as_str()) == person.username
                && user.profile.get(Field::GivenName) == person.name
                && user.state.code() == state
                && roles == person.roles;
            if !same {
                return Err(format!("user {} is not {person:?}", user.id));
            }
        }
        for (email, attempts) in &self.attempts {
            let expected = model.waiting.get(email).map_or(0, Vec::len);
            if attempts.len() != expected {
                return Err(format!("{} attempts instead of {expected}", attempts.len()));
            }
        }
        let invitations: BTreeSet<InvitationId> = self.invitations.iter().map(|invitation| invitation.id).collect();
        (invitations == model.invitations)
            .then_some(())
            .ok_or_else(|| "other invitations than were made".to_owned())
    }
}
