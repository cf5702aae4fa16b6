//! Whoever looks at an SQLite file leaves it as it is, and the log beside it.

use std::fs;
use std::sync::Arc;

use enroll_diesel::{DieselStore, OpenError, Options};
use enroll_domain::Timestamp;
use enroll_domain::proof::RootKeyId;
use enroll_domain::signing_key::SealedKey;
use enroll_repository::{StoreError, UnitOfWork};

fn key() -> SealedKey {
    SealedKey {
        id: "key".to_owned(),
        root: RootKeyId::new("5f0c9a71".to_owned()),
        sealed: vec![7; 64],
        made_at: Timestamp::from_micros(1),
    }
}

#[tokio::test]
async fn whoever_looks_reads_what_a_crash_left_in_the_log_and_leaves_it_there() {
    let living = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", living.path().join("enroll.db").display());
    DieselStore::migrate(&url).unwrap();
    let writing: Arc<dyn UnitOfWork> = Arc::new(DieselStore::open(&url, Options::default()).unwrap());
    let added = writing.atomically::<(), StoreError>(|tx| Ok(tx.add_signing_key(&key())?));
    added.await.unwrap();
    // As a crash leaves it: with a log, and nobody who has it open.
    let folder = tempfile::tempdir().unwrap();
    let names = ["e%n?r#oll.db", "e%n?r#oll.db-wal"];
    for (from, to) in ["enroll.db", "enroll.db-wal"].iter().zip(names) {
        fs::copy(living.path().join(from), folder.path().join(to)).unwrap();
    }
    let read = || names.map(|name| fs::read(folder.path().join(name)).unwrap());
    let before = read();
    assert!(!before[1].is_empty());
    let url = format!("sqlite:{}", folder.path().join(names[0]).display());
    let store: Arc<dyn UnitOfWork> = Arc::new(DieselStore::look(&url, Options::default()).unwrap());
    assert_eq!(store.view(|queries| queries.signing_keys()).await.unwrap().len(), 1);
    drop(store);
    assert!(read() == before);
    assert_eq!(DieselStore::pending(&url).unwrap(), [""; 0]);
    assert!(read() == before);
}

#[test]
fn whoever_looks_makes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("enroll.db").display());
    let outcome = DieselStore::look(&url, Options::default());
    assert!(matches!(outcome, Err(OpenError::Unreachable(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
