//! A newcomer: everything that is written when somebody becomes a user, whichever way they came.

use std::sync::Arc;

use enroll_domain::audit::AuditRecord;
use enroll_domain::id::InvitationId;
use enroll_domain::invitation::Invitation;
use enroll_domain::referral::{LENGTH, ReferralCode};
use enroll_domain::role::{Grant, Grantor, RoleName, within_ceiling};
use enroll_domain::tenant::Tenant;
use enroll_domain::user::User;
use enroll_domain::{Input, Rejection, Rule};
use enroll_repository::{Count, Moved, Stop, StoreError, Transaction, Unique};
use enroll_system::{Entropy, EntropyError};

use crate::acting::Holding;
use crate::consequences::{ProvisionDraft, end_attempts_for};
use crate::enrollment::Audited;

/// How many referral codes are drawn, should somebody have the first ones.
const CODES: usize = 4;

/// Somebody who is about to become a user.
#[derive(Clone)]
pub(crate) struct Newcomer {
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) user: User,
    /// Roles beside those that everybody gets.
    pub(crate) roles: Vec<RoleName>,
    pub(crate) grantor: Grantor,
    pub(crate) referral: Option<ReferralCode>,
    pub(crate) entrance: Entrance,
    pub(crate) held: Held,
    pub(crate) codes: Codes,
    pub(crate) provision: ProvisionDraft,
    pub(crate) audit: AuditRecord,
}

/// With which invitation somebody comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// Nobody is asked for one.
    Free,
    /// This one, without which they do not come in.
    With(InvitationId),
    /// The one that names their address, if there is one and the address is proved to be theirs; they come in without it, too.
    Open,
}

impl Entrance {
    /// How somebody comes in who registers by themselves, once it is known with which invitation they must, if they must.
    pub(crate) fn of(invitation: Option<InvitationId>) -> Self {
        invitation.map_or(Self::Open, Self::With)
    }
}

/// How somebody comes by an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// They sent its code, or proved the address that it names.
    Themselves,
    /// It names the address that they typed, which is nobody's proof: it lets them in, and gives nothing else.
    ByAddressAlone,
}

/// Referral codes that were drawn.
#[derive(Debug, Clone)]
pub(crate) struct Codes(Vec<ReferralCode>);

impl Codes {
    pub(crate) fn draw(entropy: &dyn Entropy) -> Result<Self, EntropyError> {
        let mut codes = Vec::new();
        for _ in 0..CODES {
            let mut bytes = [0; LENGTH];
            entropy.fill(&mut bytes)?;
            codes.push(ReferralCode::from_random(bytes));
        }
        Ok(Self(codes))
    }

    /// The first that nobody has. The unique index decides, should somebody be faster.
    fn free(&self, tx: &mut dyn Transaction, tenant: &Tenant) -> Result<ReferralCode, StoreError> {
        for code in &self.0 {
            if tx.user_by_referral_code(tenant.id, code)?.is_none() {
                return Ok(code.clone());
            }
        }
        Err(StoreError::broken("every referral code that was drawn is taken"))
    }
}

/// An invitation that was used, who made it, and the roles that it gives in their name.
type Used = (InvitationId, Grantor, Vec<RoleName>);

/// Why somebody did not become a user.
#[derive(Debug)]
pub(crate) enum NotAdmitted {
    /// An input breaks a rule that only the store knows: it is taken, or nobody has it.
    Rejected(Rejection),
    /// The invitation was used, taken back, or its time is over.
    NotInvited,
}

impl NotAdmitted {
    const fn taken(input: Input) -> Self {
        Self::Rejected(Rejection::new(input, Rule::Taken))
    }
}

impl Newcomer {
    /// Takes the locks that writing needs, in the order that everybody keeps: the tenant's before an address's.
    pub(crate) fn lock(&self, tx: &mut dyn Transaction) -> Result<(), StoreError> {
        if !self.tenant.policy.first_user_roles.is_empty() {
            tx.lock_tenant(self.tenant.id)?;
        }
        match &self.user.identifiers.email {
            Some(address) => tx.lock_address(self.tenant.id, address.key()),
            None => Ok(()),
        }
    }

    /// Writes the user with all that belongs to one, and answers the user as they are then. The caller holds the locks.
    pub(crate) fn write(&self, tx: &mut dyn Transaction) -> Result<User, Stop<NotAdmitted>> {
        let (tenant, policy, at) = (self.tenant.id, &self.tenant.policy, self.audit.at);
        let mut user = self.user.clone();
        let mut grants = vec![(Grantor::Policy, policy.default_roles.clone())];
        if !policy.first_user_roles.is_empty() && !tx.has_users(tenant)? {
            grants.push((Grantor::Policy, policy.first_user_roles.clone()));
        }
        grants.push((self.grantor, self.roles.clone()));
        let invitation = self.come_in(tx)?;
        if let Some((_, grantor, roles)) = &invitation {
            grants.push((*grantor, roles.clone()));
        }
        self.fill(tx, &mut user)?;
        if policy.numbers.is_on() {
            user.membership.number = Some(tx.next_number(tenant, Count::Users)?);
        }
        added(tx.add_user(&user))?;
        for (grantor, roles) in &grants {
            for role in roles {
                let _given_before = tx.grant(
                    tenant,
                    &Grant {
                        user: user.id,
                        role: role.clone(),
                        grantor: *grantor,
                        at,
                    },
                )?;
            }
        }
        if let Some(address) = &user.identifiers.email {
            end_attempts_for(tx, tenant, address, at)?;
        }
        self.provision.want(tx, user.id)?;
        let beyond = grants.iter().skip(1).flat_map(|(_, roles)| roles);
        let audit = match invitation {
            Some((id, ..)) => self.audit.clone().coded(format!("invitation:{id}")),
            None => self.audit.clone(),
        };
        let audit = beyond.fold(audit, |audit, role| audit.coded(format!("role:{role}")));
        tx.record(&audit)?;
        Ok(user)
    }

    /// Fills in where the user stands: who invited them, the code with which they invite others, the usual package.
    pub(crate) fn fill(&self, tx: &mut dyn Transaction, user: &mut User) -> Result<(), Stop<NotAdmitted>> {
        let tenant = self.tenant.id;
        if let Some(code) = &self.referral {
            let inviter = tx.user_by_referral_code(tenant, code)?;
            let unknown = NotAdmitted::Rejected(Rejection::new(Input::ReferralCode, Rule::Unknown));
            user.membership.inviter = Some(inviter.ok_or(Stop::Because(unknown))?.id);
        }
        if self.tenant.policy.referrals.is_on() {
            user.membership.referral_code = Some(self.codes.free(tx, &self.tenant)?);
        }
        if user.membership.package.is_none() {
            user.membership.package = tx.usual_package(tenant)?.map(|package| package.id);
        }
        Ok(())
    }

    /// Uses the invitation with which they come in, and answers it with what [`Newcomer::use_invitation`] does.
    fn come_in(&self, tx: &mut dyn Transaction) -> Result<Option<Used>, Stop<NotAdmitted>> {
        match (self.entrance, &self.user.identifiers.email) {
            (Entrance::With(id), _) => self.use_invitation(tx, id).map(Some),
            // Whoever only types an address takes nothing away from its owner.
            (Entrance::Open, Some(address)) if self.held == Held::Themselves => {
                let named = tx.invitation_of(self.tenant.id, address.key(), self.audit.at)?;
                match named.map(|named| self.use_invitation(tx, named.id)).transpose() {
                    // Somebody took it back a moment ago.
                    Err(Stop::Because(NotAdmitted::NotInvited)) => Ok(None),
                    used => used,
                }
            }
            (Entrance::Open | Entrance::Free, _) => Ok(None),
        }
    }

    /// Uses the invitation, and answers the roles that it gives, in the name of whoever made it.
    fn use_invitation(&self, tx: &mut dyn Transaction, id: InvitationId) -> Result<Used, Stop<NotAdmitted>> {
        let (tenant, at) = (self.tenant.id, self.audit.at);
        let address = self.user.identifiers.email.as_ref();
        let invitation = tx.invitation(tenant, id)?.filter(|found| found.admits(address, at));
        let invitation = invitation.ok_or(Stop::Because(NotAdmitted::NotInvited))?;
        if tx.use_invitation(tenant, id, at)? == Moved::Stale {
            return Err(Stop::Because(NotAdmitted::NotInvited));
        }
        let roles = match self.held {
            Held::Themselves => self.still_given(tx, &invitation)?,
            Held::ByAddressAlone => Vec::new(),
        };
        Ok((id, invitation.made_by, roles))
    }

    /// The roles of an invitation that whoever made it could still give.
    fn still_given(&self, tx: &mut dyn Transaction, invitation: &Invitation) -> Result<Vec<RoleName>, StoreError> {
        let Grantor::User(maker) = invitation.made_by else {
            return Ok(invitation.roles.clone());
        };
        let Holding { authority, roles } = Holding::of_user(tx, &self.tenant, maker)?;
        let given = |role: &&RoleName| within_ceiling(&roles, &authority, role).is_ok();
        Ok(invitation.roles.iter().filter(given).cloned().collect())
    }
}

/// Somebody may have what the new user is to be known by.
fn added(answer: Result<(), StoreError>) -> Result<(), Stop<NotAdmitted>> {
    let input = match answer {
        Ok(()) => return Ok(()),
        Err(StoreError::Conflict(Unique::Email)) => Input::Email,
        Err(StoreError::Conflict(Unique::Username)) => Input::Username,
        Err(StoreError::Conflict(Unique::ExternalId)) => Input::ExternalId,
        // Somebody drew the same code a moment ago: run again, and find it taken.
        Err(StoreError::Conflict(Unique::ReferralCode)) => return Err(Stop::Store(StoreError::Busy)),
        Err(error) => return Err(Stop::Store(error)),
    };
    Err(Stop::Because(NotAdmitted::taken(input)))
}

/// Turns why somebody did not become a user into a use case's own reason.
pub(crate) fn because<E>(stop: Stop<NotAdmitted>, reason: impl FnOnce(NotAdmitted) -> E) -> Stop<E> {
    match stop {
        Stop::Store(error) => Stop::Store(error),
        Stop::Because(not_admitted) => Stop::Because(reason(not_admitted)),
    }
}
