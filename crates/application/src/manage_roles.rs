//! Manage roles: list them all, and make, change and remove those that are neither built in nor the policy's. Nobody makes or
//! touches a role that allows anything beyond their own authority, neither as it was nor as it is to be.

use std::collections::BTreeSet;

use enroll_domain::audit::{Action, AuditRecord};
use enroll_domain::membership::Title;
use enroll_domain::role::{Authority, Needed, Permission, Role, RoleName, Roles};
use enroll_repository::{Moved, Queries, Stop, StoreError, Unique};

use crate::acting::Acting;
use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Description, Enrollment, ListError, Unavailable};

/// Where a role comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleOrigin {
    /// Every tenant has it.
    BuiltIn,
    /// The tenant's policy names it.
    Policy,
    /// An administrator made it.
    Made,
}

impl RoleOrigin {
    /// The name of the origin in our API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BuiltIn => "built_in",
            Self::Policy => "policy",
            Self::Made => "made",
        }
    }
}

/// A role, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleView {
    /// The role.
    pub role: Role,
    /// Where it comes from.
    pub origin: RoleOrigin,
}

impl RoleView {
    const fn made(role: Role) -> Self {
        let origin = RoleOrigin::Made;
        Self { role, origin }
    }
}

/// What a role is to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoleForm {
    /// What it allows.
    pub permissions: BTreeSet<Permission>,
    /// What people call it, if that differs from its name.
    pub title: Option<Title>,
    /// What it is for.
    pub description: Option<Description>,
}

impl RoleForm {
    fn named(self, name: RoleName) -> Role {
        let title = self.title.map(|title| title.as_str().to_owned());
        let description = self.description.map(|words| words.as_str().to_owned());
        Role::new(name, Authority::Only(self.permissions)).described(title, description)
    }
}

/// Why a role was neither made, nor changed, nor removed.
#[derive(Debug, thiserror::Error)]
pub enum ManageRolesError {
    /// The caller lacks `role.manage`, or something that the role allows or is to allow.
    #[error("the role is beyond the caller's own authority")]
    Forbidden,
    /// There is no such role.
    #[error("there is no such role")]
    NotFound,
    /// The role is built in, or the policy's.
    #[error("the role was not made here")]
    Fixed,
    /// There is a role of this name.
    #[error("there is a role of this name")]
    Taken,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ManageRolesError);

impl Enrollment {
    /// Every role of the caller's tenant: those of the policy, the built-in ones among them, and then those that were made, in the
    /// order of their names. Needs `role.manage`.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_roles(&self, caller: &Caller) -> Result<Vec<RoleView>, ListError> {
        if !caller.may(Needed::ManageRoles) {
            return Err(ListError::Forbidden);
        }
        let tenant = self.tenant(caller.tenant())?;
        let id = tenant.id;
        let made = self.ports.store.view(move |queries| queries.roles_made(id)).await?;
        let given = &tenant.policy.roles;
        let first = given.iter().map(|role| RoleView {
            role: role.clone(),
            origin: match role.is_built_in() {
                true => RoleOrigin::BuiltIn,
                false => RoleOrigin::Policy,
            },
        });
        // A policy that was written later may have taken the name; then its own role holds.
        let made = made.into_iter().filter(|role| given.find(role.name()).is_none());
        Ok(first.chain(made.map(RoleView::made)).collect())
    }

    /// Makes a role. Needs `role.manage` and everything that the role allows.
    ///
    /// # Errors
    /// [`ManageRolesError`], but for `NotFound` and `Fixed`.
    pub async fn create_role(
        &self,
        caller: &Caller,
        name: RoleName,
        form: RoleForm,
    ) -> Result<RoleView, ManageRolesError> {
        let role = form.named(name);
        within_own(caller.authority(), &role)?;
        let tenant = self.tenant(caller.tenant())?;
        if tenant.policy.roles.find(role.name()).is_some() {
            return Err(ManageRolesError::Taken);
        }
        let audit = self.audit_role(caller, Action::RoleCreated, &role)?;
        let acting = Acting::of(caller, &tenant);
        let written = self.ports.store.atomically::<_, ManageRolesError>(move |tx| {
            within_own(&acting.now(tx)?.authority, &role).map_err(Stop::Because)?;
            match tx.add_role(tenant.id, &role) {
                Err(StoreError::Conflict(Unique::Role)) => return Err(Stop::Because(ManageRolesError::Taken)),
                added => added?,
            }
            tx.record(&audit)?;
            Ok(RoleView::made(role.clone()))
        });
        written.await
    }

    /// Replaces what a role allows, and its words. Whoever holds it is held to that from their next call on. Needs `role.manage`,
    /// everything that the role allowed, and everything that it is to allow.
    ///
    /// # Errors
    /// [`ManageRolesError`], but for `Taken`.
    pub async fn replace_role(
        &self,
        caller: &Caller,
        name: RoleName,
        form: RoleForm,
    ) -> Result<RoleView, ManageRolesError> {
        let role = form.named(name);
        within_own(caller.authority(), &role)?;
        let tenant = self.tenant(caller.tenant())?;
        not_fixed(&tenant.policy.roles, role.name())?;
        let audit = self.audit_role(caller, Action::RoleChanged, &role)?;
        let acting = Acting::of(caller, &tenant);
        let written = self.ports.store.atomically::<_, ManageRolesError>(move |tx| {
            // Neither what the role allows nor what the caller may do must change between reading and writing.
            tx.lock_tenant(tenant.id)?;
            let authority = acting.now(tx)?.authority;
            within_own(&authority, &role).map_err(Stop::Because)?;
            within_own(&authority, &made(tx, tenant.id, role.name())?).map_err(Stop::Because)?;
            if tx.set_role(tenant.id, &role)? == Moved::Stale {
                return Err(Stop::Because(ManageRolesError::NotFound));
            }
            tx.record(&audit)?;
            Ok(RoleView::made(role.clone()))
        });
        written.await
    }

    /// Removes a role, from everybody who holds it. Needs `role.manage` and everything that the role allows.
    ///
    /// # Errors
    /// [`ManageRolesError`], but for `Taken`.
    pub async fn remove_role(&self, caller: &Caller, name: RoleName) -> Result<(), ManageRolesError> {
        if !caller.may(Needed::ManageRoles) {
            return Err(ManageRolesError::Forbidden);
        }
        let tenant = self.tenant(caller.tenant())?;
        not_fixed(&tenant.policy.roles, &name)?;
        let (call, now) = (caller.call(), self.now());
        let audit = self
            .audit(&call, now, caller.actor(), Action::RoleRemoved)?
            .coded(format!("role:{name}"));
        let acting = Acting::of(caller, &tenant);
        let written = self.ports.store.atomically::<_, ManageRolesError>(move |tx| {
            tx.lock_tenant(tenant.id)?;
            let authority = acting.now(tx)?.authority;
            within_own(&authority, &made(tx, tenant.id, &name)?).map_err(Stop::Because)?;
            if tx.remove_role(tenant.id, &name)? == Moved::Stale {
                return Err(Stop::Because(ManageRolesError::NotFound));
            }
            Ok(tx.record(&audit)?)
        });
        written.await
    }

    fn audit_role(&self, caller: &Caller, action: Action, role: &Role) -> Result<AuditRecord, ManageRolesError> {
        let audit = self.audit(&caller.call(), self.now(), caller.actor(), action)?;
        let audit = audit.coded(format!("role:{}", role.name()));
        Ok(match role.authority() {
            Authority::Everything => audit.coded("everything"),
            Authority::Only(held) => held.iter().fold(audit, |audit, permission| {
                audit.coded(format!("permission:{}", permission.as_str()))
            }),
        })
    }
}

/// The ceiling: somebody with this authority may make, change or remove roles, and this one among them.
fn within_own(authority: &Authority, role: &Role) -> Result<(), ManageRolesError> {
    if authority.allows(Needed::ManageRoles) && authority.covers(role.authority()) {
        Ok(())
    } else {
        Err(ManageRolesError::Forbidden)
    }
}

fn not_fixed(given: &Roles, name: &RoleName) -> Result<(), ManageRolesError> {
    match given.find(name) {
        Some(_) => Err(ManageRolesError::Fixed),
        None => Ok(()),
    }
}

fn made<Q: Queries + ?Sized>(
    queries: &mut Q,
    tenant: enroll_domain::id::TenantId,
    name: &RoleName,
) -> Result<Role, Stop<ManageRolesError>> {
    let mut roles = queries.roles_made(tenant)?.into_iter();
    roles
        .find(|role| role.name() == name)
        .ok_or(Stop::Because(ManageRolesError::NotFound))
}
