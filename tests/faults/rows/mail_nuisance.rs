//! C5 and C6: servers that drip, talk without end, talk nonsense or say nothing keep a relay for a while and no longer, and
//! cost no memory; one that does not offer encryption where it is required gets no mail.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use enroll::ports::repository::Settlement;
use enroll_tests::chance::Chance;
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
    found.control("a relay that is kept", judge(&late));
    let read = Met {
        said: READ * 2,
        ..one()
    };
    found.control("a reply that is read to no end", judge(&read));
    let ended = vec![Settlement::Delivered];
    found.control("a mail that nobody took", judge(&Met { ended, ..one() }));
    found
}

fn judge(met: &Met) -> (usize, Vec<String>) {
    let (nuisance, ended) = (met.nuisance, &met.ended);
    let kept = matches!(&ended[..], [Settlement::Retry { .. } | Settlement::Postponed { .. }]);
    let checks = [
        (
            met.took <= FREED,
            format!("I14 {nuisance:?} kept a relay for {:?}", met.took),
        ),
        (
            met.said <= READ,
            format!("I14 {nuisance:?} could say {} bytes", met.said),
        ),
        (kept, format!("I5 {nuisance:?} made {ended:?}")),
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
    let required = in_clear("?tls=required", found.injected, measure).await;
    found.add(required);
    found.control(
        "a mailer that does not ask for encryption",
        in_clear("", 1, measure).await,
    );
    found
}

/// Sends mails to a server that offers no encryption, and names each that it got in clear.
async fn in_clear(query: &str, times: usize, measure: Measure) -> (usize, Vec<String>) {
    let mails = SmtpCatcher::start().await.unwrap();
    let bench = Bench::new(&format!("{}{query}", mails.url()), measure.seed).await;
    let mut broken = Vec::new();
    for number in 0..times {
        bench.register(&format!("stripped-{number}")).await;
        bench.deliver().await;
        bench.wait().await;
    }
    let senders = mails.count(Step::Mail);
    broken.extend((senders > 0).then(|| format!("I12 {senders} senders were named in clear")));
    broken.extend(
        mails
            .received()
            .iter()
            .map(|mail| format!("I12 {:?} got a mail in clear", mail.recipients)),
    );
    let open = bench.database().count("outbox WHERE settled_at IS NULL");
    broken.extend((open != times).then(|| format!("I5 {open} of {times} mails were kept")));
    broken.extend(
        bench
            .relay
            .undelivered()
            .is_empty()
            .then(|| "I5 nobody is told".to_owned()),
    );
    (times * 4, broken)
}
