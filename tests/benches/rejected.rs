//! Bodies that break rules: what it costs to say so, beside an echo of the same body on the same framework.

use std::net::SocketAddr;
use std::time::Duration;

use tempfile::TempDir;

use crate::figures::Series;
use crate::load::Load;
use crate::plan::Plan;
use crate::report::{Goal, Report, Target, Unit};
use crate::requests;
use crate::stand_ins::{ECHO, HASH_FREE, StandIn};

const REJECTED: Goal = Goal {
    id: "G15",
    what: "refusals/s of a registration that breaks two rules, 16 clients",
    limit: "a bare echo of the same body on the same framework",
    target: Target::AtLeast(0.8),
    unit: Unit::Ratio,
};

const BODY: &str = r#"{"email":"nobody at all","password":"short"}"#;

pub(crate) async fn measure(plan: &Plan, report: &mut Report) {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("enroll.db").display());
    let (server, bare) = (StandIn::start(&[HASH_FREE, &url]).await, StandIn::start(&[ECHO]).await);
    let (mut ratios, mut rates, mut limits) = (Series::default(), Series::default(), Series::default());
    for _ in 0..plan.rounds {
        let before = load(plan, bare.address, "/echo", 200).run().await.rate();
        let refused = load(plan, server.address, "/v1/registrations", 422).run().await.rate();
        let after = load(plan, bare.address, "/echo", 200).run().await.rate();
        let limit = f64::midpoint(before, after);
        ratios.add(refused / limit);
        rates.add(refused);
        limits.add(limit);
    }
    report.row(REJECTED, &ratios);
    report.in_passing("bare echoes", "in a second", &limits);
    report.in_passing("refusals", "in a second", &rates);
    bare.kill().await;
    server.kill().await;
}

fn load(plan: &Plan, address: SocketAddr, path: &str, success: u16) -> Load {
    Load {
        address,
        clients: 16,
        requests: requests::same(path, BODY),
        success,
        warm: Duration::from_millis(300),
        span: plan.span / 2,
    }
}
