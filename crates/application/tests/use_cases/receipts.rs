//! Receipts: one key, one effect, equal answers.

use enroll_application::{IdempotencyKey, Receipt, Receipted, RegisterError, Registered};
use enroll_domain::registration::RegistrationForm;

use crate::world::{CALL, PASSWORD, World, form};

fn receipt(key: &str, body: &str) -> Receipt<Registered> {
    let key = IdempotencyKey::parse(key).unwrap();
    Receipt::new(key, body.as_bytes().to_vec(), |_| b"the answer".to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_calls_at_once_have_one_effect_and_equal_answers() {
    let world = World::new().await;
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let enrollment = world.enrollment.clone();
            tokio::spawn(async move {
                let form = form("ada@example.org", PASSWORD);
                enrollment
                    .register(&CALL, &form, Some(receipt("0123456789abcdef", "body")))
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut fresh = 0;
    for call in calls {
        match call.await.unwrap() {
            Receipted::Fresh(Registered::CheckYourMail) => fresh += 1,
            Receipted::Fresh(Registered::SignedUp(_)) => panic!("nobody is a user before the activation"),
            Receipted::Replayed(answer) => assert_eq!(answer, b"the answer"),
        }
    }
    assert_eq!(fresh, 1);
    world.deliver().await;
    assert_eq!(world.subjects().len(), 1);
}

#[tokio::test]
async fn for_a_stranger_another_body_under_the_same_key_is_another_call() {
    let world = World::new().await;
    for (email, body) in [("ada@example.org", "one"), ("grace@example.org", "two")] {
        let answer = world
            .enrollment
            .register(&CALL, &form(email, PASSWORD), Some(receipt("0123456789abcdef", body)))
            .await
            .unwrap();
        assert!(matches!(answer, Receipted::Fresh(_)));
    }
}

#[tokio::test]
async fn a_rejection_leaves_no_receipt() {
    let world = World::new().await;
    let taken = RegistrationForm {
        username: Some("lovelace".to_owned()),
        ..form("ada@example.org", PASSWORD)
    };
    world.register_as(taken.clone()).await;
    let token = world.newest_token().await;
    world.activate(&token, PASSWORD).await.unwrap();
    let rival = RegistrationForm {
        email: Some("rival@example.org".to_owned()),
        ..taken
    };
    for _ in 0..2 {
        let refused = world
            .enrollment
            .register(&CALL, &rival, Some(receipt("0123456789abcdef", "body")))
            .await;
        assert!(matches!(refused, Err(RegisterError::Rejected(_))), "{refused:?}");
    }
}

#[test]
fn a_key_has_16_to_255_printable_characters() {
    for (text, good) in [
        ("0123456789abcde", false),
        ("0123456789abcdef", true),
        (&"k".repeat(255), true),
        (&"k".repeat(256), false),
        ("0123456789 abcdef", false),
        ("0123456789abcdeü", false),
    ] {
        assert_eq!(IdempotencyKey::parse(text).is_some(), good, "{text}");
    }
}
