//! What the writer promises, on real files.

use diesel::RunQueryDsl as _;
use diesel::connection::SimpleConnection as _;
use enroll_domain::Timestamp;
use enroll_domain::proof::RootKeyId;
use enroll_domain::signing_key::SealedKey;
use enroll_repository::Verdict;

use super::*;

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    found: i64,
}

fn add(number: usize) -> (Job, oneshot::Receiver<Answer>) {
    let (answer, answered) = oneshot::channel();
    let key = SealedKey {
        id: number.to_string(),
        root: RootKeyId::new("root".to_owned()),
        sealed: vec![0; 100_000],
        made_at: Timestamp::from_micros(1),
    };
    let work: Work = Box::new(move |tx| tx.add_signing_key(&key).map(|()| Verdict::Commit));
    (Job { work, answer }, answered)
}

#[test]
fn a_batch_that_the_disk_has_no_room_for_is_told_so_and_the_writer_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("enroll.db"));
    let patience = Duration::from_secs(1);
    crate::migrations::apply(&mut backend::connect(&url, Use::Migrating, patience).unwrap()).unwrap();
    let mut conn = backend::connect(&url, Use::Work, patience).unwrap();
    conn.batch_execute("PRAGMA max_page_count = 300").unwrap();
    let (checkpoints, _due) = sync_channel(1);
    let mut desk = Desk {
        conn: Some(conn),
        url: url.clone(),
        patience,
        checkpoints,
        since_checkpoint: 0,
    };

    // SQLite gives up the whole transaction when it has no room for one of them.
    let full = write_all(&mut desk, 0..20);
    assert!(full.iter().all(Result::is_err));
    let after = write_all(&mut desk, 20..22); // on a new connection, which has room
    assert!(after.iter().all(Result::is_ok));

    let mut conn = backend::connect(&url, Use::Reading, patience).unwrap();
    let found: Found = diesel::sql_query("SELECT count(*) AS found FROM signing_keys")
        .get_result(&mut conn)
        .unwrap();
    assert_eq!(found.found, 2);
}

#[test]
fn a_writer_whose_thread_has_ended_is_not_alive() {
    let threads = vec![thread::spawn(|| {})];
    let writer = Writer { queue: None, threads };
    while writer.alive().is_ok() {
        thread::yield_now();
    }
}

fn write_all(desk: &mut Desk, numbers: std::ops::Range<usize>) -> Vec<Answer> {
    let (queue, jobs) = sync_channel(WAITING);
    let (waiting, answers): (Vec<Job>, Vec<_>) = numbers.map(add).unzip();
    waiting.into_iter().for_each(|job| queue.send(job).unwrap());
    drop(queue);
    desk.write(&jobs);
    answers
        .into_iter()
        .map(|mut answered| answered.try_recv().unwrap())
        .collect()
}
