//! Address standing: what a contract may say of an address for which somebody wants another link, where the tenant lets people
//! see it. Nothing is changed and nothing is mailed here.

use enroll_domain::registration::{Disclosure, Holder};

use crate::enrollment::read_email;
use crate::{Call, Enrollment, RequestError};

/// What may be said of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressStanding {
    /// Nothing: the tenant keeps to itself who is known.
    Undisclosed,
    /// Nobody has it, or nobody any more.
    Unknown,
    /// Its owner has a link to use yet.
    Waiting,
    /// It was proved, or its owner is shut out: there is no link to use.
    Settled,
}

impl Enrollment {
    /// What may be said of an address. For contracts that answer visibly when somebody asks for another link; whoever mails one
    /// looks again inside the transaction.
    ///
    /// # Errors
    /// [`RequestError::Rejected`] for what is no address, [`RequestError::Unavailable`].
    pub async fn address_standing(&self, call: &Call, text: Option<&str>) -> Result<AddressStanding, RequestError> {
        let tenant = self.tenant(call.tenant())?;
        let email = read_email(text)?;
        if tenant.policy.disclosure == Disclosure::Private {
            return Ok(AddressStanding::Undisclosed);
        }
        let id = tenant.id;
        let user = self
            .ports
            .store
            .view(move |queries| queries.user_by_email(id, email.key()));
        Ok(match Holder::of(user.await?.as_ref()) {
            Holder::Nobody | Holder::Closed => AddressStanding::Unknown,
            Holder::Pending(_) | Holder::Unconfirmed(_) | Holder::Unproved(_) => AddressStanding::Waiting,
            Holder::Active(_) | Holder::Suspended(_) => AddressStanding::Settled,
        })
    }
}
