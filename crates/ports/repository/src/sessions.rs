//! Sessions and the generation of their refresh tokens.

use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::session::Session;

use crate::{Moved, StoreError};

/// Reading sessions.
pub trait SessionQueries {
    /// The session of this id, also one that is over.
    ///
    /// # Errors
    /// The store's own.
    fn session(&mut self, tenant: TenantId, id: SessionId) -> Result<Option<Session>, StoreError>;
}

/// Changing sessions.
pub trait Sessions {
    /// Adds a session.
    ///
    /// # Errors
    /// The store's own.
    fn add_session(&mut self, session: &Session) -> Result<(), StoreError>;

    /// Moves a session that has not ended from generation `from` to generation `to`. `Stale` if it is at another one.
    ///
    /// # Errors
    /// The store's own.
    fn rotate_session(
        &mut self,
        tenant: TenantId,
        id: SessionId,
        from: u32,
        to: u32,
        at: Timestamp,
    ) -> Result<Moved, StoreError>;

    /// Ends a session. `Stale` if it has ended, or there is none.
    ///
    /// # Errors
    /// The store's own.
    fn end_session(&mut self, tenant: TenantId, id: SessionId, at: Timestamp) -> Result<Moved, StoreError>;

    /// Ends all sessions of a user but `except`, and says how many it ended.
    ///
    /// # Errors
    /// The store's own.
    fn end_sessions(
        &mut self,
        tenant: TenantId,
        user: UserId,
        except: Option<SessionId>,
        at: Timestamp,
    ) -> Result<usize, StoreError>;

    /// Removes up to `limit` sessions, of all tenants, that expired before `before`, and says how many it removed.
    ///
    /// # Errors
    /// The store's own.
    fn remove_expired_sessions(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
