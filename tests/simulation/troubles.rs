//! What breaks besides single calls: servers crash, the clock is set, and parts are out of order for a while.

use std::time::Duration;

use enroll::adapters::memory::Port;
use enroll::ports::system::Clock as _;

use crate::flights::{Flight, Job};
use crate::simulation::Simulation;

impl Simulation {
    /// As many calls fail as the plan has it, and most of those to a part that is out of order.
    pub(crate) fn restore_weather(&self) {
        for port in Port::ALL {
            let out = self.outages.iter().any(|(other, _)| other == port);
            let per_mille = if out {
                800
            } else {
                self.world.plan.weather.per_mille(*port)
            };
            self.world.faults.set(*port, per_mille);
        }
    }

    /// Nothing fails any more.
    pub(crate) fn end_the_storm(&mut self) {
        self.counts.mishaps = self.world.faults.injected();
        self.outages.clear();
        for port in Port::ALL {
            self.world.faults.set(*port, 0);
        }
    }

    /// Everything in a server is gone but what was committed, and another one begins.
    pub(crate) fn crash(&mut self) {
        let place = self.chance.below(self.servers.len());
        self.counts.crashes += 1;
        self.now += 1;
        self.trace.note(format_args!("{place} crashes"));
        let (lost, left): (Vec<Flight>, Vec<Flight>) = std::mem::take(&mut self.flights)
            .into_iter()
            .partition(|flight| flight.server == place);
        self.flights = left;
        for flight in lost {
            if let Job::Call(entry) = flight.job {
                self.unanswered(entry);
            }
        }
        self.servers[place] = self.world.server(place);
        self.begin_on(place, Job::Prepare);
    }

    /// The clock is set.
    pub(crate) fn jump(&mut self) {
        let spans = [2, 40, 10 * 60, 60 * 60];
        let span = Duration::from_secs(*self.chance.one_of(&spans).unwrap());
        let shown = self.world.clock.now();
        let then = if self.chance.one_in(2) {
            self.counts.jumps_back += 1;
            shown.minus(span)
        } else {
            self.counts.jumps_on += 1;
            shown.plus(span)
        };
        self.world.clock.set(then);
        self.book.clock_shows(then);
        self.trace.note(format_args!("the clock is set to {then:?}"));
    }

    /// A part is out of order for a while.
    pub(crate) fn begin_outage(&mut self) {
        let minutes = 1 + u64::try_from(self.chance.below(90)).unwrap();
        let port = *self
            .chance
            .one_of(&[Port::Mailer, Port::Provider, Port::Hasher, Port::Store])
            .unwrap();
        // A store or hasher that is out of order for long teaches nothing but that nothing works.
        let span = match port {
            Port::Mailer | Port::Provider => Duration::from_secs(60 * minutes),
            _ => Duration::from_secs(minutes),
        };
        self.counts.outages += 1;
        self.outages.push((port, self.world.waits.elapsed() + span));
        self.trace.note(format_args!("{port:?} is out of order"));
        self.restore_weather();
    }
}
