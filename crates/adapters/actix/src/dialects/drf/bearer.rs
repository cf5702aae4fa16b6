//! Who asks: the bearer token of a request, and what `simplejwt` says where there is none, or none that is good.

use enroll_application::{AuthenticateError, Caller};

use super::faults::Detail;
use crate::dialects::{Early, Spoken};

/// Why nobody known asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stranger {
    /// There is no bearer token.
    Unnamed,
    /// There is a header for one, and no token in it.
    BadHeader,
    /// The token is not good, or not for this tenant.
    BadToken,
}

impl Stranger {
    pub(crate) fn detail(self) -> Detail {
        match self {
            Self::Unnamed => Detail::new("not_authenticated", "Authentication credentials were not provided."),
            Self::BadHeader => {
                let text = "Authorization header must contain two space-delimited values";
                Detail::new("bad_authorization_header", text)
            }
            Self::BadToken => Detail::new("token_not_valid", "Given token not valid for any token type"),
        }
    }
}

/// The token that a request bears.
///
/// # Errors
/// There is none.
pub(crate) fn token(spoken: &Spoken) -> Result<&str, Stranger> {
    let given = spoken.header("authorization").unwrap_or_default();
    let scheme = given.split_ascii_whitespace().next().unwrap_or_default();
    if scheme.eq_ignore_ascii_case("bearer") {
        spoken.bearer().ok_or(Stranger::BadHeader)
    } else {
        Err(Stranger::Unnamed)
    }
}

/// Who asks, by one of our own tokens.
///
/// # Errors
/// enroll cannot serve the call now; inside, nobody known asks.
pub(crate) async fn caller(spoken: &Spoken) -> Result<Result<Caller, Stranger>, Early> {
    let token = match token(spoken) {
        Ok(token) => token,
        Err(stranger) => return Ok(Err(stranger)),
    };
    match spoken.enrollment().authenticate(&spoken.call()?, token).await {
        Ok(caller) => Ok(Ok(caller)),
        Err(AuthenticateError::Refused | AuthenticateError::OtherTenant) => Ok(Err(Stranger::BadToken)),
        Err(AuthenticateError::Unavailable(unavailable)) => Err(unavailable.into()),
    }
}
