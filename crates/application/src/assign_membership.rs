//! Assign a membership: department, section, tags and package of a user, all of them at once.

use enroll_domain::audit::Action;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::membership::{Code, Membership};
use enroll_domain::role::Needed;
use enroll_domain::{Gathered, Input, Rejections, Rule};
use enroll_repository::{Moved, Queries, Stop, StoreError};

use crate::assignment::AssignmentForm;
use crate::consequences::lock_user;
use crate::enrollment::Audited;
use crate::manage_packages::package_of_code;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Unavailable, UserView};

/// Where a user is to stand. What is not named, they are to have no more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MembershipForm {
    /// Department, section and tags.
    pub assignment: AssignmentForm,
    /// The package, by its code.
    pub package: Option<String>,
}

/// Why no membership was assigned.
#[derive(Debug, thiserror::Error)]
pub enum AssignMembershipError {
    /// The form names what is not there, a section of another department, or a retired tag that the user does not bear.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The caller lacks `user.update`.
    #[error("the caller may not change users")]
    Forbidden,
    /// There is no such user in this tenant, or the account is closed.
    #[error("there is no such user")]
    NotFound,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(AssignMembershipError);

impl Enrollment {
    /// Replaces department, section, tags and package of a user; number, referral code and inviter stay. Needs `user.update`.
    ///
    /// # Errors
    /// [`AssignMembershipError`].
    pub async fn assign_membership(
        &self,
        caller: &Caller,
        id: UserId,
        form: MembershipForm,
    ) -> Result<UserView, AssignMembershipError> {
        if !caller.may(Needed::UpdateUsers) {
            return Err(AssignMembershipError::Forbidden);
        }
        let (tenant, now) = (caller.tenant(), self.now());
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::MembershipChanged)?
            .about(id);
        let provision = self.draft_provision(tenant, now)?;
        let written = self.ports.store.atomically::<_, AssignMembershipError>(move |tx| {
            let missing = || Stop::Because(AssignMembershipError::NotFound);
            // Which retired tags the user bears must not change between reading and writing.
            let before = tx.user(tenant, id)?.ok_or_else(missing)?;
            lock_user(tx, &before)?;
            let user = tx.user(tenant, id)?.ok_or_else(missing)?;
            let found = form.find(tx, tenant, &user.membership)?;
            let wanted = found.map_err(|rejections| Stop::Because(rejections.into()))?;
            if tx.set_membership(tenant, id, &wanted)? == Moved::Stale {
                return Err(missing());
            }
            provision.want(tx, id)?;
            tx.record(&audit)?;
            UserView::read(tx, tenant, id)?.ok_or_else(missing)
        });
        written.await
    }
}

impl MembershipForm {
    /// The membership that is described, or everything in it that is not there.
    fn find<Q: Queries + ?Sized>(
        &self,
        queries: &mut Q,
        tenant: TenantId,
        borne: &Membership,
    ) -> Result<Result<Membership, Rejections>, StoreError> {
        let mut gathered = Gathered::new();
        let mut wanted = Membership {
            package: None,
            ..borne.clone()
        };
        match self.assignment.find(queries, tenant, borne)? {
            Ok(found) => wanted = Membership { package: None, ..found },
            Err(rejections) => gathered.add(Err(rejections)),
        }
        if let Some(text) = self.package.as_deref().filter(|text| !text.trim().is_empty()) {
            let found = match Code::parse(text) {
                Ok(code) => package_of_code(queries, tenant, &code)?,
                Err(_) => None,
            };
            match found {
                Some(package) => wanted.package = Some(package.id),
                None => gathered.reject(Input::Package, Rule::Unknown),
            }
        }
        Ok(gathered.finish().map(|()| wanted))
    }
}
