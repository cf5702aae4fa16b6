//! Performing a provisioning: the user is made to exist at the identity provider as they are now.

use enroll_domain::Timestamp;
use enroll_domain::id::{DepartmentId, UserId};
use enroll_domain::role::Roles;
use enroll_domain::user::{ChosenBy, EmailProof, State};
use enroll_identity_provider::{DesiredUser, Enabled, ProviderError, Sessions};
use enroll_repository::{Leased, Provisioning, SessionsThere, Settlement, StoreError};

use super::Relay;
use super::backoff::next_try;
use super::batch::Outcome;
use crate::{Unavailable, UserView};

impl Relay {
    pub(super) async fn perform_provision(&self, leased: &Leased, user: UserId) -> Result<Outcome, Unavailable> {
        let tenant = leased.message.tenant;
        let known = self.enrollment.tenant_or_read(tenant).await?.policy.roles.clone();
        let desired = self.enrollment.ports.store.view(move |queries| {
            let view = UserView::read(queries, tenant, user)?;
            let standing = queries.provisioning(tenant, user)?;
            Ok(view
                .zip(standing)
                .map(|(view, standing)| (standing.target.clone(), standing.wanted, wanted(view, standing, &known))))
        });
        let Some((target, version, wanted)) = desired.await? else {
            return Ok(Outcome::Settled(Settlement::Moot));
        };
        let Some(provider) = self.providers.get(&target) else {
            // The others go on: only whoever is to exist there waits.
            let now = self.enrollment.now();
            let at = next_try(
                now,
                leased.tries.saturating_add(1),
                self.enrollment.ports.entropy.as_ref(),
            )?;
            let why = format!("there is no identity provider {}", target.as_str());
            return Ok(Outcome::Settled(Settlement::Retry { at, why }));
        };
        let performed = match wanted {
            Wanted::There(desired) => provider.ensure(&desired).await.map(Some),
            Wanted::Gone => provider.remove(user).await.map(|()| None),
        };
        match performed {
            Ok(provider_id) => self.note_done(leased, user, version, provider_id).await,
            Err(ProviderError::Temporary(why)) => {
                let at = next_try(
                    self.enrollment.now(),
                    leased.tries.saturating_add(1),
                    self.enrollment.ports.entropy.as_ref(),
                )?;
                Ok(Outcome::Answered(Settlement::Retry {
                    at,
                    why: why.to_string(),
                }))
            }
            Err(ProviderError::Misconfigured(why)) => Ok(Outcome::Misconfigured(why.to_string())),
            Err(error @ (ProviderError::Permanent(_) | ProviderError::Taken)) => {
                self.note_failed(leased, user, version, error.to_string()).await
            }
        }
    }

    /// Notes the version that is there now. If a later one is wanted by then, the message goes round once more.
    async fn note_done(
        &self,
        leased: &Leased,
        user: UserId,
        version: u64,
        provider_id: Option<String>,
    ) -> Result<Outcome, Unavailable> {
        let (tenant, now) = (leased.message.tenant, self.enrollment.now());
        let leased = leased.clone();
        let settled = self.enrollment.ports.store.atomically::<_, StoreError>(move |tx| {
            let wanted = tx.settle_provisioning(tenant, user, version, provider_id.as_deref())?;
            let settlement = if wanted > version {
                changed_meanwhile(now)
            } else {
                Settlement::Delivered
            };
            // In the transaction that notes the version, so that a change at this very moment either finds the message open or
            // adds another one.
            let moved = tx.settle(&leased, &settlement, now)?;
            Ok(Outcome::Noted(settlement, moved))
        });
        Ok(settled.await?)
    }

    /// Notes why this version will not get there. If a later one is wanted by then, the message goes round once more: what was
    /// refused may have been what was changed.
    async fn note_failed(
        &self,
        leased: &Leased,
        user: UserId,
        version: u64,
        why: String,
    ) -> Result<Outcome, Unavailable> {
        let (tenant, now) = (leased.message.tenant, self.enrollment.now());
        let leased = leased.clone();
        let settled = self.enrollment.ports.store.atomically::<_, StoreError>(move |tx| {
            let wanted = tx.fail_provisioning(tenant, user, version, &why)?;
            let settlement = if wanted > version {
                changed_meanwhile(now)
            } else {
                Settlement::Dead { why: why.clone() }
            };
            // In one transaction, as above.
            let moved = tx.settle(&leased, &settlement, now)?;
            Ok(Outcome::Noted(settlement, moved))
        });
        Ok(settled.await?)
    }
}

fn changed_meanwhile(now: Timestamp) -> Settlement {
    Settlement::Retry {
        at: now,
        why: "the user was changed meanwhile".to_owned(),
    }
}

/// What is to be at the provider.
enum Wanted {
    /// The user, like this.
    There(Box<DesiredUser>),
    /// Nothing any more: the account is closed.
    Gone,
}

/// What is to be at the provider of a user. Of their roles, those go along that the policy has: whoever may make roles chooses names, and a
/// name may mean something there that they could not give.
fn wanted(view: UserView, standing: Provisioning, known: &Roles) -> Wanted {
    let sessions = match standing.sessions() {
        SessionsThere::Keep => Sessions::Keep,
        SessionsThere::End => Sessions::End,
    };
    let UserView { user, roles, .. } = view;
    let (enabled, password) = match user.state {
        // Who has no password yet may choose one there; who has not confirmed their address waits there as they do here.
        State::Pending { password: None } => (Enabled::Yes, None),
        State::Pending {
            password: Some(password),
        } => (Enabled::No, Some(password)),
        // A password that somebody else chose is not handed on: they choose one there, or here.
        State::Active { .. } if user.chosen_by == ChosenBy::Administrator => (Enabled::Yes, None),
        State::Active { password, .. } => (Enabled::Yes, Some(password)),
        State::Suspended { password, .. } => (Enabled::No, Some(password)),
        State::Closed { .. } => return Wanted::Gone,
    };
    let place = |name: &str, id: Option<DepartmentId>| id.map(|id| (name.to_owned(), id.to_string()));
    let department = place("department", user.membership.department);
    let section = place("section", user.membership.section);
    let desired = DesiredUser {
        id: user.id,
        version: standing.wanted,
        provider_id: standing.provider_id,
        email: user.identifiers.email,
        email_verified: matches!(user.identifiers.email_proof, EmailProof::Proved { .. }),
        username: user.identifiers.username,
        profile: user.profile,
        external: user.identifiers.external,
        attributes: department.into_iter().chain(section).collect(),
        roles: roles.into_iter().filter(|name| known.find(name).is_some()).collect(),
        enabled,
        sessions,
        password,
    };
    Wanted::There(Box::new(desired))
}
