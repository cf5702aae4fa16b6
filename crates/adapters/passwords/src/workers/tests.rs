//! What the threads and their queue promise, with work that is told when to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::{Bounds, Refusal, Workers};

type Pool = Arc<Workers<u32>>;

fn pool(waiting: usize, max_wait: Duration) -> Pool {
    Arc::new(
        Workers::start(Bounds {
            threads: 1,
            waiting,
            max_wait,
        })
        .unwrap(),
    )
}

/// Work that keeps the only thread busy until the sender is dropped.
struct Busy {
    release: mpsc::Sender<()>,
    call: JoinHandle<Result<(), Refusal>>,
}

impl Busy {
    async fn keep(pool: &Pool) -> Self {
        loop {
            let (release, released) = mpsc::channel::<()>();
            let (begin, begun) = tokio::sync::oneshot::channel();
            let pool = Arc::clone(pool);
            let call = tokio::spawn(async move {
                pool.run(move |_memory| {
                    begin.send(()).unwrap();
                    released.recv().unwrap_err();
                })
                .await
            });
            // Where waiting is short, a slow machine may refuse it.
            if begun.await.is_ok() {
                return Self { release, call };
            }
        }
    }

    async fn let_go(self) {
        drop(self.release);
        self.call.await.unwrap().unwrap();
    }
}

/// Has a call wait that counts itself when it is done.
async fn wait_in(pool: &Pool, done: &Arc<AtomicUsize>) -> JoinHandle<Result<usize, Refusal>> {
    let before = pool.waiting();
    let call = tokio::spawn({
        let (pool, done) = (Arc::clone(pool), Arc::clone(done));
        async move { pool.run(move |_memory| done.fetch_add(1, Ordering::SeqCst)).await }
    });
    while pool.waiting() == before {
        tokio::task::yield_now().await;
    }
    call
}

#[tokio::test]
async fn beyond_the_queue_the_answer_is_full_at_once() {
    let (pool, done) = (pool(2, Duration::MAX), Arc::default());
    let busy = Busy::keep(&pool).await;
    let (first, second) = (wait_in(&pool, &done).await, wait_in(&pool, &done).await);
    let refused = pool.run(|_memory| ()).await;
    assert!(
        matches!(refused, Err(Refusal::Full { retry_after }) if retry_after >= Duration::from_secs(1)),
        "{refused:?}"
    );
    busy.let_go().await;
    assert_eq!(
        (first.await.unwrap(), second.await.unwrap()),
        (Ok(0), Ok(1)),
        "first come, first served"
    );
    assert_eq!(pool.run(|_memory| 7).await, Ok(7), "there is room again");
}

#[tokio::test]
async fn a_caller_that_went_away_frees_its_place_and_costs_no_work() {
    let (pool, done) = (pool(2, Duration::MAX), Arc::default());
    let busy = Busy::keep(&pool).await;
    for _ in 0..2 {
        let gone = wait_in(&pool, &done).await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
    }
    assert_eq!(pool.waiting(), 2);
    let stays = tokio::spawn({
        let pool = Arc::clone(&pool);
        async move { pool.run(|_memory| 7).await }
    });
    while pool.waiting() != 1 {
        assert!(!stays.is_finished(), "those who have gone keep their places");
        tokio::task::yield_now().await;
    }
    busy.let_go().await;
    assert_eq!(stays.await.unwrap(), Ok(7));
    assert_eq!(done.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_thread_itself_passes_over_whoever_went_away() {
    let (pool, done) = (pool(8, Duration::MAX), Arc::default());
    let busy = Busy::keep(&pool).await;
    let gone = wait_in(&pool, &done).await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    busy.let_go().await;
    assert_eq!(pool.run(|_memory| 7).await, Ok(7), "whoever comes later is served");
    assert_eq!(done.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn whoever_waited_too_long_is_refused_without_work() {
    let limit = Duration::from_millis(20);
    let (pool, done) = (pool(1, limit), Arc::default());
    let busy = Busy::keep(&pool).await;
    let (late, queued) = (wait_in(&pool, &done).await, Instant::now());
    while queued.elapsed() <= limit {
        tokio::task::yield_now().await;
    }
    let later = wait_out(&pool, &late).await;
    busy.let_go().await;
    assert!(matches!(late.await.unwrap(), Err(Refusal::Full { .. })));
    drop(later);
    assert_eq!(done.load(Ordering::SeqCst), 0);
}

/// A newcomer takes the place of the one that waited too long.
async fn wait_out(pool: &Pool, late: &JoinHandle<Result<usize, Refusal>>) -> JoinHandle<Result<(), Refusal>> {
    let pool = Arc::clone(pool);
    let newcomer = tokio::spawn(async move { pool.run(|_memory| ()).await });
    while !late.is_finished() {
        assert!(!newcomer.is_finished(), "the one that waited too long keeps its place");
        tokio::task::yield_now().await;
    }
    newcomer
}

#[tokio::test]
async fn the_thread_itself_refuses_whoever_waited_too_long() {
    let limit = Duration::from_millis(20);
    let (pool, done) = (pool(8, limit), Arc::default());
    let busy = Busy::keep(&pool).await;
    let (late, queued) = (wait_in(&pool, &done).await, Instant::now());
    while queued.elapsed() <= limit {
        tokio::task::yield_now().await;
    }
    busy.let_go().await;
    assert!(matches!(late.await.unwrap(), Err(Refusal::Full { .. })));
    assert_eq!(done.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_panic_costs_one_answer_and_the_memory_it_spoiled() {
    let pool = pool(4, Duration::MAX);
    let panicked: Result<(), _> = pool
        .run(|memory| {
            *memory = 13;
            panic!("on purpose");
        })
        .await;
    assert_eq!(panicked, Err(Refusal::Panicked));
    assert_eq!(pool.run(|memory| *memory).await, Ok(0));
}

#[tokio::test]
async fn a_thread_keeps_its_memory_from_one_to_the_next() {
    let pool = pool(4, Duration::MAX);
    for expected in 1..=3 {
        let count = pool.run(|memory| {
            *memory += 1;
            *memory
        });
        assert_eq!(count.await, Ok(expected));
    }
}

#[tokio::test]
async fn dropping_the_pool_ends_the_threads() {
    let pool: Workers<u32> = Workers::start(Bounds {
        threads: 3,
        waiting: 4,
        max_wait: Duration::MAX,
    })
    .unwrap();
    pool.run(|_memory| ()).await.unwrap();
    let threads = Arc::downgrade(&pool.shared);
    assert_eq!(threads.strong_count(), 4);
    drop(pool);
    assert_eq!(threads.strong_count(), 0);
}

#[tokio::test]
async fn who_is_refused_is_told_when_the_queue_will_have_been_worked_off() {
    let (pool, done) = (pool(3, Duration::MAX), Arc::default());
    let busy = Busy::keep(&pool).await;
    let mut calls = Vec::new();
    for _ in 0..3 {
        calls.push(wait_in(&pool, &done).await);
    }
    pool.shared.lock().pace = Duration::from_secs(10);
    let told = pool.run(|_memory| ()).await;
    assert_eq!(
        told,
        Err(Refusal::Full {
            retry_after: Duration::from_secs(30)
        })
    );
    busy.let_go().await;
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(
        pool.shared.lock().pace < Duration::from_secs(10),
        "it learns from what it does"
    );
}
