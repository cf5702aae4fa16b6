//! Registrations without their hash: what everything else allows. The hash is a stand-in through the facade's builder, mails are
//! put together and go nowhere, the relay runs. Each round has a database of its own.

use std::time::Duration;

use enroll_tests::postgres::{self, Postgres};
use tempfile::TempDir;

use crate::figures::{Series, number};
use crate::group_commit;
use crate::load::{Load, Yield};
use crate::pgbench::PgBench;
use crate::plan::Plan;
use crate::raw;
use crate::report::{Goal, Report, Target, Unit};
use crate::requests;
use crate::stand_ins::{HASH_FREE, StandIn};

/// As many as SQLite's writer commits together, three times: one is committed, one waits, one is on its way.
const CLIENTS_OF_SQLITE: usize = 192;
const CLIENTS_OF_POSTGRES: usize = 16;

const SQLITE: Goal = Goal {
    id: "G13",
    what: "registrations/s without their hash, SQLite FULL, 192 clients, relay on",
    limit: "the rows of 64 registrations in each durable transaction, SQLite alone",
    target: Target::AtLeast(0.4),
    unit: Unit::Ratio,
};

const POSTGRES: Goal = Goal {
    id: "G14",
    what: "registrations/s without their hash, PostgreSQL, 16 clients, relay on",
    limit: "`pgbench -M prepared`, 16 clients: two rows in one statement",
    target: Target::AtLeast(0.9),
    unit: Unit::Ratio,
};

pub(crate) async fn on_sqlite(plan: &Plan, report: &mut Report) {
    let (mut ratios, mut rates, mut syncs) = (Series::default(), Series::default(), Series::default());
    let (mut waiting, mut limits) = (Series::default(), Series::default());
    for _ in 0..plan.rounds {
        let folder = TempDir::new().unwrap();
        syncs.add(raw::syncs(folder.path(), plan.span / 4));
        let before = group_commit::limit(&folder.path().join("before"), plan.span / 2);
        let url = format!("sqlite:{}", folder.path().join("enroll.db").display());
        let (yielded, behind) = register(plan, &url, CLIENTS_OF_SQLITE).await;
        let after = group_commit::limit(&folder.path().join("after"), plan.span / 2);
        let limit = f64::midpoint(before, after);
        ratios.add(yielded.rate() / limit);
        rates.add(yielded.rate());
        limits.add(limit);
        waiting.add(behind);
    }
    report.row(SQLITE, &ratios);
    report.in_passing("synced writes of a page", "in a second", &syncs);
    report.in_passing(
        "registrations whose rows SQLite alone commits, 64 at a time",
        "in a second",
        &limits,
    );
    report.in_passing("registrations without their hash, SQLite", "in a second", &rates);
    report.in_passing("mails that still waited then ÷ registrations, SQLite", "", &waiting);
}

pub(crate) async fn on_postgres(plan: &Plan, report: &mut Report) {
    if let Some(why) = postgres::missing().or_else(PgBench::missing) {
        report.left_out("G14", &why);
        return;
    }
    let postgres = Postgres::start_durable();
    let (mut ratios, mut rates, mut limits) = (Series::default(), Series::default(), Series::default());
    let mut waiting = Series::default();
    let bench = PgBench::on(&postgres.new_database());
    for _ in 0..plan.rounds {
        let before = bench.run(CLIENTS_OF_POSTGRES, plan.span);
        let (yielded, behind) = register(plan, &postgres.new_database(), CLIENTS_OF_POSTGRES).await;
        let after = bench.run(CLIENTS_OF_POSTGRES, plan.span);
        let limit = f64::midpoint(before, after);
        ratios.add(yielded.rate() / limit);
        rates.add(yielded.rate());
        limits.add(limit);
        waiting.add(behind);
    }
    report.row(POSTGRES, &ratios);
    report.in_passing("pgbench", "in a second", &limits);
    report.in_passing("registrations without their hash, PostgreSQL", "in a second", &rates);
    report.in_passing("mails that still waited then ÷ registrations, PostgreSQL", "", &waiting);
}

/// What came of it, and which part of the mails still waited at its end.
async fn register(plan: &Plan, url: &str, clients: usize) -> (Yield, f64) {
    let mut server = StandIn::start(&[HASH_FREE, url]).await;
    let load = Load {
        address: server.address,
        clients,
        requests: requests::registrations(),
        success: 202,
        warm: Duration::from_millis(500),
        span: plan.span,
    };
    let yielded = load.run().await;
    let waiting = server.waiting_mails().await;
    yielded.see_that_it_was_served();
    server.kill().await;
    let behind = f64::from(waiting) / number(yielded.successes);
    (yielded, behind)
}
