//! Read a membership: what a user's department, tags, package, inviter and roles are, beyond their ids.

use enroll_domain::id::TenantId;
use enroll_domain::membership::{Department, Package, Tag};
use enroll_domain::role::{Role, Roles};
use enroll_domain::tenant::Tenant;
use enroll_repository::{Queries, StoreError};

use crate::{Enrollment, Unavailable, UserView};

/// Where a user stands within the tenant, with everything by its own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipView {
    /// The department.
    pub department: Option<Department>,
    /// The section of the department.
    pub section: Option<Department>,
    /// The tags, in the order of their numbers.
    pub tags: Vec<Tag>,
    /// The package.
    pub package: Option<Package>,
    /// The roles that the user holds and the tenant knows.
    pub roles: Vec<Role>,
    /// Who invited the user, with their package.
    pub inviter: Option<(UserView, Option<Package>)>,
}

impl Enrollment {
    /// Where a user stands. For drivers that show somebody to themselves, or to whoever made them; it asks for no permission.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn read_membership(&self, view: &UserView) -> Result<MembershipView, Unavailable> {
        let tenant = self.tenant(view.user.tenant)?;
        let view = view.clone();
        let found = self
            .ports
            .store
            .view(move |queries| membership(queries, &tenant, &view));
        Ok(found.await?)
    }
}

fn membership(queries: &mut dyn Queries, tenant: &Tenant, view: &UserView) -> Result<MembershipView, StoreError> {
    let id = tenant.id;
    let standing = &view.user.membership;
    let mut tags = Vec::new();
    for tag in &standing.tags {
        tags.extend(queries.tag(id, *tag)?);
    }
    tags.sort_by_key(|tag| tag.number);
    let known = roles_of(queries, tenant)?;
    let inviter = match standing.inviter {
        Some(inviter) => UserView::read(queries, id, inviter)?,
        None => None,
    };
    let inviter = match inviter {
        Some(inviter) => {
            let package = package(queries, id, &inviter)?;
            Some((inviter, package))
        }
        None => None,
    };
    Ok(MembershipView {
        department: match standing.department {
            Some(department) => queries.department(id, department)?,
            None => None,
        },
        section: match standing.section {
            Some(department) => queries.department(id, department)?,
            None => None,
        },
        tags,
        package: package(queries, id, view)?,
        roles: view.roles.iter().filter_map(|name| known.find(name)).cloned().collect(),
        inviter,
    })
}

fn package(queries: &mut dyn Queries, tenant: TenantId, view: &UserView) -> Result<Option<Package>, StoreError> {
    match view.user.membership.package {
        Some(package) => queries.package(tenant, package),
        None => Ok(None),
    }
}

/// Every role of a tenant: those of its policy, and those that administrators made. One of the policy wins over a made one of the
/// same name.
pub(crate) fn roles_of<Q: Queries + ?Sized>(queries: &mut Q, tenant: &Tenant) -> Result<Roles, StoreError> {
    let made = queries.roles_made(tenant.id)?;
    let policy = &tenant.policy.roles;
    let made = made.into_iter().filter(|role| policy.find(role.name()).is_none());
    Ok(made.fold(policy.clone(), Roles::with))
}
