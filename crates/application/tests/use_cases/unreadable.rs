//! A store that cannot read what mails are about: the rows of their links are damaged, or others have them.

use std::sync::{Arc, Mutex};

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
use enroll_system::Clock as _;

use crate::relay::count;
use crate::world::{PASSWORD, World};

/// Answers an error for links, all or one.
struct Unreadable {
    store: MemoryStore,
    links: Arc<Mutex<Links>>,
}

/// How an error is made.
type Error = fn() -> StoreError;

/// Which links, and which error.
#[derive(Clone, Copy)]
struct Links {
    which: Option<ProofId>,
    error: Error,
}

impl Links {
    fn error(self, id: ProofId) -> Option<StoreError> {
        let is_meant = self.which.is_none_or(|which| which == id);
        is_meant.then(self.error)
    }
}

fn damaged() -> StoreError {
    StoreError::broken("proofs.purpose holds what it must not hold")
}

impl Unreadable {
    /// Every link is damaged.
    fn all() -> Self {
        let links = Links {
            which: None,
            error: damaged,
        };
        Self {
            store: MemoryStore::new(),
            links: Arc::new(Mutex::new(links)),
        }
    }

    /// From now on only this one answers an error.
    fn only(&self, which: ProofId, error: Error) {
        let which = Some(which);
        *self.links.lock().unwrap() = Links { which, error };
    }
}

#[async_trait]
impl UnitOfWork for Unreadable {
    async fn run(&self, mut work: Work) -> Result<(), StoreError> {
        let links = Arc::clone(&self.links);
        let within: Work = Box::new(move |tx| {
            let links = *links.lock().unwrap();
            work(&mut Within(tx, links))
        });
        self.store.run(within).await
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.store.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}

struct Within<'a>(&'a mut dyn Transaction, Links);

impl Queries for Within<'_> {}

impl Transaction for Within<'_> {}

macro_rules! answer {
    ($self:ident, proof, $tenant:ident, $id:ident) => {{
        let error = $self.1.error($id);
        error.map_or_else(|| $self.0.proof($tenant, $id), Err)
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

#[tokio::test]
async fn a_mail_about_something_that_nobody_can_read_is_tried_for_a_day_and_then_dead_with_its_reason() {
    let world = World::over(Policy::private(), Arc::new(Unreadable::all())).await;
    world.register("ada@example.org", PASSWORD).await;
    let made = world.clock.now();
    let mut tries = 0;
    loop {
        let step = world.relay.step().await.unwrap();
        tries += 1;
        match &step.performed[..] {
            [performed] => match &performed.settlement {
                Settlement::Retry { at, .. } => world.clock.set(*at),
                Settlement::Dead { why } => break assert!(why.contains("proofs.purpose"), "{why}"),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
        assert!(tries < 100, "it is tried for ever");
    }
    let hours = world.clock.now().since(made).as_secs() / 3600;
    assert!(
        (20..30).contains(&hours),
        "given up after {tries} tries in {hours} hours"
    );
    assert_eq!(count(&world, MessageStatus::Dead).await, 1);
}

#[tokio::test]
async fn a_first_mail_that_cannot_be_granted_is_put_off_and_the_others_go_out() {
    let errors: [(Error, &str); 2] = [(damaged, "proofs.purpose"), (|| StoreError::Busy, "busy")];
    for (error, why) in errors {
        let store = Arc::new(Unreadable::all());
        let world = World::over(Policy::private(), store.clone()).await;
        world.register("ada@example.org", PASSWORD).await;
        let (first, _open) = world.messages().await.remove(0);
        let Intent::Mail(Mail::Activation { proof, .. }) = first.intent else {
            panic!("{first:?}");
        };
        store.only(proof, error);
        world.register("grace@example.org", PASSWORD).await;
        world.register("hopper@example.org", PASSWORD).await;
        let step = world.relay.step().await.unwrap();
        let settled = |id: bool| {
            step.performed
                .iter()
                .filter(move |performed| (performed.id == first.id) == id)
        };
        let others: Vec<_> = settled(false).map(|performed| &performed.settlement).collect();
        assert_eq!(others, [&Settlement::Delivered; 2], "{step:?}");
        let put_off: Vec<_> = settled(true).map(|performed| &performed.settlement).collect();
        assert!(
            matches!(put_off[..], [Settlement::Retry { why: told, .. }] if told.contains(why)),
            "{step:?}"
        );
    }
}
