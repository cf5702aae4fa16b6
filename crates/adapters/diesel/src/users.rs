//! Users. The state of an account is a code and the columns that this state has; the table's check says the same.

use std::collections::BTreeSet;

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::{TagId, TenantId, UserId};
use enroll_domain::identifier::{EmailKey, ExternalId, IdentifierKind, UsernameKey};
use enroll_domain::membership::Membership;
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::referral::ReferralCode;
use enroll_domain::user::{ChosenBy, Identifiers, State, User};
use enroll_repository::{Moved, StoreError, Unique, UserQueries, Users};

use crate::backend::Key;
use crate::columns::{self, Id, impossible, time};
use crate::conversation::Conversation;
use crate::memberships::MembershipColumns;
use crate::schema::{identifiers, users};

const REFERRAL_CODE: Key = Key {
    constraint: "users_referral_code",
    columns: "users.tenant_id, users.referral_code",
};

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
    chosen_by: String,
    #[diesel(embed)]
    membership: MembershipColumns,
}

fn chosen_by_code(by: ChosenBy) -> &'static str {
    match by {
        ChosenBy::Owner => "owner",
        ChosenBy::Administrator => "administrator",
    }
}

impl UserRow {
    fn of(user: &User) -> Result<Self, StoreError> {
        let (password, since) = match &user.state {
            State::Pending { password } => (password.as_ref(), None),
            State::Active { password, since } | State::Suspended { password, since } => (Some(password), Some(since)),
            State::Closed { at } => (None, Some(at)),
        };
        Ok(Self {
            tenant_id: Id::of(user.tenant),
            id: Id::of(user.id),
            created_at: user.created_at.as_micros(),
            state: user.state.code().to_owned(),
            password: password.map(|hash| hash.as_phc().to_owned()),
            since: since.map(|since| since.as_micros()),
            profile: columns::profile_json(&user.profile),
            chosen_by: chosen_by_code(user.chosen_by).to_owned(),
            membership: MembershipColumns::of(&user.membership)?,
        })
    }

    fn user(self, identifiers: Identifiers, tags: BTreeSet<TagId>) -> Result<User, StoreError> {
        let password = self.password.map(PasswordHash::from_phc);
        let state = match (self.state.as_str(), password, time(self.since)) {
            ("pending", password, None) => State::Pending { password },
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
            membership: self.membership.membership(tags)?,
            chosen_by: match self.chosen_by.as_str() {
                "owner" => ChosenBy::Owner,
                "administrator" => ChosenBy::Administrator,
                _ => return Err(impossible("users.chosen_by")),
            },
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

/// The users of a tenant.
#[diesel::dsl::auto_type]
fn of_tenant(tenant: TenantId) -> _ {
    let tenant: Id = Id::of(tenant);
    users::table.filter(users::tenant_id.eq(tenant))
}

impl Conversation<'_> {
    /// Reads users by their rows, which must be all there are between the first and the last, in the order of their ids:
    /// with one more statement for all their identifiers, and one for all their tags.
    fn assembled(&mut self, tenant: TenantId, rows: Vec<UserRow>) -> Result<Vec<User>, StoreError> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return Ok(Vec::new());
        };
        let (first, last) = (first.id, last.id);
        let mut identifiers = self.identifiers_between(tenant, first, last)?;
        let mut tags = self.tags_between(tenant, first, last)?;
        let users = rows.into_iter().map(|row| {
            let known_by = identifiers.remove(&row.id).unwrap_or_default().complete();
            let tags = tags.remove(&row.id).unwrap_or_default();
            row.user(known_by, tags)
        });
        users.collect()
    }

    fn user_by(&mut self, tenant: TenantId, kind: IdentifierKind, key: &str) -> Result<Option<User>, StoreError> {
        let same_user = identifiers::tenant_id
            .eq(users::tenant_id)
            .and(identifiers::user_id.eq(users::id));
        let holder = users::table
            .inner_join(identifiers::table.on(same_user))
            .filter(identifiers::tenant_id.eq(Id::of(tenant)))
            .filter(identifiers::kind.eq(kind.code()))
            .filter(identifiers::key.eq(key))
            .select(UserRow::as_select());
        let found = self.ask(|conn| holder.load(conn))?;
        Ok(self.assembled(tenant, found)?.pop())
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

    fn user_by_external(&mut self, tenant: TenantId, id: &ExternalId) -> Result<Option<User>, StoreError> {
        self.user_by(tenant, IdentifierKind::External, id.key())
    }

    fn user_by_number(&mut self, tenant: TenantId, number: u64) -> Result<Option<User>, StoreError> {
        let Ok(number) = i64::try_from(number) else {
            return Ok(None);
        };
        let numbered = of_tenant(tenant).filter(users::number.eq(number));
        let found = self.ask(|conn| numbered.select(UserRow::as_select()).load(conn))?;
        Ok(self.assembled(tenant, found)?.pop())
    }

    fn user_by_referral_code(&mut self, tenant: TenantId, code: &ReferralCode) -> Result<Option<User>, StoreError> {
        let inviting = of_tenant(tenant).filter(users::referral_code.eq(code.as_str()));
        let found = self.ask(|conn| inviting.select(UserRow::as_select()).load(conn))?;
        Ok(self.assembled(tenant, found)?.pop())
    }

    fn has_users(&mut self, tenant: TenantId) -> Result<bool, StoreError> {
        let found = self.ask(|conn| of_tenant(tenant).select(users::id).first::<Id>(conn).optional())?;
        Ok(found.is_some())
    }

    fn users(&mut self, tenant: TenantId, after: Option<UserId>, limit: usize) -> Result<Vec<User>, StoreError> {
        let mut page = of_tenant(tenant)
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
        let row = UserRow::of(user)?;
        self.claim(&[(REFERRAL_CODE, Unique::ReferralCode)], |conn| {
            diesel::insert_into(users::table).values(row).execute(conn)
        })?;
        self.claim_identifiers(user)?;
        self.add_tags(user.tenant, user.id, &user.membership.tags)
    }

    fn activate_user(
        &mut self,
        tenant: TenantId,
        id: UserId,
        password: Option<&PasswordHash>,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        let pending = row(tenant, id).filter(users::state.eq("pending"));
        let active = (users::state.eq("active"), users::since.eq(Some(at.as_micros())));
        self.ask(|conn| match password {
            Some(first) => {
                let first = users::password.eq(Some(first.as_phc()));
                diesel::update(pending).set((active, first)).execute(conn)
            }
            None => diesel::update(pending.filter(users::password.is_not_null()))
                .set(active)
                .execute(conn),
        })
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

    fn note_chosen_by(&mut self, tenant: TenantId, id: UserId, by: ChosenBy) -> Result<Moved, StoreError> {
        let by = chosen_by_code(by);
        let unnoted = row(tenant, id).filter(users::chosen_by.ne(by));
        self.ask(|conn| diesel::update(unnoted).set(users::chosen_by.eq(by)).execute(conn))
            .map(Moved::of)
    }

    fn set_membership(&mut self, tenant: TenantId, id: UserId, membership: &Membership) -> Result<Moved, StoreError> {
        self.replace_membership(tenant, id, membership)
    }

    fn set_profile(&mut self, tenant: TenantId, id: UserId, profile: &Profile) -> Result<Moved, StoreError> {
        let open = row(tenant, id).filter(users::state.ne("closed"));
        let json = columns::profile_json(profile);
        self.ask(|conn| diesel::update(open).set(users::profile.eq(json)).execute(conn))
            .map(Moved::of)
    }
}
