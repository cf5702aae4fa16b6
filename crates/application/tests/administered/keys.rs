//! Signing keys: another takes the place of the present one, and the old one goes when its last token is over.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use enroll_application::{
    AuthenticateError, Caller, Enrollment, HandedPassword, Housekeeping, OldKeys, PrepareError, RotateKeysError,
};
use enroll_domain::registration::Policy;
use enroll_memory::{Faults, MemoryStore, When};
use enroll_repository::{Reading, StoreError, UnitOfWork, Work};

use crate::world::{CALL, PASSWORD, World};

/// The name of the key that signed a token of the memory adapter.
fn key_of(token: &str) -> String {
    token.split('.').next().unwrap().to_owned()
}

async fn sign_in(world: &World) -> String {
    sign_in_at(&world.enrollment).await.unwrap()
}

/// Signs Ada in, unless this server has no key to sign with.
pub(crate) async fn sign_in_at(server: &Enrollment) -> Option<String> {
    let handed = HandedPassword::Refused;
    let email = Some("ada@example.org");
    let tokens = server.sign_in(&CALL, email, Some(PASSWORD), handed).await;
    tokens.ok().map(|tokens| tokens.access_token)
}

#[tokio::test]
async fn a_new_key_signs_and_the_old_one_checks_until_its_last_token_is_over() {
    let world = World::new().await;
    world.user("ada@example.org", &[]).await;
    let before = sign_in(&world).await;
    let rotated = world
        .enrollment
        .rotate_keys(&world.operator().await, OldKeys::Keep)
        .await
        .unwrap();
    assert_eq!(rotated.instead_of, Some(key_of(&before)));
    let after = sign_in(&world).await;
    assert_eq!(key_of(&after), rotated.id);
    world.enrollment.authenticate(&CALL, &before).await.unwrap();

    let housekeeping = Housekeeping::new(world.enrollment.clone());
    world.clock.advance(rotated.published_for - Duration::from_micros(1));
    assert_eq!(housekeeping.step().await.unwrap().signing_keys, 0);
    assert!(world.enrollment.key_set().contains(&key_of(&before)));
    world.clock.advance(Duration::from_millis(1));
    assert_eq!(housekeeping.step().await.unwrap().signing_keys, 1);
    world.enrollment.reload_keys().await.unwrap();
    assert!(!world.enrollment.key_set().contains(&key_of(&before)));
    assert!(world.enrollment.key_set().contains(&rotated.id));
    let over = world.enrollment.authenticate(&CALL, &before).await;
    assert!(matches!(over, Err(AuthenticateError::Refused)));
    world.clock.advance(rotated.published_for * 10);
    assert_eq!(housekeeping.step().await.unwrap().signing_keys, 0, "the last key stays");
}

#[tokio::test]
async fn an_old_key_is_published_for_longer_than_any_token_of_it_is_good() {
    let world = World::new().await;
    let lifetime = enroll_domain::registration::Policy::private().lifetimes.access_token;
    let rotated = world
        .enrollment
        .rotate_keys(&world.operator().await, OldKeys::Keep)
        .await
        .unwrap();
    assert!(rotated.published_for > lifetime);
}

#[tokio::test]
async fn old_keys_that_are_dropped_are_gone_at_once_with_every_token_that_they_signed() {
    let world = World::new().await;
    world.user("ada@example.org", &[]).await;
    let mut before = vec![sign_in(&world).await];
    world
        .enrollment
        .rotate_keys(&world.operator().await, OldKeys::Keep)
        .await
        .unwrap();
    before.push(sign_in(&world).await);
    let rotated = world
        .enrollment
        .rotate_keys(&world.operator().await, OldKeys::Drop)
        .await;
    let rotated = rotated.unwrap();
    assert_eq!(rotated.published_for, Duration::ZERO);
    assert_eq!(rotated.instead_of, Some(key_of(&before[1])));
    for token in &before {
        let over = world.enrollment.authenticate(&CALL, token).await;
        assert!(matches!(over, Err(AuthenticateError::Refused)));
        assert!(!world.enrollment.key_set().contains(&key_of(token)));
    }
    let after = sign_in(&world).await;
    assert_eq!(key_of(&after), rotated.id);
    world.enrollment.authenticate(&CALL, &after).await.unwrap();
    let codes = [format!("key:{}", rotated.id), "dropped:2".to_owned()];
    assert!(world.audit().await.iter().any(|record| record.codes == codes));
}

#[tokio::test]
async fn a_key_that_is_made_on_a_machine_whose_clock_is_behind_is_the_newest_all_the_same() {
    let world = World::new().await;
    world.user("ada@example.org", &[]).await;
    world
        .clock
        .set(enroll_domain::Timestamp::from_micros(1_789_000_000_000_000));
    let rotated = world
        .enrollment
        .rotate_keys(&world.operator().await, OldKeys::Keep)
        .await
        .unwrap();
    assert_eq!(key_of(&sign_in(&world).await), rotated.id);
}

#[tokio::test]
async fn a_rotation_is_audited_by_the_name_of_the_key_and_the_operators_alone() {
    let world = World::new().await;
    let rotated = world
        .enrollment
        .rotate_keys(&world.operator().await, OldKeys::Keep)
        .await
        .unwrap();
    let record = world.audited("signing_key.rotated").await;
    assert_eq!(record.codes, [format!("key:{}", rotated.id)]);
    world.user("root@example.org", &["admin"]).await;
    let admin = world.caller("root@example.org").await;
    let refused = world.enrollment.rotate_keys(&admin, OldKeys::Keep).await;
    assert!(matches!(refused, Err(RotateKeysError::Forbidden)));
}

#[tokio::test]
async fn looking_at_the_store_writes_nothing_and_finds_what_does_not_open() {
    let world = World::new().await;
    world
        .enrollment
        .rotate_keys(&world.operator().await, OldKeys::Keep)
        .await
        .unwrap();
    let before = world.audit().await;
    let ring = world.enrollment.inspect().await.unwrap();
    assert_eq!((ring.keys, ring.under_previous_root), (2, 0));
    let another = world.under_another_root().inspect().await;
    assert!(matches!(another, Err(PrepareError::Sealed(_))), "{another:?}");
    let later = world.with_a_new_root().inspect().await.unwrap();
    assert_eq!((later.keys, later.under_previous_root), (2, 2));
    assert_eq!(world.audit().await, before);
}

/// A store in which somebody drops all keys after the next reading, or after the next unit of work, before whoever asked for it gets
/// the answer.
struct Outrun {
    store: MemoryStore,
    reading: Mutex<Option<(Enrollment, Caller)>>,
    work: Mutex<Option<(Enrollment, Caller)>>,
}

impl Outrun {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            store: MemoryStore::new(),
            reading: Mutex::new(None),
            work: Mutex::new(None),
        })
    }
}

async fn drop_keys(by: &Mutex<Option<(Enrollment, Caller)>>) {
    let by = by.lock().unwrap().take();
    if let Some((enrollment, operator)) = by {
        enrollment.rotate_keys(&operator, OldKeys::Drop).await.unwrap();
    }
}

#[async_trait]
impl UnitOfWork for Outrun {
    async fn run(&self, work: Work) -> Result<(), StoreError> {
        let ran = self.store.run(work).await;
        drop_keys(&self.work).await;
        ran
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        let read = self.store.read(work).await;
        drop_keys(&self.reading).await;
        read
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}

#[tokio::test]
async fn a_ring_that_was_read_before_a_key_was_dropped_does_not_bring_it_back() {
    let store = Outrun::new();
    let world = World::over(Policy::private(), store.clone()).await;
    world.user("ada@example.org", &[]).await;
    let before = sign_in(&world).await;
    *store.reading.lock().unwrap() = Some((world.enrollment.clone(), world.operator().await));
    world.enrollment.reload_keys().await.unwrap();
    let dropped = world.enrollment.authenticate(&CALL, &before).await;
    assert!(matches!(dropped, Err(AuthenticateError::Refused)), "{dropped:?}");
    world
        .enrollment
        .authenticate(&CALL, &sign_in(&world).await)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_rotation_that_a_later_one_outran_does_not_bring_back_what_that_one_dropped() {
    let store = Outrun::new();
    let world = World::over(Policy::private(), store.clone()).await;
    world.user("ada@example.org", &[]).await;
    let before = sign_in(&world).await;
    let operator = world.operator().await;
    *store.work.lock().unwrap() = Some((world.enrollment.clone(), operator.clone()));
    let outrun = world.enrollment.rotate_keys(&operator, OldKeys::Keep).await.unwrap();
    assert!(store.work.lock().unwrap().is_none(), "nobody outran it");
    let dropped = world.enrollment.authenticate(&CALL, &before).await;
    assert!(matches!(dropped, Err(AuthenticateError::Refused)), "{dropped:?}");
    let after = sign_in(&world).await;
    assert!(![outrun.id, key_of(&before)].contains(&key_of(&after)));
    world.enrollment.authenticate(&CALL, &after).await.unwrap();
}

#[tokio::test]
async fn a_rotation_is_done_where_a_kept_key_does_not_open_and_whoever_reads_the_ring_is_told() {
    let world = World::new().await;
    world.user("ada@example.org", &[]).await;
    let before = sign_in(&world).await;
    let operator = world.operator().await;
    let elsewhere = world.under_another_root();
    elsewhere.rotate_keys(&operator, OldKeys::Keep).await.unwrap();
    assert!(elsewhere.reload_keys().await.is_err());

    world.enrollment.rotate_keys(&operator, OldKeys::Keep).await.unwrap();
    assert!(world.enrollment.reload_keys().await.is_err());
    assert_eq!(key_of(&sign_in(&world).await), key_of(&before), "it can open no other");
    world.enrollment.authenticate(&CALL, &before).await.unwrap();

    let rotated = world.enrollment.rotate_keys(&operator, OldKeys::Drop).await.unwrap();
    assert_eq!(key_of(&sign_in(&world).await), rotated.id);
    world.enrollment.reload_keys().await.unwrap();
}

#[tokio::test]
async fn a_rotation_that_dropped_keys_is_done_wherever_tokens_fail_and_no_dropped_key_signs_after_it() {
    for when in [When::Before, When::After] {
        for n in 1.. {
            let faults = Faults::at(n, when);
            let world = World::new().await;
            world.user("ada@example.org", &[]).await;
            let before = sign_in(&world).await;
            let server = world.with_faulty_tokens(&faults);
            if server.prepare().await.is_err() {
                continue;
            }
            let ring = world.view(|queries| queries.signing_keys()).await;
            let rotated = server.rotate_keys(&world.operator().await, OldKeys::Drop).await;
            let Ok(rotated) = rotated else {
                assert_eq!(world.view(|queries| queries.signing_keys()).await, ring, "call {n}");
                continue;
            };
            let signed = sign_in_at(&server).await.map(|token| key_of(&token));
            assert!(signed.is_none_or(|key| key == rotated.id), "call {n}");
            assert!(!server.key_set().contains(&key_of(&before)), "call {n}");
            if !faults.tripped() {
                break;
            }
            server.reload_keys().await.unwrap();
            assert_eq!(key_of(&sign_in_at(&server).await.unwrap()), rotated.id, "call {n}");
        }
    }
}
