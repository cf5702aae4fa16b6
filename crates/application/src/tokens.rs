//! What somebody gets who signed in: an access token and a refresh token of one session.

use std::fmt;
use std::time::Duration;

use enroll_credentials::{AccessClaims, RefreshClaim};
use enroll_domain::Timestamp;
use enroll_domain::id::{SessionId, TenantId, UserId};
use enroll_domain::role::RoleName;
use enroll_domain::session::Session;
use uuid::Uuid;

use crate::{Enrollment, Unavailable};

/// The tokens of a session (RFC 6749 §5.1).
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// The bearer token that speaks for the person.
    pub access_token: String,
    /// How long it is good.
    pub expires_in: Duration,
    /// The first point in time at which it is not good any more.
    pub expires_at: Timestamp,
    /// The token that gives the next pair; good once.
    pub refresh_token: String,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Tokens(…)")
    }
}

/// The ids of a session that is about to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SessionDraft {
    id: SessionId,
    token: Uuid,
    tenant: TenantId,
    now: Timestamp,
    expires_at: Timestamp,
}

impl SessionDraft {
    /// The session, for this user.
    pub(crate) const fn of(&self, user: UserId) -> Session {
        Session {
            id: self.id,
            tenant: self.tenant,
            user,
            made_at: self.now,
            expires_at: self.expires_at,
            generation: 1,
            rotated_at: self.now,
            ended_at: None,
        }
    }
}

impl Enrollment {
    pub(crate) fn draft_session(&self, tenant: TenantId, now: Timestamp) -> Result<SessionDraft, Unavailable> {
        let mint = self.mint(now);
        let expires_at = now.plus(self.tenant(tenant)?.policy.lifetimes.session);
        Ok(SessionDraft {
            id: mint.id()?,
            token: mint.id()?,
            tenant,
            now,
            expires_at,
        })
    }

    /// The first tokens of a session that was made from this draft.
    pub(crate) fn first_tokens(
        &self,
        draft: &SessionDraft,
        user: UserId,
        roles: Vec<RoleName>,
    ) -> Result<Tokens, Unavailable> {
        self.issue(&draft.of(user), 1, draft.token, roles, draft.now)
    }

    /// The tokens of a session's generation. An access token never outlives its session.
    pub(crate) fn issue(
        &self,
        session: &Session,
        generation: u32,
        id: Uuid,
        roles: Vec<RoleName>,
        now: Timestamp,
    ) -> Result<Tokens, Unavailable> {
        let Session {
            id: session_id,
            tenant,
            user,
            expires_at,
            ..
        } = *session;
        // A token tells whole seconds; what is said of it beside it counts the same ones.
        let issued_at = now.whole_seconds();
        let lifetime = self.tenant(tenant)?.policy.lifetimes.access_token;
        let expires_at = issued_at.plus(lifetime).min(expires_at).whole_seconds();
        let claims = AccessClaims {
            id,
            user,
            session: session_id,
            tenant,
            roles,
            issued_at,
            expires_at,
        };
        let access_token = self.ports.tokens.issue(&claims)?;
        let refresh_token = self.ports.signer.refresh_token(&RefreshClaim {
            tenant,
            session: session_id,
            generation,
        });
        Ok(Tokens {
            access_token,
            expires_in: expires_at.since(issued_at),
            expires_at,
            refresh_token,
        })
    }
}
