//! Bad requests, so many that nobody could have thought of each: none is answered with an error of the server, none makes it
//! panic, and none leaves anything behind.

use std::collections::BTreeMap;
use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use enroll::adapters::memory::Chance;

use crate::framing::misframed;
use crate::request::Request;
use crate::sound;
use crate::spoil::spoil;
use crate::stage::Stage;
use crate::wire::{Outcome, Wire, thrown};

/// How many requests are sent unless `ENROLL_HOSTILE_REQUESTS` says otherwise, and for how long at most.
const USUAL: (usize, Duration) = (6_000, Duration::from_secs(60));
/// After how many of them memory is measured for the first time: by then everything that is made once is there.
const WARM: usize = 2_000;
/// How much more memory the server may hold at the end, in KiB.
const GROWTH: u64 = 32 * 1024;
/// Of how many spoiled requests at least one is told what is wrong with what it says: else hardly any was read.
const READ: usize = 5;
/// How many send at once.
const CLIENTS: usize = 8;

/// A number from the environment.
fn number<T: std::str::FromStr>(name: &str) -> Option<T> {
    let text = env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_number| panic!("{name} is no number")))
}

/// What one request of a run is.
enum Sent {
    Framed(Request),
    Misframed(Vec<u8>),
}

/// The request of this number, of a run with this seed.
fn request(seed: u64, index: usize, sound: &[Request]) -> Sent {
    let mut chance = Chance::of(seed, u64::try_from(index).unwrap());
    let mut request = chance.one(sound).clone();
    if chance.below(6) == 0 {
        return Sent::Misframed(misframed(&request, &mut chance));
    }
    spoil(&mut request, &mut chance);
    Sent::Framed(request)
}

/// What is seen of a run. Clones see the same.
#[derive(Clone)]
struct Run {
    seed: u64,
    next: Arc<AtomicUsize>,
    end: usize,
    until: Option<Instant>,
    sound: Arc<Vec<Request>>,
}

/// How a request was framed, which is what its answer is about where it was not framed well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Framing {
    Good,
    Bad,
}

type Seen = BTreeMap<(Framing, Outcome), usize>;

/// A request that was not answered as it should be.
#[derive(Debug)]
struct Failed {
    index: usize,
    outcome: Outcome,
    bytes: Vec<u8>,
}

impl Failed {
    fn show(&self, seed: u64) {
        let Self { index, outcome, bytes } = self;
        let shown = bytes[..bytes.len().min(1_500)].escape_ascii().to_string();
        println!("{outcome:?}: ENROLL_HOSTILE_SEED={seed} ENROLL_HOSTILE_ONLY={index}\n{shown}");
    }
}

async fn client(run: Run, stage: Arc<Stage>) -> (Seen, Vec<Failed>) {
    let (mut seen, mut failed) = (Seen::new(), Vec::new());
    let mut wire = Wire::new(stage.server);
    loop {
        let index = run.next.fetch_add(1, Ordering::Relaxed);
        if index >= run.end || run.until.is_some_and(|until| Instant::now() >= until) {
            return (seen, failed);
        }
        let (outcome, bytes, framing) = match request(run.seed, index, &run.sound) {
            Sent::Framed(request) => {
                let bytes = request.framed();
                (
                    wire.exchange(&bytes, request.method == b"HEAD").await,
                    bytes,
                    Framing::Good,
                )
            }
            Sent::Misframed(bytes) => (thrown(stage.server, &bytes).await, bytes, Framing::Bad),
        };
        let good = match outcome {
            Outcome::Status(status) => status < 500,
            Outcome::Closed => framing == Framing::Bad,
            Outcome::Silence => false,
        };
        *seen.entry((framing, outcome)).or_default() += 1;
        if !good && failed.len() < 5 {
            failed.push(Failed { index, outcome, bytes });
        }
    }
}

/// Sends the requests of these numbers, and adds up how they were answered.
async fn part(run: &Run, end: usize, stage: &Arc<Stage>) -> (Seen, Vec<Failed>) {
    let run = Run { end, ..run.clone() };
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| tokio::spawn(client(run.clone(), Arc::clone(stage))))
        .collect();
    let (mut seen, mut failed) = (Seen::new(), Vec::new());
    for client in clients {
        let (its, bad) = client.await.unwrap();
        its.into_iter()
            .for_each(|(outcome, count)| *seen.entry(outcome).or_default() += count);
        failed.extend(bad);
    }
    // Each client took one number more than there were.
    run.next.store(end, Ordering::Relaxed);
    (seen, failed)
}

/// Sees that each request is sound before it is spoiled: it is answered as its row says.
async fn see_sound(sound: &[Request], stage: &Stage) {
    let (mut wire, mut unsound) = (Wire::new(stage.server), Vec::new());
    for request in sound {
        let outcome = wire.exchange(&request.framed(), request.method == b"HEAD").await;
        if outcome != Outcome::Status(request.told) {
            let (method, target) = (request.method.escape_ascii(), request.target.escape_ascii());
            let body = request.body.escape_ascii();
            unsound.push(format!("{method} {target} {body}: {outcome:?}, not {}", request.told));
        }
    }
    assert!(unsound.is_empty(), "{unsound:#?}");
}

/// Sees that what was spoiled was read: so many were told what is wrong with what they say.
fn see_read(seen: &Seen) {
    let good = || seen.iter().filter(|((framing, _), _)| *framing == Framing::Good);
    let told = |outcome: Outcome| matches!(outcome, Outcome::Status(400 | 422));
    let all: usize = good().map(|(_, count)| count).sum();
    let read: usize = good()
        .filter(|((_, outcome), _)| told(*outcome))
        .map(|(_, count)| count)
        .sum();
    println!("bad requests: {read} of {all} that were framed well were told what is wrong with them");
    assert!(read * READ >= all, "of {all} requests only {read} were read: {seen:?}");
}

/// Sends them all.
pub(crate) async fn requests() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let seed = number("ENROLL_HOSTILE_SEED").unwrap_or_else(|| u64::try_from(now % u128::from(u64::MAX)).unwrap());
    let only: Option<usize> = number("ENROLL_HOSTILE_ONLY");
    let wished: Option<usize> = number("ENROLL_HOSTILE_REQUESTS");
    let count = wished.unwrap_or(USUAL.0).max(WARM);
    let (first, warm, end) = only.map_or((0, WARM, count), |only| (only, only + 1, only + 1));
    let stage = Arc::new(Stage::open().await);
    let run = Run {
        seed,
        next: Arc::new(AtomicUsize::new(first)),
        end,
        until: None,
        sound: Arc::new(sound::requests(&stage).await),
    };
    see_sound(&run.sound, &stage).await;
    println!("bad requests: seed {seed}, {} of them", end - first);
    let begun = Instant::now();
    let until = wished.is_none().then(|| begun + USUAL.1);
    let run = Run { until, ..run };
    let (mut seen, mut failed) = part(&run, warm, &stage).await;
    let before = stage.resident();
    let (later, more) = part(&run, end, &stage).await;
    let after = stage.resident();
    later
        .into_iter()
        .for_each(|(outcome, count)| *seen.entry(outcome).or_default() += count);
    failed.extend(more);
    println!(
        "bad requests: {seen:?} in {:.0?}; {before} KiB, then {after} KiB",
        begun.elapsed()
    );
    failed.sort_by_key(|failed| failed.index);
    failed.iter().for_each(|failed| failed.show(seed));
    let complaints = stage.complaints();
    assert!(
        failed.is_empty() && complaints.is_empty(),
        "seed {seed}: {} bad answers, {complaints:#?}",
        failed.len()
    );
    assert!(
        after.saturating_sub(before) < GROWTH,
        "seed {seed}: memory grew from {before} to {after} KiB"
    );
    assert_eq!(stage.running.api.get("/livez").await.status, 200);
    if only.is_none() {
        see_read(&seen);
    }
}
