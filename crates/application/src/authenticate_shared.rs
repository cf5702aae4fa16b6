//! Authenticate somebody whom another system signed in: its token, signed with a secret that both have, names one of our users by
//! their number.

use enroll_credentials::{SharedSecret, TokenError};
use enroll_domain::user::State;

use crate::read_membership::roles_of;
use crate::{AuthenticateError, Call, Caller, Enrollment, UserView};

impl Enrollment {
    /// Finds out for whom such a token speaks. The user is in the call's tenant, which must be the one that the secret was agreed on
    /// for; they are active, or were made without a password and never set one, so that the other system is their only way in.
    /// State and grants are read from the store on every call. There is no session: the other system ends what it began.
    ///
    /// # Errors
    /// [`AuthenticateError::Refused`] or [`AuthenticateError::Unavailable`].
    pub async fn authenticate_shared(
        &self,
        call: &Call,
        secret: &SharedSecret,
        token: &str,
    ) -> Result<Caller, AuthenticateError> {
        let claims = self.ports.tokens.check_shared(secret, token, self.now());
        let claims = claims.map_err(|error| match error {
            TokenError::Invalid | TokenError::Expired | TokenError::UnknownKey => AuthenticateError::Refused,
            TokenError::Broken(_) => AuthenticateError::Unavailable(error.into()),
        })?;
        let (tenant, number) = (call.tenant(), claims.user_number);
        let known = self.tenant(tenant)?;
        let found = self.ports.store.view(move |queries| {
            let Some(user) = queries.user_by_number(tenant, number)? else {
                return Ok(None);
            };
            Ok(Some((UserView::of(queries, user)?, roles_of(queries, &known)?)))
        });
        let found = found.await?.filter(|(view, _)| may_come_in(&view.user.state));
        let (view, roles) = found.ok_or(AuthenticateError::Refused)?;
        Ok(Caller::user(None, view, roles, call.request))
    }
}

const fn may_come_in(state: &State) -> bool {
    match state {
        State::Active { .. } | State::Pending { password: None } => true,
        State::Pending { password: Some(_) } | State::Suspended { .. } | State::Closed { .. } => false,
    }
}
