//! What others do in the middle of a use case: each is let in where random bytes are drawn, between reading and writing.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use enroll_application::{
    Activate, ActivationPassword, AddressForm, ChangePasswordError, HandedPassword, LinkError, SignInError, Unavailable,
};
use enroll_credentials::{PasswordHasher, Salt};
use enroll_domain::Rule;
use enroll_domain::id::UserId;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::user::State;
use enroll_memory::SeededEntropy;
use enroll_repository::{Moved, StoreError};
use enroll_system::{Entropy, EntropyError};

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World};

type Deed = Box<dyn FnOnce() + Send>;

/// Entropy that lets somebody do something the next time it is asked.
pub(crate) struct Meddling {
    seeded: SeededEntropy,
    deeds: Mutex<VecDeque<Deed>>,
    pub(crate) dry: AtomicBool,
}

impl Meddling {
    pub(crate) fn new() -> Self {
        Self {
            seeded: SeededEntropy::new(7),
            deeds: Mutex::default(),
            dry: AtomicBool::new(false),
        }
    }

    fn next_time(&self, deed: impl FnOnce() + Send + 'static) {
        self.deeds.lock().unwrap().push_back(Box::new(deed));
    }
}

impl Entropy for Meddling {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        let deed = self.deeds.lock().unwrap().pop_front();
        if let Some(deed) = deed {
            deed();
        }
        if self.dry.load(Ordering::Relaxed) {
            return Err(EntropyError);
        }
        self.seeded.fill(bytes)
    }
}

/// In memory nothing waits, so whatever is asked is done at once.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("something waited in memory"),
    }
}

async fn hash_of(world: &World, id: UserId) -> PasswordHash {
    let user = world.store.view(move |queries| queries.user(CALL.tenant(), id)).await;
    match user.unwrap().unwrap().state {
        State::Active { password, .. } => password,
        other => panic!("{}", other.code()),
    }
}

/// Lets somebody put another hash in the place of a user's the next time random bytes are drawn.
async fn replace_meanwhile(world: &World, id: UserId, password: &str) {
    let from = hash_of(world, id).await;
    let text = Password::parse(password).unwrap();
    let to = world.hasher.hash(text, Salt([99; 16])).await.unwrap();
    assert_ne!(from.as_phc(), to.as_phc());
    let store = world.store.clone();
    world.entropy.next_time(move || {
        let written = store.atomically::<_, StoreError>(move |tx| {
            let moved = tx.replace_password(CALL.tenant(), id, &from, &to)?;
            assert_eq!(moved, Moved::Yes);
            Ok(())
        });
        at_once(written).unwrap();
    });
}

#[tokio::test]
async fn a_sign_in_survives_that_another_one_hashes_the_password_anew() {
    let world = World::new().await;
    let id = world.settled("ada@example.org").await.user.user.id;
    replace_meanwhile(&world, id, PASSWORD).await;
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_some());
}

#[tokio::test]
async fn whoever_others_outrun_each_time_with_a_new_hash_is_to_come_again() {
    let world = World::new().await;
    let id = world.settled("ada@example.org").await.user.user.id;
    // Three times in each of its two rounds a sign-in draws random bytes.
    for salt in 90..96 {
        let password = Password::parse(PASSWORD).unwrap();
        let to = world.hasher.hash(password, Salt([salt; 16])).await.unwrap();
        let store = world.store.clone();
        world.entropy.next_time(move || {
            let written = store.atomically::<_, StoreError>(move |tx| {
                let user = tx.user(CALL.tenant(), id)?.unwrap();
                let State::Active { password: from, .. } = &user.state else {
                    panic!("{}", user.state.code())
                };
                assert_eq!(tx.replace_password(CALL.tenant(), id, from, &to)?, Moved::Yes);
                Ok(())
            });
            at_once(written).unwrap();
        });
    }
    let handed = HandedPassword::Refused;
    let outrun = world
        .enrollment
        .sign_in(&CALL, Some("ada@example.org"), Some(PASSWORD), handed)
        .await;
    assert!(
        matches!(outrun, Err(SignInError::Unavailable(Unavailable::Busy { .. }))),
        "{outrun:?}"
    );
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_sign_in_does_not_survive_that_the_password_is_changed() {
    let world = World::new().await;
    let id = world.settled("ada@example.org").await.user.user.id;
    replace_meanwhile(&world, id, OTHER_PASSWORD).await;
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_none());
}

#[tokio::test]
async fn a_reset_survives_that_a_sign_in_hashes_the_password_anew() {
    let world = World::new().await;
    let id = world.settled("ada@example.org").await.user.user.id;
    let asked = world
        .enrollment
        .request_password_reset(&CALL, AddressForm::of(Some("ada@example.org")), None);
    asked.await.unwrap();
    let token = world.newest_token().await;
    replace_meanwhile(&world, id, PASSWORD).await;
    let done = world
        .enrollment
        .complete_password_reset(&CALL, &token, OTHER_PASSWORD)
        .await;
    assert!(done.is_ok(), "{done:?}");
    assert!(world.sign_in("ada@example.org", OTHER_PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_change_of_password_survives_a_new_hash_but_not_a_new_password() {
    let world = World::new().await;
    let ada = world.settled("ada@example.org").await;
    let caller = world.caller(&ada.tokens).await;
    replace_meanwhile(&world, ada.user.user.id, "a third one, by somebody else").await;
    let refused = world
        .enrollment
        .change_password(&caller, Some(PASSWORD), Some(OTHER_PASSWORD))
        .await;
    assert!(
        matches!(&refused, Err(ChangePasswordError::Rejected(found)) if found.as_slice()[0].rule == Rule::Mismatch),
        "{refused:?}"
    );
    let world = World::new().await;
    let ada = world.settled("ada@example.org").await;
    let caller = world.caller(&ada.tokens).await;
    replace_meanwhile(&world, ada.user.user.id, PASSWORD).await;
    let changed = world
        .enrollment
        .change_password(&caller, Some(PASSWORD), Some(OTHER_PASSWORD))
        .await;
    assert!(changed.is_ok(), "{changed:?}");
}

#[tokio::test]
async fn whoever_disowns_a_moment_after_an_activation_is_told_so_and_ends_nothing() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    let (enrollment, link) = (world.enrollment.clone(), token.clone());
    world.entropy.next_time(move || {
        let activate = Activate {
            token: &link,
            password: ActivationPassword::Chosen(PASSWORD),
            username: None,
            terms_version: None,
        };
        at_once(enrollment.activate(&CALL, activate)).unwrap();
        at_once(enrollment.request_password_reset(&CALL, AddressForm::of(Some("ada@example.org")), None)).unwrap();
    });
    let disowned = world.enrollment.disown(&CALL, &token).await;
    assert!(matches!(disowned, Err(LinkError::Expired)), "{disowned:?}");
    let reset = world.newest_token().await;
    let done = world
        .enrollment
        .complete_password_reset(&CALL, &reset, OTHER_PASSWORD)
        .await;
    assert!(done.is_ok(), "{done:?}");
}

#[tokio::test]
async fn a_session_lasts_from_when_the_hash_is_done() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    let clock = world.clock.clone();
    world.entropy.next_time(move || {
        clock.advance(Duration::from_secs(5));
    });
    let activate = Activate {
        token: &token,
        password: ActivationPassword::New(OTHER_PASSWORD),
        username: None,
        terms_version: None,
    };
    let activated = world.enrollment.activate(&CALL, activate).await.unwrap();
    world.clock.advance(Duration::from_secs(598));
    assert!(world.speaks(&activated.tokens).await);
}
