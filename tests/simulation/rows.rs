//! Everything that the store holds, read through the ports in one consistent state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use enroll::domain::Timestamp;
use enroll::domain::audit::AuditRecord;
use enroll::domain::id::{MessageId, ProofId, RequestId, TenantId, UserId};
use enroll::domain::invitation::Invitation;
use enroll::domain::proof::Proof;
use enroll::domain::registration::Attempt;
use enroll::domain::role::{Grant, RoleName};
use enroll::domain::user::User;
use enroll::ports::repository::{About, Intent, Message, MessageStatus, Provisioning, Queries, StoreError, UnitOfWork};

use crate::flights::finished;
use crate::people;
use crate::world::TENANTS;

const ALL: usize = usize::MAX;

/// What one tenant holds.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) users: Vec<User>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) administrators: usize,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) messages: Vec<(Message, MessageStatus)>,
    pub(crate) proofs: BTreeMap<ProofId, Proof>,
    pub(crate) provisioning: BTreeMap<UserId, Provisioning>,
    pub(crate) audit: Vec<AuditRecord>,
    pub(crate) invitations: Vec<Invitation>,
    /// The messages whose addressees are noted.
    pub(crate) addressed: BTreeSet<MessageId>,
}

/// What all tenants hold.
#[derive(Debug, Default)]
pub(crate) struct Everything {
    pub(crate) tenants: [Rows; TENANTS],
    /// How many rows of one tenant were found by asking in the name of another.
    pub(crate) crossed: usize,
}

impl Everything {
    /// Reads all of it, past whatever lies over the store.
    pub(crate) fn read(
        store: &Arc<dyn UnitOfWork>,
        tenants: [TenantId; TENANTS],
        people: usize,
        now: Timestamp,
    ) -> Self {
        let read = store.view(move |queries| {
            let mut all = Self::default();
            for (rows, tenant) in all.tenants.iter_mut().zip(tenants) {
                *rows = Rows::of(queries, tenant, people, now)?;
            }
            for (here, tenant) in tenants.iter().enumerate() {
                let others = (0..TENANTS).filter(|place| *place != here);
                for stranger in others
                    .flat_map(|place| all.tenants[place].users.iter().map(|user| user.id))
                    .collect::<Vec<_>>()
                {
                    all.crossed += usize::from(queries.user(*tenant, stranger)?.is_some());
                }
            }
            Ok(all)
        });
        finished(read).unwrap()
    }

    /// What was written in the audit for each request, and in which tenant.
    pub(crate) fn effects(&self) -> BTreeMap<RequestId, Vec<(usize, &AuditRecord)>> {
        let mut effects: BTreeMap<RequestId, Vec<(usize, &AuditRecord)>> = BTreeMap::new();
        for (tenant, rows) in self.tenants.iter().enumerate() {
            for record in &rows.audit {
                if let Some(request) = record.request {
                    effects.entry(request).or_default().push((tenant, record));
                }
            }
        }
        effects
    }
}

impl Rows {
    fn of(queries: &mut dyn Queries, tenant: TenantId, people: usize, now: Timestamp) -> Result<Self, StoreError> {
        let mut rows = Self {
            users: queries.users(tenant, None, ALL)?,
            administrators: queries.active_holders(tenant, &RoleName::admin())?,
            messages: queries.messages(tenant, None, ALL)?,
            audit: queries.audit(tenant, None, ALL)?,
            invitations: queries.invitations(tenant, None, ALL)?,
            provisioning: queries.provisionings(tenant, None, ALL)?.into_iter().collect(),
            ..Self::default()
        };
        for user in &rows.users {
            rows.grants.extend(queries.grants_of(tenant, user.id)?);
        }
        for person in 0..people {
            rows.attempts
                .extend(queries.open_attempts(tenant, people::read(person).key(), now)?);
        }
        for (message, _) in &rows.messages {
            if queries.addressee(tenant, message.id)?.is_some() {
                rows.addressed.insert(message.id);
            }
            if let Some(id) = proof_of(message) {
                rows.proofs.extend(queries.proof(tenant, id)?.map(|proof| (id, proof)));
            }
        }
        Ok(rows)
    }

    /// The user who has the address of a person.
    pub(crate) fn holder(&self, person: usize) -> Option<&User> {
        let has_it = |user: &&User| user.identifiers.email.as_ref().and_then(people::person_at) == Some(person);
        self.users.iter().find(has_it)
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
