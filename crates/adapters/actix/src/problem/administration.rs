//! What the errors of the administration's use cases are on the wire, each by one exhaustive `match`.

use enroll_application::{
    AssignMembershipError, InviteError, ListError, ManageDepartmentsError, ManagePackagesError,
    ManageProvisioningError, ManageRolesError, ManageTagsError, ManageTenantsError,
};
use enroll_domain::Rule;

use super::{Kind, Problem};
use crate::violation::{Place, Violation};

impl From<ListError> for Problem {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Forbidden => Kind::Forbidden.into(),
            ListError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ManageRolesError> for Problem {
    fn from(error: ManageRolesError) -> Self {
        match error {
            ManageRolesError::Forbidden => Kind::Forbidden.into(),
            ManageRolesError::NotFound => Kind::NotFound.into(),
            ManageRolesError::Fixed => Kind::RoleFixed.into(),
            ManageRolesError::Taken => Kind::RoleTaken.into(),
            ManageRolesError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ManageDepartmentsError> for Problem {
    fn from(error: ManageDepartmentsError) -> Self {
        match error {
            ManageDepartmentsError::Forbidden => Kind::Forbidden.into(),
            ManageDepartmentsError::NotFound => Kind::NotFound.into(),
            ManageDepartmentsError::NoDepartment => {
                Self::violated(vec![Violation::of_rule(Place::member("within"), Rule::Unknown)])
            }
            ManageDepartmentsError::TitleTaken => Kind::TitleTaken.into(),
            ManageDepartmentsError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ManageTagsError> for Problem {
    fn from(error: ManageTagsError) -> Self {
        match error {
            ManageTagsError::Forbidden => Kind::Forbidden.into(),
            ManageTagsError::NotFound => Kind::NotFound.into(),
            ManageTagsError::TitleTaken => Kind::TitleTaken.into(),
            ManageTagsError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ManagePackagesError> for Problem {
    fn from(error: ManagePackagesError) -> Self {
        match error {
            ManagePackagesError::Forbidden => Kind::Forbidden.into(),
            ManagePackagesError::NotFound => Kind::NotFound.into(),
            ManagePackagesError::CodeTaken => Kind::CodeTaken.into(),
            ManagePackagesError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<InviteError> for Problem {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Rejected(rejections) => rejections.into(),
            InviteError::Forbidden => Kind::Forbidden.into(),
            InviteError::NotFound => Kind::NotFound.into(),
            InviteError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<AssignMembershipError> for Problem {
    fn from(error: AssignMembershipError) -> Self {
        match error {
            AssignMembershipError::Rejected(rejections) => rejections.into(),
            AssignMembershipError::Forbidden => Kind::Forbidden.into(),
            AssignMembershipError::NotFound => Kind::NotFound.into(),
            AssignMembershipError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ManageProvisioningError> for Problem {
    fn from(error: ManageProvisioningError) -> Self {
        match error {
            ManageProvisioningError::Forbidden => Kind::Forbidden.into(),
            ManageProvisioningError::NotFound => Kind::NotFound.into(),
            ManageProvisioningError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}

impl From<ManageTenantsError> for Problem {
    fn from(error: ManageTenantsError) -> Self {
        match error {
            ManageTenantsError::AdministratorRefused(rule) => {
                Self::violated(vec![Violation::of_rule(Place::member("administrator_email"), rule)])
            }
            ManageTenantsError::Forbidden => Kind::Forbidden.into(),
            ManageTenantsError::NotFound => Kind::NotFound.into(),
            ManageTenantsError::NameTaken => Kind::TenantTaken.into(),
            ManageTenantsError::HostTaken => Kind::HostTaken.into(),
            ManageTenantsError::Unavailable(unavailable) => unavailable.into(),
        }
    }
}
