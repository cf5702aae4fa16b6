//! Look at an invitation: what a page may know of it, and ask of whoever holds it, before they register. Nothing is used up.

use enroll_credentials::TokenError;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::profile::Field;
use enroll_domain::registration::{Policy, Presence, TermsVersion};

use crate::{Call, Enrollment, Unavailable};

/// How an invitation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitationState {
    /// Somebody may register with it.
    Good {
        /// The address that it names, should it name one: whoever registers with it needs to have this one.
        email: Option<EmailAddress>,
    },
    /// Nobody may any more: it was used, taken back, or its time is over.
    Over,
    /// The code is not one of ours, or of another tenant.
    Invalid,
}

/// What a tenant asks of whoever registers, beside address and password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationInputs {
    /// Whether a user name is asked for.
    pub username: Presence,
    /// Every field of the profile that is taken, in the order in which profiles are shown.
    pub fields: Vec<(Field, Presence)>,
    /// The terms that must be accepted, if there are any.
    pub terms: Option<TermsVersion>,
}

impl Enrollment {
    /// The tenant that a code says it is of, which nobody has checked yet. The tenant of the call where the code says nothing, or
    /// names a tenant that this process does not know or that the call contradicts.
    #[must_use]
    pub fn tenant_of_invitation(&self, call: &Call, code: &str) -> TenantId {
        let claimed = self.ports.signer.read_invitation(code).map(|claim| claim.tenant);
        let known = claimed.ok().filter(|tenant| self.knows_tenant(*tenant));
        known
            .filter(|tenant| call.agrees_with(*tenant))
            .unwrap_or_else(|| call.tenant())
    }

    /// Looks at an invitation without using it.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn look_at_invitation(&self, call: &Call, code: &str) -> Result<InvitationState, Unavailable> {
        let (tenant, signer) = (self.tenant_of_invitation(call, code), &self.ports.signer);
        let claim = match signer.read_invitation(code) {
            Ok(claim) if claim.tenant == tenant => claim,
            Ok(_) | Err(TokenError::Invalid | TokenError::Expired | TokenError::UnknownKey) => {
                return Ok(InvitationState::Invalid);
            }
            Err(error @ TokenError::Broken(_)) => return Err(error.into()),
        };
        let id = claim.invitation;
        let found = self.ports.store.view(move |queries| queries.invitation(tenant, id));
        let Some(invitation) = found.await? else {
            return Ok(InvitationState::Invalid);
        };
        match signer.check_invitation(&claim, &invitation) {
            Ok(()) if invitation.is_open(self.now()) => Ok(InvitationState::Good {
                email: invitation.email,
            }),
            Ok(()) => Ok(InvitationState::Over),
            Err(TokenError::Invalid | TokenError::Expired | TokenError::UnknownKey) => Ok(InvitationState::Invalid),
            Err(error @ TokenError::Broken(_)) => Err(error.into()),
        }
    }

    /// What a tenant asks of whoever registers, so that a page can ask it.
    ///
    /// # Errors
    /// [`Unavailable`] for a tenant that this process does not know.
    pub fn registration_inputs(&self, tenant: TenantId) -> Result<RegistrationInputs, Unavailable> {
        Ok(asked_by(&self.tenant(tenant)?.policy))
    }
}

fn asked_by(policy: &Policy) -> RegistrationInputs {
    let presence = |field: &Field| (*field, policy.policy_of(*field).presence);
    let fields = Field::ALL.iter().map(presence);
    RegistrationInputs {
        username: policy.username.presence,
        fields: fields.filter(|(_, presence)| *presence != Presence::Refused).collect(),
        terms: policy.terms.clone(),
    }
}
