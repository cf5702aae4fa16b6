//! What users are known by: the rows of all kinds, put together into the identifiers of each user.

use std::collections::BTreeMap;

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::{EmailAddress, ExternalId, IdentifierKind, Username};
use enroll_domain::user::{EmailProof, Identifiers, State, User};
use enroll_repository::{StoreError, Unique};

use crate::backend::Key;
use crate::columns::{Id, impossible, time};
use crate::conversation::Conversation;
use crate::schema::identifiers;

const HOLDER: Key = Key {
    constraint: "identifiers_key",
    columns: "identifiers.tenant_id, identifiers.kind, identifiers.key",
};

#[derive(Insertable)]
#[diesel(table_name = identifiers, treat_none_as_default_value = false)]
struct NewIdentifier<'a> {
    tenant_id: Id,
    kind: &'static str,
    key: &'a str,
    user_id: Id,
    value: &'a str,
    namespace: &'a str,
    proved_at: Option<i64>,
    released_at: Option<i64>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = identifiers)]
struct IdentifierRow {
    user_id: Id,
    kind: String,
    key: String,
    value: String,
    namespace: String,
    proved_at: Option<i64>,
}

/// Since when the identifiers of somebody in this state are nobody's any more.
const fn released_at(state: &State) -> Option<i64> {
    match state {
        State::Closed { at } => Some(at.as_micros()),
        State::Pending { .. } | State::Active { .. } | State::Suspended { .. } => None,
    }
}

/// The identifiers of one user, as far as their rows were read.
#[derive(Default)]
pub(crate) struct Found {
    email: Option<(EmailAddress, EmailProof)>,
    username: Option<Username>,
    external: Vec<ExternalId>,
}

impl Conversation<'_> {
    /// Claims everything that a new user is known by, always in the same order, so that no two wait for each other.
    pub(crate) fn claim_identifiers(&mut self, user: &User) -> Result<(), StoreError> {
        let Identifiers {
            email,
            email_proof,
            username,
            external,
        } = &user.identifiers;
        let row = |kind: IdentifierKind| NewIdentifier {
            tenant_id: Id::of(user.tenant),
            kind: kind.code(),
            key: "",
            user_id: Id::of(user.id),
            value: "",
            namespace: "",
            proved_at: None,
            released_at: released_at(&user.state),
        };
        let proved_at = match email_proof {
            EmailProof::Unproved => None,
            EmailProof::Proved { at } => Some(at.as_micros()),
        };
        if let Some(email) = email {
            let (key, value) = (email.key().as_str(), email.as_str());
            self.claim_identifier(
                NewIdentifier {
                    key,
                    value,
                    proved_at,
                    ..row(IdentifierKind::Email)
                },
                Unique::Email,
            )?;
        }
        if let Some(name) = username {
            let (key, value) = (name.key().as_str(), name.as_str());
            self.claim_identifier(
                NewIdentifier {
                    key,
                    value,
                    ..row(IdentifierKind::Username)
                },
                Unique::Username,
            )?;
        }
        let mut external: Vec<&ExternalId> = external.iter().collect();
        external.sort();
        for id in external {
            let (key, value, namespace) = (id.key(), id.value(), id.namespace());
            let row = NewIdentifier {
                key,
                value,
                namespace,
                ..row(IdentifierKind::External)
            };
            self.claim_identifier(row, Unique::ExternalId)?;
        }
        Ok(())
    }

    /// Claims an address for a user who has none, proved at `at`.
    pub(crate) fn claim_proved_email(
        &mut self,
        tenant: TenantId,
        user: Id,
        email: &EmailAddress,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let row = NewIdentifier {
            tenant_id: Id::of(tenant),
            kind: IdentifierKind::Email.code(),
            key: email.key().as_str(),
            user_id: user,
            value: email.as_str(),
            namespace: "",
            proved_at: Some(at.as_micros()),
            released_at: None,
        };
        self.claim_identifier(row, Unique::Email)
    }

    fn claim_identifier(&mut self, row: NewIdentifier<'_>, unique: Unique) -> Result<(), StoreError> {
        self.claim(&[(HOLDER, unique)], |conn| {
            diesel::insert_into(identifiers::table).values(row).execute(conn)
        })
        .map(|_one| ())
    }

    /// What each user is known by whose id lies between these two, both included.
    pub(crate) fn identifiers_between(
        &mut self,
        tenant: TenantId,
        first: Id,
        last: Id,
    ) -> Result<BTreeMap<Id, Found>, StoreError> {
        let rows = self.ask(|conn| {
            identifiers::table
                .filter(identifiers::tenant_id.eq(Id::of(tenant)))
                .filter(identifiers::user_id.between(first, last))
                .order(identifiers::key)
                .select(IdentifierRow::as_select())
                .load(conn)
        })?;
        let mut found: BTreeMap<Id, Found> = BTreeMap::new();
        for row in rows {
            found.entry(row.user_id).or_default().take(row)?;
        }
        Ok(found)
    }

    /// Notes the first proof of a user's address.
    pub(crate) fn note_proof(&mut self, tenant: TenantId, user: Id, at: Timestamp) -> Result<usize, StoreError> {
        let unproved = identifiers::table
            .filter(identifiers::tenant_id.eq(Id::of(tenant)))
            .filter(identifiers::user_id.eq(user))
            .filter(identifiers::kind.eq(IdentifierKind::Email.code()))
            .filter(identifiers::proved_at.is_null());
        self.ask(|conn| {
            diesel::update(unproved)
                .set(identifiers::proved_at.eq(at.as_micros()))
                .execute(conn)
        })
    }
}

impl Found {
    fn take(&mut self, row: IdentifierRow) -> Result<(), StoreError> {
        let IdentifierRow {
            user_id: _,
            kind,
            key,
            value,
            namespace,
            proved_at,
        } = row;
        match IdentifierKind::from_code(&kind).ok_or_else(|| impossible("identifiers.kind"))? {
            IdentifierKind::Email => {
                let proof = time(proved_at).map_or(EmailProof::Unproved, |at| EmailProof::Proved { at });
                self.email = Some((EmailAddress::from_stored(value, key), proof));
            }
            IdentifierKind::Username => self.username = Some(Username::from_stored(value, key)),
            IdentifierKind::External => self.external.push(ExternalId::from_stored(namespace, value)),
        }
        Ok(())
    }

    /// All of them, once every row was read.
    pub(crate) fn complete(self) -> Identifiers {
        let (email, email_proof) = self.email.unzip();
        Identifiers {
            email,
            email_proof: email_proof.unwrap_or(EmailProof::Unproved),
            username: self.username,
            external: self.external,
        }
    }
}
