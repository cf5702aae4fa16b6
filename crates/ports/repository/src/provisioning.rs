//! Where each user stands in the tenant's identity provider.

use enroll_domain::id::{TenantId, UserId};
use enroll_domain::registration::ProvisioningTarget;

use crate::StoreError;

/// Where a user stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provisioning {
    /// In which provider.
    pub target: ProvisioningTarget,
    /// The version that is wanted there: it rises with every change of the user.
    pub wanted: u64,
    /// The version that was last settled; 0 if none was.
    pub settled: u64,
    /// The provider's own id of the user, once known.
    pub provider_id: Option<String>,
    /// How far the wanted version has come.
    pub state: ProvisioningState,
    /// The last version with which the user's sessions there were to end; 0 if none was.
    pub sessions_end_with: u64,
}

impl Provisioning {
    /// Whether the user's sessions there are to end with the version that is wanted now.
    #[must_use]
    pub const fn sessions(&self) -> SessionsThere {
        if self.sessions_end_with > self.settled {
            SessionsThere::End
        } else {
            SessionsThere::Keep
        }
    }

    /// Whether the wanted version is still to be tried: neither there, nor given up.
    #[must_use]
    pub const fn is_under_way(&self) -> bool {
        match self.state {
            ProvisioningState::Pending => true,
            ProvisioningState::Done | ProvisioningState::Failed { .. } => false,
        }
    }

    /// The name of where the user stands, for operators: `pending`, `created` (the provider has the user, but not this version),
    /// `done` or `failed`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match (&self.state, &self.provider_id) {
            (ProvisioningState::Pending, None) => "pending",
            (ProvisioningState::Pending, Some(_)) => "created",
            (ProvisioningState::Done, _) => "done",
            (ProvisioningState::Failed { .. }, _) => "failed",
        }
    }
}

/// What becomes of the user's sessions at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionsThere {
    /// They go on.
    Keep,
    /// They end: the password was reset, or the user shut out.
    End,
}

/// How far a wanted version has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProvisioningState {
    /// Not there yet.
    Pending,
    /// There.
    Done,
    /// It will not get there without help.
    Failed {
        /// Why, for the operator; nothing personal.
        why: String,
    },
}

/// Reading where users stand.
pub trait ProvisioningQueries {
    /// Where this user stands; `None` if they were never to be provisioned.
    ///
    /// # Errors
    /// The store's own.
    fn provisioning(&mut self, tenant: TenantId, user: UserId) -> Result<Option<Provisioning>, StoreError>;

    /// Up to `limit` users who are to be provisioned, in the order of their ids, those after `after`, with where they stand.
    ///
    /// # Errors
    /// The store's own.
    fn provisionings(
        &mut self,
        tenant: TenantId,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<(UserId, Provisioning)>, StoreError>;
}

/// Changing where users stand.
pub trait ProvisioningStates {
    /// Wants one version more of this user in `target`, makes the state pending, and says which version is wanted now.
    /// With [`SessionsThere::End`], that is the version with which the user's sessions there end. Locks the row, so that it and [`ProvisioningStates::settle_provisioning`] run one after the other.
    ///
    /// # Errors
    /// The store's own.
    fn want_provisioning(
        &mut self,
        tenant: TenantId,
        user: UserId,
        target: &ProvisioningTarget,
        sessions: SessionsThere,
    ) -> Result<u64, StoreError>;

    /// Notes that `version` is there under `provider_id`, or that the user is not there any more, as that version wants it
    /// (`None`); and says which version is wanted now. The state is done if that is the same one. An older version than the settled one changes nothing.
    ///
    /// # Errors
    /// The store's own.
    fn settle_provisioning(
        &mut self,
        tenant: TenantId,
        user: UserId,
        version: u64,
        provider_id: Option<&str>,
    ) -> Result<u64, StoreError>;

    /// Notes why `version` will not get there, and says which version is wanted now. It changes nothing if a later version is
    /// wanted, which may get there, or if this one was settled, which is more than a refusal that comes late.
    ///
    /// # Errors
    /// The store's own.
    fn fail_provisioning(&mut self, tenant: TenantId, user: UserId, version: u64, why: &str)
    -> Result<u64, StoreError>;
}
