//! Registration attempts. An ended one is gone.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::{EmailAddress, EmailKey, Username};
use enroll_domain::password::PasswordHash;
use enroll_domain::registration::{Attempt, TermsVersion};
use enroll_repository::{AttemptQueries, Attempts, StoreError};

use crate::columns::{self, Id, impossible};
use crate::conversation::Conversation;
use crate::landing;
use crate::removal::Over;
use crate::schema::attempts;
use crate::wishes;

const EXPIRED: Over = Over {
    table: "attempts",
    key: "tenant_id, id",
    since: "expires_at",
    only: "TRUE",
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
struct AttemptRow {
    tenant_id: Id,
    id: Id,
    email: String,
    email_key: String,
    username: Option<String>,
    username_key: Option<String>,
    password: String,
    profile: String,
    terms: Option<String>,
    made_at: i64,
    expires_at: i64,
    landing: Option<String>,
    landing_when: Option<String>,
    external: String,
    wishes: String,
}

impl AttemptRow {
    fn of(attempt: &Attempt) -> Self {
        let (landing, landing_when) = landing::columns(attempt.landing.as_ref());
        Self {
            tenant_id: Id::of(attempt.tenant),
            id: Id::of(attempt.id),
            email: attempt.email.as_str().to_owned(),
            email_key: attempt.email.key().as_str().to_owned(),
            username: attempt.username.as_ref().map(|name| name.as_str().to_owned()),
            username_key: attempt.username.as_ref().map(|name| name.key().as_str().to_owned()),
            password: attempt.password.as_phc().to_owned(),
            profile: columns::profile_json(&attempt.profile),
            terms: attempt.terms.as_ref().map(|version| version.as_str().to_owned()),
            made_at: attempt.made_at.as_micros(),
            expires_at: attempt.expires_at.as_micros(),
            landing,
            landing_when,
            external: columns::external_json(&attempt.external),
            wishes: wishes::json(&attempt.wishes),
        }
    }

    fn attempt(self) -> Result<Attempt, StoreError> {
        let username = match (self.username, self.username_key) {
            (Some(name), Some(key)) => Some(Username::from_stored(name, key)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(impossible("attempts.username")),
        };
        let terms = self.terms.map(|version| TermsVersion::parse(&version)).transpose();
        Ok(Attempt {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            email: EmailAddress::from_stored(self.email, self.email_key),
            username,
            password: PasswordHash::from_phc(self.password),
            profile: columns::profile(&self.profile, "attempts.profile")?,
            external: columns::external(&self.external, "attempts.external")?,
            landing: landing::landing(self.landing, self.landing_when, "attempts.landing")?,
            terms: terms.map_err(|_rule| impossible("attempts.terms"))?,
            wishes: wishes::wishes(&self.wishes, "attempts.wishes")?,
            made_at: Timestamp::from_micros(self.made_at),
            expires_at: Timestamp::from_micros(self.expires_at),
        })
    }
}

/// The attempts for one address.
#[diesel::dsl::auto_type]
fn for_address<'a>(tenant: TenantId, key: &'a EmailKey) -> _ {
    let (tenant, key): (Id, &'a str) = (Id::of(tenant), key.as_str());
    attempts::table
        .filter(attempts::tenant_id.eq(tenant))
        .filter(attempts::email_key.eq(key))
}

impl AttemptQueries for Conversation<'_> {
    fn open_attempts(&mut self, tenant: TenantId, key: &EmailKey, now: Timestamp) -> Result<Vec<Attempt>, StoreError> {
        let open = for_address(tenant, key)
            .filter(attempts::expires_at.gt(now.as_micros()))
            .order((attempts::made_at.desc(), attempts::id.desc()))
            .select(AttemptRow::as_select());
        self.ask(|conn| open.load(conn))?
            .into_iter()
            .map(AttemptRow::attempt)
            .collect()
    }
}

impl Attempts for Conversation<'_> {
    fn add_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        let row = AttemptRow::of(attempt);
        self.ask(|conn| diesel::insert_into(attempts::table).values(row).execute(conn))
            .map(|_one| ())
    }

    fn end_attempts(&mut self, tenant: TenantId, key: &EmailKey, keep: usize) -> Result<usize, StoreError> {
        let newest_first = for_address(tenant, key)
            .order((attempts::made_at.desc(), attempts::id.desc()))
            .select((attempts::made_at, attempts::id));
        // There are few, for every registration ends those beyond a few.
        let all = self.ask(|conn| newest_first.load::<(i64, Id)>(conn))?;
        let Some((made_at, id)) = all.into_iter().nth(keep) else {
            return Ok(0);
        };
        let older = attempts::made_at
            .lt(made_at)
            .or(attempts::made_at.eq(made_at).and(attempts::id.le(id)));
        self.ask(|conn| diesel::delete(for_address(tenant, key).filter(older)).execute(conn))
    }

    fn remove_expired_attempts(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.remove(&EXPIRED, before, limit)
    }
}
