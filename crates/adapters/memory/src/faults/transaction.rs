//! Faults in the repository: of a run as a whole, and of each call within it.

use async_trait::async_trait;
use enroll_domain::Timestamp;
use enroll_domain::audit::AuditRecord;
use enroll_domain::id::{AuditId, MessageId, ProofId, SessionId, TenantId, UserId};
use enroll_domain::identifier::{EmailKey, UsernameKey};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::proof::Proof;
use enroll_domain::registration::{Attempt, MailBudget, ProvisioningTarget};
use enroll_domain::role::{Grant, RoleName};
use enroll_domain::session::Session;
use enroll_domain::signing_key::SealedKey;
use enroll_domain::user::User;
use enroll_repository::{
    AttemptQueries, Attempts, Audit, AuditQueries, Backlog, BudgetClass, Channel, GrantQueries, Grants, KeyQueries,
    Keys, Leased, Locks, Message, MessageStatus, Moved, Outbox, OutboxQueries, ProofQueries, Proofs, Provisioning,
    ProvisioningQueries, ProvisioningStates, Queries, Reading, ReceiptKey, ReceiptQueries, Receipts, SessionQueries,
    Sessions, Settlement, Spend, StoreError, StoredReceipt, Transaction, UnitOfWork, UserQueries, Users, Verdict, Work,
};

use super::{Faults, Faulty, ToldToFail};

fn fault() -> StoreError {
    StoreError::broken(ToldToFail)
}

#[async_trait]
impl<P: UnitOfWork + ?Sized> UnitOfWork for Faulty<P> {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        let faults = self.faults.clone();
        let observed: Work = Box::new(move |tx| {
            let mut within = Within {
                faults: &faults,
                failed: false,
                inner: tx,
            };
            match work(&mut within)? {
                Verdict::Commit if within.failed => Err(StoreError::broken("the work went on after an error")),
                verdict => Ok(verdict),
            }
        });
        self.faults.await_call(self.port.run(observed), fault).await
    }

    async fn read(&self, mut work: Reading) -> Result<(), StoreError> {
        let faults = self.faults.clone();
        let observed: Reading = Box::new(move |queries| {
            work(&mut Within {
                faults: &faults,
                failed: false,
                inner: queries,
            })
        });
        self.faults.await_call(self.port.read(observed), fault).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.faults.await_call(self.port.ready(), fault).await
    }
}

/// The inside of a run.
struct Within<'a, T: ?Sized> {
    faults: &'a Faults,
    failed: bool,
    inner: &'a mut T,
}

impl<T: ?Sized> Within<'_, T> {
    fn call<R>(&mut self, call: impl FnOnce(&mut T) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let answer = self.faults.call(|| call(self.inner), fault);
        self.failed |= answer.is_err();
        answer
    }
}

impl<T: Queries + ?Sized> Queries for Within<'_, T> {}

impl<T: Transaction + ?Sized> Transaction for Within<'_, T> {}

/// Passes every method of these traits on as one call.
macro_rules! passed_on {
    ($($port:ident { $(fn $name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)* })*) => {$(
        impl<T: $port + ?Sized> $port for Within<'_, T> {
            $(fn $name(&mut self, $($given: $kind),*) -> Result<$answer, StoreError> {
                self.call(|inner| inner.$name($($given),*))
            })*
        }
    )*};
}

passed_on! {
    UserQueries {
        fn user(tenant: TenantId, id: UserId) -> Option<User>;
        fn user_by_email(tenant: TenantId, key: &EmailKey) -> Option<User>;
        fn user_by_username(tenant: TenantId, key: &UsernameKey) -> Option<User>;
        fn users(tenant: TenantId, after: Option<UserId>, limit: usize) -> Vec<User>;
    }
    Users {
        fn add_user(user: &User) -> ();
        fn activate_user(tenant: TenantId, id: UserId, password: &PasswordHash, at: Timestamp) -> Moved;
        fn replace_password(tenant: TenantId, id: UserId, from: &PasswordHash, to: &PasswordHash) -> Moved;
        fn prove_email(tenant: TenantId, id: UserId, at: Timestamp) -> Moved;
        fn set_profile(tenant: TenantId, id: UserId, profile: &Profile) -> Moved;
    }
    AttemptQueries {
        fn open_attempts(tenant: TenantId, key: &EmailKey, now: Timestamp) -> Vec<Attempt>;
    }
    Attempts {
        fn add_attempt(attempt: &Attempt) -> ();
        fn end_attempts(tenant: TenantId, key: &EmailKey, keep: usize) -> usize;
        fn remove_expired_attempts(before: Timestamp, limit: usize) -> usize;
    }
    ProofQueries {
        fn proof(tenant: TenantId, id: ProofId) -> Option<Proof>;
    }
    Proofs {
        fn add_proof(proof: &Proof) -> ();
        fn use_proof(tenant: TenantId, id: ProofId, at: Timestamp) -> Moved;
        fn end_proofs_to(tenant: TenantId, key: &EmailKey, at: Timestamp) -> usize;
        fn end_proofs_of(tenant: TenantId, user: UserId, at: Timestamp) -> usize;
        fn remove_expired_proofs(before: Timestamp, limit: usize) -> usize;
    }
    SessionQueries {
        fn session(tenant: TenantId, id: SessionId) -> Option<Session>;
    }
    Sessions {
        fn add_session(session: &Session) -> ();
        fn rotate_session(tenant: TenantId, id: SessionId, from: u32, to: u32, at: Timestamp) -> Moved;
        fn end_session(tenant: TenantId, id: SessionId, at: Timestamp) -> Moved;
        fn end_sessions(tenant: TenantId, user: UserId, except: Option<SessionId>, at: Timestamp) -> usize;
        fn remove_expired_sessions(before: Timestamp, limit: usize) -> usize;
    }
    GrantQueries {
        fn grants_of(tenant: TenantId, user: UserId) -> Vec<Grant>;
        fn active_holders(tenant: TenantId, role: &RoleName) -> usize;
    }
    Grants {
        fn grant(tenant: TenantId, grant: &Grant) -> Moved;
        fn revoke(tenant: TenantId, user: UserId, role: &RoleName) -> Moved;
    }
    OutboxQueries {
        fn message_status(tenant: TenantId, id: MessageId) -> Option<MessageStatus>;
        fn next_due(channel: Channel) -> Option<Timestamp>;
        fn backlog(channel: Channel) -> Backlog;
        fn messages(tenant: TenantId, after: Option<MessageId>, limit: usize) -> Vec<(Message, MessageStatus)>;
    }
    Outbox {
        fn enqueue(message: &Message) -> ();
        fn claim(channel: Channel, now: Timestamp, until: Timestamp, max: usize) -> Vec<Leased>;
        fn settle(leased: &Leased, settlement: &Settlement, at: Timestamp) -> Moved;
        fn note_spent(leased: &Leased, at: Timestamp) -> Moved;
        fn provision_is_open(tenant: TenantId, user: UserId) -> bool;
        fn remove_settled_messages(before: Timestamp, limit: usize) -> usize;
    }
    ReceiptQueries {
        fn receipt(key: &ReceiptKey) -> Option<StoredReceipt>;
    }
    Receipts {
        fn claim_receipt(key: &ReceiptKey, body: &[u8; 32], at: Timestamp) -> ();
        fn answer_receipt(key: &ReceiptKey, answer: &[u8]) -> Moved;
        fn remove_receipts(before: Timestamp, limit: usize) -> usize;
    }
    AuditQueries {
        fn audit(tenant: TenantId, after: Option<AuditId>, limit: usize) -> Vec<AuditRecord>;
    }
    Audit {
        fn record(record: &AuditRecord) -> ();
    }
    KeyQueries {
        fn signing_keys() -> Vec<SealedKey>;
    }
    Keys {
        fn add_signing_key(key: &SealedKey) -> ();
        fn remove_signing_keys(before: Timestamp) -> usize;
    }
    ProvisioningQueries {
        fn provisioning(tenant: TenantId, user: UserId) -> Option<Provisioning>;
    }
    ProvisioningStates {
        fn want_provisioning(tenant: TenantId, user: UserId, target: &ProvisioningTarget) -> u64;
        fn settle_provisioning(tenant: TenantId, user: UserId, version: u64, provider_id: &str) -> u64;
        fn fail_provisioning(tenant: TenantId, user: UserId, version: u64, why: &str) -> u64;
    }
    Locks {
        fn lock_tenant(tenant: TenantId) -> ();
        fn lock_address(tenant: TenantId, key: &EmailKey) -> ();
        fn spend_mail(tenant: TenantId, key: &EmailKey, class: BudgetClass, budget: MailBudget, now: Timestamp) -> Spend;
        fn remove_idle_addresses(before: Timestamp, limit: usize) -> usize;
    }
}
