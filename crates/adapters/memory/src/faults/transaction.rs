//! Faults in the repository: of a run as a whole, and of each call within it.

use async_trait::async_trait;
use enroll_domain::Timestamp;
use enroll_domain::audit::AuditRecord;
use enroll_domain::id::{
    AuditId, DepartmentId, InvitationId, MessageId, PackageId, ProofId, SessionId, TagId, TenantId, UserId,
};
use enroll_domain::identifier::{EmailAddress, EmailKey, ExternalId, UsernameKey};
use enroll_domain::invitation::Invitation;
use enroll_domain::membership::{Department, Membership, Package, Tag, Title};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::proof::{Proof, Purpose};
use enroll_domain::referral::ReferralCode;
use enroll_domain::registration::{Attempt, MailBudget, Policy, ProvisioningTarget};
use enroll_domain::role::{Grant, Role, RoleName};
use enroll_domain::session::Session;
use enroll_domain::signing_key::SealedKey;
use enroll_domain::tenant::Tenant;
use enroll_domain::user::{ChosenBy, User};
use enroll_repository::{
    Addressee, AddresseeQueries, Addressees, AttemptQueries, Attempts, Audit, AuditQueries, Backlog, BudgetClass,
    Channel, CodeTries, Count, DeadMessage, DeadMessageQueries, DeadMessages, DepartmentQueries, Departments,
    GrantQueries, Grants, InvitationQueries, Invitations, KeyQueries, Keys, Leased, Lifecycle, Locks, Message,
    MessageStatus, Moved, Outbox, OutboxQueries, PackageQueries, Packages, ProofQueries, Proofs, Provisioning,
    ProvisioningQueries, ProvisioningStates, Queries, Reading, ReceiptKey, ReceiptQueries, Receipts, Resolution,
    RoleQueries, Roles, SessionQueries, Sessions, SessionsThere, Settlement, Spend, StoreError, StoredReceipt,
    StoredTenant, TagQueries, Tags, TenantQueries, Tenants, Transaction, UnitOfWork, UserQueries, Users, Verdict, Work,
};

use super::ports::store_fault as fault;
use super::{Faults, Faulty, Port};

#[async_trait]
impl<P: UnitOfWork + ?Sized> UnitOfWork for Faulty<P> {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        let faults = self.faults.clone();
        let observed: Work = Box::new(move |tx| {
            let mut within = Within::new(&faults, tx);
            match work(&mut within)? {
                Verdict::Commit if within.failed => Err(StoreError::broken("the work went on after an error")),
                verdict => Ok(verdict),
            }
        });
        self.faults
            .await_call(Port::Store, self.port.run(observed), fault)
            .await
    }

    async fn read(&self, mut work: Reading) -> Result<(), StoreError> {
        let faults = self.faults.clone();
        let observed: Reading = Box::new(move |queries| work(&mut Within::new(&faults, queries)));
        self.faults
            .await_call(Port::Store, self.port.read(observed), fault)
            .await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.faults.await_call(Port::Store, self.port.ready(), fault).await
    }
}

/// The inside of a run.
struct Within<'a, T: ?Sized> {
    faults: &'a Faults,
    failed: bool,
    inner: &'a mut T,
}

impl<'a, T: ?Sized> Within<'a, T> {
    const fn new(faults: &'a Faults, inner: &'a mut T) -> Self {
        Self {
            faults,
            failed: false,
            inner,
        }
    }

    fn call<R>(&mut self, call: impl FnOnce(&mut T) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let answer = self.faults.call(Port::Within, || call(self.inner), fault);
        self.failed |= answer.is_err();
        answer
    }
}

impl<T: Queries + ?Sized> Queries for Within<'_, T> {}

impl<T: Transaction + ?Sized> Transaction for Within<'_, T> {}

/// Passes every method of these traits on as one call.
macro_rules! counted {
    ($($port:ident { $(fn $name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)* })*) => {$(
        impl<T: $port + ?Sized> $port for Within<'_, T> {
            $(fn $name(&mut self, $($given: $kind),*) -> Result<$answer, StoreError> {
                self.call(|inner| inner.$name($($given),*))
            })*
        }
    )*};
}

/// Every call of a store, as a table: `every_store_call!(each)` becomes `each! { Port { fn name(given: kind) -> answer; … } … }`.
/// It is for whoever lays something over the unit of work of a store, and has the names of the ports and kinds in scope.
#[macro_export]
macro_rules! every_store_call { ($each:ident) => { $each! {
    UserQueries {
        fn user(tenant: TenantId, id: UserId) -> Option<User>;
        fn user_by_email(tenant: TenantId, key: &EmailKey) -> Option<User>;
        fn user_by_username(tenant: TenantId, key: &UsernameKey) -> Option<User>;
        fn user_by_external(tenant: TenantId, id: &ExternalId) -> Option<User>;
        fn user_by_number(tenant: TenantId, number: u64) -> Option<User>;
        fn user_by_referral_code(tenant: TenantId, code: &ReferralCode) -> Option<User>;
        fn has_users(tenant: TenantId) -> bool;
        fn users(tenant: TenantId, after: Option<UserId>, limit: usize) -> Vec<User>;
    }
    Users {
        fn add_user(user: &User) -> ();
        fn activate_user(tenant: TenantId, id: UserId, password: Option<&PasswordHash>, at: Timestamp) -> Moved;
        fn replace_password(tenant: TenantId, id: UserId, from: &PasswordHash, to: &PasswordHash) -> Moved;
        fn prove_email(tenant: TenantId, id: UserId, at: Timestamp) -> Moved;
        fn note_chosen_by(tenant: TenantId, id: UserId, by: ChosenBy) -> Moved;
        fn set_membership(tenant: TenantId, id: UserId, membership: &Membership) -> Moved;
        fn set_profile(tenant: TenantId, id: UserId, profile: &Profile) -> Moved;
    }
    Lifecycle {
        fn change_email(tenant: TenantId, id: UserId, address: &EmailAddress, at: Timestamp) -> Moved;
        fn suspend_user(tenant: TenantId, id: UserId, at: Timestamp) -> Moved;
        fn reinstate_user(tenant: TenantId, id: UserId, at: Timestamp) -> Moved;
        fn close_user(tenant: TenantId, id: UserId, at: Timestamp) -> Moved;
        fn release_identifiers(tenant: TenantId, before: Timestamp, limit: usize) -> usize;
    }
    AddresseeQueries {
        fn addressee(tenant: TenantId, message: MessageId) -> Option<Addressee>;
    }
    Addressees {
        fn add_addressee(tenant: TenantId, message: MessageId, addressee: &Addressee, at: Timestamp) -> ();
        fn forget_addressee(tenant: TenantId, message: MessageId) -> Moved;
        fn remove_addressees(before: Timestamp, limit: usize) -> usize;
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
        fn open_proofs_to(tenant: TenantId, key: &EmailKey, purpose: Purpose, since: Timestamp, now: Timestamp, limit: usize) -> Vec<Proof>;
    }
    Proofs {
        fn add_proof(proof: &Proof) -> ();
        fn use_proof(tenant: TenantId, id: ProofId, at: Timestamp) -> Moved;
        fn end_proofs_to(tenant: TenantId, key: &EmailKey, at: Timestamp) -> usize;
        fn end_proofs_of(tenant: TenantId, user: UserId, at: Timestamp) -> usize;
        fn end_proofs_for(tenant: TenantId, user: UserId, purpose: Purpose, at: Timestamp) -> usize;
        fn remove_expired_proofs(before: Timestamp, limit: usize) -> usize;
    }
    CodeTries {
        fn spend_code_try(tenant: TenantId, key: &EmailKey, purpose: Purpose, limit: u32, now: Timestamp) -> Spend;
        fn remove_code_tries(before: Timestamp, limit: usize) -> usize;
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
        fn revoke_all(tenant: TenantId, user: UserId) -> usize;
    }
    OutboxQueries {
        fn message_status(tenant: TenantId, id: MessageId) -> Option<MessageStatus>;
        fn next_due(channel: Channel) -> Option<Timestamp>;
        fn backlog(channel: Channel) -> Backlog;
        fn messages(tenant: TenantId, after: Option<MessageId>, limit: usize) -> Vec<(Message, MessageStatus)>;
    }
    Outbox {
        fn enqueue(message: &Message) -> ();
        fn leaves_work() -> bool;
        fn claim(channel: Channel, now: Timestamp, until: Timestamp, max: usize) -> Vec<Leased>;
        fn settle(leased: &Leased, settlement: &Settlement, at: Timestamp) -> Moved;
        fn note_spent(leased: &Leased, at: Timestamp) -> Moved;
        fn provision_is_open(tenant: TenantId, user: UserId) -> bool;
        fn remove_settled_messages(before: Timestamp, limit: usize) -> usize;
    }
    DeadMessageQueries {
        fn dead_messages(tenant: TenantId, channel: Channel, after: Option<MessageId>, limit: usize) -> Vec<DeadMessage>;
    }
    DeadMessages {
        fn resolve_dead(tenant: TenantId, channel: Channel, id: MessageId, to: Resolution, at: Timestamp) -> Moved;
        fn forget_dead_provisions(tenant: TenantId, user: UserId, at: Timestamp) -> usize;
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
        fn provisionings(tenant: TenantId, after: Option<UserId>, limit: usize) -> Vec<(UserId, Provisioning)>;
    }
    ProvisioningStates {
        fn want_provisioning(
            tenant: TenantId, user: UserId, target: &ProvisioningTarget, sessions: SessionsThere
        ) -> u64;
        fn settle_provisioning(tenant: TenantId, user: UserId, version: u64, provider_id: Option<&str>) -> u64;
        fn fail_provisioning(tenant: TenantId, user: UserId, version: u64, why: &str) -> u64;
    }
    Locks {
        fn lock_tenant(tenant: TenantId) -> ();
        fn lock_address(tenant: TenantId, key: &EmailKey) -> ();
        fn spend_mail(tenant: TenantId, key: &EmailKey, class: BudgetClass, budget: MailBudget, now: Timestamp) -> Spend;
        fn remove_idle_addresses(before: Timestamp, limit: usize) -> usize;
    }
    TenantQueries {
        fn tenants() -> Vec<StoredTenant>;
    }
    Tenants {
        fn add_tenant(tenant: &Tenant, at: Timestamp) -> ();
        fn set_policy(tenant: TenantId, policy: &Policy, at: Timestamp) -> Moved;
    }
    RoleQueries {
        fn roles_made(tenant: TenantId) -> Vec<Role>;
    }
    Roles {
        fn add_role(tenant: TenantId, role: &Role) -> ();
        fn set_role(tenant: TenantId, role: &Role) -> Moved;
        fn remove_role(tenant: TenantId, name: &RoleName) -> Moved;
    }
    DepartmentQueries {
        fn department(tenant: TenantId, id: DepartmentId) -> Option<Department>;
        fn departments(tenant: TenantId, after: Option<DepartmentId>, limit: usize) -> Vec<Department>;
    }
    Departments {
        fn add_department(department: &Department) -> ();
        fn rename_department(tenant: TenantId, id: DepartmentId, title: &Title) -> Moved;
    }
    TagQueries {
        fn tag(tenant: TenantId, id: TagId) -> Option<Tag>;
        fn tag_by_number(tenant: TenantId, number: u64) -> Option<Tag>;
        fn tags(tenant: TenantId, after: Option<u64>, limit: usize) -> Vec<Tag>;
    }
    Tags {
        fn add_tag(tag: &Tag) -> ();
        fn set_tag(tag: &Tag) -> Moved;
        fn next_number(tenant: TenantId, count: Count) -> u64;
    }
    PackageQueries {
        fn package(tenant: TenantId, id: PackageId) -> Option<Package>;
        fn usual_package(tenant: TenantId) -> Option<Package>;
        fn packages(tenant: TenantId, after: Option<PackageId>, limit: usize) -> Vec<Package>;
    }
    Packages {
        fn add_package(package: &Package) -> ();
        fn set_package(package: &Package) -> Moved;
    }
    InvitationQueries {
        fn invitation(tenant: TenantId, id: InvitationId) -> Option<Invitation>;
        fn invitation_of(tenant: TenantId, key: &EmailKey, now: Timestamp) -> Option<Invitation>;
        fn has_open_invitation(tenant: TenantId, now: Timestamp) -> bool;
        fn invitations(tenant: TenantId, after: Option<InvitationId>, limit: usize) -> Vec<Invitation>;
    }
    Invitations {
        fn add_invitation(invitation: &Invitation) -> ();
        fn use_invitation(tenant: TenantId, id: InvitationId, at: Timestamp) -> Moved;
        fn revoke_invitation(tenant: TenantId, id: InvitationId, at: Timestamp) -> Moved;
        fn remove_expired_invitations(before: Timestamp, limit: usize) -> usize;
    }
} }; }

every_store_call!(counted);
