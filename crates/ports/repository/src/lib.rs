//! The repository port: what enroll keeps, and what a store promises about it.
//!
//! # For whoever writes a store
//!
//! Implement [`UnitOfWork`] and, behind it, [`Transaction`] and [`Queries`]. The traits are not `async`: a unit of work
//! is a synchronous closure, carried by [`UnitOfWork::run`] to a place where it may block. It has no `.await`, so
//! nobody can mail, hash or call out while a transaction is open, and a caller that goes away leaves no half of one.
//!
//! The rules of a transaction, each held by a case of the conformance suite (feature `conformance`):
//!
//! * **All or nothing.** `Ok(Verdict::Commit)` commits; `Ok(Verdict::RollBack)`, an error and a panic leave nothing behind.
//! * **The first error ends it.** A store need not survive a failed statement; nobody continues after one.
//! * **The work may run more than once.** On contention the store rolls back and runs it again, a bounded number of
//!   times; then it answers [`StoreError::Busy`].
//! * **Facts are decided by writes.** Uniqueness, single use and counters are unique indexes and conditional updates
//!   that report [`Moved`] or a [`StoreError::Conflict`]. A rule that counts, or that needs absence, first takes a lock
//!   ([`Locks`]).
//! * **No id and no time comes from the store.** Both arrive as data, so all stores agree to the microsecond.
//! * **Every row has a tenant**, and a query for one tenant never sees another's.
//!
//! # For whoever uses a store
//!
//! ```no_run
//! # async fn example(store: std::sync::Arc<dyn enroll_repository::UnitOfWork>, user: enroll_domain::user::User)
//! # -> Result<(), enroll_repository::StoreError> {
//! use enroll_repository::{StoreError, Stop};
//!
//! store.atomically::<_, StoreError>(move |tx| {
//!     tx.add_user(&user)?;
//!     Ok(())
//! }).await
//! # }
//! ```

mod addressees;
mod attempts;
mod audit;
mod code_tries;
mod dead_messages;
mod departments;
mod error;
mod grants;
mod invitations;
mod keys;
mod lifecycle;
mod locks;
mod mails;
mod outbox;
mod packages;
mod proofs;
mod provisioning;
mod receipts;
mod roles;
mod sessions;
mod tags;
mod tenants;
mod unit_of_work;
mod users;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use addressees::{Addressee, AddresseeQueries, Addressees};
pub use attempts::{AttemptQueries, Attempts};
pub use audit::{Audit, AuditQueries};
pub use code_tries::CodeTries;
pub use dead_messages::{DeadMessage, DeadMessageQueries, DeadMessages, Resolution};
pub use departments::{DepartmentQueries, Departments};
pub use error::{Moved, SchemaBehind, StoreError, Unique, Unreached};
pub use grants::{GrantQueries, Grants};
pub use invitations::{InvitationQueries, Invitations};
pub use keys::{KeyQueries, Keys};
pub use lifecycle::Lifecycle;
pub use locks::{BudgetClass, Locks, Spend};
pub use mails::{About, Mail, Notice};
pub use outbox::{Backlog, Channel, Intent, Leased, Message, MessageStatus, Outbox, OutboxQueries, Settlement};
pub use packages::{PackageQueries, Packages};
pub use proofs::{ProofQueries, Proofs};
pub use provisioning::{Provisioning, ProvisioningQueries, ProvisioningState, ProvisioningStates, SessionsThere};
pub use receipts::{ReceiptKey, ReceiptQueries, Receipts, StoredReceipt};
pub use roles::{RoleQueries, Roles};
pub use sessions::{SessionQueries, Sessions};
pub use tags::{Count, TagQueries, Tags};
pub use tenants::{StoredTenant, TenantQueries, Tenants};
pub use unit_of_work::{Queries, Reading, Stop, Transaction, UnitOfWork, Verdict, Work};
pub use users::{UserQueries, Users};
