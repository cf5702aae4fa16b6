//! What the one writer of an SQLite file promises: it commits together what waits together, each unit of work stands for
//! itself in that, the queue has an end, the log is moved away, and nobody else may read the file.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::sync::{Arc, mpsc};
use std::task::Poll;

use enroll_diesel::{DieselStore, OpenError, Options};
use enroll_domain::Timestamp;
use enroll_domain::proof::RootKeyId;
use enroll_domain::signing_key::SealedKey;
use enroll_repository::{Stop, StoreError, UnitOfWork, Verdict, Work};
use tempfile::TempDir;

/// A store in a folder of its own.
struct Place {
    folder: TempDir,
    store: Arc<dyn UnitOfWork>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("enroll.db").display());
        DieselStore::migrate(&url).unwrap();
        let store = DieselStore::open(&url, Options::default()).unwrap();
        Self {
            folder,
            store: Arc::new(store),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// How many commits the log holds: frames of its present generation that end one (SQLite file format §4.1).
    fn commits(&self) -> usize {
        let log = fs::read(self.file("enroll.db-wal")).unwrap_or_default();
        let Some((header, frames)) = log.split_at_checked(32) else {
            return 0;
        };
        let page = usize::try_from(u32::from_be_bytes(header[8..12].try_into().unwrap())).unwrap();
        let live = frames
            .chunks_exact(24 + page)
            .filter(|frame| frame[8..16] == header[16..24]);
        live.filter(|frame| frame[4..8] != [0; 4]).count()
    }

    /// Stops the writer in the middle of a unit of work that changes nothing, until the sender is dropped.
    async fn stop_the_writer(&self) -> mpsc::Sender<()> {
        let (reached, has_reached) = tokio::sync::oneshot::channel();
        let (go_on, wait) = mpsc::channel::<()>();
        let (mut reached, store) = (Some(reached), Arc::clone(&self.store));
        tokio::spawn(async move {
            let standstill = store.atomically::<(), StoreError>(move |_tx| {
                reached.take().unwrap().send(()).unwrap();
                assert!(wait.recv().is_err());
                Ok(())
            });
            standstill.await.unwrap();
        });
        has_reached.await.unwrap();
        go_on
    }

    async fn add(&self, number: usize) -> Result<(), StoreError> {
        self.store
            .atomically::<(), StoreError>(move |tx| Ok(tx.add_signing_key(&key(number))?))
            .await
    }

    async fn keys(&self) -> usize {
        self.store.view(|queries| queries.signing_keys()).await.unwrap().len()
    }
}

fn key(number: usize) -> SealedKey {
    SealedKey {
        id: format!("key {number}"),
        root: RootKeyId::new("5f0c9a71".to_owned()),
        sealed: vec![7; 4096],
        made_at: Timestamp::from_micros(1),
    }
}

/// Has a run go as far as it can without waiting.
async fn begin<F: Future + ?Sized>(mut run: Pin<&mut F>) {
    let pending = poll_fn(|cx| Poll::Ready(run.as_mut().poll(cx).is_pending())).await;
    assert!(pending);
}

/// Begins all of them, in their order, and then lets the writer go on.
async fn together<F: Future>(go_on: mpsc::Sender<()>, runs: Vec<F>) -> Vec<F::Output> {
    let mut runs: Vec<_> = runs.into_iter().map(Box::pin).collect();
    for run in &mut runs {
        begin(run.as_mut()).await;
    }
    drop(go_on);
    let mut outcomes = Vec::new();
    for run in runs {
        outcomes.push(run.await);
    }
    outcomes
}

#[tokio::test]
async fn sixty_four_that_wait_are_one_commit() {
    let place = Place::new();
    let go_on = place.stop_the_writer().await;
    let outcomes = together(go_on, (0..64).map(|number| place.add(number)).collect()).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(place.commits(), 1);
    assert_eq!(place.keys().await, 64);
}

#[tokio::test]
async fn each_unit_of_work_in_a_commit_stands_for_itself() {
    let place = Place::new();
    let go_on = place.stop_the_writer().await;
    let run = |number: usize| {
        place.store.atomically::<(), StoreError>(move |tx| {
            tx.add_signing_key(&key(number))?;
            match number {
                2 => panic!("one of them panics"),
                4 => Err(Stop::Because(StoreError::broken("one of them fails"))),
                6 => Ok(tx.add_signing_key(&key(number))?), // one of them asks for the impossible
                _ => Ok(()),
            }
        })
    };
    let outcomes = together(go_on, (0..10).map(run).collect()).await;
    let failed: Vec<usize> = (0..10).filter(|number| outcomes[*number].is_err()).collect();
    assert_eq!(failed, [2, 4, 6]);
    assert_eq!((place.keys().await, place.commits()), (7, 1));
}

#[tokio::test]
async fn a_full_queue_is_busy_at_once() {
    let place = Place::new();
    let go_on = place.stop_the_writer().await;
    let mut waiting: Vec<_> = (0..1024).map(|number| Box::pin(place.add(number))).collect();
    for run in &mut waiting {
        begin(run.as_mut()).await;
    }
    let mut one_more = pin!(place.add(1024));
    let answer = poll_fn(|cx| Poll::Ready(one_more.as_mut().poll(cx))).await;
    assert!(matches!(answer, Poll::Ready(Err(StoreError::Busy))));
    drop(waiting); // of those that nobody waits for, nothing is done
    drop(go_on);
    while let Err(StoreError::Busy) = place.add(1024).await {}
    assert_eq!(place.keys().await, 1);
}

#[tokio::test]
async fn the_log_is_moved_into_the_file_while_the_store_is_open() {
    let place = Place::new();
    let before = fs::metadata(place.file("enroll.db")).unwrap().len();
    let go_on = place.stop_the_writer().await;
    together(go_on, (0..400).map(|number| place.add(number)).collect()).await;
    let moved = async {
        while fs::metadata(place.file("enroll.db")).unwrap().len() <= before + 256 * 4096 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), moved)
        .await
        .unwrap();
}

#[tokio::test]
async fn nothing_of_what_was_removed_lies_on_in_the_file() {
    let place = Place::new();
    for number in 0..8 {
        place.add(number).await.unwrap();
    }
    let removed = place
        .store
        .atomically::<_, StoreError>(|tx| Ok(tx.remove_signing_keys(Timestamp::from_micros(2))?));
    assert_eq!(removed.await.unwrap(), 7, "the newest stays");
    let Place { folder, store } = place;
    drop(store); // which moves the log into the file
    let url = format!("sqlite:{}", folder.path().join("enroll.db").display());
    drop(DieselStore::open(&url, Options::default()).unwrap());
    let left = ["enroll.db", "enroll.db-wal"].map(|name| {
        let bytes = fs::read(folder.path().join(name)).unwrap_or_default();
        bytes.windows(64).filter(|window| *window == [7; 64]).count()
    });
    // The one that stays lies on a few pages, which cut it.
    assert!(
        (1..=4096).contains(&left.iter().sum::<usize>()),
        "one of eight is there: {left:?}"
    );
}

/// A unit of work that says when it has begun, adds a key once `go_on` is dropped, and holds on to `held` until it is dropped.
fn slow_work<T: Send + 'static>(held: T) -> (Work, tokio::sync::oneshot::Receiver<()>, mpsc::Sender<()>) {
    let (reached, has_reached) = tokio::sync::oneshot::channel();
    let (go_on, wait) = mpsc::channel::<()>();
    let mut reached = Some(reached);
    let work: Work = Box::new(move |tx| {
        let _held = &held;
        reached.take().unwrap().send(()).unwrap();
        assert!(wait.recv().is_err());
        tx.add_signing_key(&key(1)).map(|()| Verdict::Commit)
    });
    (work, has_reached, go_on)
}

/// Has the store begin this work, and goes away.
async fn begin_and_leave(store: &Arc<dyn UnitOfWork>, work: Work, begun: tokio::sync::oneshot::Receiver<()>) {
    let mut run = store.run(work);
    begin(run.as_mut()).await;
    begun.await.unwrap();
}

#[tokio::test]
async fn a_store_that_is_dropped_waits_for_the_work_in_progress() {
    let Place { folder, store } = Place::new();
    let url = format!("sqlite:{}", folder.path().join("enroll.db").display());
    let other: Arc<dyn UnitOfWork> = Arc::new(DieselStore::open(&url, Options::default()).unwrap());
    let (work, begun, go_on) = slow_work(());
    begin_and_leave(&store, work, begun).await;
    drop(go_on);
    drop(store);
    assert_eq!(other.view(|queries| queries.signing_keys()).await.unwrap().len(), 1);
}

/// The last of a store, and who is told once it is dropped: fields are dropped in their order.
struct Last {
    _store: Arc<dyn UnitOfWork>,
    _dropped: mpsc::Sender<()>,
}

#[tokio::test]
async fn work_that_holds_the_last_of_a_store_does_not_stop_the_writer_for_ever() {
    let Place { folder: _folder, store } = Place::new();
    let (dropped, is_dropped) = mpsc::channel();
    let (work, begun, go_on) = slow_work(Last {
        _store: Arc::clone(&store),
        _dropped: dropped,
    });
    begin_and_leave(&store, work, begun).await;
    drop(store);
    drop(go_on);
    let told = is_dropped.recv_timeout(std::time::Duration::from_secs(30));
    assert_eq!(told, Err(mpsc::RecvTimeoutError::Disconnected));
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    place.add(1).await.unwrap();
    for name in ["enroll.db", "enroll.db-wal"] {
        assert_eq!(
            fs::metadata(place.file(name)).unwrap().permissions().mode() & 0o777,
            0o600,
            "{name}"
        );
    }
}

#[test]
fn to_ask_what_is_pending_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("enroll.db");
    let url = format!("sqlite:{}", file.display());
    assert!(!DieselStore::pending(&url).unwrap().is_empty());
    assert!(!file.exists());
    assert!(matches!(
        DieselStore::open(&url, Options::default()),
        Err(OpenError::PendingMigrations(_))
    ));
    assert!(file.exists());
}

#[test]
fn a_file_that_cannot_be_is_unreachable() {
    let outcome = DieselStore::open("sqlite:/nowhere/at/all/enroll.db", Options::default());
    assert!(matches!(outcome, Err(OpenError::Unreachable(_))));
}

#[test]
fn a_server_that_is_not_there_is_named_without_the_password() {
    let Err(error) = DieselStore::open("postgres://ada:hunter2@127.0.0.1:1/enroll", Options::default()) else {
        panic!("nobody listens there")
    };
    assert!(matches!(error, OpenError::Unreachable(_)));
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert!(error.to_string().contains("127.0.0.1"));
}
