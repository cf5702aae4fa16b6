//! A store that cannot read what any mail is about: the rows of all links are damaged.

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
use enroll_memory::{MemoryStore, every_store_call};
use enroll_repository::*;

pub(crate) struct Unreadable(pub(crate) MemoryStore);

#[async_trait]
impl UnitOfWork for Unreadable {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        self.0.run(Box::new(move |tx| work(&mut Within(tx)))).await
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.0.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.0.ready().await
    }
}

struct Within<'a>(&'a mut dyn Transaction);

impl Queries for Within<'_> {}

impl Transaction for Within<'_> {}

macro_rules! answer {
    ($self:ident, proof $(, $given:ident)*) => {{
        let _unread = ($($given),*);
        Err(StoreError::broken("proofs.purpose holds what it must not hold"))
    }};
    ($self:ident, $name:ident $(, $given:ident)*) => { $self.0.$name($($given),*) };
}

macro_rules! all_but_links {
    ($($port:ident { $(fn $name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)* })*) => {$(
        impl $port for Within<'_> {
            $(fn $name(&mut self, $($given: $kind),*) -> Result<$answer, StoreError> {
                answer!(self, $name $(, $given)*)
            })*
        }
    )*};
}

every_store_call!(all_but_links);
