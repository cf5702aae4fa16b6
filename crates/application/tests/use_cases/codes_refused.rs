//! Typed codes that are not good: one answer for all of them, so many tries and no more, and a link that none of it touches.

use std::sync::Arc;
use std::time::Duration;

use enroll_application::{ActivateByCode, ActivationPassword, CodeError, CodeForm, Enrollment, Ports, Settings};
use enroll_domain::proof::Purpose;
use enroll_domain::registration::{CodePolicy, Policy};
use enroll_domain::{Input, Rule};
use enroll_memory::{Faults, MemoryStrength, MemoryTokens};
use tokio::task::JoinSet;

use crate::codes::{ADA, activate, ask_for_reset, coded, newest_code, reset, wrong};
use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn is_invalid<T, E>(answer: &Result<T, CodeError<E>>) -> bool {
    matches!(answer, Err(CodeError::Invalid))
}

#[tokio::test]
async fn wrong_unknown_and_foreign_codes_hear_the_same_and_the_link_stays_good() {
    let world = World::under(coded()).await;
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    for (email, typed) in [
        (ADA, wrong(&code)),
        ("nobody@example.org", code.clone()),
        ("grace@example.org", code.clone()),
    ] {
        let answer = activate(&world, email, &typed, PASSWORD).await;
        assert!(is_invalid(&answer), "{email}: {answer:?}");
    }
    let answer = reset(&world, ADA, &code).await;
    assert!(is_invalid(&answer), "a code of another purpose: {answer:?}");
    let token = world.newest_token().await;
    world.activate(&token, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_code_is_good_in_its_own_tenant_only() {
    let world = World::beside(coded(), coded()).await;
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    let form = CodeForm {
        email: ADA,
        code: &code,
    };
    let there = world.other();
    let form = ActivateByCode {
        code: form,
        password: ActivationPassword::Chosen(PASSWORD),
        username: None,
        terms_version: None,
    };
    assert!(is_invalid(&world.enrollment.activate_by_code(&there, form).await));
    activate(&world, ADA, &code, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_code_lasts_ten_minutes_and_its_link_longer() {
    for (after, good) in [(10 * MINUTE - Duration::from_micros(1), true), (10 * MINUTE, false)] {
        let world = World::under(coded()).await;
        world.register(ADA, PASSWORD).await;
        let code = newest_code(&world).await;
        world.clock.advance(after);
        let answer = activate(&world, ADA, &code, PASSWORD).await;
        assert_eq!((answer.is_ok(), is_invalid(&answer)), (good, !good), "{answer:?}");
        if !good {
            let token = world.newest_token().await;
            world.activate(&token, PASSWORD).await.unwrap();
        }
    }
}

#[tokio::test]
async fn when_the_tries_are_spent_only_links_work_until_a_day_has_passed() {
    let world = World::under(coded()).await;
    world.settled(ADA).await;
    ask_for_reset(&world).await;
    let code = newest_code(&world).await;
    for _ in 0..10 {
        assert!(is_invalid(&reset(&world, ADA, &wrong(&code)).await));
    }
    assert!(is_invalid(&reset(&world, ADA, &code).await), "the right one, too late");
    ask_for_reset(&world).await;
    let newer = newest_code(&world).await;
    assert!(
        is_invalid(&reset(&world, ADA, &newer).await),
        "no new code brings new tries"
    );
    let token = world.newest_token().await;
    world
        .enrollment
        .complete_password_reset(&CALL, &token, PASSWORD)
        .await
        .unwrap();
    world.clock.advance(DAY);
    ask_for_reset(&world).await;
    let code = newest_code(&world).await;
    reset(&world, ADA, &code).await.unwrap();
}

#[tokio::test]
async fn of_a_thousand_guesses_at_once_ten_are_compared() {
    let world = Arc::new(World::under(coded()).await);
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    let mut guesses = JoinSet::new();
    for _ in 0..1_000 {
        let (world, code) = (Arc::clone(&world), code.clone());
        // The code is right and the password is not: whoever is told so was let through to the comparison.
        guesses.spawn(async move { is_invalid(&activate(&world, ADA, &code, OTHER_PASSWORD).await) });
    }
    let refused = guesses.join_all().await.into_iter().filter(|invalid| *invalid).count();
    assert_eq!(refused, 990);
}

#[tokio::test]
async fn nobody_types_codes_where_the_tenant_has_none() {
    let world = World::new().await;
    world.register(ADA, PASSWORD).await;
    world.deliver().await;
    for number in 0..30 {
        let answer = activate(&world, ADA, &format!("{number:08}"), PASSWORD).await;
        assert!(is_invalid(&answer), "{answer:?}");
    }
    let resets_alone = CodePolicy {
        purposes: vec![Purpose::PasswordReset],
        ..CodePolicy::default()
    };
    let world = World::under(Policy {
        codes: resets_alone,
        ..Policy::private()
    })
    .await;
    world.settled(ADA).await;
    ask_for_reset(&world).await;
    let code = newest_code(&world).await;
    reset(&world, ADA, &code).await.unwrap();
}

#[tokio::test]
async fn the_newest_five_links_of_an_address_have_codes_that_are_good() {
    for (newer, good) in [(4, true), (5, false)] {
        let world = World::under(coded()).await;
        world.settled(ADA).await;
        ask_for_reset(&world).await;
        let code = newest_code(&world).await;
        let token = world.newest_token().await;
        for _ in 0..newer {
            world.clock.advance(Duration::from_millis(1));
            ask_for_reset(&world).await;
        }
        let answer = reset(&world, ADA, &code).await;
        assert_eq!(answer.is_ok(), good, "after {newer} newer ones: {answer:?}");
        let by_link = world.enrollment.complete_password_reset(&CALL, &token, PASSWORD).await;
        assert_eq!(by_link.is_ok(), !good);
    }
}

#[tokio::test]
async fn what_is_no_code_or_no_address_is_told_and_spends_no_try() {
    let world = World::under(coded()).await;
    world.register(ADA, PASSWORD).await;
    let code = newest_code(&world).await;
    for _ in 0..20 {
        let Err(CodeError::Rejected(rejections)) = activate(&world, "ada", "1234", PASSWORD).await else {
            panic!("neither is well formed")
        };
        let broken: Vec<_> = rejections.as_slice().iter().map(|one| (one.input, one.rule)).collect();
        assert_eq!(broken.len(), 2, "{broken:?}");
        assert!(
            broken.contains(&(Input::Code, Rule::Malformed("eight digits"))),
            "{broken:?}"
        );
    }
    activate(&world, ADA, &code, PASSWORD).await.unwrap();
}

/// How many calls of all ports a typed code costs.
async fn cost(world: &World, email: &str, code: &str) -> usize {
    let faults = Faults::none();
    let tokens = Arc::new(MemoryTokens::new(
        [7; 32],
        None,
        "https://id.example",
        "https://id.example",
    ));
    let ports = Ports {
        store: faults.over(world.store.clone()),
        hasher: faults.over(world.hasher.clone()),
        strength: Arc::new(MemoryStrength),
        tokens: faults.over(tokens.clone()),
        signer: faults.over(tokens),
        clock: world.clock.clone(),
        entropy: faults.over(world.entropy.clone()),
    };
    let settings = Settings {
        public_url: "https://id.example".to_owned(),
        tenants: Vec::new(),
    };
    let enrollment = Enrollment::new(ports, settings);
    enrollment.reload_tenants().await.unwrap();
    let before = faults.calls();
    let form = CodeForm { email, code };
    let answer = enrollment.complete_password_reset_by_code(&CALL, form, OTHER_PASSWORD);
    assert!(is_invalid(&answer.await));
    faults.calls() - before
}

#[tokio::test]
async fn a_code_that_is_not_good_costs_the_same_steps_whatever_it_is() {
    let world = World::under(coded()).await;
    world.settled(ADA).await;
    let nobody = cost(&world, "nobody@example.org", "00000000").await;
    assert_eq!(
        nobody,
        1 + 2 + 5,
        "one transaction with two calls, and five comparisons"
    );
    assert_eq!(cost(&world, ADA, "00000000").await, nobody, "nothing is open");
    for _ in 0..3 {
        ask_for_reset(&world).await;
    }
    let code = newest_code(&world).await;
    assert_eq!(cost(&world, ADA, &wrong(&code)).await, nobody, "a wrong one of three");
    for _ in 0..10 {
        cost(&world, ADA, &wrong(&code)).await;
    }
    assert_eq!(cost(&world, ADA, &code).await, nobody, "tried too often");
}
