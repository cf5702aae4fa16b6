//! Two hundred who register at once, and somebody who asks every five milliseconds whether the server lives.

use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval};

use crate::client::Client;
use crate::figures::{Series, ms, number, p99};
use crate::load::{Load, Yield};
use crate::report::{Goal, Report, Target, Unit};
use crate::requests;
use crate::server::Server;

const GOODPUT: Goal = Goal {
    id: "G8",
    what: "200 at once: registrations/s ÷ those of 32 clients",
    limit: "the same server, 32 clients",
    target: Target::AtLeast(0.90),
    unit: Unit::Ratio,
};

const SLOWEST: Goal = Goal {
    id: "G9",
    what: "200 at once: p99 of those who were admitted ÷ the time of the hashes before them",
    limit: "200 ÷ raw hashes/s, computed",
    target: Target::AtMost(1.5),
    unit: Unit::Ratio,
};

const PROBE: Goal = Goal {
    id: "G10",
    what: "200 at once: p99 of `/livez`",
    limit: "the clock, a question every 5 ms",
    target: Target::AtMost(10.0),
    unit: Unit::Milliseconds,
};

const MEMORY: Goal = Goal {
    id: "G11",
    what: "most memory of the process under all of this, without the hash blocks",
    limit: "peak resident set − cores × 19 MiB",
    target: Target::AtMost(32.0),
    unit: Unit::Mebibytes,
};

/// What came of a crowd.
pub(crate) struct Arrived {
    pub(crate) yielded: Yield,
    clients: usize,
    probes: Vec<Duration>,
}

/// What came of the crowds of all rounds.
#[derive(Default)]
pub(crate) struct Crowd {
    goodput: Series,
    slowest: Series,
    probe: Series,
    refused: Series,
    pub(crate) memory: Series,
}

/// Lets a crowd arrive.
pub(crate) async fn arrive(server: &Server, load: Load) -> Arrived {
    let clients = load.clients;
    // A crowd is under way once each of them has been answered once.
    let load = Load {
        warm: Duration::from_millis(2500),
        span: load.span + Duration::from_secs(1),
        ..load
    };
    let probing = probe(server, load.warm, load.span);
    let (yielded, probes) = tokio::join!(load.run(), probing);
    Arrived {
        yielded,
        clients,
        probes,
    }
}

async fn probe(server: &Server, warm: Duration, span: Duration) -> Vec<Duration> {
    let (mut client, request) = (Client::new(server.address), requests::get("/livez"));
    let begin = Instant::now() + warm;
    let mut ticks = interval(Duration::from_millis(5));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut times = Vec::new();
    while begin.elapsed() < span {
        ticks.tick().await;
        let asked = Instant::now();
        let status = client.ask(&request).await;
        assert_eq!(status.ok(), Some(200), "the server does not say that it lives");
        if asked >= begin {
            times.push(asked.elapsed());
        }
    }
    times
}

impl Crowd {
    /// Adds the crowd of a round: beside the rate of 32 clients, and of the raw hash.
    pub(crate) fn add(&mut self, arrived: &Arrived, best: f64, raw: f64) {
        let yielded = &arrived.yielded;
        self.goodput.add(yielded.rate() / best);
        let before_them = number(arrived.clients) / raw;
        self.slowest.add(p99(&yielded.times).as_secs_f64() / before_them);
        self.probe.add(ms(p99(&arrived.probes)));
        self.refused.add(number(yielded.refused));
    }

    pub(crate) fn tell(&self, report: &mut Report) {
        report.row(GOODPUT, &self.goodput);
        report.row(SLOWEST, &self.slowest);
        report.row(PROBE, &self.probe);
        report.row(MEMORY, &self.memory);
        report.in_passing(
            "200 at once: refused with 503 while they were measured",
            "",
            &self.refused,
        );
    }
}
