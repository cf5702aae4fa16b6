//! Read a user: oneself, or as an administrator somebody else.

use enroll_domain::id::{TenantId, UserId};
use enroll_domain::membership::Code;
use enroll_domain::role::{Needed, RoleName};
use enroll_domain::user::User;
use enroll_repository::{Queries, StoreError};

use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable};

/// A user, with the roles they hold, and with what their membership names by what it is called outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserView {
    /// The user.
    pub user: User,
    /// Their roles, in the order of their names.
    pub roles: Vec<RoleName>,
    /// The numbers of their tags, in order.
    pub tags: Vec<u64>,
    /// The code of their package.
    pub package: Option<Code>,
}

impl UserView {
    pub(crate) fn read<Q: Queries + ?Sized>(
        queries: &mut Q,
        tenant: TenantId,
        id: UserId,
    ) -> Result<Option<Self>, StoreError> {
        let Some(user) = queries.user(tenant, id)? else {
            return Ok(None);
        };
        Self::of(queries, user).map(Some)
    }

    pub(crate) fn of<Q: Queries + ?Sized>(queries: &mut Q, user: User) -> Result<Self, StoreError> {
        let roles = queries
            .grants_of(user.tenant, user.id)?
            .into_iter()
            .map(|grant| grant.role)
            .collect();
        Self::holding(queries, user, roles)
    }

    /// The view of a user who holds these roles, whatever the store knows of them.
    pub(crate) fn holding<Q: Queries + ?Sized>(
        queries: &mut Q,
        user: User,
        roles: Vec<RoleName>,
    ) -> Result<Self, StoreError> {
        let mut tags = Vec::new();
        for tag in &user.membership.tags {
            tags.extend(queries.tag(user.tenant, *tag)?.map(|tag| tag.number));
        }
        tags.sort_unstable();
        let package = match user.membership.package {
            Some(package) => queries.package(user.tenant, package)?.map(|package| package.code),
            None => None,
        };
        Ok(Self {
            user,
            roles,
            tags,
            package,
        })
    }
}

/// Why no user is shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadUserError {
    /// The caller lacks `user.read`.
    #[error("the caller may not read users")]
    Forbidden,
    /// There is no such user in this tenant.
    #[error("there is no such user")]
    NotFound,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ReadUserError);

impl Enrollment {
    /// A user of the caller's tenant. Needs `user.read`.
    ///
    /// # Errors
    /// [`ReadUserError`].
    pub async fn read_user(&self, caller: &Caller, id: UserId) -> Result<UserView, ReadUserError> {
        if !caller.may(Needed::ReadUsers) {
            return Err(ReadUserError::Forbidden);
        }
        let tenant = caller.tenant();
        let view = self
            .ports
            .store
            .view(move |queries| UserView::read(queries, tenant, id))
            .await?;
        view.ok_or(ReadUserError::NotFound)
    }
}
