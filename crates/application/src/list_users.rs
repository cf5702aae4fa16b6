//! List users, a page at a time, as an administrator.

use enroll_domain::id::UserId;
use enroll_domain::role::Needed;

use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable, UserView};

/// The most users a page holds.
pub const USERS_ON_A_PAGE: usize = 100;

/// A page of users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPage {
    /// The users, the first made first.
    pub users: Vec<UserView>,
    /// After whom the next page begins; `None` on the last page.
    pub next: Option<UserId>,
}

/// Why no users are shown.
#[derive(Debug, thiserror::Error)]
pub enum ListUsersError {
    /// The caller lacks `user.read`.
    #[error("the caller may not read users")]
    Forbidden,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ListUsersError);

impl Enrollment {
    /// Up to `limit` users of the caller's tenant (at least 1, at most 100), those after `after`. Needs `user.read`.
    ///
    /// # Errors
    /// [`ListUsersError`].
    pub async fn list_users(
        &self,
        caller: &Caller,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<UserPage, ListUsersError> {
        if !caller.may(Needed::ReadUsers) {
            return Err(ListUsersError::Forbidden);
        }
        let tenant = caller.tenant();
        let limit = limit.clamp(1, USERS_ON_A_PAGE);
        let page = self.ports.store.view(move |queries| {
            // One more than asked for, to know whether there is a next page.
            let mut found = queries.users(tenant, after, limit + 1)?;
            let more = found.len() > limit;
            found.truncate(limit);
            let next = found.last().filter(|_| more).map(|user| user.id);
            let users = found
                .into_iter()
                .map(|user| UserView::of(queries, user))
                .collect::<Result<_, _>>()?;
            Ok(UserPage { users, next })
        });
        Ok(page.await?)
    }
}
