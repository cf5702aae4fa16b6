//! Tokens of keys that a server does not know: those that another made a moment ago, and those that nobody made.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use async_trait::async_trait;
use enroll_application::{AuthenticateError, Caller, Enrollment, OldKeys};
use enroll_domain::registration::Policy;
use enroll_memory::{MemoryStore, Waits};
use enroll_repository::{Reading, StoreError, UnitOfWork, Work};

use crate::keys::sign_in_at;
use crate::world::{CALL, World};

const MADE_UP: &str = "0011223344556677.00.00";
const PAUSE: Duration = Duration::from_secs(2);
const SLOW: Duration = Duration::from_secs(1);

/// A store whose readings are counted, and may be slow or fail.
#[derive(Default)]
struct Counted {
    store: MemoryStore,
    readings: AtomicUsize,
    slow: AtomicBool,
    away: AtomicBool,
    waits: Waits,
}

#[async_trait]
impl UnitOfWork for Counted {
    async fn run(&self, work: Work) -> Result<(), StoreError> {
        self.store.run(work).await
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.readings.fetch_add(1, Ordering::SeqCst);
        if self.slow.load(Ordering::SeqCst) {
            self.waits.wait(SLOW).await;
        }
        if self.away.load(Ordering::SeqCst) {
            return Err(StoreError::Busy);
        }
        self.store.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}

/// Two servers on one store, and Ada, who has signed in at neither.
struct Two {
    store: Arc<Counted>,
    world: World,
    other: Enrollment,
}

impl Two {
    async fn begin() -> Self {
        let store = Arc::new(Counted::default());
        let world = World::over(Policy::private(), store.clone()).await;
        world.user("ada@example.org", &[]).await;
        let other = world.another_server();
        other.prepare().await.unwrap();
        Self { store, world, other }
    }

    /// A token of a key that only the other server knows.
    async fn of_a_new_key(&self) -> String {
        let rotated = self
            .other
            .rotate_keys(&self.world.operator().await, OldKeys::Keep)
            .await;
        rotated.unwrap();
        sign_in_at(&self.other).await.unwrap()
    }

    async fn authenticate(&self, token: &str) -> Result<Caller, AuthenticateError> {
        self.world.enrollment.authenticate(&CALL, token).await
    }

    /// Calls with the same token that have all begun, and of which one reads the ring, slowly.
    fn waiting<'a>(&'a self, token: &'a str) -> Vec<Waiting<'a>> {
        self.store.readings.store(0, Ordering::SeqCst);
        self.store.slow.store(true, Ordering::SeqCst);
        let mut calls: Vec<_> = (0..6)
            .map(|_| Waiting::new(self.world.enrollment.authenticate(&CALL, token)))
            .collect();
        for call in &mut calls {
            assert!(call.poll().is_none(), "it waits for the ring");
        }
        assert_eq!(self.readings(), 1);
        self.store.slow.store(false, Ordering::SeqCst);
        calls
    }

    fn readings(&self) -> usize {
        self.store.readings.load(Ordering::SeqCst)
    }

    fn is_away(&self, away: bool) {
        self.store.away.store(away, Ordering::SeqCst);
    }
}

/// A call that is polled only where it was woken.
struct Waiting<'a> {
    call: Pin<Box<dyn Future<Output = Result<Caller, AuthenticateError>> + Send + 'a>>,
    woken: Arc<Flag>,
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl<'a> Waiting<'a> {
    fn new(call: impl Future<Output = Result<Caller, AuthenticateError>> + Send + 'a) -> Self {
        Self {
            call: Box::pin(call),
            woken: Arc::new(Flag(AtomicBool::new(true))),
        }
    }

    fn poll(&mut self) -> Option<Result<Caller, AuthenticateError>> {
        assert!(self.woken.0.swap(false, Ordering::SeqCst), "nobody woke it");
        let waker = Waker::from(Arc::clone(&self.woken));
        match self.call.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        }
    }
}

fn is_refused(answer: &Result<Caller, AuthenticateError>) -> bool {
    matches!(answer, Err(AuthenticateError::Refused))
}

fn is_unavailable(answer: &Result<Caller, AuthenticateError>) -> bool {
    matches!(answer, Err(AuthenticateError::Unavailable(why)) if why.retry_after().is_some_and(|after| after <= PAUSE))
}

#[tokio::test]
async fn whoever_comes_while_the_ring_is_read_for_a_new_key_waits_and_is_let_in() {
    let two = Two::begin().await;
    let token = two.of_a_new_key().await;
    let mut calls = two.waiting(&token);
    two.store.waits.pass(SLOW);
    for call in &mut calls {
        call.poll().unwrap().unwrap();
    }
    assert_eq!(two.readings(), 1 + calls.len(), "the ring once, and each session");
}

#[tokio::test]
async fn where_the_ring_cannot_be_read_nobody_is_told_that_their_token_is_bad() {
    let two = Two::begin().await;
    let token = two.of_a_new_key().await;
    let mut calls = two.waiting(&token);
    two.is_away(true);
    two.store.waits.pass(SLOW);
    for call in &mut calls {
        let answer = call.poll().unwrap();
        assert!(is_unavailable(&answer), "{answer:?}");
    }
    two.is_away(false);
    two.world.clock.advance(PAUSE - Duration::from_micros(1));
    let answer = two.authenticate(&token).await;
    assert!(is_unavailable(&answer), "{answer:?}");
    assert_eq!(two.readings(), 1);
    two.world.clock.advance(Duration::from_micros(1));
    two.authenticate(&token).await.unwrap();
}

#[tokio::test]
async fn whoever_waits_for_a_reading_that_was_given_up_is_asked_to_come_again_and_reads_nothing() {
    let two = Two::begin().await;
    let token = two.of_a_new_key().await;
    let mut calls = two.waiting(&token);
    drop(calls.remove(0));
    for call in &mut calls {
        let answer = call.poll().unwrap();
        assert!(is_unavailable(&answer), "{answer:?}");
    }
    assert_eq!(two.readings(), 1);
    two.world.clock.advance(PAUSE);
    two.authenticate(&token).await.unwrap();
}

#[tokio::test]
async fn made_up_keys_cost_one_reading_for_each_pause_counted_from_its_end() {
    let two = Two::begin().await;
    let mut calls = two.waiting(MADE_UP);
    two.world.clock.advance(PAUSE);
    two.store.waits.pass(SLOW);
    for call in &mut calls {
        assert!(is_refused(&call.poll().unwrap()));
    }
    assert_eq!(two.readings(), 1);
    let new = two.of_a_new_key().await;
    two.store.readings.store(0, Ordering::SeqCst);
    two.world.clock.advance(PAUSE - Duration::from_micros(1));
    for token in [MADE_UP, "7766554433221100.00.00", &new] {
        assert!(is_refused(&two.authenticate(token).await));
    }
    assert_eq!(two.readings(), 0);
    two.world.clock.advance(Duration::from_micros(1));
    assert!(is_refused(&two.authenticate(MADE_UP).await));
    assert_eq!(two.readings(), 1);
    two.authenticate(&new).await.unwrap();
}

#[tokio::test]
async fn a_new_key_is_met_at_once_where_the_clock_went_back_since_the_last_reading() {
    let two = Two::begin().await;
    assert!(is_refused(&two.authenticate(MADE_UP).await));
    let hour = 60 * 60 * 1_000_000;
    two.world
        .clock
        .set(enroll_domain::Timestamp::from_micros(1_790_000_000_000_000 - hour));
    let token = two.of_a_new_key().await;
    two.authenticate(&token).await.unwrap();
}
