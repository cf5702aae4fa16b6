//! Sessions.

use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::session::Session;
use enroll_repository::{Moved, SessionQueries, Sessions, StoreError};

use super::tables::Tables;

impl SessionQueries for Tables {
    fn session(&mut self, tenant: TenantId, id: SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.sessions.rows().get(&(tenant, id)).cloned())
    }
}

impl Sessions for Tables {
    fn add_session(&mut self, session: &Session) -> Result<(), StoreError> {
        self.of_user(session.tenant, session.user)?;
        self.insert(
            |tables| &mut tables.sessions,
            (session.tenant, session.id),
            session.clone(),
        )
    }

    fn rotate_session(
        &mut self,
        tenant: TenantId,
        id: SessionId,
        from: u32,
        to: u32,
        at: Timestamp,
    ) -> Result<Moved, StoreError> {
        let rows = self.sessions.rows_mut();
        let session = rows
            .get_mut(&(tenant, id))
            .filter(|it| it.ended_at.is_none() && it.generation == from);
        Ok(session.map_or(Moved::Stale, |session| {
            session.generation = to;
            session.rotated_at = at;
            Moved::Yes
        }))
    }

    fn end_session(&mut self, tenant: TenantId, id: SessionId, at: Timestamp) -> Result<Moved, StoreError> {
        let rows = self.sessions.rows_mut();
        let session = rows.get_mut(&(tenant, id)).filter(|session| session.ended_at.is_none());
        Ok(session.map_or(Moved::Stale, |session| {
            session.ended_at = Some(at);
            Moved::Yes
        }))
    }

    fn end_sessions(
        &mut self,
        tenant: TenantId,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<usize, StoreError> {
        let all = self.sessions.rows_mut().values_mut();
        let theirs = all.filter(|it| it.tenant == tenant && it.user == user && Some(it.id) != except);
        let going_on = theirs.filter(|session| session.ended_at.is_none());
        Ok(going_on.map(|session| session.ended_at = Some(at)).count())
    }

    fn remove_expired_sessions(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.sessions.remove(limit, |session| session.expires_at < before))
    }
}
