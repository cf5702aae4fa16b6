//! Refresh: a refresh token gives the next pair, once. One that was spent before ends its whole family (RFC 9700 §4.14).

use enroll_credentials::{RefreshClaim, TokenError};
use enroll_domain::Timestamp;
use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::role::RoleName;
use enroll_domain::session::{Refresh, Session};
use enroll_domain::user::State;
use enroll_repository::{Moved, StoreError, Transaction};

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, Tokens, Unavailable, UserView};

/// Why there are no further tokens.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The token is not good, or no longer, or was spent; or the user may not sign in any more.
    #[error("the refresh token is not good")]
    Refused,
    /// The token is of another tenant than the call names.
    #[error("the refresh token belongs to another tenant")]
    OtherTenant,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(RefreshError);

/// A session that goes on.
struct Next {
    session: Session,
    generation: u32,
    roles: Vec<RoleName>,
}

impl Enrollment {
    /// Gives the next tokens of a session. The same token gives the same successor for [`enroll_domain::session::REFRESH_GRACE`].
    ///
    /// # Errors
    /// [`RefreshError`].
    pub async fn refresh(&self, call: &Call, token: &str) -> Result<Tokens, RefreshError> {
        let claim = self.ports.signer.check_refresh(token).map_err(|error| match error {
            TokenError::Invalid | TokenError::Expired | TokenError::UnknownKey => RefreshError::Refused,
            TokenError::Broken(_) => RefreshError::Unavailable(error.into()),
        })?;
        if !call.agrees_with(claim.tenant) {
            return Err(RefreshError::OtherTenant);
        }
        if !self.knows_tenant(claim.tenant) {
            return Err(RefreshError::Refused);
        }
        let (call, now) = (call.within(claim.tenant), self.now());
        let id = self.mint(now).id()?;
        let audit = self.audit(&call, now, Actor::Anybody, Action::RefreshReused)?;
        // A reused token must leave its mark, so the refusal commits.
        let next = self
            .ports
            .store
            .atomically::<_, RefreshError>(move |tx| Ok(turn(tx, claim, now, &audit)?));
        let Next {
            session,
            generation,
            roles,
        } = next.await?.ok_or(RefreshError::Refused)?;
        Ok(self.issue(&session, generation, id, roles, now)?)
    }
}

fn turn(
    tx: &mut dyn Transaction,
    claim: RefreshClaim,
    now: Timestamp,
    audit: &AuditRecord,
) -> Result<Option<Next>, StoreError> {
    let RefreshClaim {
        tenant,
        session,
        generation,
    } = claim;
    let Some(session) = tx.session(tenant, session)? else {
        return Ok(None);
    };
    let generation = match session.refresh(generation, now) {
        Refresh::Refuse => return Ok(None),
        Refresh::Repeat { to } => to,
        Refresh::Rotate { to } => match tx.rotate_session(tenant, session.id, generation, to, now)? {
            Moved::Yes => to,
            // Somebody was faster by a moment: run again, and find the token spent within its grace.
            Moved::Stale => return Err(StoreError::Busy),
        },
        Refresh::Reuse => {
            let _ended_before = tx.end_session(tenant, session.id, now)?;
            tx.record(
                &AuditRecord {
                    actor: Actor::User(session.user),
                    ..audit.clone()
                }
                .about(session.id),
            )?;
            return Ok(None);
        }
    };
    let view = UserView::read(tx, tenant, session.user)?;
    Ok(view
        .filter(|view| matches!(view.user.state, State::Active { .. }))
        .map(|view| Next {
            session,
            generation,
            roles: view.roles,
        }))
}
