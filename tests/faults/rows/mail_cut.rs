//! C2: the mail server hangs up at each step of a conversation. Every mail comes; it comes twice only where it was taken and
//! nobody said so, and then it is the same mail.

use enroll::ports::repository::Settlement;
use enroll_tests::promise::Promise;
use enroll_tests::smtp_catcher::{Options, Reply, SmtpCatcher, Step};
use enroll_tests::violation;

use crate::bench::Bench;
use crate::controls;
use crate::judge::{Leave, judge};
use crate::measure::{Found, Measure};

/// The steps, in order. `STARTTLS` stands in the mailer's own tests, which have an authority for certificates.
const STEPS: &[Step] = &[
    Step::Connect,
    Step::Ehlo,
    Step::Auth,
    Step::Mail,
    Step::Rcpt,
    Step::Data,
    Step::Body,
    Step::Dot,
    Step::Rset,
];

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    let login = Some(("enroll".to_owned(), "secret".to_owned()));
    let options = Options {
        login,
        ..Options::default()
    };
    let mails = SmtpCatcher::start_with(options).await.unwrap();
    let bench = Bench::new(&format!("smtp://enroll:secret@{}", mails.address()), measure.seed).await;
    let mut people = vec![bench.register("first").await];
    bench.deliver_all().await;
    let mut twice = 0;
    for step in STEPS {
        for number in 0..measure.of(20, 100) {
            // A conversation that waits for a letter is greeted already; it ends so that another one begins.
            if matches!(step, Step::Connect | Step::Ehlo | Step::Auth) {
                mails.next(Step::Rset, Reply::HangUp);
            }
            mails.next(*step, Reply::HangUp);
            let before = mails.received().len();
            people.push(bench.register(&format!("{step:?}-{number}").to_lowercase()).await);
            let ended = bench.deliver_all().await;
            let again = mails.received().len() - before - 1;
            // The server hangs up on a conversation that waits without anybody noticing.
            let (tries, repeats) = match step {
                Step::Rset => (1, 0),
                Step::Dot => (2, 1),
                _ => (2, 0),
            };
            found.injected += 1;
            twice += repeats;
            let well = ended.len() == tries && ended.last() == Some(&Settlement::Delivered) && again == repeats;
            found.check(well, || {
                violation!(IntentsEnd, "cut at {step:?}: {ended:?}, and {again} mails again")
            });
        }
    }
    let evidence = bench.evidence(&mails);
    let leave = Leave { twice };
    found.add(judge(&people, &evidence, leave));
    controls::try_all(&mut found, &people, &evidence, leave);
    let strict = Leave { twice: twice - 1 };
    found.control(
        "one mail more than there were cuts after the dot",
        Promise::IntentsEnd,
        judge(&people, &evidence, strict),
    );
    found
}
