//! Manage provisioning: see where users stand in the identity provider, and ask for one again.

use enroll_domain::audit::Action;
use enroll_domain::id::UserId;
use enroll_domain::registration::ProvisioningTarget;
use enroll_domain::role::Needed;
use enroll_repository::{Intent, Message, Provisioning, ProvisioningState, SessionsThere, Stop};

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, ListError, Page, Unavailable};

/// Where a user stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisioningView {
    /// Who.
    pub user: UserId,
    /// In which provider.
    pub target: ProvisioningTarget,
    /// `pending`, `created` (the provider has the user, but not this version), `done` or `failed`.
    pub state: &'static str,
    /// Why the wanted version will not get there without help, if so.
    pub why: Option<String>,
    /// The version that is wanted there: it rises with every change of the user.
    pub wanted: u64,
    /// The version that was last settled; 0 if none was.
    pub settled: u64,
    /// The provider's own id of the user, once known.
    pub provider_id: Option<String>,
}

impl ProvisioningView {
    fn of(user: UserId, stands: Provisioning) -> Self {
        let state = stands.code();
        Self {
            user,
            target: stands.target,
            state,
            why: match stands.state {
                ProvisioningState::Failed { why } => Some(why),
                ProvisioningState::Pending | ProvisioningState::Done => None,
            },
            wanted: stands.wanted,
            settled: stands.settled,
            provider_id: stands.provider_id,
        }
    }
}

/// Why it is not shown where a user stands, or not asked again.
#[derive(Debug, thiserror::Error)]
pub enum ManageProvisioningError {
    /// The caller lacks `provisioning.manage`.
    #[error("the caller may not manage provisioning")]
    Forbidden,
    /// There is no such user, or they were never to be provisioned.
    #[error("the user was never to be provisioned")]
    NotFound,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ManageProvisioningError);

impl Enrollment {
    /// Up to `limit` users of the caller's tenant who are to be provisioned (at least 1, at most 100), those after `after`. Needs
    /// `provisioning.manage`.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_provisioning(
        &self,
        caller: &Caller,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Page<ProvisioningView, UserId>, ListError> {
        if !caller.may(Needed::ManageProvisioning) {
            return Err(ListError::Forbidden);
        }
        let tenant = caller.tenant();
        let page = self.ports.store.view(move |queries| {
            let read = |limit| {
                let found = queries.provisionings(tenant, after, limit)?;
                let views = found
                    .into_iter()
                    .map(|(user, stands)| ProvisioningView::of(user, stands));
                Ok(views.collect())
            };
            Page::read(limit, |view: &ProvisioningView| view.user, read)
        });
        Ok(page.await?)
    }

    /// Where one user stands. Needs `provisioning.manage`.
    ///
    /// # Errors
    /// [`ManageProvisioningError`].
    pub async fn read_provisioning(
        &self,
        caller: &Caller,
        user: UserId,
    ) -> Result<ProvisioningView, ManageProvisioningError> {
        if !caller.may(Needed::ManageProvisioning) {
            return Err(ManageProvisioningError::Forbidden);
        }
        let tenant = caller.tenant();
        let found = self
            .ports
            .store
            .view(move |queries| queries.provisioning(tenant, user))
            .await?;
        let stands = found.ok_or(ManageProvisioningError::NotFound)?;
        Ok(ProvisioningView::of(user, stands))
    }

    /// Wants a user, as they are now, once more where they are to be: one version more, and something that is to be done for it if
    /// nothing is waiting to be done. Needs `provisioning.manage`.
    ///
    /// # Errors
    /// [`ManageProvisioningError`].
    pub async fn retry_provisioning(
        &self,
        caller: &Caller,
        user: UserId,
    ) -> Result<ProvisioningView, ManageProvisioningError> {
        if !caller.may(Needed::ManageProvisioning) {
            return Err(ManageProvisioningError::Forbidden);
        }
        let (tenant, now) = (caller.tenant(), self.now());
        let message = Message {
            id: self.mint(now).id()?,
            tenant,
            intent: Intent::Provision { user },
            made_at: now,
        };
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::ProvisioningRetried)?
            .about(user);
        let written = self.ports.store.atomically::<_, ManageProvisioningError>(move |tx| {
            let missing = || Stop::Because(ManageProvisioningError::NotFound);
            let target = tx.provisioning(tenant, user)?.ok_or_else(missing)?.target;
            tx.want_provisioning(tenant, user, &target, SessionsThere::Keep)?;
            // What was given up is taken care of by what is wanted now.
            tx.forget_dead_provisions(tenant, user, now)?;
            if !tx.provision_is_open(tenant, user)? {
                tx.enqueue(&message)?;
            }
            tx.record(&audit.clone().coded(format!("target:{}", target.as_str())))?;
            let stands = tx.provisioning(tenant, user)?.ok_or_else(missing)?;
            Ok(ProvisioningView::of(user, stands))
        });
        written.await
    }
}
