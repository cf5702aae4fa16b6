//! Registrations and sign-ins over HTTP on the real program, with their hashes, their mails and SQLite's `synchronous=FULL`,
//! measured by turns with the raw hash.

use std::time::Duration;

use crate::crowd::{self, Crowd};
use crate::figures::{Series, number, p99};
use crate::load::{Load, Yield};
use crate::mail_sink::MailSink;
use crate::plan::Plan;
use crate::raw::{self, Memory, cores};
use crate::report::{Goal, Report, Target, Unit};
use crate::requests::{self, Requests};
use crate::server::{Place, Server};

const RAW: &str = "raw hashes/s: the same Argon2 and parameters, a thread per core, no server";
/// How many users sign in.
const USERS: u64 = 32;

const REGISTRATIONS: Goal = Goal {
    id: "G1",
    what: "registrations/s ÷ raw hashes/s, 32 clients, SQLite FULL, mails sent",
    limit: RAW,
    target: Target::AtLeast(0.92),
    unit: Unit::Ratio,
};

const SIGN_INS: Goal = Goal {
    id: "G2",
    what: "sign-ins/s ÷ raw hashes/s, 32 clients, SQLite FULL",
    limit: RAW,
    target: Target::AtLeast(0.95),
    unit: Unit::Ratio,
};

const BEYOND: Goal = Goal {
    id: "G18",
    what: "core time of a registration beyond its hash, 16 clients, mail, load and mail server included",
    limit: "cores ÷ registrations/s − cores ÷ raw hashes/s",
    target: Target::AtMost(3.0),
    unit: Unit::Milliseconds,
};

/// Everything of this part, round by round.
#[derive(Default)]
struct Rounds {
    raw: Series,
    wiping: Series,
    registrations: Series,
    registrations_raw: Series,
    slowest: Series,
    mails: Series,
    busy: Series,
    sign_ins: Series,
    sign_ins_raw: Series,
    beyond: Series,
    crowd: Crowd,
}

/// The program, its mails, and what was put on it so far.
struct World {
    server: Server,
    mails: MailSink,
    registered: usize,
    span: Duration,
}

pub(crate) async fn measure(plan: &Plan, report: &mut Report) {
    let mails = MailSink::start().await;
    let place = Place::new(&mails);
    let server = place.serve().await;
    place.make_users(USERS).await;
    let mut world = World {
        server,
        mails,
        registered: 0,
        span: plan.span,
    };
    let mut rounds = Rounds::default();
    for _ in 0..plan.rounds {
        world.round(&mut rounds).await;
    }
    rounds.crowd.memory.add(world.server.most_memory() - raw::hash_blocks());
    rounds.tell(report);
}

impl World {
    /// Every load stands between two measurements of the raw hash, and is divided by their mean.
    async fn round(&mut self, rounds: &mut Rounds) {
        let left = raw::hashes(self.span / 2, Memory::Left);
        let first = raw::hashes(self.span / 2, Memory::Wiped);
        rounds.wiping.add(first / left);
        let (mailed, busy) = (self.mails.taken(), self.server.beside_hashing());
        let many = self.register(32).await;
        let mailed = self.mails.taken() - mailed;
        rounds.mails.add(number(mailed) / number(many.successes));
        self.settle(&many).await;
        let busy = self.server.beside_hashing() - busy;
        rounds.busy.add(busy / number(many.successes));
        let second = raw::hashes(self.span / 2, Memory::Wiped);
        let signed_in = self.load(32, requests::sign_ins(USERS), 200).run().await;
        let third = raw::hashes(self.span / 2, Memory::Wiped);
        let few = self.register(16).await;
        self.settle(&few).await;
        let fourth = raw::hashes(self.span / 2, Memory::Wiped);

        let between = [
            f64::midpoint(first, second),
            f64::midpoint(second, third),
            f64::midpoint(third, fourth),
        ];
        [&many, &few, &signed_in]
            .into_iter()
            .for_each(Yield::see_that_it_was_served);
        between.iter().for_each(|raw| rounds.raw.add(*raw));
        rounds.registrations_raw.add(many.rate());
        rounds.registrations.add(many.rate() / between[0]);
        rounds.slowest.add(p99(&many.times).as_secs_f64() * 1000.0);
        rounds.sign_ins_raw.add(signed_in.rate());
        rounds.sign_ins.add(signed_in.rate() / between[1]);
        let cores = number(cores());
        rounds.beyond.add((cores / few.rate() - cores / between[2]) * 1000.0);

        let crowd = crowd::arrive(&self.server, self.load(200, requests::registrations(), 202)).await;
        self.settle(&crowd.yielded).await;
        let fifth = raw::hashes(self.span / 2, Memory::Wiped);
        rounds.crowd.add(&crowd, many.rate(), f64::midpoint(fourth, fifth));
    }

    async fn register(&self, clients: usize) -> Yield {
        self.load(clients, requests::registrations(), 202).run().await
    }

    fn load(&self, clients: usize, requests: Requests, success: u16) -> Load {
        Load {
            address: self.server.address,
            clients,
            requests,
            success,
            warm: Duration::from_millis(700),
            span: self.span,
        }
    }

    /// Waits until the mails of everything so far are sent.
    async fn settle(&mut self, yielded: &Yield) {
        self.registered += yielded.successes;
        self.mails.until_taken(self.registered).await;
    }
}

impl Rounds {
    fn tell(&self, report: &mut Report) {
        report.row(REGISTRATIONS, &self.registrations);
        report.row(SIGN_INS, &self.sign_ins);
        report.row(BEYOND, &self.beyond);
        report.in_passing("raw hashes", "in a second", &self.raw);
        report.in_passing(
            "raw hashes whose memory is wiped ÷ those whose memory is left",
            "",
            &self.wiping,
        );
        report.in_passing("registrations, 32 clients", "in a second", &self.registrations_raw);
        report.in_passing("their p99", "ms", &self.slowest);
        report.in_passing(
            "core time of the server for each, its mail included and its hash not, by the kernel's accounts",
            "ms",
            &self.busy,
        );
        report.in_passing("mails sent while they were measured ÷ registrations", "", &self.mails);
        report.in_passing("sign-ins, 32 clients", "in a second", &self.sign_ins_raw);
        self.crowd.tell(report);
    }
}
