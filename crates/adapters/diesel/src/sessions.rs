//! Sessions. Of two that rotate the same generation, the conditional update picks one.

use diesel::prelude::*;
use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::session::Session;
use enroll_repository::{Moved, SessionQueries, Sessions, StoreError};

use crate::columns::{self, Id, time};
use crate::conversation::Conversation;
use crate::removal::Over;
use crate::schema::sessions;

const EXPIRED: Over = Over {
    table: "sessions",
    key: "tenant_id, id",
    since: "expires_at",
    only: "TRUE",
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct SessionRow {
    tenant_id: Id,
    id: Id,
    user_id: Id,
    made_at: i64,
    expires_at: i64,
    generation: i64,
    rotated_at: i64,
    ended_at: Option<i64>,
}

impl SessionRow {
    fn of(session: &Session) -> Self {
        Self {
            tenant_id: Id::of(session.tenant),
            id: Id::of(session.id),
            user_id: Id::of(session.user),
            made_at: session.made_at.as_micros(),
            expires_at: session.expires_at.as_micros(),
            generation: session.generation.into(),
            rotated_at: session.rotated_at.as_micros(),
            ended_at: session.ended_at.map(Timestamp::as_micros),
        }
    }

    fn session(self) -> Result<Session, StoreError> {
        Ok(Session {
            id: self.id.to(),
            tenant: self.tenant_id.to(),
            user: self.user_id.to(),
            made_at: Timestamp::from_micros(self.made_at),
            expires_at: Timestamp::from_micros(self.expires_at),
            generation: columns::count(self.generation, "sessions.generation")?,
            rotated_at: Timestamp::from_micros(self.rotated_at),
            ended_at: time(self.ended_at),
        })
    }
}

/// The sessions of a tenant that have not ended.
#[diesel::dsl::auto_type]
fn going_on(tenant: TenantId) -> _ {
    let tenant: Id = Id::of(tenant);
    sessions::table
        .filter(sessions::tenant_id.eq(tenant))
        .filter(sessions::ended_at.is_null())
}

impl SessionQueries for Conversation<'_> {
    fn session(&mut self, tenant: TenantId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let row = sessions::table
            .find((Id::of(tenant), Id::of(id)))
            .select(SessionRow::as_select());
        self.ask(|conn| row.get_result(conn).optional())?
            .map(SessionRow::session)
            .transpose()
    }
}

impl Sessions for Conversation<'_> {
    fn add_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let row = SessionRow::of(session);
        self.ask(|conn| diesel::insert_into(sessions::table).values(row).execute(conn))
            .map(|_one| ())
    }

    fn rotate_session(
        &mut self,
        tenant: TenantId,
        id: SessionId,
        from: u32,
        to: u32,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        let unmoved = going_on(tenant)
            .filter(sessions::id.eq(Id::of(id)))
            .filter(sessions::generation.eq(i64::from(from)));
        let next = (
            sessions::generation.eq(i64::from(to)),
            sessions::rotated_at.eq(at.as_micros()),
        );
        self.ask(|conn| diesel::update(unmoved).set(next).execute(conn))
            .map(Moved::of)
    }

    fn end_session(&mut self, tenant: TenantId, id: SessionId, at: Timestamp) -> Result<Moved, StoreError> {
        let one = going_on(tenant).filter(sessions::id.eq(Id::of(id)));
        self.ask(|conn| {
            diesel::update(one)
                .set(sessions::ended_at.eq(at.as_micros()))
                .execute(conn)
        })
        .map(Moved::of)
    }

    fn end_sessions(
        &mut self,
        tenant: TenantId,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let ended = sessions::ended_at.eq(at.as_micros());
        let theirs = going_on(tenant).filter(sessions::user_id.eq(Id::of(user)));
        match except {
            None => self.ask(|conn| diesel::update(theirs).set(ended).execute(conn)),
            Some(kept) => {
                let others = theirs.filter(sessions::id.ne(Id::of(kept)));
                self.ask(|conn| diesel::update(others).set(ended).execute(conn))
            }
        }
    }

    fn remove_expired_sessions(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.remove(&EXPIRED, before, limit)
    }
}
