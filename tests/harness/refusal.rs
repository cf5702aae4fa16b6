//! The errors of the use cases, as whoever called meets them: refused, or not served for now. One table for every suite.

use std::error::Error;

use enroll::{
    ActivateError, AskAddressChangeError, AskConfirmationError, AssignMembershipError, AuthenticateError,
    ChangePasswordError, CloseOwnAccountError, CodeError, CompletePasswordResetError, ConfirmAddressChangeError,
    ConfirmError, CreateUserError, GrantRoleError, ImportUserError, InviteError, LinkError, ListError, ListUsersError,
    ManageDeadMailsError, ManageDepartmentsError, ManageLifecycleError, ManagePackagesError, ManageProvisioningError,
    ManageRolesError, ManageTagsError, ManageTenantsError, PrepareError, ReadUserError, RefreshError, RegisterError,
    RequestError, RotateKeysError, SetFirstPasswordError, SignInError, Unavailable, UpdateProfileError,
};

/// An error of a use case.
pub trait Refusal: Error + Sized + 'static {
    /// Whether enroll could not serve the call, so that nobody knows what was done. Otherwise the person was told what stands in
    /// the way.
    fn is_unserved(&self) -> bool;

    /// All that a log could hold of it: the error and everything that caused it.
    fn told(&self) -> String {
        let first: &(dyn Error + 'static) = self;
        let chain = std::iter::successors(Some(first), |error| (*error).source());
        let told: Vec<String> = chain.map(|error| format!("{error} {error:?}")).collect();
        told.join(": ")
    }
}

impl<E: Error + 'static> Refusal for CodeError<E> {
    fn is_unserved(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Rejected(_) | Self::Invalid | Self::Refused(_) => false,
        }
    }
}

macro_rules! refusals {
    ($($error:ident => $unserved:pat,)*) => {$(
        impl Refusal for $error {
            fn is_unserved(&self) -> bool {
                matches!(self, $unserved)
            }
        }
    )*};
}

refusals! {
    Unavailable => _,
    LinkError => LinkError::Unavailable(_),
    ActivateError => ActivateError::Unavailable(_) | ActivateError::Link(LinkError::Unavailable(_)),
    AuthenticateError => AuthenticateError::Unavailable(_),
    ChangePasswordError => ChangePasswordError::Unavailable(_),
    CompletePasswordResetError =>
        CompletePasswordResetError::Unavailable(_) | CompletePasswordResetError::Link(LinkError::Unavailable(_)),
    ConfirmError => ConfirmError::Unavailable(_) | ConfirmError::Link(LinkError::Unavailable(_)),
    CreateUserError => CreateUserError::Unavailable(_),
    GrantRoleError => GrantRoleError::Unavailable(_),
    ImportUserError => ImportUserError::Unavailable(_),
    RotateKeysError => RotateKeysError::Unavailable(_),
    ListUsersError => ListUsersError::Unavailable(_),
    ManageDeadMailsError => ManageDeadMailsError::Unavailable(_),
    PrepareError => PrepareError::Unavailable(_) | PrepareError::Sealed(_),
    ReadUserError => ReadUserError::Unavailable(_),
    RefreshError => RefreshError::Unavailable(_),
    RegisterError => RegisterError::Unavailable(_),
    RequestError => RequestError::Unavailable(_),
    SetFirstPasswordError => SetFirstPasswordError::Unavailable(_) | SetFirstPasswordError::Link(LinkError::Unavailable(_)),
    SignInError => SignInError::Unavailable(_),
    UpdateProfileError => UpdateProfileError::Unavailable(_),
    AskAddressChangeError => AskAddressChangeError::Unavailable(_),
    ConfirmAddressChangeError =>
        ConfirmAddressChangeError::Unavailable(_) | ConfirmAddressChangeError::Link(LinkError::Unavailable(_)),
    CloseOwnAccountError => CloseOwnAccountError::Unavailable(_),
    ManageLifecycleError => ManageLifecycleError::Unavailable(_),
    AskConfirmationError => AskConfirmationError::Unavailable(_),
    AssignMembershipError => AssignMembershipError::Unavailable(_),
    InviteError => InviteError::Unavailable(_),
    ListError => ListError::Unavailable(_),
    ManageDepartmentsError => ManageDepartmentsError::Unavailable(_),
    ManagePackagesError => ManagePackagesError::Unavailable(_),
    ManageProvisioningError => ManageProvisioningError::Unavailable(_),
    ManageRolesError => ManageRolesError::Unavailable(_),
    ManageTagsError => ManageTagsError::Unavailable(_),
    ManageTenantsError => ManageTenantsError::Unavailable(_),
}
