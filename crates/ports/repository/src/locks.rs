//! Locks for rules that count or need absence, and the mail budget, which is such a rule.

use enroll_domain::Timestamp;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailKey;
use enroll_domain::registration::MailBudget;

use crate::StoreError;

/// Locks that a transaction takes and holds until it ends. Two transactions that hold the same lock run one after the
/// other, and the later one sees all that the earlier one did.
///
/// Take the tenant's lock before an address's, so that no two transactions wait for each other.
pub trait Locks {
    /// Locks a tenant.
    ///
    /// # Errors
    /// [`StoreError::Broken`] if there is no such tenant.
    fn lock_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError>;

    /// Locks an address, whether or not anybody has used it before.
    ///
    /// # Errors
    /// The store's own.
    fn lock_address(&mut self, tenant: TenantId, key: &EmailKey) -> Result<(), StoreError>;

    /// Spends one mail of an address's budget, which is counted in fixed windows: the first mail opens one, and the
    /// first mail after its end opens the next. All servers count together. Takes the lock of the address.
    ///
    /// # Errors
    /// The store's own.
    fn spend_mail(
        &mut self,
        tenant: TenantId,
        key: &EmailKey,
        class: BudgetClass,
        budget: MailBudget,
        now: Timestamp,
    ) -> Result<Spend, StoreError>;

    /// Forgets up to `limit` addresses, of all tenants, whose windows all opened before `before`, and says how many it forgot.
    /// An address that somebody holds locked stays.
    ///
    /// # Errors
    /// The store's own.
    fn remove_idle_addresses(&mut self, before: Timestamp, limit: usize) -> Result<usize, StoreError>;
}

/// What a mail is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BudgetClass {
    /// It follows from a registration.
    Registration,
    /// It follows from a request to reset a password.
    Reset,
}

impl BudgetClass {
    /// How many mails of this class the budget has in a window.
    #[must_use]
    pub const fn limit(self, budget: MailBudget) -> u32 {
        match self {
            Self::Registration => budget.registrations,
            Self::Reset => budget.resets,
        }
    }
}

/// Whether there was a mail left in the budget, or a try left of those that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spend {
    /// There was; it is spent.
    Granted,
    /// There was none.
    Exhausted,
}
