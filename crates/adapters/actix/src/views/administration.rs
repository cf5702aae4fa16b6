//! What administrators are shown of roles, departments, tags, packages, invitations, tenants and provisioning.

use enroll_application::{Invited, ProvisioningView, RoleView, TenantView};
use enroll_domain::document::Document;
use enroll_domain::invitation::Invitation;
use enroll_domain::membership::{Department, Package, Tag, TagStanding, Usual};
use enroll_domain::role::{Authority, Grantor};
use serde::Serialize;

use super::document::DocumentShown;
use super::rfc3339;
use crate::pages;

/// A page of a list.
#[derive(Serialize)]
pub(crate) struct ItemsShown<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<String>,
}

impl<T> ItemsShown<T> {
    /// What is shown of a page.
    pub(crate) fn of<I>(items: impl IntoIterator<Item = I>, next: Option<String>, show: impl FnMut(I) -> T) -> Self {
        let items = items.into_iter().map(show).collect();
        Self { items, next }
    }
}

/// A role.
#[derive(Serialize)]
pub(crate) struct RoleShown<'a> {
    name: &'a str,
    origin: &'static str,
    everything: bool,
    permissions: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

impl<'a> RoleShown<'a> {
    /// What is shown of a role.
    pub(crate) fn of(view: &'a RoleView) -> Self {
        let role = &view.role;
        let (everything, permissions) = match role.authority() {
            Authority::Everything => (true, Vec::new()),
            Authority::Only(held) => (false, held.iter().map(|permission| permission.as_str()).collect()),
        };
        Self {
            name: role.name().as_str(),
            origin: view.origin.code(),
            everything,
            permissions,
            title: role.title(),
            description: role.description(),
        }
    }
}

/// A department, or a section of one.
#[derive(Serialize)]
pub(crate) struct DepartmentShown<'a> {
    id: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<String>,
}

impl<'a> DepartmentShown<'a> {
    /// What is shown of a department.
    pub(crate) fn of(department: &'a Department) -> Self {
        Self {
            id: department.id.to_string(),
            title: department.title.as_str(),
            within: department.within.map(|id| id.to_string()),
        }
    }
}

/// A tag.
#[derive(Serialize)]
pub(crate) struct TagShown<'a> {
    number: u64,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    standing: &'static str,
}

impl<'a> TagShown<'a> {
    /// What is shown of a tag.
    pub(crate) fn of(tag: &'a Tag) -> Self {
        Self {
            number: tag.number,
            title: tag.title.as_str(),
            description: tag.description.as_deref(),
            standing: match tag.standing {
                TagStanding::Active => "active",
                TagStanding::Retired => "retired",
            },
        }
    }
}

/// A package.
#[derive(Serialize)]
pub(crate) struct PackageShown<'a> {
    code: &'a str,
    title: &'a str,
    usual: bool,
    details: DocumentShown<'a>,
}

impl<'a> PackageShown<'a> {
    /// What is shown of a package.
    pub(crate) fn of(package: &'a Package) -> Self {
        Self {
            code: package.code.as_str(),
            title: package.title.as_str(),
            usual: match package.usual {
                Usual::Yes => true,
                Usual::No => false,
            },
            details: DocumentShown(&package.details),
        }
    }
}

/// An invitation, without its code.
#[derive(Serialize)]
pub(crate) struct InvitationShown<'a> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    roles: Vec<&'a str>,
    uses: u32,
    used: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_by: Option<String>,
    made_at: String,
    expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<String>,
}

impl<'a> InvitationShown<'a> {
    /// What is shown of an invitation.
    pub(crate) fn of(invitation: &'a Invitation) -> Self {
        Self {
            id: invitation.id.to_string(),
            email: invitation.email.as_ref().map(|email| email.as_str()),
            roles: invitation.roles.iter().map(|role| role.as_str()).collect(),
            uses: invitation.uses,
            used: invitation.used,
            made_by: match invitation.made_by {
                Grantor::User(user) => Some(user.to_string()),
                Grantor::Operator | Grantor::Policy => None,
            },
            made_at: rfc3339(invitation.made_at),
            expires_at: rfc3339(invitation.expires_at),
            revoked_at: invitation.revoked_at.map(rfc3339),
        }
    }
}

/// An invitation that was made just now, with its code.
#[derive(Serialize)]
pub(crate) struct InvitedShown<'a> {
    #[serde(flatten)]
    invitation: InvitationShown<'a>,
    code: &'a str,
    link: String,
}

impl<'a> InvitedShown<'a> {
    /// What is shown, this once, of a new invitation, where people reach us at `public_url`.
    pub(crate) fn of(invited: &'a Invited, public_url: &str) -> Self {
        Self {
            invitation: InvitationShown::of(&invited.invitation),
            code: &invited.code,
            link: pages::register::link(public_url, &invited.code),
        }
    }
}

/// A tenant, without its policy.
#[derive(Serialize)]
pub(crate) struct TenantListed<'a> {
    name: &'a str,
    id: String,
    hosts: Vec<&'a str>,
    changed_at: String,
}

impl<'a> TenantListed<'a> {
    /// What is shown of a tenant in a list.
    pub(crate) fn of(view: &'a TenantView) -> Self {
        let tenant = &view.tenant;
        Self {
            name: tenant.name.as_str(),
            id: tenant.id.to_string(),
            hosts: tenant.policy.hosts.iter().map(|host| host.as_str()).collect(),
            changed_at: rfc3339(view.changed_at),
        }
    }
}

/// A tenant, with its policy.
#[derive(Serialize)]
pub(crate) struct TenantShown<'a> {
    #[serde(flatten)]
    tenant: TenantListed<'a>,
    policy: DocumentShown<'a>,
}

impl<'a> TenantShown<'a> {
    /// What is shown of a tenant whose policy is written down like this.
    pub(crate) fn of(view: &'a TenantView, policy: &'a Document) -> Self {
        Self {
            tenant: TenantListed::of(view),
            policy: DocumentShown(policy),
        }
    }
}

/// Where a user stands at the identity provider.
#[derive(Serialize)]
pub(crate) struct ProvisioningShown<'a> {
    sub: String,
    target: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    wanted_version: u64,
    settled_version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_id: Option<&'a str>,
}

impl<'a> ProvisioningShown<'a> {
    /// What is shown of where a user stands.
    pub(crate) fn of(view: &'a ProvisioningView) -> Self {
        Self {
            sub: view.user.to_string(),
            target: view.target.as_str(),
            state: view.state,
            why: view.why.as_deref(),
            wanted_version: view.wanted,
            settled_version: view.settled,
            provider_id: view.provider_id.as_deref(),
        }
    }
}
