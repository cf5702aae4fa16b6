//! C3 and C4: the mail server refuses for the moment, and is asked again by the schedule; it refuses for good, and is not.

use enroll_tests::promise::Promise;
use enroll_tests::violation;
use std::time::Duration;

use enroll::ports::repository::Settlement;
use enroll::ports::system::Clock as _;
use enroll_tests::smtp_catcher::{Options, Reply, SmtpCatcher, Step};

use crate::bench::Bench;
use crate::clients::Person;
use crate::controls;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure};

const NOBODY_TWICE: Leave = Leave { twice: 0 };

/// Refusals that pass.
const FOR_THE_MOMENT: &[(Step, &str)] = &[
    (Step::Connect, "421 4.3.2 too busy"),
    (Step::Mail, "421 4.7.0 too many"),
    (Step::Mail, "451 4.3.0 not now"),
    (Step::Rcpt, "450 4.2.0 greylisted"),
    (Step::Rcpt, "451 4.7.1 greylisted"),
    (Step::Rcpt, "452 4.2.2 full"),
    (Step::Data, "451 4.3.0 not now"),
    (Step::Dot, "452 4.3.1 no room"),
];

/// Refusals that stay.
const FOR_GOOD: &[(Step, &str)] = &[
    (Step::Rcpt, "550 5.1.1 nobody here"),
    (Step::Rcpt, "553 5.1.3 no such address"),
    (Step::Data, "554 5.5.1 no valid recipients"),
    (Step::Dot, "552 5.3.4 too big"),
    (Step::Dot, "554 5.7.1 looks like spam"),
];

/// How long a server keeps its grey list.
const GREYLISTED: Duration = Duration::from_secs(300);

pub(super) async fn for_the_moment(measure: Measure) -> Found {
    let mut found = Found::default();
    let mails = SmtpCatcher::start().await.unwrap();
    let bench = Bench::new(&mails.url(), measure.seed).await;
    let mut people: Vec<Person> = Vec::new();
    for (step, line) in FOR_THE_MOMENT {
        for number in 0..measure.of(5, 50) {
            let name = format!("{step:?}-{}-{number}", &line[..9].replace(' ', "-")).to_lowercase();
            people.push(bench.register(&name).await);
            greylisted(&bench, &mails, *step, line, &mut found).await;
        }
    }
    let evidence = bench.evidence(&mails);
    found.add(judge(&people, &evidence, NOBODY_TWICE));
    controls::try_all(&mut found, &people, &evidence, NOBODY_TWICE);
    found.control(
        "a try before its time",
        Promise::IntentsEnd,
        in_time(1, Duration::from_secs(4)),
    );
    found.control(
        "a try after its time",
        Promise::IntentsEnd,
        in_time(3, Duration::from_secs(26)),
    );
    found
}

/// A server that refuses for five minutes, and is asked by the schedule until it does not.
async fn greylisted(bench: &Bench, mails: &SmtpCatcher, step: Step, line: &str, found: &mut Found) {
    let begun = bench.clock.now();
    for failures in 1.. {
        let refuses = bench.clock.now().since(begun) < GREYLISTED;
        if refuses {
            if step == Step::Connect {
                mails.next(Step::Rset, Reply::HangUp);
            }
            mails.say_next(step, line);
        }
        let ended = bench.deliver().await;
        if !refuses {
            found.check(ended == [Settlement::Delivered], || {
                violation!(IntentsEnd, "after the grey list: {ended:?}")
            });
            return;
        }
        found.injected += 1;
        let [Settlement::Retry { at, .. }] = &ended[..] else {
            return found.check(false, || violation!(IntentsEnd, "{line} made {ended:?}"));
        };
        let wait = at.since(bench.clock.now());
        found.add(in_time(failures, wait));
        bench.clock.advance(wait.saturating_sub(Duration::from_micros(1)));
        let early = bench.deliver().await;
        found.check(early.is_empty(), || {
            violation!(IntentsEnd, "tried before its time: {early:?}")
        });
        bench.clock.set(*at);
    }
}

/// The schedule: 5 s, doubled with each failure, at most an hour; and up to a quarter more.
fn in_time(failures: u32, wait: Duration) -> (usize, Vec<String>) {
    let least = Duration::from_secs(5 << (failures - 1).min(10)).min(Duration::from_secs(3600));
    let kept = wait >= least && wait <= least + least / 4;
    let broken = (!kept).then(|| violation!(IntentsEnd, "failure {failures} is followed by a wait of {wait:?}"));
    (1, broken.into_iter().collect())
}

pub(super) async fn for_good(measure: Measure) -> Found {
    let mut found = Found::default();
    let login = Some(("enroll".to_owned(), "secret".to_owned()));
    let options = Options {
        login,
        ..Options::default()
    };
    let mails = SmtpCatcher::start_with(options).await.unwrap();
    let bench = Bench::new(&format!("smtp://enroll:secret@{}", mails.address()), measure.seed).await;
    let (mut people, mut refused) = (Vec::new(), Vec::new());
    for (step, line) in FOR_GOOD {
        for number in 0..measure.of(5, 50) {
            let name = format!("{step:?}-{}-{number}", &line[..9].replace(' ', "-")).to_lowercase();
            mails.say_next(*step, line);
            refused.push(bench.register(&name).await);
            let ended = bench.deliver().await;
            found.injected += 1;
            let dead = matches!(&ended[..], [Settlement::Dead { why }] if why.contains(&line[..9]));
            found.check(dead, || violation!(IntentsEnd, "{line} made {ended:?}"));
            people.push(bench.register(&format!("beside-{name}")).await);
            let ended = bench.deliver().await;
            found.check(ended == [Settlement::Delivered], || {
                violation!(IntentsEnd, "beside {line}: {ended:?}")
            });
        }
    }
    credentials_refused(&bench, &mails, &mut people, &mut found).await;
    bench.clock.advance(Duration::from_secs(2 * 24 * 60 * 60));
    let again = bench.deliver().await;
    found.check(again.is_empty(), || violation!(IntentsEnd, "tried again: {again:?}"));
    let mut evidence = bench.evidence(&mails);
    found.control(
        "what was refused, held to be sent",
        Promise::IntentsEnd,
        judge(&people, &evidence, NOBODY_TWICE),
    );
    let is_refused = |email: &str| refused.iter().any(|person| person.email == email);
    let dead = evidence.intents.iter().filter(|intent| intent.status == "dead").count();
    found.check(dead == refused.len(), || {
        violation!(IntentsEnd, "{dead} are dead of {}", refused.len())
    });
    evidence.intents.retain(|intent| !is_refused(&intent.email));
    evidence.subjects.retain(|subject| !is_refused(&subject.email));
    found.add(judge(&people, &evidence, NOBODY_TWICE));
    controls::try_all(&mut found, &people, &evidence, NOBODY_TWICE);
    found
}

/// A server that refuses our credentials is trouble of ours: the channel pauses and says so, and every mail is kept.
async fn credentials_refused(bench: &Bench, mails: &SmtpCatcher, people: &mut Vec<Person>, found: &mut Found) {
    mails.next(Step::Rset, Reply::HangUp);
    mails.say_next(Step::Auth, "535 5.7.8 wrong password");
    for number in 0..20 {
        people.push(bench.register(&format!("kept-{number}")).await);
    }
    bench.deliver().await;
    found.injected += 1;
    found.check(bench.relay.undelivered().len() == 1, || {
        violation!(IntentsEnd, "nobody is told of the credentials")
    });
    let ended = bench.deliver_all().await;
    let delivered = ended.iter().filter(|ended| **ended == Settlement::Delivered).count();
    found.check(delivered == 20, || {
        violation!(IntentsEnd, "{delivered} of 20 were kept: {ended:?}")
    });
}
