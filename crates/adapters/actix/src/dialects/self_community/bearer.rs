//! Who asks: by one of our own tokens, or by one that the community signed with its secret.

use enroll_application::{AuthenticateError, Caller, SharedSecret};
use enroll_domain::role::{Authority, RoleName};

use super::SECRET;
use crate::dialects::drf::{self, Stranger};
use crate::dialects::{Early, Spoken};

/// Who asks.
///
/// # Errors
/// enroll cannot serve the call now; inside, nobody known asks.
pub(super) async fn caller(spoken: &Spoken) -> Result<Result<Caller, Stranger>, Early> {
    match drf::caller(spoken).await? {
        Err(Stranger::BadToken) => of_community(spoken).await,
        Err(stranger @ (Stranger::Unnamed | Stranger::BadHeader)) => Ok(Err(stranger)),
        Ok(caller) => Ok(Ok(caller)),
    }
}

async fn of_community(spoken: &Spoken) -> Result<Result<Caller, Stranger>, Early> {
    let Some(secret) = spoken.binding().setting(SECRET) else {
        return Ok(Err(Stranger::BadToken));
    };
    let secret = SharedSecret::parse(secret).map_err(|short| Early::Broken(Box::new(short)))?;
    let token = match drf::token(spoken) {
        Ok(token) => token,
        Err(stranger) => return Ok(Err(stranger)),
    };
    let call = spoken.call()?;
    match spoken.enrollment().authenticate_shared(&call, &secret, token).await {
        Ok(caller) => Ok(Ok(caller)),
        Err(AuthenticateError::Refused | AuthenticateError::OtherTenant) => Ok(Err(Stranger::BadToken)),
        Err(AuthenticateError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}

/// Whether somebody has the contract's admin role, or may do all that it stands for.
pub(super) fn is_admin(caller: &Caller) -> bool {
    let named = || {
        caller
            .view()
            .is_some_and(|view| view.roles.contains(&RoleName::admin()))
    };
    *caller.authority() == Authority::Everything || named()
}
