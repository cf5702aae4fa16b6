//! The limit of group commits: SQLite alone writes the rows of registrations into the tables as they are, 64 registrations in each
//! durable transaction, and nobody reads a request, follows a rule or sends a mail.

use std::path::Path;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use enroll::adapters::diesel::DieselStore;

use crate::figures::rate;

/// How many registrations are committed together.
const TOGETHER: usize = 64;

/// The settings of the product's own writer.
const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
    PRAGMA wal_autocheckpoint = 16384; PRAGMA secure_delete = ON; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY";

/// As many ids as are committed together, in the order of time as those of the product, and a key by chance for each.
const PEOPLE: &str = "CREATE TEMP TABLE people (id BLOB, email TEXT); \
    CREATE TEMP TABLE numbers AS WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 64) SELECT i FROM n; \
    CREATE TEMP TABLE clock AS SELECT 1 AS ticks";

/// One transaction, with every row that a registration with a private policy leaves.
const COMMIT: &str = "
    DELETE FROM people;
    UPDATE clock SET ticks = ticks + 1;
    INSERT INTO people SELECT CAST(printf('%08d', ticks) || hex(randomblob(4)) AS BLOB), lower(hex(randomblob(12))) || '@example.org'
        FROM numbers, clock;
    BEGIN IMMEDIATE;
    INSERT INTO addresses (tenant_id, email_key, registrations, resets)
        SELECT tenants.id, email, 0, 0 FROM people, tenants WHERE name = 'default';
    INSERT INTO attempts (tenant_id, id, email, email_key, password, profile, made_at, expires_at)
        SELECT tenants.id, people.id, email, email, printf('%097d', 0), '{}', ticks, ticks + 1 FROM people, clock, tenants
        WHERE name = 'default';
    INSERT INTO proofs (tenant_id, id, purpose, email, email_key, root_key, made_at, expires_at)
        SELECT tenants.id, people.id, 'activate', email, email, printf('%043d', 0), ticks, ticks + 1 FROM people, clock, tenants
        WHERE name = 'default';
    INSERT INTO outbox (tenant_id, id, channel, intent, proof_id, budget, made_at, status, ready_at, fence, tries)
        SELECT tenants.id, people.id, 'mail', 'activation', people.id, 'registration', ticks, 'waiting', ticks, 0, 0
        FROM people, clock, tenants WHERE name = 'default';
    INSERT INTO audit (tenant_id, id, at, actor, action, subject_id, request_id, codes)
        SELECT tenants.id, people.id, ticks, 'anybody', 'registered', people.id, people.id, '[]' FROM people, clock, tenants
        WHERE name = 'default';
    COMMIT";

/// Registrations in a second whose rows are written and synced, in a database of its own in this folder, which is made.
pub(crate) fn limit(folder: &Path, span: Duration) -> f64 {
    std::fs::create_dir(folder).unwrap();
    let path = folder.join("limit.db");
    let path = path.to_str().unwrap();
    DieselStore::migrate(&format!("sqlite:{path}")).unwrap();
    let mut conn = SqliteConnection::establish(path).unwrap();
    conn.batch_execute(SETTINGS).unwrap();
    conn.batch_execute(PEOPLE).unwrap();
    let (mut commits, begun) = (0, Instant::now());
    while begun.elapsed() < span {
        conn.batch_execute(COMMIT).unwrap();
        commits += 1;
    }
    rate(commits * TOGETHER, begun.elapsed())
}
