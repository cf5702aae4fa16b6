//! The rows of the table, each with what it needs. A row that both databases have stands here twice.

mod clock_moved;
mod commit_cut;
mod database_locked;
mod database_restarted;
mod disk_full;
mod durable_answers;
mod idempotency;
mod killed;
mod mail_cut;
mod mail_down;
mod mail_nuisance;
mod mail_poison;
mod mail_refused;
mod mail_unsettled;
mod terminated;
mod workers;

use std::pin::Pin;

use enroll_tests::requirement::Part;

use crate::measure::{Found, Measure};
use crate::world::Backend;

type Performed = Pin<Box<dyn Future<Output = Found>>>;

/// A row.
pub(crate) struct Row {
    /// Its name in the table.
    pub(crate) name: &'static str,
    /// What is done to whom.
    pub(crate) what: &'static str,
    /// What must be installed.
    pub(crate) parts: &'static [Part],
    /// Does it.
    pub(crate) run: fn(Measure) -> Performed,
}

const fn row(name: &'static str, what: &'static str, parts: &'static [Part], run: fn(Measure) -> Performed) -> Row {
    Row { name, what, parts, run }
}

const KILLED: &str = "kill -9 of serve under 16 clients, three contracts";
const POISON: &str = "mails that nobody can read any more";
const WORKERS: &str = "relays of many processes, stopped beyond their leases";
const RACED: &str = "64 racers with one key, a kill between, another body";
const POSTGRES: &[Part] = &[Part::Postgres];

/// All of them.
pub(crate) const ALL: &[Row] = &[
    row("A1 sqlite", KILLED, &[], |m| Box::pin(killed::run(m, Backend::Sqlite))),
    row("A1 postgres", KILLED, POSTGRES, |m| {
        Box::pin(killed::run(m, Backend::Postgres))
    }),
    row(
        "A5a sqlite",
        "a trace of system calls: synced before answered",
        &[Part::Strace],
        |m| Box::pin(durable_answers::run(m)),
    ),
    row(
        "A6 sqlite",
        "the disk is full, and has room again",
        &[Part::Tmpfs],
        |m| Box::pin(disk_full::run(m)),
    ),
    row(
        "B1 sqlite",
        "locked by another process; a reader that stays",
        &[],
        |m| Box::pin(database_locked::run(m)),
    ),
    row(
        "B2 postgres",
        "back ends terminated in the middle of transactions",
        POSTGRES,
        |m| Box::pin(terminated::run(m)),
    ),
    row(
        "B3 postgres",
        "connections cut at COMMIT, before it and after it",
        POSTGRES,
        |m| Box::pin(commit_cut::run(m)),
    ),
    row(
        "B4 postgres",
        "the server stopped at once and started, under load",
        POSTGRES,
        |m| Box::pin(database_restarted::run(m)),
    ),
    row(
        "C1 sqlite",
        "the mail server refuses, falls silent, and is back",
        &[],
        |m| Box::pin(mail_down::run(m)),
    ),
    row("C2 sqlite", "the mail server hangs up at each step", &[], |m| {
        Box::pin(mail_cut::run(m))
    }),
    row(
        "C3 sqlite",
        "greylisting, 421, 450, 451, 452, with the schedule",
        &[],
        |m| Box::pin(mail_refused::for_the_moment(m)),
    ),
    row("C4 sqlite", "550, 552, 553, 554, and credentials refused", &[], |m| {
        Box::pin(mail_refused::for_good(m))
    }),
    row("C5 sqlite", "drips, endless replies, garbage, NUL, silence", &[], |m| {
        Box::pin(mail_nuisance::run(m))
    }),
    row("C6 sqlite", "STARTTLS is not offered where it is required", &[], |m| {
        Box::pin(mail_nuisance::stripped(m))
    }),
    row("C7 sqlite", POISON, &[], |m| {
        Box::pin(mail_poison::run(m, Backend::Sqlite))
    }),
    row("C7 postgres", POISON, POSTGRES, |m| {
        Box::pin(mail_poison::run(m, Backend::Postgres))
    }),
    row("C8 sqlite", WORKERS, &[], |m| {
        Box::pin(workers::run(m, Backend::Sqlite))
    }),
    row("C8 postgres", WORKERS, POSTGRES, |m| {
        Box::pin(workers::run(m, Backend::Postgres))
    }),
    row(
        "C9 sqlite",
        "the store fails after the mail server took the mail",
        &[],
        |m| Box::pin(mail_unsettled::run(m)),
    ),
    row(
        "E1 sqlite",
        "the clock jumps a day ahead, and back",
        &[Part::Faketime],
        |m| Box::pin(clock_moved::run(m)),
    ),
    row("R2 sqlite", RACED, &[], |m| {
        Box::pin(idempotency::run(m, Backend::Sqlite))
    }),
    row("R2 postgres", RACED, POSTGRES, |m| {
        Box::pin(idempotency::run(m, Backend::Postgres))
    }),
];
