//! Links, as they come back: found, checked against their row, and seen to be good.

use enroll_credentials::TokenError;
use enroll_domain::id::TenantId;
use enroll_domain::proof::{Proof, Purpose, Standing};

use crate::unavailable::unavailable;
use crate::{Call, Enrollment, Unavailable};

/// Why a link is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// It is not one of ours, or not for this purpose.
    #[error("the link is not valid")]
    Invalid,
    /// It was used, something newer ended it, or its time is over.
    #[error("the link is no longer good")]
    Expired,
    /// It was made in another tenant than the call names.
    #[error("the link belongs to another tenant")]
    OtherTenant,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(
    LinkError,
    enroll_repository::StoreError,
    enroll_system::EntropyError,
    enroll_credentials::HashError
);

impl From<TokenError> for LinkError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid | TokenError::UnknownKey => Self::Invalid,
            TokenError::Expired => Self::Expired,
            TokenError::Broken(_) => Self::Unavailable(error.into()),
        }
    }
}

/// What a page may show for a link before anything is sent with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It may be used.
    Good,
    /// It may not be used any more.
    Expired,
    /// It is not one of ours.
    Invalid,
}

impl Enrollment {
    /// The tenant that a link says it is of, which nobody has checked yet: good for what everybody may know, such as the terms. The
    /// tenant of the call where the link says nothing, or names a tenant that this process does not know.
    #[must_use]
    pub fn tenant_of_link(&self, call: &Call, token: &str) -> TenantId {
        let claimed = self.ports.signer.read_link(token).map(|claim| claim.tenant);
        let known = claimed.ok().filter(|tenant| self.knows_tenant(*tenant));
        known
            .filter(|tenant| call.agrees_with(*tenant))
            .unwrap_or_else(|| call.tenant())
    }

    /// Looks at a link without using it. This is all that a GET may do.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn look_at_link(&self, call: &Call, token: &str, purpose: Purpose) -> Result<LinkState, Unavailable> {
        let found = match self.good_link(call, token, purpose).await {
            Ok(proof) => self.still_means_something(proof).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(()) => Ok(LinkState::Good),
            Err(LinkError::Expired) => Ok(LinkState::Expired),
            Err(LinkError::Invalid | LinkError::OtherTenant) => Ok(LinkState::Invalid),
            Err(LinkError::Unavailable(unavailable)) => Err(unavailable),
        }
    }

    async fn still_means_something(&self, proof: Proof) -> Result<(), LinkError> {
        let now = self.now();
        let open = self.ports.store.view(move |queries| match proof.purpose {
            Purpose::Activation => Ok(!queries
                .open_attempts(proof.tenant, proof.address.key(), now)?
                .is_empty()),
            Purpose::FirstPassword | Purpose::HandedFirstPassword | Purpose::PasswordReset | Purpose::Confirmation => {
                Ok(true)
            }
            Purpose::AddressChange => Ok(true),
        });
        if open.await? { Ok(()) } else { Err(LinkError::Expired) }
    }

    /// The proof behind a token that is genuine, for this purpose and still good.
    pub(crate) async fn good_link(&self, call: &Call, token: &str, purpose: Purpose) -> Result<Proof, LinkError> {
        let proof = self.proof_behind(call, token, purpose).await?;
        match proof.standing(self.now()) {
            Standing::Good => Ok(proof),
            Standing::Expired => Err(LinkError::Expired),
        }
    }

    /// The proof behind a token that is genuine and for this purpose, in whatever state.
    pub(crate) async fn proof_behind(&self, call: &Call, token: &str, purpose: Purpose) -> Result<Proof, LinkError> {
        let signer = &self.ports.signer;
        let claim = signer.read_link(token)?;
        let (tenant, id) = (claim.tenant, claim.proof);
        if !self.knows_tenant(tenant) {
            return Err(LinkError::Invalid);
        }
        let proof = self
            .ports
            .store
            .view(move |queries| queries.proof(tenant, id))
            .await?
            .ok_or(LinkError::Invalid)?;
        signer.check_link(&claim, &proof)?;
        if !call.agrees_with(tenant) {
            return Err(LinkError::OtherTenant);
        }
        if !proof.purpose.serves(purpose) {
            return Err(LinkError::Invalid);
        }
        Ok(proof)
    }
}
