//! Admission: whether somebody may register by themselves, and with which invitation.

use enroll_credentials::TokenError;
use enroll_domain::id::{InvitationId, TenantId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::registration::{Admission, Invited};
use enroll_domain::tenant::Tenant;
use enroll_domain::{Input, Rejection, Rejections, Rule, Timestamp};

use crate::register::RegisterError;
use crate::{Call, Enrollment, Unavailable};

impl Enrollment {
    /// Whether somebody with this address, and without an invitation's code, may register by themselves. It has no effect; it is for
    /// drivers that say so before they say anything of the address. [`Enrollment::register`] examines it for itself.
    ///
    /// # Errors
    /// [`RegisterError::Closed`] and [`RegisterError::NotInvited`]; [`RegisterError::Rejected`] for a text that is no address.
    pub async fn examine_admission(&self, call: &Call, email: Option<&str>) -> Result<(), RegisterError> {
        let tenant = self.tenant(call.tenant())?;
        Self::admission_is_open(&tenant)?;
        let address = email.map(EmailAddress::parse).transpose();
        let address = address.map_err(|rule| Rejections::from(Rejection::new(Input::Email, rule)))?;
        let found = self.invitation_for(&tenant, None, address.as_ref(), self.now());
        found.await.map(|_invitation| ())
    }

    /// Whether anybody may register by themselves at all.
    pub(crate) fn admission_is_open(tenant: &Tenant) -> Result<(), RegisterError> {
        match tenant.policy.admission {
            Admission::Open | Admission::Invited(_) => Ok(()),
            Admission::ByAdministrator | Admission::Closed => Err(RegisterError::Closed),
        }
    }

    /// The invitation with which somebody registers: the one whose code they sent, or else, where one is needed, one that names
    /// their address. It is used when they become a user; where none is needed, one that names them is found then.
    pub(crate) async fn invitation_for(
        &self,
        tenant: &Tenant,
        code: Option<&str>,
        address: Option<&EmailAddress>,
        now: Timestamp,
    ) -> Result<Option<InvitationId>, RegisterError> {
        if let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) {
            let found = self.invitation_behind(tenant.id, code, address, now).await?;
            let unknown = Rejection::new(Input::InvitationCode, Rule::Unknown);
            return found.map(Some).ok_or_else(|| RegisterError::Rejected(unknown.into()));
        }
        let rule = match tenant.policy.admission {
            Admission::Invited(rule) => rule,
            Admission::Open | Admission::ByAdministrator | Admission::Closed => return Ok(None),
        };
        let (id, key) = (tenant.id, address.map(|address| address.key().clone()));
        // Whether there is any matters under one rule alone.
        let counts = rule == Invited::OpenWhileNone;
        let found = self.ports.store.view(move |queries| {
            let named = match &key {
                Some(key) => queries.invitation_of(id, key, now)?,
                None => None,
            };
            let any = counts && queries.has_open_invitation(id, now)?;
            Ok((named, any))
        });
        match (found.await?, rule) {
            ((Some(invitation), _), _) => Ok(Some(invitation.id)),
            ((None, false), Invited::OpenWhileNone) => Ok(None),
            ((None, _), Invited::Always | Invited::OpenWhileNone) => Err(RegisterError::NotInvited),
        }
    }

    /// The open invitation behind a code that is genuine and may be used by this address.
    async fn invitation_behind(
        &self,
        tenant: TenantId,
        code: &str,
        address: Option<&EmailAddress>,
        now: Timestamp,
    ) -> Result<Option<InvitationId>, Unavailable> {
        let signer = &self.ports.signer;
        let claim = match signer.read_invitation(code) {
            Ok(claim) if claim.tenant == tenant => claim,
            Ok(_) | Err(TokenError::Invalid | TokenError::Expired | TokenError::UnknownKey) => return Ok(None),
            Err(error @ TokenError::Broken(_)) => return Err(error.into()),
        };
        let id = claim.invitation;
        let found = self
            .ports
            .store
            .view(move |queries| queries.invitation(tenant, id))
            .await?;
        let Some(found) = found.filter(|found| found.admits(address, now)) else {
            return Ok(None);
        };
        match signer.check_invitation(&claim, &found) {
            Ok(()) => Ok(Some(id)),
            Err(TokenError::Invalid | TokenError::Expired | TokenError::UnknownKey) => Ok(None),
            Err(error @ TokenError::Broken(_)) => Err(error.into()),
        }
    }
}
