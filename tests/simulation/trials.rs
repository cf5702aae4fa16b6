//! The trials: many seeds, a whole day, one seed twice, and every negative control.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use std::{env, thread};

use enroll_tests::promise::Noticed;
use libtest_mimic::{Failed, Trial};

use crate::breaks::{self, BREAKS, Break};
use crate::controls::{Broken, CONTROLS};
use crate::history::End;
use crate::plan::{Plan, Theme};
use crate::report::{Run, Sum, run};

/// How many seeds run where nobody asks for more.
const SEEDS: u64 = 2000;
/// The seed of the day.
const DAY: u64 = 7;
/// Within how many seeds each break must be noticed.
const SOON: u64 = 100;

/// The calls that are there to be refused.
const NEVER_DONE: &[&str] = &["misuse a link", "guess a code", "overreach"];

/// All of them; only one simulation where its seed is named.
pub(crate) fn all() -> Vec<Trial> {
    if let Some(seed) = named("ENROLL_SIM_SEED") {
        return vec![Trial::test(format!("seed_{seed}"), move || one(Plan::of(seed)))];
    }
    let mut trials = vec![
        Trial::test("nothing_is_broken_whatever_fails_and_everything_ends", || {
            many(named("ENROLL_SIM_SEEDS").unwrap_or(SEEDS))
        }),
        Trial::test("a_day_of_virtual_time_ends_with_every_mail_accounted_for", || {
            a_day(named("ENROLL_SIM_DAY").unwrap_or(DAY))
        }),
        Trial::test("one_seed_is_one_run", one_seed_is_one_run),
    ];
    trials.extend(CONTROLS.iter().map(|(broken, check)| {
        Trial::test(control(*check, &format!("{broken:?}")), move || {
            turns_red(*broken, *check)
        })
    }));
    trials.extend(BREAKS.iter().map(|(what, theme, check, break_it)| {
        Trial::test(control(*check, what), move || is_said(*break_it, *theme, *check))
    }));
    trials
}

/// A number that the surroundings name.
fn named(name: &str) -> Option<u64> {
    let text = env::var(name).ok().filter(|text| !text.is_empty())?;
    Some(
        text.parse()
            .unwrap_or_else(|_text| panic!("{name} is no number: {text:?}")),
    )
}

fn many(seeds: u64) -> Result<(), Failed> {
    let began = Instant::now();
    let (next, sum) = (AtomicU64::new(0), Mutex::new((Sum::default(), None::<String>)));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _worker in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds || sum.lock().unwrap().1.is_some() {
                        break;
                    }
                    let run = run(Plan::of(seed), Broken::Nothing);
                    let mut sum = sum.lock().unwrap();
                    sum.0.add(&run);
                    sum.1 = sum.1.take().or_else(|| run.failure());
                }
            });
        }
    });
    let (sum, failure) = sum.into_inner().unwrap();
    print!("\n{}", sum.table("simulation", began.elapsed()));
    match failure {
        Some(failure) => Err(failure.into()),
        // A few seeds need not meet everything.
        None if sum.runs < 200 => Ok(()),
        None => everything_was_injected(&sum).and_then(|()| everything_was_done(&sum)),
    }
}

/// A call that was never done proves nothing.
fn everything_was_done(sum: &Sum) -> Result<(), Failed> {
    let kinds = sum.kinds().into_iter();
    let idle: Vec<_> = kinds
        .filter(|name| !NEVER_DONE.contains(name) && sum.ended(name, End::Done) == 0)
        .collect();
    if idle.is_empty() {
        Ok(())
    } else {
        Err(format!("nobody ever did these: {idle:?}").into())
    }
}

/// A fault that never happened proves nothing.
fn everything_was_injected(sum: &Sum) -> Result<(), Failed> {
    let injected = sum.injected().into_iter();
    let never: Vec<String> = injected
        .filter(|(_, count)| *count == 0)
        .map(|(name, _)| name)
        .collect();
    if never.is_empty() {
        Ok(())
    } else {
        Err(format!("these never happened: {never:?}").into())
    }
}

fn one(plan: Plan) -> Result<(), Failed> {
    ran(plan).map(|_sum| ())
}

/// A day in which everything that may fail does.
fn a_day(seed: u64) -> Result<(), Failed> {
    everything_was_injected(&ran(Plan::day(seed))?)
}

fn ran(plan: Plan) -> Result<Sum, Failed> {
    let (began, title) = (Instant::now(), format!("seed {}", plan.seed));
    let run = run(plan, Broken::Nothing);
    let mut sum = Sum::default();
    sum.add(&run);
    print!("\n{}  digest {:016x}\n", sum.table(&title, began.elapsed()), run.digest);
    run.failure().map_or(Ok(sum), |failure| Err(failure.into()))
}

fn one_seed_is_one_run() -> Result<(), Failed> {
    for seed in 0..8 {
        let [first, again] = [(); 2].map(|()| run(Plan::of(seed), Broken::Nothing));
        if (first.digest, &first.counts) != (again.digest, &again.counts) {
            return Err(format!("seed {seed} ran in two ways: {:?} and {:?}", first.counts, again.counts).into());
        }
        let other = run(Plan::of(seed + 1000), Broken::Nothing);
        if first.digest == other.digest {
            return Err(format!("seeds {seed} and {} ran alike", other.seed).into());
        }
    }
    Ok(())
}

/// What the trial of a control is called, which is about a promise.
fn control(check: Noticed, broken: &str) -> String {
    format!("control::{} turns red on {broken}", check.promise).replace(' ', "_")
}

fn turns_red(broken: Broken, check: Noticed) -> Result<(), Failed> {
    let noticed = |run: &Run| run.broken.iter().any(|line| check.is(line));
    let found = (0..SOON).find(|seed| noticed(&run(Plan::about(broken.theme(), *seed), broken)));
    match found {
        Some(seed) => {
            println!("  {broken:?} is noticed by seed {seed}");
            Ok(())
        }
        None => Err(format!("{SOON} seeds do not notice {broken:?} by this: {check}").into()),
    }
}

/// Whether a check says that something was broken in the end of the first run in which it could be.
fn is_said(break_it: Break, theme: Theme, check: Noticed) -> Result<(), Failed> {
    let found = (0..SOON).find_map(|seed| Some((seed, breaks::found(Plan::about(theme, seed), break_it)?)));
    match found {
        Some((seed, found)) if found.iter().any(|line| check.is(line)) => {
            println!("  {check}: in the end of seed {seed}");
            Ok(())
        }
        Some((seed, found)) => Err(format!("seed {seed} does not say this: {check}; but {found:?}").into()),
        None => Err(format!("in {SOON} seeds there is nothing to break").into()),
    }
}
