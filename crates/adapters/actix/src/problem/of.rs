//! What each use case's error is on the wire: one exhaustive `match` for each, so that a new variant does not compile until it
//! has its status.

use enroll_application::{
    ActivateError, AuthenticateError, ChangePasswordError, CodeError, CompletePasswordResetError, ConfirmError,
    CreateUserError, GrantRoleError, LinkError, ListUsersError, ReadUserError, RefreshError, RegisterError,
    RequestError, SetFirstPasswordError, SignInError, Unavailable, UpdateProfileError,
};
use enroll_domain::{Input, Rejections, Rule};

use super::{Kind, Problem};
use crate::violation::Violation;

impl From<Unavailable> for Problem {
    fn from(unavailable: Unavailable) -> Self {
        match (unavailable.retry_after(), unavailable) {
            (_, Unavailable::Busy { retry_after }) => Self::busy(retry_after),
            (Some(retry_after), Unavailable::Broken(cause)) => Self::busy(retry_after)
                .saying("the store cannot be reached; nothing was done")
                .because(Some(cause)),
            (None, Unavailable::Broken(cause)) => Self::internal(cause),
        }
    }
}

impl From<Rejections> for Problem {
    fn from(rejections: Rejections) -> Self {
        let rejections = rejections.as_slice();
        let violations = rejections.iter().copied().map(Violation::of_rejection).collect();
        let taken = |input| {
            rejections
                .iter()
                .any(|found| found.input == input && found.rule == Rule::Taken)
        };
        // What somebody else has is no mistake of the form; it is said apart, and only once the form has no other.
        let only_taken = rejections.iter().all(|found| found.rule == Rule::Taken);
        let kind = match only_taken {
            true if taken(Input::Username) => Kind::UsernameTaken,
            true if taken(Input::Email) => Kind::EmailTaken,
            true if taken(Input::ExternalId) => Kind::ExternalIdTaken,
            _ => return Self::violated(violations),
        };
        Self::from(kind).naming(violations)
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Invalid => Kind::InvalidToken.into(),
            LinkError::Expired => Self::from(Kind::ExpiredToken).saying("ask for another mail"),
            LinkError::OtherTenant => Kind::TenantMismatch.into(),
            LinkError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl<E: Into<Self>> From<CodeError<E>> for Problem {
    fn from(error: CodeError<E>) -> Self {
        match error {
            CodeError::Rejected(rejections) => rejections.into(),
            CodeError::Invalid => {
                Self::from(Kind::InvalidCode).saying("use the link in the mail, or ask for another mail")
            }
            CodeError::Refused(refused) => refused.into(),
            CodeError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<AuthenticateError> for Problem {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::Refused => Kind::Unauthenticated.into(),
            AuthenticateError::OtherTenant => Kind::TenantMismatch.into(),
            AuthenticateError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Rejected(rejections) => rejections.into(),
            RegisterError::Closed => Kind::RegistrationClosed.into(),
            RegisterError::NotInvited => Kind::NotInvited.into(),
            RegisterError::KeyReused => Kind::IdempotencyKeyReused.into(),
            RegisterError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Rejected(rejections) => rejections.into(),
            RequestError::KeyReused => Kind::IdempotencyKeyReused.into(),
            RequestError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ActivateError> for Problem {
    fn from(error: ActivateError) -> Self {
        match error {
            ActivateError::Rejected(rejections) => rejections.into(),
            ActivateError::Link(link) => link.into(),
            ActivateError::PasswordMismatch => {
                Self::from(Kind::PasswordMismatch).saying("send new_password instead to start with a blank profile")
            }
            ActivateError::UsernameTaken => {
                Self::from(Kind::UsernameTaken).saying("the link stays good; send another username with it")
            }
            ActivateError::NotInvited => {
                Self::from(Kind::NotInvited).saying("the invitation is no longer good; the link stays good")
            }
            ActivateError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ConfirmError> for Problem {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::Link(link) => link.into(),
            ConfirmError::ProvedBefore => Kind::AddressConfirmed.into(),
            ConfirmError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<SetFirstPasswordError> for Problem {
    fn from(error: SetFirstPasswordError) -> Self {
        match error {
            SetFirstPasswordError::Rejected(rejections) => rejections.into(),
            SetFirstPasswordError::Link(link) => link.into(),
            SetFirstPasswordError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<CompletePasswordResetError> for Problem {
    fn from(error: CompletePasswordResetError) -> Self {
        match error {
            CompletePasswordResetError::Rejected(rejections) => rejections.into(),
            CompletePasswordResetError::Link(link) => link.into(),
            CompletePasswordResetError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Rejected(rejections) => rejections.into(),
            SignInError::Refused => Kind::InvalidCredentials.into(),
            SignInError::Unconfirmed => {
                Self::from(Kind::AddressUnconfirmed).saying("use the link in the mail, or ask for another one")
            }
            SignInError::MustChangePassword => Self::from(Kind::PasswordChangeRequired)
                .saying("a mail with a link to choose another one is on its way"),
            SignInError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Refused => Kind::InvalidRefreshToken.into(),
            RefreshError::OtherTenant => Kind::TenantMismatch.into(),
            RefreshError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ChangePasswordError> for Problem {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::Rejected(rejections) => rejections.into(),
            ChangePasswordError::Refused => Kind::Unauthenticated.into(),
            ChangePasswordError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<UpdateProfileError> for Problem {
    fn from(error: UpdateProfileError) -> Self {
        match error {
            UpdateProfileError::Rejected(rejections) => rejections.into(),
            UpdateProfileError::Forbidden => Kind::Forbidden.into(),
            UpdateProfileError::NotFound => Kind::NotFound.into(),
            UpdateProfileError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ReadUserError> for Problem {
    fn from(error: ReadUserError) -> Self {
        match error {
            ReadUserError::Forbidden => Kind::Forbidden.into(),
            ReadUserError::NotFound => Kind::NotFound.into(),
            ReadUserError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ListUsersError> for Problem {
    fn from(error: ListUsersError) -> Self {
        match error {
            ListUsersError::Forbidden => Kind::Forbidden.into(),
            ListUsersError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<CreateUserError> for Problem {
    fn from(error: CreateUserError) -> Self {
        match error {
            CreateUserError::Rejected(rejections) => rejections.into(),
            CreateUserError::Forbidden => Kind::Forbidden.into(),
            CreateUserError::KeyReused => Kind::IdempotencyKeyReused.into(),
            CreateUserError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<GrantRoleError> for Problem {
    fn from(error: GrantRoleError) -> Self {
        match error {
            GrantRoleError::Forbidden => Kind::Forbidden.into(),
            GrantRoleError::NotFound => Kind::NotFound.into(),
            GrantRoleError::LastAdministrator => Kind::LastAdministrator.into(),
            GrantRoleError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}
