//! C9: the mail server takes a mail, and then the store does not take the settlement, or takes it and does not say so. A relay
//! that lives on notes it later; every other one dies with what it owes.

use enroll_tests::violation;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use enroll::adapters::memory::When;
use enroll::ports::repository::{Reading, StoreError, UnitOfWork, Work};
use enroll_tests::smtp_catcher::SmtpCatcher;

use crate::bench::Bench;
use crate::controls;
use crate::judge::{Leave, came_again, judge};
use crate::measure::{Found, Measure};

/// A relay claims a mail and reads what it is about, sends it, and settles it: the second unit of work.
const SETTLING: usize = 2;

pub(super) async fn run(measure: Measure) -> Found {
    let mut found = Found::default();
    for when in [When::Before, When::After] {
        let mails = SmtpCatcher::start().await.unwrap();
        let countdown = Arc::new(AtomicUsize::new(0));
        let fails = Arc::clone(&countdown);
        let over = move |store| -> Arc<dyn UnitOfWork> { Arc::new(Unsettling { store, fails, when }) };
        let mut bench = Bench::over(&mails.url(), measure.seed, over).await;
        let mut people = Vec::new();
        let times = measure.of(50, 500);
        for number in 0..times {
            people.push(bench.register(&format!("unsettled-{number}")).await);
            countdown.store(SETTLING, Ordering::SeqCst);
            let step = bench.relay.step().await.unwrap();
            found.injected += step.unsettled.len();
            found.check(step.performed.is_empty() && step.unsettled.len() == 1, || {
                violation!(IntentsEnd, "a settlement that failed made {step:?}")
            });
            if number % 2 == 1 {
                bench.relay = bench.another_relay(&mails.url());
            }
            bench.deliver_all().await;
        }
        let evidence = bench.evidence(&mails);
        let twice = match when {
            When::Before => times / 2,
            When::After => 0,
        };
        let again = came_again(&evidence);
        found.check(again == twice, || {
            violation!(IntentsEnd, "{again} mails came again, not {twice}")
        });
        found.add(judge(&people, &evidence, Leave { twice }));
        controls::try_all(&mut found, &people, &evidence, Leave { twice });
    }
    found
}

/// A store whose unit of work fails when the countdown ends.
struct Unsettling {
    store: Arc<dyn UnitOfWork>,
    fails: Arc<AtomicUsize>,
    when: When,
}

#[async_trait]
impl UnitOfWork for Unsettling {
    async fn run(&self, work: Work) -> Result<(), StoreError> {
        let left = self.fails.load(Ordering::SeqCst);
        self.fails.store(left.saturating_sub(1), Ordering::SeqCst);
        let told_to_fail = || Err(StoreError::broken("told to fail"));
        match (left, self.when) {
            (1, When::Before) => told_to_fail(),
            (1, When::After) => {
                self.store.run(work).await?;
                told_to_fail()
            }
            (_, When::Before | When::After) => self.store.run(work).await,
        }
    }

    async fn read(&self, work: Reading) -> Result<(), StoreError> {
        self.store.read(work).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.store.ready().await
    }
}
