//! How a use case ends that is not done: refused for good, or not served for now.

use std::error::Error;

use enroll::{
    ActivateError, AskAddressChangeError, AskConfirmationError, AssignMembershipError, AuthenticateError,
    ChangePasswordError, CloseOwnAccountError, CodeError, CompletePasswordResetError, ConfirmAddressChangeError,
    ConfirmError, CreateUserError, GrantRoleError, ImportUserError, InviteError, LinkError, ListError, ListUsersError,
    ManageDeadMailsError, ManageDepartmentsError, ManageLifecycleError, ManagePackagesError, ManageProvisioningError,
    ManageRolesError, ManageTagsError, ManageTenantsError, PrepareError, ReadUserError, RefreshError, RegisterError,
    RequestError, RotateKeysError, SetFirstPasswordError, SignInError, Unavailable, UpdateProfileError,
};

/// A use case that is not done.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) kind: Kind,
    /// All that a log could hold of it.
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The person was told what stands in the way.
    Refused,
    /// enroll could not serve the call.
    Unserved,
}

fn text(error: &(dyn Error + 'static)) -> String {
    let mut text = format!("{error} {error:?}");
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause} {cause:?}"));
        next = cause.source();
    }
    text
}

impl<E: Error + 'static> From<CodeError<E>> for Refusal {
    fn from(error: CodeError<E>) -> Self {
        let kind = match &error {
            CodeError::Unavailable(_) => Kind::Unserved,
            CodeError::Rejected(_) | CodeError::Invalid | CodeError::Refused(_) => Kind::Refused,
        };
        let text = text(&error);
        Self { kind, text }
    }
}

macro_rules! refusals {
    ($($error:ident => $unserved:pat,)*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                let kind = if matches!(error, $unserved) { Kind::Unserved } else { Kind::Refused };
                Self { kind, text: text(&error) }
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
