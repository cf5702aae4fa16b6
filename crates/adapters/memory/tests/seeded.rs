//! Faults by chance: they follow from the seed, every kind is met, and awaited calls give way where a crash may strike.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use enroll_domain::identifier::EmailAddress;
use enroll_mailer::{Letter, Mailer};
use enroll_memory::{Faults, Mailbox, Mishap, Port, SeededEntropy, Waits};
use enroll_system::Entropy;

fn letter() -> Letter {
    Letter {
        message_id: "1".to_owned(),
        to: EmailAddress::parse("ada@example.org").unwrap(),
        subject: "Welcome".to_owned(),
        text: "Hello".to_owned(),
        html: "<p>Hello</p>".to_owned(),
    }
}

/// Polls something once.
macro_rules! polled {
    ($future:expr) => {
        $future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    };
}

/// Delivers letters under this seed, and says how each delivery ended.
fn ends(seed: u64) -> Vec<String> {
    let waits = Waits::new();
    let faults = Faults::seeded(seed, &waits);
    faults.set(Port::Mailer, 500);
    let mailer = faults.over(Arc::new(Mailbox::new()));
    let mut ends = Vec::new();
    for _letter in 0..60 {
        let letter = letter();
        let mut delivery = pin!(mailer.deliver(&letter));
        let end = loop {
            match polled!(delivery) {
                Poll::Ready(end) => break end,
                Poll::Pending => waits.pass(waits.next().unwrap_or_default()),
            }
        };
        ends.push(format!("{end:?} at {:?}", waits.elapsed()));
    }
    ends
}

#[test]
fn one_seed_makes_the_same_calls_fail_and_another_makes_others() {
    assert_eq!(ends(1), ends(1));
    assert_ne!(ends(1), ends(2));
}

#[test]
fn whatever_may_happen_to_a_port_happens_and_is_counted() {
    let waits = Waits::new();
    let faults = Faults::seeded(3, &waits);
    faults.set(Port::Mailer, 1000);
    let mailer = faults.over(Arc::new(Mailbox::new()));
    for _letter in 0..100 {
        let letter = letter();
        let mut delivery = pin!(mailer.deliver(&letter));
        while polled!(delivery).is_pending() {
            waits.pass(waits.next().unwrap_or_default());
        }
    }
    let met: BTreeSet<Mishap> = faults.injected().into_keys().map(|(_, mishap)| mishap).collect();
    assert_eq!(met, Port::Mailer.mishaps().iter().copied().collect());
    assert_eq!(faults.injected().into_values().sum::<usize>(), 100);
    faults.set(Port::Mailer, 0);
    let letter = letter();
    let mut delivery = pin!(mailer.deliver(&letter));
    assert!(polled!(delivery).is_pending() && polled!(delivery).is_pending());
    assert!(matches!(polled!(delivery), Poll::Ready(Ok(()))));
}

#[test]
fn whoever_drops_a_call_before_its_answer_leaves_its_effect_and_before_its_effect_nothing() {
    let faults = Faults::seeded(1, &Waits::new());
    let mailbox = Mailbox::new();
    let mailer = faults.over(Arc::new(mailbox.clone()));
    let letter = letter();
    for (polls, letters) in [(1, 0), (2, 1)] {
        let mut delivery = Box::pin(mailer.deliver(&letter));
        for _poll in 0..polls {
            assert!(polled!(delivery).is_pending());
        }
        drop(delivery);
        assert_eq!(mailbox.letters().len(), letters);
    }
}

#[test]
fn a_wait_is_over_once_its_time_has_passed_and_not_before() {
    let waits = Waits::new();
    let mut minute = pin!(waits.wait(Duration::from_secs(60)));
    assert!(waits.next().is_none());
    assert!(polled!(minute).is_pending());
    waits.pass(Duration::from_secs(59));
    assert!(polled!(minute).is_pending());
    assert_eq!(waits.next(), Some(Duration::from_secs(1)));
    waits.pass(Duration::from_secs(1));
    assert!(polled!(minute).is_ready());
    let mut hour = Box::pin(waits.wait(Duration::from_secs(3600)));
    assert!(polled!(hour).is_pending());
    drop(hour);
    assert!(waits.next().is_none(), "nobody waits any more");
}

#[test]
fn a_port_that_was_not_set_never_fails() {
    let faults = Faults::seeded(1, &Waits::new());
    faults.set(Port::Mailer, 1000);
    let entropy = faults.over(Arc::new(SeededEntropy::new(1)));
    assert!((0..1000).all(|_| entropy.fill(&mut [0; 4]).is_ok()));
    faults.set(Port::Entropy, 1000);
    assert!(entropy.fill(&mut [0; 4]).is_err());
    assert!(faults.tripped());
}
