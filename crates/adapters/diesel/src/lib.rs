//! The repository port on SQLite and PostgreSQL through diesel. This crate alone knows that there is SQL; no type of
//! diesel stands in its public items.
//!
//! One schema and one set of queries serve both. What differs between them stands in `backend.rs`; the rest of a store
//! is the way a unit of work travels:
//!
//! * **SQLite**: one writer thread commits the units of work that wait together, up to 64, and answers each only after the
//!   commit; four readers have connections of their own; a thread of its own moves the log into the database file.
//! * **PostgreSQL**: a pool of connections; whoever wants one waits for a permit first, so that waiting holds no thread.
//!   A unit of work runs on tokio's blocking pool, READ COMMITTED, and again after a deadlock or a lock that did not come.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use enroll_diesel::{DieselStore, Options};
//! use enroll_repository::UnitOfWork;
//!
//! DieselStore::migrate("sqlite:enroll.db")?;
//! let store: Arc<dyn UnitOfWork> = Arc::new(DieselStore::open("sqlite:enroll.db", Options::default())?);
//! store.ready().await?;
//! # Ok(())
//! # }
//! ```

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("enroll-diesel needs the feature `sqlite`, the feature `postgres`, or both");

mod addressees;
mod addresses;
mod attempts;
mod audit;
mod backend;
mod burial;
#[cfg(feature = "sqlite")]
mod checkpoints;
mod code_tries;
mod columns;
mod connection;
mod conversation;
mod database_url;
mod departments;
mod document;
mod grants;
mod identifiers;
mod intent;
mod invitations;
mod keys;
mod landing;
mod lease;
mod lifecycle;
mod memberships;
mod migrations;
mod open_error;
mod outbox;
mod packages;
mod pool;
mod prepared;
mod proofs;
mod provisioning;
mod receipts;
mod removal;
mod roles;
mod schema;
mod sessions;
#[cfg(feature = "sqlite")]
mod sqlite_file;
mod store;
mod tags;
mod tenants;
mod users;
mod wishes;
#[cfg(feature = "sqlite")]
mod writer;

pub use open_error::OpenError;
pub use store::{DieselStore, Options};

#[cfg(feature = "sqlite")]
use libsqlite3_sys as _; // compiled in by its feature `bundled`
#[cfg(feature = "postgres")]
use pq_sys as _; // likewise
