//! One simulation: who goes on next, what begins, what breaks. Everything happens in one thread and in an order that follows from
//! the seed.

use std::collections::BTreeMap;
use std::time::Duration;

use enroll::adapters::memory::{Mishap, Port};
use enroll::domain::id::{RequestId, TenantId};
use enroll::ports::system::Clock as _;
use enroll::{Call, Enrollment};
use uuid::Uuid;

use crate::book::Book;
use crate::calls::{self, Ask};
use crate::checks;
use crate::controls::Broken;
use crate::flights::{Flight, Job, Landed, finished};
use crate::history::{End, Entry};
use crate::leases::Leases;
use crate::plan::{Plan, Weather};
use crate::rows::Everything;
use crate::trace::Trace;
use crate::world::{Server, TENANTS, World};
use enroll::adapters::memory::Chance;

/// How many calls are under way at the most.
const AT_ONCE: usize = 6;

/// A world that goes on.
pub(crate) struct Simulation {
    pub(crate) world: World,
    pub(crate) chance: Chance,
    pub(crate) servers: Vec<Server>,
    pub(crate) flights: Vec<Flight>,
    pub(crate) tenants: [TenantId; TENANTS],
    pub(crate) book: Book,
    pub(crate) leases: Leases,
    pub(crate) trace: Trace,
    pub(crate) counts: Counts,
    /// Ports that are out of order as a whole, and until when.
    pub(crate) outages: Vec<(Port, Duration)>,
    pub(crate) broken: Vec<String>,
    pub(crate) now: u64,
}

/// What happened so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) steps: usize,
    pub(crate) calls: usize,
    /// How the calls of each kind ended.
    pub(crate) ends: BTreeMap<(&'static str, End), usize>,
    pub(crate) letters: usize,
    pub(crate) looks: usize,
    pub(crate) passed: Duration,
    pub(crate) crashes: usize,
    pub(crate) jumps_on: usize,
    pub(crate) jumps_back: usize,
    pub(crate) outages: usize,
    pub(crate) mishaps: BTreeMap<(Port, Mishap), usize>,
}

impl Simulation {
    /// A world in which every server has begun and nobody has asked for anything yet.
    pub(crate) fn new(plan: Plan, broken: Broken) -> Self {
        let mut chance = Chance::new(plan.seed ^ 0x5eed);
        let world = World::new(plan, broken, &mut chance);
        let mut servers: Vec<Server> = (0..world.plan.servers).map(|place| world.server(place)).collect();
        for server in &mut servers {
            // Nothing fails yet, so that there is something to begin with.
            server.is_ready = finished(server.enrollment.prepare()).is_ok();
        }
        let tenants = World::tenants(&servers[0].enrollment).unwrap();
        let book = Book::new(&world.plan, world.policies[0].1.roles.clone());
        let simulation = Self {
            book,
            tenants,
            servers,
            world,
            chance,
            flights: Vec::new(),
            leases: Leases::default(),
            trace: Trace::default(),
            counts: Counts::default(),
            outages: Vec::new(),
            broken: Vec::new(),
            now: 0,
        };
        simulation.restore_weather();
        simulation
    }

    /// People ask, servers answer, and things break, until everybody has asked and enough time has passed.
    pub(crate) fn safety_phase(&mut self) {
        let (calls, span) = (self.world.plan.calls, self.world.plan.span);
        let between = span / u32::try_from(calls).unwrap();
        while self.broken.is_empty() && (self.counts.calls < calls || self.counts.passed < span) {
            self.step(between);
            if self.counts.steps.is_multiple_of(self.world.plan.look_every) {
                self.look();
            }
        }
        self.look();
    }

    fn step(&mut self, between: Duration) {
        self.counts.steps += 1;
        let calm = self.world.plan.weather == Weather::Calm;
        let ready: Vec<usize> = (0..self.flights.len())
            .filter(|place| self.flights[*place].is_woken())
            .collect();
        match self.chance.below(1000) {
            0..=1 if !calm => self.crash(),
            2..=3 if !calm => self.jump(),
            4 if !calm => self.begin_outage(),
            5..=8 => self.begin(Job::Housekeeping),
            9..=12 => self.begin(Job::Reload),
            13..=60 => {
                let lane = self.chance.below(self.world.plan.lanes);
                self.begin(Job::Lane(lane));
            }
            61..=180 if self.calls_under_way() < AT_ONCE => self.begin_call(),
            181..=210 => self.pass_some(between),
            _ => match self.chance.one_of(&ready).copied() {
                Some(place) => self.poll(place),
                None => self.pass_until_somebody_may_go_on(between),
            },
        }
    }

    fn calls_under_way(&self) -> usize {
        self.flights
            .iter()
            .filter(|flight| matches!(flight.job, Job::Call(_)))
            .count()
    }

    /// Begins something on a server, unless that is under way there.
    pub(crate) fn begin(&mut self, job: Job) {
        let place = self.chance.below(self.servers.len());
        self.begin_on(place, job);
    }

    pub(crate) fn begin_on(&mut self, place: usize, job: Job) {
        let server = &self.servers[place];
        let job = if server.is_ready { job } else { Job::Prepare };
        if self
            .flights
            .iter()
            .any(|flight| flight.server == place && flight.job == job)
        {
            return;
        }
        let (enrollment, relay, tidy) = (
            server.enrollment.clone(),
            server.relay.clone(),
            server.housekeeping.clone(),
        );
        let future = async move {
            match job {
                Job::Call(_) | Job::Prepare => Landed::Ended(enrollment.prepare().await.is_ok()),
                Job::Lane(_) => Landed::Stepped(relay.step().await.ok()),
                Job::Housekeeping => Landed::Ended(tidy.step().await.is_ok()),
                Job::Reload => {
                    let keys = enrollment.reload_keys().await.is_ok();
                    Landed::Ended(keys && enrollment.reload_tenants().await.is_ok())
                }
            }
        };
        self.flights.push(Flight::new(place, job, future));
    }

    /// Somebody asks for something.
    fn begin_call(&mut self) {
        let place = self.chance.below(self.servers.len());
        if !self.servers[place].is_ready {
            return self.begin_on(place, Job::Prepare);
        }
        let enrollment: Enrollment = self.servers[place].enrollment.clone();
        let tenant = self.chance.below(TENANTS);
        self.now += 1;
        let request = RequestId::from_uuid(Uuid::from_u128(u128::from(self.now)));
        let ask = Ask {
            book: &self.book,
            enrollment,
            call: Call {
                named: Some(self.tenants[tenant]),
                hosted: None,
                request: Some(request),
            },
            tenant,
            number: self.now,
            theme: self.world.plan.theme,
            elsewhere: self.tenants[(tenant + 1) % TENANTS],
        };
        let Some((what, play)) = calls::open(&ask, &mut self.chance) else {
            return;
        };
        let shown = self.world.clock.now();
        self.counts.calls += 1;
        self.trace.note(format_args!("{} {tenant} {what:?}", self.now));
        self.book.entries.push(Entry {
            request,
            tenant,
            what,
            began: self.now,
            ended: None,
            clock: (shown, shown),
            latest: shown,
            replayed: None,
            refresh: None,
        });
        let job = Job::Call(self.book.entries.len() - 1);
        let future = async move { Landed::Answer(Box::new(play.await)) };
        self.flights.push(Flight::new(place, job, future));
    }

    /// Lets one of those go on that may, and takes in whatever came of it.
    pub(crate) fn poll(&mut self, place: usize) {
        let landed = self.flights[place].poll();
        let (server, job) = (self.flights[place].server, self.flights[place].job);
        self.trace.note(format_args!("{server} {job:?} {}", landed.is_some()));
        self.take_letters();
        for event in self.world.log.news() {
            self.trace.note(format_args!("{event:?}"));
            self.broken.extend(self.leases.note(&event));
        }
        let Some(landed) = landed else { return };
        drop(self.flights.swap_remove(place));
        self.now += 1;
        match (job, landed) {
            (Job::Call(entry), Landed::Answer(answer)) => self.answered(entry, *answer),
            (Job::Prepare, Landed::Ended(true)) => self.servers[server].is_ready = true,
            (_, Landed::Stepped(Some(step))) => self.trace.note(format_args!("{step:?}")),
            (_, Landed::Answer(_) | Landed::Stepped(None) | Landed::Ended(_)) => {}
        }
    }

    /// Some time passes, whoever waits: mostly a little, and now and then so much that there will have been enough in the end.
    fn pass_some(&mut self, between: Duration) {
        let made = u32::try_from(self.counts.calls).unwrap();
        if self.counts.passed < between * made && self.chance.one_in(6) {
            return self.pass(between * 8);
        }
        let most = [1, 3, 20, 90];
        let longest = *self.chance.one_of(&most).unwrap();
        let thousandths = u64::try_from(1 + self.chance.below(1000)).unwrap();
        self.pass(Duration::from_millis(thousandths * longest));
    }

    fn pass_until_somebody_may_go_on(&mut self, between: Duration) {
        match self.world.waits.next() {
            Some(next) if self.chance.one_in(2) => self.pass(next),
            _ => self.pass_some(between),
        }
    }

    /// Lets time pass, on the clock too.
    pub(crate) fn pass(&mut self, span: Duration) {
        self.counts.passed += span;
        self.world.waits.pass(span);
        let shown = self.world.clock.advance(span);
        self.book.clock_shows(shown);
        self.trace.note(format_args!("{shown:?}"));
        let elapsed = self.world.waits.elapsed();
        let before = self.outages.len();
        self.outages.retain(|(_, until)| elapsed < *until);
        if self.outages.len() < before {
            self.restore_weather();
        }
    }

    /// Looks at everything.
    pub(crate) fn look(&mut self) {
        self.counts.looks += 1;
        let now = self.world.clock.now();
        let all = Everything::read(&self.world.store, self.tenants, self.book.people, now);
        self.learn(&all);
        self.broken.extend(checks::look(&self.book, &all, now));
    }
}
