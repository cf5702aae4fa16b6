//! Pauses of a channel on which nothing goes out as things are set up: when they begin, and when they are over.

use enroll_memory::Answer;
use enroll_repository::MessageStatus;

use crate::relay::count;
use crate::world::{PASSWORD, World};

#[tokio::test]
async fn a_pause_is_over_when_the_mailer_answers_whatever_it_says() {
    for answer in [Answer::Permanent, Answer::Temporary] {
        let world = World::new().await;
        world.mailbox.answer_next([Answer::Misconfigured, answer]);
        world.register("ada@example.org", PASSWORD).await;
        world.deliver().await;
        world.clock.set(world.relay.undelivered()[0].until);
        world.deliver().await;
        assert_eq!(world.relay.undelivered(), [], "{answer:?}");
    }
}

#[tokio::test]
async fn a_pause_is_forgotten_when_it_is_over_and_no_mail_is_left() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let token = world.newest_token().await;
    world.mailbox.answer_next([Answer::Misconfigured]);
    world.register("ada@example.org", PASSWORD).await;
    world.deliver().await;
    // The mail that was put off is about nothing any more.
    world.activate(&token, PASSWORD).await.unwrap();
    let until = world.relay.undelivered()[0].until;
    world.deliver().await;
    assert_eq!(
        world.relay.undelivered().len(),
        1,
        "a pause is not forgotten while it lasts"
    );
    world.clock.set(until);
    world.deliver().await;
    assert_eq!(count(&world, MessageStatus::Moot).await, 1);
    assert_eq!(world.relay.undelivered(), []);
}

#[tokio::test]
async fn a_misconfigured_mailer_pauses_the_channel_and_loses_nothing() {
    let world = World::new().await;
    world.mailbox.answer_next([Answer::Misconfigured]);
    for n in 0..3 {
        world.register(&format!("person{n}@example.org"), PASSWORD).await;
    }
    world.deliver().await;
    assert!(world.mailbox.letters().is_empty());
    let paused = world.relay.undelivered();
    assert_eq!(paused.len(), 1);
    world.clock.set(paused[0].until);
    world.deliver().await;
    assert_eq!(world.mailbox.letters().len(), 3);
    assert!(world.relay.undelivered().is_empty());
}

#[tokio::test]
async fn what_was_refused_goes_after_the_others_when_the_pause_is_over() {
    let world = World::new().await;
    world.mailbox.answer_next([Answer::Misconfigured]);
    for n in 0..3 {
        world.register(&format!("person{n}@example.org"), PASSWORD).await;
    }
    world.deliver().await;
    world.clock.set(world.relay.undelivered()[0].until);
    world.deliver().await;
    let letters = world.mailbox.letters();
    let last = letters.last().unwrap();
    assert_eq!((letters.len(), last.letter.to.as_str()), (3, "person0@example.org"));
}
