//! What is in the database, against the settings: signing keys, tenants, contracts, and the clock.

use std::sync::Arc;

use enroll::domain::Timestamp;
use enroll::ports::system::Clock as _;
use enroll::{PrepareError, RingView, SystemClock};

use super::report::Report;
use crate::bound_tenants::{self, Flaw};
use crate::exit::Failure;
use crate::settings::Settings;
use crate::wiring::{self, Wired};

/// No clock of a machine that runs this program is right before it: the 23rd of November 2026.
const WRITTEN: Timestamp = Timestamp::from_micros(1_795_392_000_000_000);

/// Looks at it, over a store that cannot be written.
pub(super) async fn examine(settings: Settings, report: &mut Report) -> Result<(), Failure> {
    let url = settings.database_url.clone();
    let store = match tokio::task::block_in_place(|| wiring::look_at_store(&url)) {
        Ok(store) => store,
        Err(failure) => return all(failure, report),
    };
    let public_url = settings.public_url_at(settings.listen);
    let wired = match wiring::wire(settings, Arc::clone(&store), public_url) {
        Ok(wired) => wired,
        Err(failure) => return all(failure, report),
    };
    let ring = match wired.enroll.enrollment().inspect().await {
        Ok(ring) => ring,
        Err(error) => {
            let part = match &error {
                PrepareError::Sealed(_) => "keys",
                PrepareError::HostTaken(_) => "tenants",
                PrepareError::Unavailable(_) => "database",
            };
            for line in wiring::unprepared(&error).into_lines() {
                report.fail(part, &line)?;
            }
            return clock(None, report);
        }
    };
    keys(&ring, report)?;
    contracts(&wired, report)?;
    clock(ring.newest_made_at, report)
}

fn all(failure: Failure, report: &mut Report) -> Result<(), Failure> {
    failure
        .into_lines()
        .iter()
        .try_for_each(|line| report.fail("database", line))
}

fn keys(ring: &RingView, report: &mut Report) -> Result<(), Failure> {
    match (ring.keys, ring.under_previous_root) {
        (0, _) => report.ok("keys", "there is no signing key yet; the first start makes one"),
        (keys, 0) => report.ok("keys", &format!("the root secret opens the {keys} signing keys that there are")),
        (keys, old) => report.warn(
            "keys",
            &format!(
                "{old} of {keys} signing keys were sealed with the root secret before this one: `enroll keys rotate`, and keep \
                 previous_secret_file until the sessions, links and invitations of before are over (30 days with the \
                 defaults)"
            ),
        ),
    }
}

fn contracts(wired: &Wired, report: &mut Report) -> Result<(), Failure> {
    let flaws = bound_tenants::among_known(&wired.dialects, wired.enroll.enrollment());
    if flaws.is_empty() {
        return report.ok(
            "tenants",
            "those that are declared fit those in the database, and every contract has its own",
        );
    }
    flaws
        .iter()
        .map(Flaw::told)
        .try_for_each(|line| report.fail("tenants", &line))
}

fn clock(newest: Option<Timestamp>, report: &mut Report) -> Result<(), Failure> {
    let now = SystemClock.now();
    if now < WRITTEN {
        return report.fail(
            "clock",
            "the clock of this machine is years behind: links and tokens would be over at once",
        );
    }
    match newest {
        Some(newest) if now < newest => report.fail(
            "clock",
            "the newest signing key is of a time that has not come: the clock of this machine is behind, or another's is ahead",
        ),
        Some(_) | None => report.ok("clock", "it is past everything that is known"),
    }
}
