//! Addressees: to whom a notice goes, where that is not what its subject is known by when it is sent.
//!
//! A notice that an address was changed goes to the address of before; one that an account is closed goes to somebody whose
//! profile is gone. The outbox holds no address, so what such a message needs rests here until it is delivered, suppressed or
//! moot; a dead one's for a week, as it may be tried again.

use std::fmt;

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId};
use enroll_domain::identifier::EmailAddress;

use crate::{Moved, StoreError};

/// To whom a message goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The address.
    pub address: EmailAddress,
    /// The language that the person reads, as a BCP 47 tag, if they said so.
    pub language: Option<String>,
}

impl fmt::Debug for Addressee {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Addressee(…)")
    }
}

/// Reading addressees.
pub trait AddresseeQueries {
    /// To whom a message goes; `None` if that was never noted, or is forgotten.
    ///
    /// # Errors
    /// The store's own.
    fn addressee(&mut self, tenant: TenantId, message: MessageId) -> Result<Option<Addressee>, StoreError>;
}

/// Changing addressees.
pub trait Addressees {
    /// Notes to whom a message goes, once for each message.
    ///
    /// # Errors
    /// The store's own.
    fn add_addressee(
        &mut self,
        tenant: TenantId,
        message: MessageId,
        addressee: &Addressee,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Forgets to whom a message goes. `Stale` if nothing was noted.
    ///
    /// # Errors
    /// The store's own.
    fn forget_addressee(&mut self, tenant: TenantId, message: MessageId) -> Result<Moved, StoreError>;

    /// Forgets up to `limit` addressees, of all tenants, that were noted before `before`, and says how many it forgot. Those of
    /// messages that still wait to be sent stay.
    ///
    /// # Errors
    /// The store's own.
    fn remove_addressees(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}
