//! What all runs together did, as a table, and how a run that failed is run again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use enroll::adapters::memory::{Mishap, Port};

use crate::controls::Broken;
use crate::history::End;
use crate::plan::Plan;
use crate::simulation::{Counts, Simulation};

/// How one run ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) seed: u64,
    pub(crate) digest: u64,
    pub(crate) counts: Counts,
    pub(crate) broken: Vec<String>,
    last: String,
}

/// Runs one simulation to its end.
pub(crate) fn run(plan: Plan, broken: Broken) -> Run {
    let seed = plan.seed;
    let mut simulation = Simulation::new(plan, broken);
    simulation.safety_phase();
    simulation.end_the_storm();
    if simulation.broken.is_empty() {
        simulation.liveness_phase();
    }
    if simulation.broken.is_empty() {
        simulation.everybody_gets_in();
    }
    Run {
        seed,
        digest: simulation.trace.digest(),
        counts: simulation.counts.clone(),
        last: simulation.trace.last(),
        broken: std::mem::take(&mut simulation.broken),
    }
}

impl Run {
    /// What is broken, and the command that shows it again.
    pub(crate) fn failure(&self) -> Option<String> {
        let first = self.broken.first()?;
        let more = self.broken.len() - 1;
        let seed = self.seed;
        Some(format!(
            "seed {seed}: {first}\n  and {more} more; the last steps:\n{}  once more: just simulate {seed}\n  \
             (ENROLL_SIM_SEED={seed} cargo test --workspace --test simulation)",
            self.last
        ))
    }
}

/// The sum of many runs.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) runs: usize,
    pub(crate) counts: Counts,
    pub(crate) violations: usize,
}

impl Sum {
    /// Adds a run.
    pub(crate) fn add(&mut self, run: &Run) {
        self.runs += 1;
        self.violations += run.broken.len();
        let (sum, one) = (&mut self.counts, &run.counts);
        sum.steps += one.steps;
        sum.calls += one.calls;
        sum.letters += one.letters;
        sum.looks += one.looks;
        sum.passed += one.passed;
        sum.crashes += one.crashes;
        sum.jumps_on += one.jumps_on;
        sum.jumps_back += one.jumps_back;
        sum.outages += one.outages;
        for (mishap, count) in &one.mishaps {
            *sum.mishaps.entry(*mishap).or_default() += count;
        }
        for (end, count) in &one.ends {
            *sum.ends.entry(*end).or_default() += count;
        }
    }

    /// Everything that can be injected, with how often it was.
    pub(crate) fn injected(&self) -> Vec<(String, usize)> {
        let Counts {
            crashes,
            jumps_on,
            jumps_back,
            outages,
            mishaps,
            ..
        } = &self.counts;
        let all = [
            ("server crashes", crashes),
            ("clock set forward", jumps_on),
            ("clock set back", jumps_back),
            ("outages of a part", outages),
        ];
        let all = all.map(|(name, count)| (name.to_owned(), *count));
        all.into_iter().chain(by_port(mishaps)).collect()
    }

    /// The kinds of calls that were made.
    pub(crate) fn kinds(&self) -> BTreeSet<&'static str> {
        self.counts.ends.keys().map(|(name, _)| *name).collect()
    }

    /// How often calls of a kind ended like this.
    pub(crate) fn ended(&self, name: &'static str, end: End) -> usize {
        self.counts.ends.get(&(name, end)).copied().unwrap_or_default()
    }

    /// The table.
    pub(crate) fn table(&self, title: &str, took: Duration) -> String {
        let Counts {
            steps,
            calls,
            letters,
            looks,
            passed,
            ..
        } = &self.counts;
        let hours = passed.as_secs() / 3600;
        let mut table = format!(
            "{title}: {} runs, {steps} steps, {calls} calls, {letters} letters, {hours} h of virtual time in {:.1} s\n",
            self.runs,
            took.as_secs_f64()
        );
        for (name, count) in self.injected() {
            table += &format!("  {name:<28}{count:>9}\n");
        }
        table += &format!(
            "  {:<28}{:>9}{:>9}{:>9}{:>9}{:>9}\n",
            "calls", "done", "replayed", "refused", "busy", "unknown"
        );
        for name in self.kinds() {
            let [done, replayed, refused, busy, unknown] =
                [End::Done, End::Replayed, End::Refused, End::Busy, End::Unknown].map(|end| self.ended(name, end));
            table += &format!("  {name:<28}{done:>9}{replayed:>9}{refused:>9}{busy:>9}{unknown:>9}\n");
        }
        table
            + &format!(
                "  looks at everything         {looks:>9}\n  violations                  {:>9}\n",
                self.violations
            )
    }
}

fn by_port(mishaps: &BTreeMap<(Port, Mishap), usize>) -> Vec<(String, usize)> {
    let all = Port::ALL
        .iter()
        .flat_map(|port| port.mishaps().iter().map(move |mishap| (*port, *mishap)));
    let counted = all.map(|key| {
        let (port, mishap) = key;
        let name = format!("{port:?} {mishap:?}").to_lowercase();
        (name, mishaps.get(&key).copied().unwrap_or_default())
    });
    counted.collect()
}
