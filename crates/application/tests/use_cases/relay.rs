//! The relay: budgets, back-off, pauses, and mails that are no longer needed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use enroll_application::Relay;
use enroll_domain::registration::Policy;
use enroll_domain::user::State;
use enroll_mailer::{DeliveryError, Letter, Mailer};
use enroll_memory::{Answer, Faults, Mailbox, MemoryStore, SetClock, When};
use enroll_repository::{MessageStatus, Settlement};
use enroll_system::Clock as _;

use crate::world::{PASSWORD, World};

pub(crate) async fn count(world: &World, status: MessageStatus) -> usize {
    world
        .messages()
        .await
        .iter()
        .filter(|(_, stands)| *stands == status)
        .count()
}

#[tokio::test]
async fn a_temporary_failure_is_tried_again_later_with_the_same_letter() {
    let world = World::new().await;
    world.mailbox.answer_next([Answer::Lost, Answer::Temporary]);
    world.register("ada@example.org", PASSWORD).await;
    world.deliver().await;
    let due = world.relay.next_due().await.unwrap().unwrap();
    world.clock.set(due);
    world.deliver().await;
    let due = world.relay.next_due().await.unwrap().unwrap();
    world.clock.set(due);
    world.deliver().await;
    let letters = world.mailbox.letters();
    assert_eq!(letters.len(), 2, "one whose reply was lost, one that was acknowledged");
    assert_eq!(
        letters[0].letter, letters[1].letter,
        "the same Message-ID and the same link"
    );
    assert_eq!(count(&world, MessageStatus::Delivered).await, 1);
}

#[tokio::test]
async fn a_step_says_when_there_is_something_to_do_next() {
    let world = World::new().await;
    assert_eq!(world.relay.step().await.unwrap().due, None);
    world.mailbox.answer_next([Answer::Temporary, Answer::Misconfigured]);
    world.register("ada@example.org", PASSWORD).await;
    for _ in 0..2 {
        let step = world.relay.step().await.unwrap();
        assert_eq!(step.due, world.relay.next_due().await.unwrap(), "{step:?}");
        assert!(step.due > Some(world.clock.now()));
        let paused = world.relay.step().await.unwrap();
        assert!(paused.performed.is_empty());
        assert_eq!(paused.due, step.due);
        world.clock.set(step.due.unwrap());
    }
    world.relay.step().await.unwrap();
    assert_eq!(world.relay.step().await.unwrap().due, None);
}

#[tokio::test]
async fn a_letter_that_cannot_go_out_blocks_nobody() {
    let world = World::new().await;
    world.mailbox.answer_next([Answer::Permanent]);
    world.register("poison@example.org", PASSWORD).await;
    world.register("ada@example.org", PASSWORD).await;
    world.deliver().await;
    assert_eq!(count(&world, MessageStatus::Dead).await, 1);
    assert_eq!(count(&world, MessageStatus::Delivered).await, 1);
}

/// A mailer that is held up over the first letter until every lease has run out, and somebody else has delivered the others.
struct HeldUp {
    mailbox: Arc<Mailbox>,
    clock: Arc<SetClock>,
    other: Mutex<Option<Relay>>,
}

#[async_trait]
impl Mailer for HeldUp {
    async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let other = self.other.lock().unwrap().take();
        if let Some(other) = other {
            self.clock.advance(Duration::from_secs(11 * 60));
            other.step().await.unwrap();
        }
        self.mailbox.deliver(letter).await
    }
}

#[tokio::test]
async fn a_relay_that_was_held_up_beyond_its_leases_leaves_the_rest_of_its_batch_to_whoever_has_it_now() {
    let world = World::new().await;
    register_two(&world).await;
    let held_up = HeldUp {
        mailbox: Arc::clone(&world.mailbox),
        clock: Arc::clone(&world.clock),
        other: Mutex::new(Some(world.relay.clone())),
    };
    let relay = Relay::new(world.enrollment.clone(), Arc::new(held_up), BTreeMap::new());
    relay.step().await.unwrap();
    let came = |name: &str| {
        let letters = world.mailbox.letters();
        letters
            .iter()
            .filter(|received| received.letter.to.as_str().starts_with(name))
            .count()
    };
    assert_eq!(came("ada"), 2, "the one over which it was held up");
    assert_eq!(came("grace"), 1);
    assert_eq!(count(&world, MessageStatus::Delivered).await, 2);
}

/// The number of the call with which a step reads what its second mail is about, in a unit of work of its own.
pub(crate) async fn second_mail_is_read_at() -> usize {
    let counted = Faults::none();
    let world = World::over(Policy::private(), counted.over(Arc::new(MemoryStore::new()))).await;
    world.register("ada@example.org", PASSWORD).await;
    let before = counted.calls();
    world.relay.step().await.unwrap();
    // A claim that finds nothing on the other channel: the unit of work, the claim, what is due next.
    let first = counted.calls() - before - 3;
    let counted = Faults::none();
    let world = World::over(Policy::private(), counted.over(Arc::new(MemoryStore::new()))).await;
    register_two(&world).await;
    counted.calls() + first + 1
}

pub(crate) async fn register_two(world: &World) {
    world.register("ada@example.org", PASSWORD).await;
    world.register("grace@example.org", PASSWORD).await;
}

#[tokio::test]
async fn a_store_error_about_one_mail_puts_that_one_off_and_the_others_go_out() {
    let registering = {
        let counted = Faults::none();
        let world = World::over(Policy::private(), counted.over(Arc::new(MemoryStore::new()))).await;
        register_two(&world).await;
        let before = counted.calls();
        world.register("hopper@example.org", PASSWORD).await;
        counted.calls() - before
    };
    let faults = Faults::at(second_mail_is_read_at().await + registering, When::Before);
    let world = World::over(Policy::private(), faults.over(Arc::new(MemoryStore::new()))).await;
    register_two(&world).await;
    world.register("hopper@example.org", PASSWORD).await;
    let step = world.relay.step().await.unwrap();
    assert!(faults.tripped());
    let [first, second, third] = &step.performed[..] else {
        panic!("{step:?}")
    };
    assert_eq!(first.settlement, Settlement::Delivered);
    assert_eq!(third.settlement, Settlement::Delivered);
    let Settlement::Retry { at, why } = &second.settlement else {
        panic!("{second:?}")
    };
    assert!(why.contains("told to fail"), "{why}");
    world.clock.set(*at);
    world.deliver().await;
    assert_eq!(world.mailbox.letters().len(), 3);
}

#[tokio::test]
async fn a_step_that_took_as_much_as_it_takes_says_that_there_may_be_more() {
    let world = World::new().await;
    for number in 0..9 {
        world.register(&format!("person.{number}@example.org"), PASSWORD).await;
    }
    let (first, second) = (world.relay.step().await.unwrap(), world.relay.step().await.unwrap());
    assert_eq!((first.performed.len(), first.is_full()), (8, true));
    assert_eq!((second.performed.len(), second.is_full()), (1, false));
}

#[tokio::test]
async fn a_mail_that_fails_for_the_moment_until_its_link_runs_out_is_dead_with_its_reason() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    world.mailbox.answer_next([Answer::Temporary; 100]);
    let mut steps = 0;
    while let Some(due) = world.relay.next_due().await.unwrap() {
        world.clock.set(due);
        world.deliver().await;
        steps += 1;
        assert!(steps < 100, "it is tried for ever");
    }
    assert_eq!(count(&world, MessageStatus::Dead).await, 1);
}

#[tokio::test]
async fn a_mail_whose_link_was_ended_before_it_went_out_is_moot() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    world.register("ada@example.org", PASSWORD).await;
    let activated = world.activate(&token, PASSWORD).await.unwrap();
    assert!(matches!(activated.user.user.state, State::Active { .. }));
    world.deliver().await;
    assert_eq!(world.subjects().len(), 1);
    assert_eq!(count(&world, MessageStatus::Moot).await, 1);
}

#[tokio::test]
async fn whoever_has_an_account_is_told_so_by_mail_and_nowhere_else() {
    let world = World::new().await;
    world.settled("ada@example.org").await;
    world.register("ADA@example.org", "the words of a stranger").await;
    world.deliver().await;
    assert_eq!(
        world.subjects().last().map(String::as_str),
        Some("You already have an account")
    );
    assert!(
        world.sign_in("ada@example.org", PASSWORD).await.is_some(),
        "nothing of the account changed"
    );
}

#[tokio::test]
async fn a_letter_has_one_link_and_its_two_parts_say_the_same() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    world.deliver().await;
    let letter = &world.mailbox.letters()[0].letter;
    let token = &world.tokens()[0];
    assert_eq!(letter.text.matches("https://id.example/activate?token=").count(), 1);
    assert_eq!(letter.html.matches("href=").count(), 1);
    assert!(
        letter
            .html
            .contains(&format!("href=\"https://id.example/activate?token={token}\""))
    );
    assert!(!letter.text.contains(PASSWORD) && !letter.html.contains(PASSWORD));
}

#[tokio::test]
async fn a_mail_says_how_long_its_link_really_lasts() {
    let mut policy = Policy::private();
    policy.lifetimes.activation = Duration::from_secs(2 * 3600);
    let world = World::under(policy).await;
    world.register("ada@example.org", PASSWORD).await;
    world.deliver().await;
    let letters = world.mailbox.letters();
    for part in [&letters[0].letter.text, &letters[0].letter.html] {
        assert!(part.contains("The link works once, for 2 hours."), "{part}");
    }
}
