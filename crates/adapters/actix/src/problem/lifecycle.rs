//! What the errors of the use cases about the life of an account are on the wire, each by one exhaustive `match`.

use enroll_application::{
    AskAddressChangeError, CloseOwnAccountError, ConfirmAddressChangeError, ManageLifecycleError,
};

use super::{Kind, Problem};

impl From<AskAddressChangeError> for Problem {
    fn from(error: AskAddressChangeError) -> Self {
        match error {
            AskAddressChangeError::Rejected(rejections) => rejections.into(),
            AskAddressChangeError::Refused => Kind::Unauthenticated.into(),
            AskAddressChangeError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ConfirmAddressChangeError> for Problem {
    fn from(error: ConfirmAddressChangeError) -> Self {
        match error {
            ConfirmAddressChangeError::Link(link) => link.into(),
            ConfirmAddressChangeError::Taken => {
                Self::from(Kind::EmailTaken).saying("somebody else has the address by now; nothing was changed")
            }
            ConfirmAddressChangeError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<CloseOwnAccountError> for Problem {
    fn from(error: CloseOwnAccountError) -> Self {
        match error {
            CloseOwnAccountError::Rejected(rejections) => rejections.into(),
            CloseOwnAccountError::Refused => Kind::Unauthenticated.into(),
            CloseOwnAccountError::LastAdministrator => Kind::LastAdministrator.into(),
            CloseOwnAccountError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ManageLifecycleError> for Problem {
    fn from(error: ManageLifecycleError) -> Self {
        match error {
            ManageLifecycleError::Forbidden => Kind::Forbidden.into(),
            ManageLifecycleError::NotFound => Kind::NotFound.into(),
            ManageLifecycleError::OwnAccount => Kind::OwnAccount.into(),
            ManageLifecycleError::OtherState => Kind::AccountState.into(),
            ManageLifecycleError::LastAdministrator => Kind::LastAdministrator.into(),
            ManageLifecycleError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}
