//! What whoever made a call is told, sorted into what was done, what was refused and what nobody can tell.

use std::error::Error;
use std::time::Duration;

use enroll::domain::id::{InvitationId, UserId};
use enroll::{
    ActivateError, AskAddressChangeError, AuthenticateError, ChangePasswordError, CloseOwnAccountError, CodeError,
    CompletePasswordResetError, ConfirmAddressChangeError, ConfirmError, CreateUserError, GrantRoleError,
    ImportUserError, InviteError, LinkError, ManageLifecycleError, ManageProvisioningError, RefreshError,
    RegisterError, RequestError, RotateKeysError, SetFirstPasswordError, SignInError, Tokens, Unavailable,
};

use crate::history::End;

/// An answer.
pub(crate) struct Answer {
    pub(crate) end: End,
    /// What an error says, with everything that caused it.
    pub(crate) said: String,
    pub(crate) user: Option<UserId>,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) code: Option<(InvitationId, String, u32)>,
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Answer {
    /// It was done.
    pub(crate) const fn done() -> Self {
        Self {
            end: End::Done,
            said: String::new(),
            user: None,
            tokens: None,
            code: None,
            bytes: None,
        }
    }

    /// It was done for this user, who is signed in.
    pub(crate) fn signed_in(user: UserId, tokens: Tokens) -> Self {
        Self {
            user: Some(user),
            tokens: Some(tokens),
            ..Self::done()
        }
    }

    /// It had been done before.
    pub(crate) fn replayed(bytes: Vec<u8>) -> Self {
        Self {
            end: End::Replayed,
            bytes: Some(bytes),
            ..Self::done()
        }
    }
}

/// An error of a use case.
pub(crate) trait Failure: Error + 'static {
    /// Whether enroll could not serve the call, so that nobody knows what was done.
    fn is_unserved(&self) -> bool;
}

impl<E: Failure> From<E> for Answer {
    fn from(error: E) -> Self {
        let busy = Unavailable::Busy {
            retry_after: Duration::ZERO,
        };
        let busy = busy.to_string();
        let first: &(dyn Error + 'static) = &error;
        let chain = std::iter::successors(Some(first), |error| (*error).source());
        Self {
            end: match (error.is_unserved(), error.to_string() == busy) {
                (false, _) => End::Refused,
                (true, true) => End::Busy,
                (true, false) => End::Unknown,
            },
            said: chain
                .map(|error| format!("{error} {error:?}"))
                .collect::<Vec<_>>()
                .join(": "),
            ..Self::done()
        }
    }
}

macro_rules! failures {
    ($($error:ty => $unserved:pat,)*) => {$(
        impl Failure for $error {
            fn is_unserved(&self) -> bool {
                matches!(self, $unserved)
            }
        }
    )*};
}

failures! {
    Unavailable => _,
    LinkError => LinkError::Unavailable(_),
    AskAddressChangeError => AskAddressChangeError::Unavailable(_),
    CloseOwnAccountError => CloseOwnAccountError::Unavailable(_),
    CodeError<ActivateError> => CodeError::Unavailable(_),
    CodeError<CompletePasswordResetError> => CodeError::Unavailable(_),
    CodeError<SetFirstPasswordError> => CodeError::Unavailable(_),
    ConfirmAddressChangeError =>
        ConfirmAddressChangeError::Unavailable(_) | ConfirmAddressChangeError::Link(LinkError::Unavailable(_)),
    ImportUserError => ImportUserError::Unavailable(_),
    ManageLifecycleError => ManageLifecycleError::Unavailable(_),
    RotateKeysError => RotateKeysError::Unavailable(_),
    ActivateError => ActivateError::Unavailable(_) | ActivateError::Link(LinkError::Unavailable(_)),
    AuthenticateError => AuthenticateError::Unavailable(_),
    ChangePasswordError => ChangePasswordError::Unavailable(_),
    CompletePasswordResetError =>
        CompletePasswordResetError::Unavailable(_) | CompletePasswordResetError::Link(LinkError::Unavailable(_)),
    ConfirmError => ConfirmError::Unavailable(_) | ConfirmError::Link(LinkError::Unavailable(_)),
    CreateUserError => CreateUserError::Unavailable(_),
    GrantRoleError => GrantRoleError::Unavailable(_),
    InviteError => InviteError::Unavailable(_),
    ManageProvisioningError => ManageProvisioningError::Unavailable(_),
    RefreshError => RefreshError::Unavailable(_),
    RegisterError => RegisterError::Unavailable(_),
    RequestError => RequestError::Unavailable(_),
    SetFirstPasswordError => SetFirstPasswordError::Unavailable(_) | SetFirstPasswordError::Link(LinkError::Unavailable(_)),
    SignInError => SignInError::Unavailable(_),
}
