//! Authenticate: a bearer token becomes a [`Caller`], and only here can one be had from a token. Who holds no caller
//! cannot name the use cases that need one.

use std::sync::Arc;

use enroll_credentials::TokenError;
use enroll_domain::audit::Actor;
use enroll_domain::id::{RequestId, SessionId, TenantId, UserId};
use enroll_domain::role::{Authority, Grantor, Needed, Roles};
use enroll_domain::user::State;

use crate::read_membership::roles_of;
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
    roles: Arc<Roles>,
}

#[derive(Debug, Clone)]
enum Who {
    User {
        /// `None` for somebody whom another system signed in.
        session: Option<SessionId>,
        view: Arc<UserView>,
    },
    Operator,
}

impl Caller {
    /// A user who was seen to be who they say they are.
    pub(crate) fn user(session: Option<SessionId>, view: UserView, roles: Roles, request: Option<RequestId>) -> Self {
        Self {
            tenant: view.user.tenant,
            request,
            authority: Arc::new(roles.authority_of(&view.roles)),
            roles: Arc::new(roles),
            who: Who::User {
                session,
                view: Arc::new(view),
            },
        }
    }

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

    /// The tenant in which the caller acts.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Every role of the tenant, as of the moment at which the caller was authenticated.
    #[must_use]
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The call that this caller makes.
    #[must_use]
    pub const fn call(&self) -> Call {
        Call {
            named: Some(self.tenant),
            hosted: None,
            request: self.request,
        }
    }

    pub(crate) fn user_id(&self) -> Option<UserId> {
        self.view().map(|view| view.user.id)
    }

    pub(crate) const fn session(&self) -> Option<SessionId> {
        match &self.who {
            Who::User { session, .. } => *session,
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
            Err(TokenError::UnknownKey) => {
                self.keys.reload_for_unknown_key().await?;
                self.ports.tokens.check(token, now)
            }
            checked => checked,
        };
        let claims = claims.map_err(|error| match error {
            TokenError::Invalid | TokenError::Expired | TokenError::UnknownKey => AuthenticateError::Refused,
            TokenError::Broken(_) => AuthenticateError::Unavailable(error.into()),
        })?;
        if !call.agrees_with(claims.tenant) {
            return Err(AuthenticateError::OtherTenant);
        }
        if !self.knows_tenant(claims.tenant) {
            return Err(AuthenticateError::Refused);
        }
        let known = self.tenant(claims.tenant)?;
        let (tenant, user, session) = (claims.tenant, claims.user, claims.session);
        let found = self.ports.store.view(move |queries| {
            let stands = queries
                .session(tenant, session)?
                .filter(|found| found.user == user && found.stands(now));
            match stands {
                Some(_) => {
                    let roles = roles_of(queries, &known)?;
                    Ok(UserView::read(queries, tenant, user)?.map(|view| (view, roles)))
                }
                None => Ok(None),
            }
        });
        let found = found
            .await?
            .filter(|(view, _)| matches!(view.user.state, State::Active { .. }));
        let (view, roles) = found.ok_or(AuthenticateError::Refused)?;
        Ok(Caller::user(Some(session), view, roles, call.request))
    }

    /// The operator: whoever holds the command line, and with it the store and its secrets. No HTTP route may call this.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn operator(&self, call: &Call) -> Result<Caller, Unavailable> {
        let known = self.tenant(call.tenant())?;
        let roles = self.ports.store.view(move |queries| roles_of(queries, &known)).await?;
        Ok(Caller {
            who: Who::Operator,
            tenant: call.tenant(),
            request: call.request,
            authority: Arc::new(Authority::Everything),
            roles: Arc::new(roles),
        })
    }
}
