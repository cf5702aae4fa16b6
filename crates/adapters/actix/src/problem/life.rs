//! What the errors of the use cases about the life of an account are on the wire, each by one exhaustive `match`.

use enroll_application::{AskAddressChangeError, CloseOwnAccountError, ConfirmAddressChangeError, ManageAccountsError};

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

impl From<ManageAccountsError> for Problem {
    fn from(error: ManageAccountsError) -> Self {
        match error {
            ManageAccountsError::Forbidden => Kind::Forbidden.into(),
            ManageAccountsError::NotFound => Kind::NotFound.into(),
            ManageAccountsError::OwnAccount => Kind::OwnAccount.into(),
            ManageAccountsError::OtherState => Kind::AccountState.into(),
            ManageAccountsError::LastAdministrator => Kind::LastAdministrator.into(),
            ManageAccountsError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}
