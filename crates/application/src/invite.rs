//! Invite people, list invitations, and take one back. An invitation gives no role beyond the authority of whoever made it, and
//! its code is shown to them alone, once: no store and no list knows it.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use enroll_domain::audit::Action;
use enroll_domain::id::InvitationId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::invitation::Invitation;
use enroll_domain::registration::Policy;
use enroll_domain::role::{Needed, RoleName, within_ceiling};
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};
use enroll_repository::{Moved, Stop};

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, ListError, Page, Unavailable};

/// How many may register with an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvitationUses(u32);

impl InvitationUses {
    /// How many there may be.
    pub const RANGE: RangeInclusive<i64> = 1..=10_000;
    /// One person.
    pub const ONE: Self = Self(1);

    /// So many; `None` outside of [`Self::RANGE`].
    #[must_use]
    pub fn new(uses: i64) -> Option<Self> {
        let uses = Some(uses).filter(|uses| Self::RANGE.contains(uses))?;
        u32::try_from(uses).ok().map(Self)
    }
}

/// How long an invitation is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvitationLifetime(Duration);

impl InvitationLifetime {
    /// How many seconds it may be: from a minute to 90 days.
    pub const SECONDS: RangeInclusive<i64> = 60..=90 * 24 * 60 * 60;
    /// 7 days.
    pub const USUAL: Self = Self(Duration::from_secs(7 * 24 * 60 * 60));

    /// So many seconds; `None` outside of [`Self::SECONDS`].
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Option<Self> {
        let seconds = Some(seconds).filter(|seconds| Self::SECONDS.contains(seconds))?;
        u64::try_from(seconds)
            .ok()
            .map(|seconds| Self(Duration::from_secs(seconds)))
    }
}

/// Whom an invitation is for, and what it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationForm {
    /// The only address that may use it; `None` if whoever holds the code may.
    pub email: Option<EmailAddress>,
    /// The roles that it gives, beside the tenant's default ones.
    pub roles: Vec<RoleName>,
    /// How many may register with it.
    pub uses: InvitationUses,
    /// How long it is good.
    pub lifetime: InvitationLifetime,
}

/// Somebody is invited.
#[derive(Clone, PartialEq, Eq)]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// Its code. A secret.
    pub code: String,
}

impl fmt::Debug for Invited {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Invited")
            .field("invitation", &self.invitation.id)
            .finish_non_exhaustive()
    }
}

/// Why nobody is invited, or an invitation not taken back.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The form breaks rules: a role that is not known or beyond the caller's own authority, an address that the tenant does not
    /// take.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The caller lacks `invitation.manage`.
    #[error("the caller may not invite people")]
    Forbidden,
    /// There is no such invitation.
    #[error("there is no such invitation")]
    NotFound,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(InviteError);

impl Enrollment {
    /// Makes an invitation. Needs `invitation.manage`, and for every role `role.grant` and all that the role allows.
    ///
    /// # Errors
    /// [`InviteError`], but for `NotFound`.
    pub async fn invite(&self, caller: &Caller, form: InvitationForm) -> Result<Invited, InviteError> {
        if !caller.may(Needed::ManageInvitations) {
            return Err(InviteError::Forbidden);
        }
        let tenant = self.tenant(caller.tenant())?;
        let roles = examine(caller, &tenant.policy, form.email.as_ref(), form.roles)?;
        let now = self.now();
        let invitation = Invitation {
            id: self.mint(now).id()?,
            tenant: tenant.id,
            email: form.email,
            roles,
            uses: form.uses.0,
            used: 0,
            made_by: caller.grantor(),
            key: self.ports.signer.current_key(),
            made_at: now,
            expires_at: now.plus(form.lifetime.0),
            revoked_at: None,
        };
        let code = self.ports.signer.invitation_code(&invitation)?;
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::Invited)?
            .about(invitation.id);
        let roles = invitation.roles.iter();
        let audit = roles.fold(audit, |audit, role| audit.coded(format!("role:{role}")));
        let kept = invitation.clone();
        let written = self.ports.store.atomically::<_, InviteError>(move |tx| {
            tx.add_invitation(&kept)?;
            Ok(tx.record(&audit)?)
        });
        written.await?;
        Ok(Invited { invitation, code })
    }

    /// Up to `limit` invitations of the caller's tenant (at least 1, at most 100), those after `after`, the first made first,
    /// whatever became of them. Needs `invitation.manage`.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_invitations(
        &self,
        caller: &Caller,
        after: Option<InvitationId>,
        limit: usize,
    ) -> Result<Page<Invitation, InvitationId>, ListError> {
        if !caller.may(Needed::ManageInvitations) {
            return Err(ListError::Forbidden);
        }
        let tenant = caller.tenant();
        let page = self.ports.store.view(move |queries| {
            let read = |limit| queries.invitations(tenant, after, limit);
            Page::read(limit, |invitation: &Invitation| invitation.id, read)
        });
        Ok(page.await?)
    }

    /// Takes an invitation back; nobody registers with it any more. Taking it back again changes nothing. Needs
    /// `invitation.manage`.
    ///
    /// # Errors
    /// [`InviteError`], but for `Rejected`.
    pub async fn revoke_invitation(&self, caller: &Caller, id: InvitationId) -> Result<Invitation, InviteError> {
        if !caller.may(Needed::ManageInvitations) {
            return Err(InviteError::Forbidden);
        }
        let (tenant, now) = (caller.tenant(), self.now());
        let audit = self
            .audit(&caller.call(), now, caller.actor(), Action::InvitationRevoked)?
            .about(id);
        let written = self.ports.store.atomically::<_, InviteError>(move |tx| {
            match tx.revoke_invitation(tenant, id, now)? {
                Moved::Yes => tx.record(&audit)?,
                Moved::Stale => {}
            }
            tx.invitation(tenant, id)?.ok_or(Stop::Because(InviteError::NotFound))
        });
        written.await
    }
}

/// The roles, each once, if everything is within the policy and the caller's own authority.
fn examine(
    caller: &Caller,
    policy: &Policy,
    email: Option<&EmailAddress>,
    names: Vec<RoleName>,
) -> Result<Vec<RoleName>, Rejections> {
    let mut gathered = Gathered::new();
    if email.is_some_and(|address| !policy.takes_domain_of(address)) {
        gathered.reject(Input::Email, Rule::NotListed);
    }
    let mut roles: Vec<RoleName> = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        match within_ceiling(caller.roles(), caller.authority(), &name) {
            Ok(_) if roles.contains(&name) => {}
            Ok(_) => roles.push(name),
            Err(refusal) => gathered.reject_item(Input::Role, index, Rejection::from(refusal).rule),
        }
    }
    gathered.finish()?;
    Ok(roles)
}
