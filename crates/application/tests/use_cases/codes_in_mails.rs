//! Typed codes in mails: beside which links they stand, and until when.

use std::time::Duration;

use enroll_domain::registration::{CodePolicy, Policy};

use crate::codes::{ADA, ask_for_reset, code_in, coded, newest_code};
use crate::world::{PASSWORD, World};

/// The codes of all mails, the oldest first.
async fn codes(world: &World) -> Vec<Option<String>> {
    world.deliver().await;
    let letters = world.mailbox.letters();
    letters.iter().map(|received| code_in(&received.letter.text)).collect()
}

#[tokio::test]
async fn a_mail_carries_a_code_where_the_tenant_wants_one() {
    let world = World::new().await;
    world.register(ADA, PASSWORD).await;
    assert_eq!(codes(&world).await, [None]);
    let world = World::under(coded()).await;
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    let letter = world.mailbox.letters().pop().unwrap().letter;
    assert!(letter.html.contains(&code), "{}", letter.html);
    for part in [&letter.text, &letter.html] {
        assert!(part.contains("It works once, for 10 minutes:"), "{part}");
    }
    assert!(!letter.subject.contains(&code), "a subject is shown on locked screens");
}

#[tokio::test]
async fn each_mail_has_a_code_of_its_own() {
    let world = World::under(coded()).await;
    for _ in 0..3 {
        world.register(ADA, PASSWORD).await;
    }
    let mut found: Vec<_> = codes(&world).await.into_iter().flatten().collect();
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 3);
}

#[tokio::test]
async fn who_registers_with_the_address_of_a_user_causes_no_code() {
    let world = World::under(coded()).await;
    world.settled(ADA).await;
    world.register(ADA, PASSWORD).await;
    let found = codes(&world).await;
    assert!(matches!(found.as_slice(), [Some(_), None]), "{found:?}");
    assert_eq!(world.subjects()[1], "You already have an account");
    ask_for_reset(&world).await;
    assert!(codes(&world).await[2].is_some());
}

#[tokio::test]
async fn a_mail_that_is_sent_too_late_carries_its_link_alone() {
    let codes_of_a_minute = CodePolicy {
        lifetime: Duration::from_secs(60),
        ..coded().codes
    };
    for (late, carried) in [(59, true), (60, false)] {
        let world = World::under(Policy {
            codes: codes_of_a_minute.clone(),
            ..Policy::private()
        })
        .await;
        world.register(ADA, PASSWORD).await;
        world.clock.advance(Duration::from_secs(late));
        let found = codes(&world).await;
        assert_eq!(
            found.iter().map(Option::is_some).collect::<Vec<_>>(),
            [carried],
            "{late}"
        );
        let token = world.newest_token().await;
        world.activate(&token, PASSWORD).await.unwrap();
    }
}
