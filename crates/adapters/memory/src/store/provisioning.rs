//! Where users stand in an identity provider.

use enroll_domain::id::{TenantId, UserId};
use enroll_domain::registration::ProvisioningTarget;
use enroll_repository::{
    Provisioning, ProvisioningQueries, ProvisioningState, ProvisioningStates, SessionsThere, StoreError,
};

use super::tables::Tables;

impl ProvisioningQueries for Tables {
    fn provisioning(&mut self, tenant: TenantId, user: UserId) -> Result<Option<Provisioning>, StoreError> {
        Ok(self.provisioning.rows().get(&(tenant, user)).cloned())
    }

    fn provisionings(
        &mut self,
        tenant: TenantId,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<(UserId, Provisioning)>, StoreError> {
        let all = self.provisioning.rows().iter();
        let wanted = all.filter(|((within, user), _)| *within == tenant && after.is_none_or(|after| *user > after));
        Ok(wanted
            .take(limit)
            .map(|((_, user), standing)| (*user, standing.clone()))
            .collect())
    }
}

impl ProvisioningStates for Tables {
    fn want_provisioning(
        &mut self,
        tenant: TenantId,
        user: UserId,
        target: &ProvisioningTarget,
        sessions: SessionsThere,
    ) -> Result<u64, StoreError> {
        self.of_user(tenant, user)?;
        let standing = self
            .provisioning
            .rows_mut()
            .entry((tenant, user))
            .or_insert_with(|| Provisioning {
                target: target.clone(),
                wanted: 0,
                settled: 0,
                provider_id: None,
                state: ProvisioningState::Pending,
                sessions_end_with: 0,
            });
        standing.target = target.clone();
        standing.wanted = standing.wanted.saturating_add(1);
        standing.state = ProvisioningState::Pending;
        match sessions {
            SessionsThere::End => standing.sessions_end_with = standing.wanted,
            SessionsThere::Keep => {}
        }
        Ok(standing.wanted)
    }

    fn settle_provisioning(
        &mut self,
        tenant: TenantId,
        user: UserId,
        version: u64,
        provider_id: Option<&str>,
    ) -> Result<u64, StoreError> {
        let Some(standing) = self.provisioning.rows_mut().get_mut(&(tenant, user)) else {
            return self.fail(StoreError::broken("the user was never to be provisioned"));
        };
        if version >= standing.settled {
            standing.settled = version;
            standing.provider_id = provider_id.map(str::to_owned);
            if version == standing.wanted {
                standing.state = ProvisioningState::Done;
            }
        }
        Ok(standing.wanted)
    }

    fn fail_provisioning(
        &mut self,
        tenant: TenantId,
        user: UserId,
        version: u64,
        why: &str,
    ) -> Result<u64, StoreError> {
        let Some(standing) = self.provisioning.rows_mut().get_mut(&(tenant, user)) else {
            return self.fail(StoreError::broken("the user was never to be provisioned"));
        };
        if version == standing.wanted && standing.settled < version {
            standing.state = ProvisioningState::Failed { why: why.to_owned() };
        }
        Ok(standing.wanted)
    }
}
