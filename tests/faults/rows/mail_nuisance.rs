//! C5 and C6: servers that drip, talk without end, talk nonsense or say nothing keep a relay for a while and no longer, and
//! cost no memory; one that does not offer encryption where it is required gets no mail.

use enroll_tests::promise::Promise;
use enroll_tests::violation;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use enroll::adapters::memory::Chance;
use enroll::ports::repository::Settlement;
use enroll_tests::smtp_catcher::{SmtpCatcher, Step};
use enroll_tests::until::within;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::bench::Bench;
use crate::measure::{Found, Measure, pass};

/// How soon a relay is free again.
const FREED: Duration = Duration::from_secs(60);
/// How much of a reply is read at the most, what waits in sockets included.
const READ: usize = 16 * 1024 * 1024;
/// How much a server says at the most.
const SAID: usize = 512 * 1024 * 1024;

/// What a server does to whoever connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Nuisance {
    /// One byte a second.
    Drip,
    /// A reply whose last line never comes.
    Endless,
    /// A line that never ends.
    OneLine,
    /// Bytes by chance.
    Garbage,
    /// NUL where a text belongs.
    Nul,
    /// Codes that are none.
    Codes,
    /// Nothing.
    Silence,
}

impl Nuisance {
    const ALL: [Self; 7] = [
        Self::Drip,
        Self::Endless,
        Self::OneLine,
        Self::Garbage,
        Self::Nul,
        Self::Codes,
        Self::Silence,
    ];

    /// What it says, again and again, and how long it waits in between.
    fn says(self, chance: &mut Chance) -> (Vec<u8>, Duration) {
        let at_once = Duration::ZERO;
        match self {
            Self::Drip => (b"2".to_vec(), Duration::from_secs(1)),
            Self::Endless => (b"220-and another line\r\n".repeat(1000), at_once),
            Self::OneLine => (b"220 and more ".repeat(1000), at_once),
            Self::Garbage => {
                let bytes = (0..1000).flat_map(|_| chance.any().to_le_bytes());
                (bytes.chain(*b"\r\n").collect(), Duration::from_millis(100))
            }
            Self::Nul => (b"220 \0\0\0 catcher\r\n".to_vec(), Duration::from_millis(100)),
            Self::Codes => (b"999 what now\r\n".to_vec(), Duration::from_millis(100)),
            Self::Silence => (Vec::new(), Duration::from_secs(1)),
        }
    }
}

/// What came of one mail to such a server.
struct Met {
    nuisance: Nuisance,
    took: Duration,
    ended: Vec<Settlement>,
    said: usize,
}

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let mut meetings = JoinSet::new();
    for nuisance in Nuisance::ALL {
        for _ in 0..measure.of(1, 10) {
            meetings.spawn(meet(nuisance, measure));
        }
    }
    let met = meetings.join_all().await;
    found.injected = met.len();
    met.iter().for_each(|met| found.add(judge(met)));
    let one = || Met {
        nuisance: Nuisance::Drip,
        took: Duration::ZERO,
        ended: vec![Settlement::Retry {
            at: enroll::domain::Timestamp::from_micros(0),
            why: String::new(),
        }],
        said: 0,
    };
    assert_eq!(judge(&one()).1, Vec::<String>::new());
    let late = Met {
        took: FREED * 2,
        ..one()
    };
    found.control("a relay that is kept", Promise::NothingBusy, judge(&late));
    let read = Met {
        said: READ * 2,
        ..one()
    };
    found.control("a reply that is read to no end", Promise::NothingBusy, judge(&read));
    let ended = vec![Settlement::Delivered];
    found.control(
        "a mail that nobody took",
        Promise::IntentsEnd,
        judge(&Met { ended, ..one() }),
    );
    found
}

fn judge(met: &Met) -> (usize, Vec<String>) {
    let (nuisance, ended) = (met.nuisance, &met.ended);
    let kept = matches!(&ended[..], [Settlement::Retry { .. } | Settlement::Postponed { .. }]);
    let checks = [
        (
            met.took <= FREED,
            violation!(NothingBusy, "{nuisance:?} kept a relay for {:?}", met.took),
        ),
        (
            met.said <= READ,
            violation!(NothingBusy, "{nuisance:?} could say {} bytes", met.said),
        ),
        (kept, violation!(IntentsEnd, "{nuisance:?} made {ended:?}")),
    ];
    let broken = checks.iter().filter(|(holds, _)| !holds).map(|(_, how)| how.clone());
    (checks.len(), broken.collect())
}

/// One mail to such a server.
async fn meet(nuisance: Nuisance, measure: Measure) -> Met {
    let said = Arc::new(AtomicUsize::new(0));
    let address = listen(nuisance, measure.chance(), Arc::clone(&said)).await;
    let bench = Bench::new(&format!("smtp://{address}"), measure.seed).await;
    bench.register("somebody").await;
    let begun = Instant::now();
    let step = within(FREED * 2, || async { bench.relay.step().await.ok() }).await;
    let ended = step
        .into_iter()
        .flat_map(|step| step.performed)
        .map(|performed| performed.settlement);
    Met {
        nuisance,
        took: begun.elapsed(),
        ended: ended.collect(),
        said: said.load(Ordering::SeqCst),
    }
}

async fn listen(nuisance: Nuisance, chance: Chance, said: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(annoy(stream, nuisance, chance.clone(), Arc::clone(&said)));
        }
    });
    address
}

async fn annoy(mut stream: TcpStream, nuisance: Nuisance, mut chance: Chance, said: Arc<AtomicUsize>) {
    while said.load(Ordering::SeqCst) < SAID {
        let (bytes, pause) = nuisance.says(&mut chance);
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
        said.fetch_add(bytes.len(), Ordering::SeqCst);
        if !pause.is_zero() {
            pass(pause).await;
        }
    }
}

/// C6: a server from which somebody took the offer of `STARTTLS`. Certificates stand in the mailer's own tests.
pub(super) async fn stripped(measure: Measure) -> Found {
    let mut found = Found {
        injected: measure.of(10, 100),
        ..Found::default()
    };
    let required = send_in_clear("?tls=required", found.injected, measure).await;
    found.add(in_clear(&required));
    let careless = send_in_clear("", 1, measure).await;
    found.control(
        "a mailer that does not ask for encryption",
        Promise::NothingInClear,
        in_clear(&careless),
    );
    let breaks: [(_, _, fn(&mut Stripped)); 4] = [
        ("a sender that is named in clear", Promise::NothingInClear, |seen| {
            seen.senders += 1
        }),
        (
            "a mail in clear whose sender was not counted",
            Promise::NothingInClear,
            |seen| {
                seen.came.push("somebody@people.example.org".to_owned());
            },
        ),
        ("a mail that was not kept", Promise::IntentsEnd, |seen| seen.open -= 1),
        ("a channel that tells nobody", Promise::IntentsEnd, |seen| seen.told = 0),
    ];
    for (what, names, break_it) in breaks {
        let mut broken = required.clone();
        break_it(&mut broken);
        found.control(what, names, in_clear(&broken));
    }
    found
}

/// What came of mails to a server that offers no encryption.
#[derive(Debug, Clone)]
struct Stripped {
    times: usize,
    senders: usize,
    /// To whom mails came.
    came: Vec<String>,
    open: usize,
    /// How many channels say that they deliver nothing.
    told: usize,
}

/// Sends mails to a server that offers no encryption.
async fn send_in_clear(query: &str, times: usize, measure: Measure) -> Stripped {
    let mails = SmtpCatcher::start().await.unwrap();
    let bench = Bench::new(&format!("{}{query}", mails.url()), measure.seed).await;
    for number in 0..times {
        bench.register(&format!("stripped-{number}")).await;
        bench.deliver().await;
        bench.wait().await;
    }
    Stripped {
        times,
        senders: mails.count(Step::Mail),
        came: mails.received().iter().map(|mail| mail.recipients.concat()).collect(),
        open: bench.database().count("outbox WHERE settled_at IS NULL"),
        told: bench.relay.undelivered().len(),
    }
}

/// Names each mail that came in clear, and each that was not kept.
fn in_clear(seen: &Stripped) -> (usize, Vec<String>) {
    let Stripped {
        times,
        senders,
        came,
        open,
        told,
    } = seen;
    let mut broken = Vec::new();
    broken.extend((*senders > 0).then(|| violation!(NothingInClear, "{senders} senders were named in clear")));
    broken.extend(
        came.iter()
            .map(|whom| violation!(NothingInClear, "{whom} got a mail in clear")),
    );
    broken.extend((open != times).then(|| violation!(IntentsEnd, "{open} of {times} mails were kept")));
    broken.extend((*told == 0).then(|| violation!(IntentsEnd, "nobody is told")));
    (times * 4, broken)
}
