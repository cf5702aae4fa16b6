//! Authenticate: a bearer token becomes a [`Caller`], and only here can one be had from a token. Who holds no caller
//! cannot name the use cases that need one.

use std::sync::Arc;

use enroll_credentials::TokenError;
use enroll_domain::audit::Actor;
use enroll_domain::id::{RequestId, SessionId, TenantId, UserId};
use enroll_domain::role::{Authority, Grantor, Needed};
use enroll_domain::user::State;

use crate::unavailable::unavailable;
use crate::{Call, Enrollment, Unavailable, UserView};

/// Why a token does not speak for anybody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticateError {
    /// It is not good, its session is over, or its user may not sign in any more.
    #[error("the access token is not good")]
    Refused,
    /// It is of another tenant than the call names.
    #[error("the access token belongs to another tenant")]
    OtherTenant,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(AuthenticateError);

/// Somebody who may ask for more than a stranger: a user who is signed in, or the operator.
#[derive(Debug, Clone)]
pub struct Caller {
    who: Who,
    tenant: TenantId,
    request: Option<RequestId>,
    authority: Arc<Authority>,
}

#[derive(Debug, Clone)]
enum Who {
    User { session: SessionId, view: Arc<UserView> },
    Operator,
}

impl Caller {
    /// The user, unless this is the operator.
    #[must_use]
    pub fn view(&self) -> Option<&UserView> {
        match &self.who {
            Who::User { view, .. } => Some(view),
            Who::Operator => None,
        }
    }

    /// What the caller may do.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The call that this caller makes.
    #[must_use]
    pub const fn call(&self) -> Call {
        Call {
            tenant: self.tenant,
            request: self.request,
        }
    }

    pub(crate) fn user_id(&self) -> Option<UserId> {
        self.view().map(|view| view.user.id)
    }

    pub(crate) const fn session(&self) -> Option<SessionId> {
        match &self.who {
            Who::User { session, .. } => Some(*session),
            Who::Operator => None,
        }
    }

    pub(crate) fn actor(&self) -> Actor {
        self.user_id().map_or(Actor::Operator, Actor::User)
    }

    pub(crate) fn grantor(&self) -> Grantor {
        self.user_id().map_or(Grantor::Operator, Grantor::User)
    }

    pub(crate) fn may(&self, needed: Needed) -> bool {
        self.authority.allows(needed)
    }
}

impl Enrollment {
    /// Finds out for whom an access token speaks. Session, state and grants are read from the store on every call, so what was
    /// ended or taken away is gone at once.
    ///
    /// # Errors
    /// [`AuthenticateError`].
    pub async fn authenticate(&self, call: &Call, token: &str) -> Result<Caller, AuthenticateError> {
        let now = self.now();
        let claims = match self.ports.tokens.check(token, now) {
            // Another server may have made the key a moment ago.
            Err(TokenError::UnknownKey) if self.keys.reload_for_unknown_key(now).await? => {
                self.ports.tokens.check(token, now)
            }
            checked => checked,
        };
        let claims = claims.map_err(|error| match error {
            TokenError::Invalid | TokenError::Expired | TokenError::UnknownKey => AuthenticateError::Refused,
            TokenError::Broken(_) => AuthenticateError::Unavailable(error.into()),
        })?;
        if claims.tenant != call.tenant {
            return Err(AuthenticateError::OtherTenant);
        }
        let (tenant, user, session) = (claims.tenant, claims.user, claims.session);
        let found = self.ports.store.view(move |queries| {
            let stands = queries
                .session(tenant, session)?
                .filter(|found| found.user == user && found.stands(now));
            match stands {
                Some(_) => UserView::read(queries, tenant, user),
                None => Ok(None),
            }
        });
        let view = found
            .await?
            .filter(|view| matches!(view.user.state, State::Active { .. }));
        let view = view.ok_or(AuthenticateError::Refused)?;
        let authority = Arc::new(self.tenant().policy.roles.authority_of(&view.roles));
        let who = Who::User {
            session,
            view: Arc::new(view),
        };
        Ok(Caller {
            who,
            tenant,
            request: call.request,
            authority,
        })
    }

    /// The operator: whoever holds the command line, and with it the store and its secrets. No HTTP route may call this.
    #[must_use]
    pub fn operator(&self, call: &Call) -> Caller {
        let authority = Arc::new(Authority::Everything);
        Caller {
            who: Who::Operator,
            tenant: call.tenant,
            request: call.request,
            authority,
        }
    }
}
