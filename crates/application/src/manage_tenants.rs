//! Manage tenants: list and read them, make one, and replace the policy of one. Only callers of the default tenant may, for nobody
//! else reaches beyond their own.

use std::sync::Arc;

use enroll_domain::audit::Action;
use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::membership::Membership;
use enroll_domain::profile::Profile;
use enroll_domain::registration::Policy;
use enroll_domain::role::{Authority, Needed, Role, RoleName};
use enroll_domain::tenant::{Tenant, TenantName};
use enroll_domain::user::{ChosenBy, EmailProof, Identifiers, State, User};
use enroll_domain::{Rule, Timestamp};
use enroll_repository::{Moved, Stop, StoreError, Unique};

use crate::consequences::LinkDraft;
use crate::enrollment::Audited;
use crate::newcomer::{Codes, Entrance, Held, Newcomer, NotAdmitted, because};
use crate::unavailable::unavailable;
use crate::{Call, Caller, Enrollment, Page, Unavailable};

/// A tenant, as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantView {
    /// The tenant, with the policy that holds in it.
    pub tenant: Tenant,
    /// When its policy was last written, or the tenant made.
    pub changed_at: Timestamp,
}

/// Why no tenant is shown, made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageTenantsError {
    /// The caller is of another tenant than the default one, or lacks `tenant.manage`.
    #[error("the caller may not manage tenants")]
    Forbidden,
    /// There is no tenant of this name.
    #[error("there is no such tenant")]
    NotFound,
    /// There is a tenant of this name.
    #[error("there is a tenant of this name")]
    NameTaken,
    /// Another tenant has one of the hosts.
    #[error("another tenant has one of the hosts")]
    HostTaken,
    /// The policy takes no such administrator: their address breaks this rule of it.
    #[error("the policy takes no such administrator")]
    AdministratorRefused(Rule),
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ManageTenantsError);

impl Enrollment {
    /// Whether a caller may manage tenants at all. For drivers that look at what was sent before they ask for the use case, so that
    /// nobody else learns what is wrong with it.
    ///
    /// # Errors
    /// [`ManageTenantsError::Forbidden`].
    pub fn may_manage_tenants(&self, caller: &Caller) -> Result<(), ManageTenantsError> {
        if caller.tenant() == TenantId::DEFAULT && caller.may(Needed::ManageTenants) {
            Ok(())
        } else {
            Err(ManageTenantsError::Forbidden)
        }
    }

    /// Up to `limit` tenants (at least 1, at most 100), those after `after`, in the order of their ids. Needs `tenant.manage` in the
    /// default tenant.
    ///
    /// # Errors
    /// [`ManageTenantsError::Forbidden`] or [`ManageTenantsError::Unavailable`].
    pub async fn list_tenants(
        &self,
        caller: &Caller,
        after: Option<TenantId>,
        limit: usize,
    ) -> Result<Page<TenantView, TenantId>, ManageTenantsError> {
        self.may_manage_tenants(caller)?;
        let tenants = self.stored_tenants().await?;
        let rest = tenants.into_iter().filter(|view| Some(view.tenant.id) > after);
        Page::read(
            limit,
            |view: &TenantView| view.tenant.id,
            |limit| Ok(rest.take(limit).collect()),
        )
    }

    /// The tenant of this name. Needs `tenant.manage` in the default tenant.
    ///
    /// # Errors
    /// [`ManageTenantsError::Forbidden`], [`ManageTenantsError::NotFound`] or [`ManageTenantsError::Unavailable`].
    pub async fn read_tenant(&self, caller: &Caller, name: &TenantName) -> Result<TenantView, ManageTenantsError> {
        self.may_manage_tenants(caller)?;
        let mut tenants = self.stored_tenants().await?.into_iter();
        tenants
            .find(|view| view.tenant.name == *name)
            .ok_or(ManageTenantsError::NotFound)
    }

    /// Makes a tenant, and in it a pending administrator of this address, who is mailed a link to set a password. Needs
    /// `tenant.manage` in the default tenant.
    ///
    /// # Errors
    /// [`ManageTenantsError`], but for `NotFound`.
    pub async fn create_tenant(
        &self,
        caller: &Caller,
        name: TenantName,
        policy: Policy,
        administrator: Option<EmailAddress>,
    ) -> Result<TenantView, ManageTenantsError> {
        self.may_manage_tenants(caller)?;
        within_authority(caller, &policy)?;
        if administrator.is_some() && !caller.authority().covers(&Authority::Everything) {
            return Err(ManageTenantsError::Forbidden);
        }
        let now = self.now();
        let id = self.mint(now).id()?;
        let tenant = Arc::new(Tenant { id, name, policy });
        let first = administrator.map(|email| self.first_administrator(caller, &tenant, email, now));
        let first = first.transpose()?;
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::TenantCreated)?
            .about(id)
            .coded(format!("tenant:{}", tenant.name.as_str()));
        let written = self.ports.store.atomically::<_, ManageTenantsError>(move |tx| {
            tx.add_tenant(&tenant, now).map_err(taken)?;
            tx.record(&audit)?;
            if let Some((newcomer, link)) = &first {
                newcomer.lock(tx)?;
                let user = newcomer.write(tx).map_err(|stop| because(stop, refused))?;
                link.mail_first_password(tx, &user)?;
            }
            Ok(TenantView {
                tenant: Tenant::clone(&tenant),
                changed_at: now,
            })
        });
        let made = written.await?;
        // It is made; where it cannot be read now, the loop does so within a minute.
        let _reloaded = self.reload_tenants().await;
        Ok(made)
    }

    /// Replaces the policy of a tenant. What holds is this policy from now on at this server, and within a minute at the others.
    /// Needs `tenant.manage` in the default tenant.
    ///
    /// # Errors
    /// [`ManageTenantsError`], but for `NameTaken`.
    pub async fn replace_policy(
        &self,
        caller: &Caller,
        name: &TenantName,
        policy: Policy,
    ) -> Result<TenantView, ManageTenantsError> {
        self.may_manage_tenants(caller)?;
        within_authority(caller, &policy)?;
        let (now, name) = (self.now(), name.clone());
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::TenantChanged)?
            .coded(format!("tenant:{}", name.as_str()));
        let written = self.ports.store.atomically::<_, ManageTenantsError>(move |tx| {
            let missing = || Stop::Because(ManageTenantsError::NotFound);
            let mut known = tx.tenants()?.into_iter();
            let id = known.find(|known| known.name == name).ok_or_else(missing)?.id;
            if tx.set_policy(id, &policy, now).map_err(taken)? == Moved::Stale {
                return Err(missing());
            }
            tx.record(&audit.clone().about(id))?;
            let tenant = Tenant {
                id,
                name: name.clone(),
                policy: policy.clone(),
            };
            Ok(TenantView {
                tenant,
                changed_at: now,
            })
        });
        let changed = written.await?;
        let _reloaded = self.reload_tenants().await;
        Ok(changed)
    }
}

impl Enrollment {
    async fn stored_tenants(&self) -> Result<Vec<TenantView>, Unavailable> {
        let usual = self.usual_policy();
        let stored = self.ports.store.view(|queries| queries.tenants()).await?;
        let views = stored.into_iter().map(|stored| TenantView {
            changed_at: stored.changed_at,
            tenant: stored.or_under(&usual),
        });
        Ok(views.collect())
    }

    /// The first administrator of a tenant that is being made, and the link with which they set a password.
    fn first_administrator(
        &self,
        caller: &Caller,
        tenant: &Arc<Tenant>,
        email: EmailAddress,
        now: Timestamp,
    ) -> Result<(Newcomer, LinkDraft), ManageTenantsError> {
        examine(&tenant.policy, &email).map_err(ManageTenantsError::AdministratorRefused)?;
        let id = self.mint(now).id::<UserId>()?;
        let call = Call {
            named: Some(tenant.id),
            ..caller.call()
        };
        let user = User {
            id,
            tenant: tenant.id,
            created_at: now,
            identifiers: Identifiers {
                email: Some(email),
                email_proof: EmailProof::Unproved,
                username: None,
                external: Vec::new(),
            },
            profile: Profile::default(),
            membership: Membership::default(),
            chosen_by: ChosenBy::Owner,
            state: State::Pending { password: None },
        };
        let newcomer = Newcomer {
            tenant: Arc::clone(tenant),
            user,
            roles: vec![RoleName::admin()],
            grantor: caller.grantor(),
            referral: None,
            entrance: Entrance::Free,
            held: Held::Themselves,
            codes: Codes::draw(self.ports.entropy.as_ref())?,
            provision: self.draft_provision_in(tenant, now)?,
            audit: self.audit(&call, now, caller.actor(), Action::Created)?.about(id),
        };
        Ok((newcomer, self.draft_link_in(tenant, now)?))
    }
}

/// Nobody writes a policy whose roles allow more than they may do themselves, or that gives such a role to a first user.
fn within_authority(caller: &Caller, policy: &Policy) -> Result<(), ManageTenantsError> {
    let given = policy
        .first_user_roles
        .iter()
        .filter_map(|name| policy.roles.find(name));
    let beyond = |role: &Role| !caller.authority().covers(role.authority());
    if policy.roles.added().chain(given).any(beyond) {
        Err(ManageTenantsError::Forbidden)
    } else {
        Ok(())
    }
}

/// Whether the policy of a new tenant takes an administrator who is known by nothing but this address.
fn examine(policy: &Policy, email: &EmailAddress) -> Result<(), Rule> {
    if let Some(rule) = policy.email.broken_by(true) {
        return Err(rule);
    }
    match policy.takes_domain_of(email) {
        true => Ok(()),
        false => Err(Rule::NotListed),
    }
}

/// Nobody has anything yet in a tenant that is being made.
fn refused(not_admitted: NotAdmitted) -> ManageTenantsError {
    match not_admitted {
        NotAdmitted::Rejected(rejection) => ManageTenantsError::AdministratorRefused(rejection.rule),
        NotAdmitted::NotInvited => ManageTenantsError::AdministratorRefused(Rule::NotInvited),
    }
}

fn taken(error: StoreError) -> Stop<ManageTenantsError> {
    match error {
        StoreError::Conflict(Unique::TenantName) => Stop::Because(ManageTenantsError::NameTaken),
        StoreError::Conflict(Unique::Host) => Stop::Because(ManageTenantsError::HostTaken),
        other @ (StoreError::Conflict(_) | StoreError::Busy | StoreError::Broken(_)) => Stop::Store(other),
    }
}
