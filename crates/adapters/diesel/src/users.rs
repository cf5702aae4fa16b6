//! Users. The state of an account is a code and the columns that this state has; the table's check says the same.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::{EmailKey, IdentifierKind, UsernameKey};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::user::{Identifiers, State, User};
use enroll_repository::{Moved, StoreError, UserQueries, Users};

use crate::columns::{self, Id, impossible, time};
use crate::conversation::Conversation;
use crate::identifiers::without_address;
use crate::schema::users;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
struct UserRow {
    tenant_id: Id,
    id: Id,
    created_at: i64,
    state: String,
    password: Option<String>,
    since: Option<i64>,
    profile: String,
}

impl UserRow {
    fn of(user: &User) -> Self {
        let (password, since) = match &user.state {
            State::Pending => (None, None),
            State::Active { password, since } | State::Suspended { password, since } => (Some(password), Some(since)),
            State::Closed { at } => (None, Some(at)),
        };
        Self {
            tenant_id: Id::of(user.tenant),
            id: Id::of(user.id),
            created_at: user.created_at.as_micros(),
            state: user.state.code().to_owned(),
            password: password.map(|hash| hash.as_phc().to_owned()),
            since: since.map(|since| since.as_micros()),
            profile: columns::profile_json(&user.profile),
        }
    }

    fn user(self, identifiers: Identifiers) -> Result<User, StoreError> {
        let password = self.password.map(PasswordHash::from_phc);
        let state = match (self.state.as_str(), password, time(self.since)) {
            ("pending", None, None) => State::Pending,
            ("active", Some(password), Some(since)) => State::Active { password, since },
            ("suspended", Some(password), Some(since)) => State::Suspended { password, since },
            ("closed", None, Some(at)) => State::Closed { at },
            _ => return Err(impossible("users.state")),
        };
        Ok(User {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            created_at: Timestamp::from_micros(self.created_at),
            identifiers,
            profile: columns::profile(&self.profile, "users.profile")?,
            state,
        })
    }
}

/// One user.
#[diesel::dsl::auto_type]
fn row(tenant: TenantId, id: UserId) -> _ {
    let (tenant, id): (Id, Id) = (Id::of(tenant), Id::of(id));
    users::table.find((tenant, id))
}

impl Conversation<'_> {
    /// Reads users by their rows, which must be all there are between the first and the last, in the order of their ids.
    fn assembled(&mut self, tenant: TenantId, rows: Vec<UserRow>) -> Result<Vec<User>, StoreError> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(Vec::new());
        };
        let mut identifiers = self.identifiers_between(tenant, first.id, last.id)?;
        let known = rows.into_iter().map(|row| match identifiers.remove(&row.id) {
            Some(identifiers) => row.user(identifiers),
            None => Err(without_address()),
        });
        known.collect()
    }

    fn user_by(&mut self, tenant: TenantId, kind: IdentifierKind, key: &str) -> Result<Option<User>, StoreError> {
        match self.holder(tenant, kind, key)? {
            Some(id) => self.user(tenant, id.to()),
            None => Ok(None),
        }
    }
}

impl UserQueries for Conversation<'_> {
    fn user(&mut self, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError> {
        let found = self.ask(|conn| row(tenant, id).select(UserRow::as_select()).load(conn))?;
        Ok(self.assembled(tenant, found)?.pop())
    }

    fn user_by_email(&mut self, tenant: TenantId, key: &EmailKey) -> Result<Option<User>, StoreError> {
        self.user_by(tenant, IdentifierKind::Email, key.as_str())
    }

    fn user_by_username(&mut self, tenant: TenantId, key: &UsernameKey) -> Result<Option<User>, StoreError> {
        self.user_by(tenant, IdentifierKind::Username, key.as_str())
    }

    fn users(&mut self, tenant: TenantId, after: Option<UserId>, limit: usize) -> Result<Vec<User>, StoreError> {
        let mut page = users::table
            .filter(users::tenant_id.eq(Id::of(tenant)))
            .order(users::id)
            .limit(columns::rows(limit))
            .select(UserRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            page = page.filter(users::id.gt(Id::of(after)));
        }
        let found = self.ask(|conn| page.load(conn))?;
        self.assembled(tenant, found)
    }
}

impl Users for Conversation<'_> {
    fn add_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.ask(|conn| {
            diesel::insert_into(users::table)
                .values(UserRow::of(user))
                .execute(conn)
        })?;
        self.claim_identifiers(user)
    }

    fn activate_user(
        &mut self,
        tenant: TenantId,
        id: UserId,
        password: &PasswordHash,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        let pending = row(tenant, id).filter(users::state.eq("pending"));
        let active = (
            users::state.eq("active"),
            users::password.eq(Some(password.as_phc())),
            users::since.eq(Some(at.as_micros())),
        );
        self.ask(|conn| diesel::update(pending).set(active).execute(conn))
            .map(Moved::of)
    }

    fn replace_password(
        &mut self,
        tenant: TenantId,
        id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<Moved, StoreError> {
        let unchanged = row(tenant, id)
            .filter(users::state.eq("active"))
            .filter(users::password.eq(from.as_phc()));
        self.ask(|conn| {
            diesel::update(unchanged)
                .set(users::password.eq(to.as_phc()))
                .execute(conn)
        })
        .map(Moved::of)
    }

    fn prove_email(&mut self, tenant: TenantId, id: UserId, at: Timestamp) -> Result<Moved, StoreError> {
        self.note_proof(tenant, Id::of(id), at).map(Moved::of)
    }

    fn set_profile(&mut self, tenant: TenantId, id: UserId, profile: &Profile) -> Result<Moved, StoreError> {
        let open = row(tenant, id).filter(users::state.ne("closed"));
        let json = columns::profile_json(profile);
        self.ask(|conn| diesel::update(open).set(users::profile.eq(json)).execute(conn))
            .map(Moved::of)
    }
}
