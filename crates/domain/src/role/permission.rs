//! Permissions: what somebody may do, and those that enroll itself asks for.

use super::is_name;
use crate::rejection::Rule;

/// What somebody may do, written `resource.action`, such as `user.create`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permission(String);

impl Permission {
    /// Reads a permission: two names of lower-case letters, digits and `_`, joined by a dot.
    ///
    /// # Errors
    /// [`Rule::Malformed`] for anything else.
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let well_formed = text
            .split_once('.')
            .is_some_and(|(resource, action)| is_name(resource) && is_name(action));
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(Rule::Malformed("resource.action"))
        }
    }

    /// The permission as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The permissions that enroll itself asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// `user.read`: see other users.
    ReadUsers,
    /// `user.create`: make users.
    CreateUsers,
    /// `user.update`: change other users' profiles.
    UpdateUsers,
    /// `user.suspend`: sign other users out, suspend and reinstate them, as far as their authority is within one's own.
    SuspendUsers,
    /// `user.close`: close other users' accounts, as far as their authority is within one's own.
    CloseUsers,
    /// `role.grant`: give roles to users and take them away, within one's own authority.
    GrantRoles,
    /// `role.manage`: make, change and remove roles, within one's own authority.
    ManageRoles,
    /// `department.manage`: make and change departments and sections.
    ManageDepartments,
    /// `tag.manage`: make and change tags.
    ManageTags,
    /// `package.manage`: make and change packages.
    ManagePackages,
    /// `invitation.manage`: invite people, within one's own authority, and take invitations back.
    ManageInvitations,
    /// `provisioning.manage`: see where users stand in identity providers, and ask for them again.
    ManageProvisioning,
    /// `tenant.manage`: make tenants and change their policies. Of use in the default tenant only.
    ManageTenants,
}

impl Needed {
    /// The permission as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadUsers => "user.read",
            Self::CreateUsers => "user.create",
            Self::UpdateUsers => "user.update",
            Self::SuspendUsers => "user.suspend",
            Self::CloseUsers => "user.close",
            Self::GrantRoles => "role.grant",
            Self::ManageRoles => "role.manage",
            Self::ManageDepartments => "department.manage",
            Self::ManageTags => "tag.manage",
            Self::ManagePackages => "package.manage",
            Self::ManageInvitations => "invitation.manage",
            Self::ManageProvisioning => "provisioning.manage",
            Self::ManageTenants => "tenant.manage",
        }
    }
}
