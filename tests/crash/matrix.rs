//! The matrix: each use case is performed once for every call of a port that it makes, and that call fails, before its effect
//! and after it. Then everything in the process is gone, what was kept is opened again, and everything must hold.

use std::time::Duration;

use enroll::adapters::memory::{Faults, When};
use enroll::domain::proof::Purpose;
use enroll::{Call, LinkState};
use enroll_tests::promise::{Noticed, Promise};

use crate::cases::{Begins, Case, Outcome, Writes};
use crate::evidence::{Evidence, Rows};
use crate::invariants::{ALWAYS, Check, IN_THE_END};
use crate::people::{everybody, secrets};
use crate::postconditions::{Postcondition, look};
use crate::refusal::Kind;
use crate::scenes::Props;
use crate::stage::{Backend, Cast, Over, Stage, nothing};

/// More calls than any use case makes.
const MOST: usize = 500;

const WHOLE: Noticed = Promise::OneCommit.by("nothing is between before and after");
const THERE: Noticed = Promise::Acknowledged.by("it is there after a crash");
const SERVED: Noticed = Promise::Answered.by("the next call is served");
const DONE: Noticed = Promise::Answered.by("the next call does it");
const GOOD: Noticed = Promise::Acknowledged.by("the answer is good");
const REACHED: Noticed = Promise::Answered.by("the goal is reached in the end");

/// How much was performed, and what was found broken.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) performances: usize,
    pub(crate) checks: usize,
    pub(crate) broken: Vec<String>,
}

/// Performs a use case in every way in which it can fail.
pub(crate) async fn run(case: &Case, backend: Backend, over: Over) -> Report {
    let mut report = Report::default();
    let whole = Performance::new(case, backend, nothing, Faults::none()).await;
    assert!(
        whole.outcome.is_ok(),
        "{} is refused without any fault: {:?}",
        case.name,
        whole.outcome
    );
    let reference = Reference {
        before: whole.before.clone(),
        after: whole.after.clone(),
    };
    Performance::new(case, backend, over, Faults::none())
        .await
        .judge(&reference, &mut report, "without a fault")
        .await;
    for when in [When::Before, When::After] {
        for n in 1.. {
            assert!(n < MOST, "{} never ends", case.name);
            let faults = Faults::at(n, when);
            let performance = Performance::new(case, backend, over, faults.clone()).await;
            if !faults.tripped() {
                break;
            }
            performance
                .judge(&reference, &mut report, &format!("call {n} fails {when:?} its effect"))
                .await;
        }
    }
    report
}

/// What a use case leads from, and to, when nothing fails.
struct Reference {
    before: Rows,
    after: Rows,
}

/// A use case that was performed, and the world after the crash that followed.
struct Performance<'a> {
    case: &'a Case,
    stage: Stage,
    props: Props,
    before: Rows,
    outcome: Outcome,
    after: Rows,
}

impl<'a> Performance<'a> {
    async fn new(case: &'a Case, backend: Backend, over: Over, faults: Faults) -> Self {
        let stage = Stage::new(backend);
        let cast = match case.begins {
            Begins::Ready => stage.sound_cast().await,
            Begins::Empty => stage.cast(&Faults::none(), nothing),
        };
        let props = (case.before)(cast).await;
        let before = rows(&stage).await;
        let outcome = (case.act)(stage.cast(&faults, over), props.clone()).await;
        let stage = stage.crash();
        let after = rows(&stage).await;
        Self {
            case,
            stage,
            props,
            before,
            outcome,
            after,
        }
    }

    async fn judge(self, reference: &Reference, report: &mut Report, how: &str) {
        let mut judge = Judge {
            report,
            what: format!("{}, {how}", self.case.name),
        };
        judge.report.performances += 1;
        if self.case.writes == Writes::Once {
            let whole = self.after == self.before || self.after == reference.after;
            judge.find(WHOLE, !whole, || "the change is neither there nor not".to_owned());
        }
        assert_eq!(
            self.before, reference.before,
            "{}: the scene before differs",
            judge.what
        );
        let mut evidence = self.evidence(self.after.clone());
        evidence.said.extend(said(&self.outcome));
        judge.check(ALWAYS, &evidence);
        let cast = self.stage.sound_cast().await;
        let goal = (self.case.goal)(&self.props);
        if self.outcome.is_ok() {
            judge.postconditions(THERE, &cast, &self.after, &goal).await;
        }
        // The caller, who may not know how it ended, asks once more, and comes to the goal.
        let again = (self.case.act)(cast.clone(), self.props.clone()).await;
        let unserved = again.as_ref().is_err_and(|refusal| refusal.kind == Kind::Unserved);
        judge.find(SERVED, unserved, || format!("{again:?}"));
        if self.outcome.is_err() && self.after == self.before {
            judge.find(DONE, again.is_err(), || format!("{again:?}"));
        }
        let rows_again = rows(&self.stage).await;
        if let Ok(done) = &self.outcome {
            judge
                .postconditions(GOOD, &cast, &rows_again, &done.postconditions)
                .await;
        }
        judge.postconditions(REACHED, &cast, &rows_again, &goal).await;
        self.settle(&cast, &mut judge, again).await;
    }

    /// Lets the relay do all that it can, and much time pass.
    async fn settle(&self, cast: &Cast, judge: &mut Judge<'_>, again: Outcome) {
        let mut evidence = self.evidence(Rows::default());
        evidence.said.extend(said(&again));
        evidence.said.extend(drain(cast).await);
        evidence.rows = rows(&self.stage).await;
        evidence.letters = self.stage.mailbox.letters();
        judge.check(ALWAYS, &evidence);
        judge.check(IN_THE_END, &evidence);
        let mut links: Vec<String> = evidence
            .letters
            .iter()
            .filter_map(|found| crate::scenes::token_in(&found.letter.text))
            .collect();
        links.dedup();
        for link in &links {
            let mut good = 0;
            for &purpose in Purpose::ALL {
                good += usize::from(look(cast, purpose, link).await == LinkState::Good);
            }
            judge.find(
                Promise::SecretsEnd.by("a link is good for one purpose"),
                good > 1,
                || format!("good for {good}"),
            );
        }
        cast.clock.advance(Duration::from_secs(365 * 24 * 60 * 60));
        for link in &links {
            for &purpose in Purpose::ALL {
                let good = look(cast, purpose, link).await == LinkState::Good;
                judge.find(Promise::SecretsEnd.by("a link expires"), good, || {
                    "a link is good after a year".to_owned()
                });
            }
        }
        let tokens = [&self.props.access, &self.props.refresh];
        for token in tokens.into_iter().filter(|token| !token.is_empty()) {
            let speaks = cast
                .enrollment
                .authenticate(&Call::in_default_tenant(), token)
                .await
                .is_ok();
            let goes_on = cast.enrollment.refresh(&Call::in_default_tenant(), token).await.is_ok();
            judge.find(Promise::SecretsEnd.by("a token expires"), speaks || goes_on, || {
                "a token is good after a year".to_owned()
            });
        }
    }

    fn evidence(&self, rows: Rows) -> Evidence {
        use enroll::ports::system::Clock as _;
        let at_rest = self.stage.at_rest();
        let secrets = secrets().chain(self.props.secrets()).collect();
        let letters = self.stage.mailbox.letters();
        let intended = self
            .before
            .message_ids()
            .into_iter()
            .chain(self.after.message_ids())
            .collect();
        Evidence {
            rows,
            letters,
            said: Vec::new(),
            secrets,
            at_rest,
            intended,
            links: self.case.links,
            now: self.stage.clock.now(),
        }
    }
}

struct Judge<'a> {
    report: &'a mut Report,
    what: String,
}

impl Judge<'_> {
    fn find(&mut self, check: Noticed, broken: bool, how: impl FnOnce() -> String) {
        self.report.checks += 1;
        if broken {
            self.report.broken.push(format!("{check}: {} ({})", how(), self.what));
        }
    }

    fn check(&mut self, checks: &[Check], evidence: &Evidence) {
        for (name, check) in checks {
            self.report.checks += 1;
            let found = check(evidence)
                .into_iter()
                .map(|how| format!("{name}: {how} ({})", self.what));
            self.report.broken.extend(found);
        }
    }

    async fn postconditions(&mut self, check: Noticed, cast: &Cast, rows: &Rows, postconditions: &[Postcondition]) {
        for postcondition in postconditions {
            let broken = !postcondition.is_kept(cast, rows).await;
            self.find(check, broken, || format!("{postcondition:?} does not hold"));
        }
    }
}

async fn rows(stage: &Stage) -> Rows {
    use enroll::ports::system::Clock as _;
    Rows::read(&stage.store(), &everybody(), stage.clock.now()).await
}

fn said(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Ok(done) => done.said.clone(),
        Err(refusal) => vec![refusal.text.clone()],
    }
}

/// Lets the relay do all that it can, moving the clock on to whatever is due next; returns what it said.
async fn drain(cast: &Cast) -> Vec<String> {
    use enroll::ports::system::Clock as _;
    let mut said = Vec::new();
    for _ in 0..MOST {
        let step = cast.relay.step().await.unwrap();
        said.extend(step.performed.iter().map(|performed| format!("{performed:?}")));
        let Some(due) = cast.relay.next_due().await.unwrap() else {
            break;
        };
        cast.clock.set(due.max(cast.clock.now()));
    }
    said
}
