//! Another address: who is asked, who is told, and that what is confirmed is what the link was mailed to.

use std::time::Duration;

use enroll_application::{
    AddressForm, AskAddressChangeError, ConfirmAddressChangeError, FirstCredential, LinkError, LinkState, NewUserForm,
    Tokens,
};
use enroll_domain::Rule;
use enroll_domain::audit::Action;
use enroll_domain::proof::Purpose;
use enroll_domain::user::EmailProof;

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World};

pub(crate) const OLD: &str = "ada@example.org";
pub(crate) const NEW: &str = "countess@example.org";

/// Ada, signed in, with nothing left in the outbox.
pub(crate) async fn ada(world: &World) -> Tokens {
    let tokens = world.settled(OLD).await.tokens;
    world.deliver().await;
    tokens
}

pub(crate) async fn ask(world: &World, tokens: &Tokens, email: &str) {
    let caller = world.caller(tokens).await;
    world.clock.advance(Duration::from_millis(1));
    let asked = world
        .enrollment
        .ask_address_change(&caller, Some(email), Some(PASSWORD));
    asked.await.unwrap();
}

pub(crate) async fn confirm(world: &World, token: &str) -> Result<(), ConfirmAddressChangeError> {
    let confirmed = world.enrollment.confirm_address_change(&CALL, token).await;
    confirmed.map(drop)
}

pub(crate) fn is_expired(outcome: &Result<(), ConfirmAddressChangeError>) -> bool {
    matches!(outcome, Err(ConfirmAddressChangeError::Link(LinkError::Expired)))
}

/// The operator makes somebody who is active at once.
pub(crate) async fn made(world: &World, email: &str, role: &str) {
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let form = NewUserForm {
        email: Some(email.to_owned()),
        roles: vec![role.to_owned()],
        ..NewUserForm::default()
    };
    let credential = FirstCredential::Password(PASSWORD);
    world
        .enrollment
        .create_user(&operator, &form, credential, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_new_address_gets_the_link_and_the_old_one_is_told_both_times() {
    let world = World::new().await;
    let tokens = ada(&world).await;
    ask(&world, &tokens, NEW).await;
    let link = world.newest_token().await;
    assert_eq!(world.subjects_to(NEW), ["Confirm your new e-mail address"]);
    assert_eq!(world.subjects_to(OLD)[1..], ["Another e-mail address was asked for"]);
    let told = world.newest_letter_to(OLD);
    assert!(
        told.text.contains("2026-09-21 14:13 UTC") && !told.text.contains("countess"),
        "{}",
        told.text
    );
    assert!(world.speaks(&tokens).await, "nothing is changed by asking");
    let view = world.enrollment.confirm_address_change(&CALL, &link).await.unwrap();
    assert_eq!(view.user.identifiers.email.as_ref().unwrap().as_str(), NEW);
    assert!(matches!(view.user.identifiers.email_proof, EmailProof::Proved { .. }));
    world.deliver().await;
    assert_eq!(world.subjects_to(OLD).pop().unwrap(), "Your e-mail address was changed");
    assert_eq!(world.subjects_to(NEW).len(), 1);
    assert!(world.sign_in(OLD, PASSWORD).await.is_none());
    assert!(world.sign_in(NEW, PASSWORD).await.is_some());
    let actions: Vec<_> = world.audit().await.into_iter().map(|record| record.action).collect();
    assert!(actions.contains(&Action::AddressChangeRequested) && actions.contains(&Action::AddressChanged));
}

#[tokio::test]
async fn a_change_ends_all_sessions_and_every_other_link() {
    let world = World::new().await;
    let tokens = ada(&world).await;
    let reset = AddressForm::of(Some(OLD));
    world
        .enrollment
        .request_password_reset(&CALL, reset, None)
        .await
        .unwrap();
    let reset = world.newest_token().await;
    ask(&world, &tokens, NEW).await;
    let link = world.newest_token().await;
    confirm(&world, &link).await.unwrap();
    assert!(!world.speaks(&tokens).await);
    assert!(world.enrollment.refresh(&CALL, &tokens.refresh_token).await.is_err());
    let refused = world
        .enrollment
        .complete_password_reset(&CALL, &reset, OTHER_PASSWORD)
        .await;
    assert!(refused.is_err(), "a link to the address of before is void");
    assert!(is_expired(&confirm(&world, &link).await), "it is good once");
}

#[tokio::test]
async fn asking_again_ends_the_request_before_and_a_reset_ends_it_too() {
    let world = World::new().await;
    let tokens = ada(&world).await;
    ask(&world, &tokens, "first@example.org").await;
    let first = world.newest_token().await;
    ask(&world, &tokens, NEW).await;
    let second = world.newest_token().await;
    assert!(is_expired(&confirm(&world, &first).await));
    let reset = AddressForm::of(Some(OLD));
    world
        .enrollment
        .request_password_reset(&CALL, reset, None)
        .await
        .unwrap();
    let reset = world.newest_token().await;
    world
        .enrollment
        .complete_password_reset(&CALL, &reset, OTHER_PASSWORD)
        .await
        .unwrap();
    assert!(
        is_expired(&confirm(&world, &second).await),
        "whoever asked does not come back with the new address"
    );
    assert!(world.sign_in(OLD, OTHER_PASSWORD).await.is_some());
}

#[tokio::test]
async fn the_link_of_a_change_is_no_other_link_and_no_other_link_is_one() {
    let world = World::new().await;
    let tokens = ada(&world).await;
    ask(&world, &tokens, NEW).await;
    let change = world.newest_token().await;
    let reset = world
        .enrollment
        .complete_password_reset(&CALL, &change, OTHER_PASSWORD)
        .await;
    assert!(reset.is_err());
    assert!(world.activate(&change, PASSWORD).await.is_err());
    assert!(world.enrollment.confirm(&CALL, &change).await.is_err());
    assert!(
        world
            .enrollment
            .set_first_password(&CALL, &change, OTHER_PASSWORD)
            .await
            .is_err()
    );
    world.register("grace@example.org", PASSWORD).await;
    let activation = world.newest_token().await;
    let reset = AddressForm::of(Some(OLD));
    world
        .enrollment
        .request_password_reset(&CALL, reset, None)
        .await
        .unwrap();
    let reset = world.newest_token().await;
    for other in [activation, reset] {
        let refused = confirm(&world, &other).await;
        assert!(
            matches!(refused, Err(ConfirmAddressChangeError::Link(LinkError::Invalid))),
            "{refused:?}"
        );
    }
    let looked = world
        .enrollment
        .look_at_link(&CALL, &change, Purpose::AddressChange)
        .await;
    assert_eq!(looked.unwrap(), LinkState::Good, "it still is what it was");
    confirm(&world, &change).await.unwrap();
}

#[tokio::test]
async fn a_known_address_hears_of_it_and_gets_no_link_and_the_caller_hears_nothing() {
    let world = World::new().await;
    made(&world, NEW, "member").await;
    let tokens = ada(&world).await;
    let links = world.tokens().len();
    ask(&world, &tokens, NEW).await;
    world.deliver().await;
    assert_eq!(world.subjects_to(NEW), ["Somebody asked for your e-mail address"]);
    assert_eq!(world.subjects_to(OLD)[1..], ["Another e-mail address was asked for"]);
    assert_eq!(world.tokens().len(), links, "nobody got a link");
    for turn in 0..20 {
        ask(&world, &tokens, NEW).await;
        world.deliver().await;
        assert!(world.subjects_to(NEW).len() <= 10, "its mails have a budget: {turn}");
    }
}

#[tokio::test]
async fn an_address_with_open_registrations_may_be_asked_for_and_the_change_ends_them() {
    let world = World::new().await;
    let tokens = ada(&world).await;
    world.register(NEW, OTHER_PASSWORD).await;
    let activation = world.newest_token().await;
    ask(&world, &tokens, NEW).await;
    let link = world.newest_token().await;
    confirm(&world, &link).await.unwrap();
    assert!(world.activate(&activation, OTHER_PASSWORD).await.is_err());
}

#[tokio::test]
async fn one_may_have_ones_own_address_written_in_another_way_and_nobody_is_told() {
    let world = World::new().await;
    let tokens = ada(&world).await;
    ask(&world, &tokens, "ADA@Example.org").await;
    let link = world.newest_token().await;
    let view = world.enrollment.confirm_address_change(&CALL, &link).await.unwrap();
    assert_eq!(view.user.identifiers.email.unwrap().as_str(), "ADA@example.org");
    world.deliver().await;
    let subjects = world.subjects();
    assert!(
        !subjects
            .iter()
            .any(|subject| subject.contains("was changed") || subject.contains("asked for")),
        "{subjects:?}"
    );
}

#[tokio::test]
async fn asking_needs_the_password_and_an_address() {
    let world = World::new().await;
    let caller = world.caller(&ada(&world).await).await;
    let refused = |email, password| {
        let asked = world.enrollment.ask_address_change(&caller, email, password);
        async {
            match asked.await {
                Err(AskAddressChangeError::Rejected(rejections)) => {
                    let found = rejections.as_slice().iter();
                    found.map(|one| (one.input.name(), one.rule)).collect::<Vec<_>>()
                }
                other => panic!("{other:?}"),
            }
        }
    };
    assert_eq!(
        refused(None, None).await,
        [("email", Rule::Required), ("password", Rule::Required)]
    );
    assert_eq!(
        refused(Some(NEW), Some("not it at all")).await,
        [("password", Rule::Mismatch)]
    );
    assert_eq!(refused(Some("no address"), Some(PASSWORD)).await[0].0, "email");
    world.deliver().await;
    assert!(world.subjects_to(NEW).is_empty());
}
