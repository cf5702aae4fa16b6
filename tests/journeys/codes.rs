//! Codes: read from a mail on one device, typed on another.

use enroll_tests::api::Answer;
use serde_json::json;
use tokio::task::JoinSet;

use crate::person::{OTHER_PASSWORD, PASSWORD, Tokens, somebody};
use crate::world::World;

impl World {
    /// Somebody activates with a code.
    async fn activate_by_code(&self, email: &str, code: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "code": code, "password": password });
        self.api.post("/v1/activations", body).await
    }

    /// Somebody sets a new password with a code.
    async fn reset_by_code(&self, email: &str, code: &str, password: &str) -> Answer {
        let body = json!({ "email": email, "code": code, "password": password });
        self.api.post("/v1/password-resets/complete", body).await
    }
}

/// Another code of as many digits.
fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..code.len() - 1])
}

/// Somebody registers, types the code of the mail, and is in; the link beside it is used up by that.
pub(crate) async fn a_code_is_typed_instead_of_following_the_link(world: &World) {
    let email = somebody("typist");
    world.register(&email, PASSWORD).await;
    let mail = world.mails_to(&email, 1).await.remove(0);
    let code = mail.code();
    let refused = world.activate_by_code(&email, &wrong(&code), PASSWORD).await;
    assert_eq!(refused.problem(400), "invalid_code");
    let refused = world.activate_by_code(&email, &code, OTHER_PASSWORD).await;
    assert_eq!(refused.problem(422), "password_mismatch");
    let activated = world
        .activate_by_code(&email.to_uppercase(), &code, PASSWORD)
        .await
        .expect(200);
    world.sub(&Tokens::of(&activated)).await;
    assert_eq!(
        world.activate(&mail.token(), PASSWORD).await.problem(410),
        "expired_token"
    );
    let again = world.activate_by_code(&email, &code, PASSWORD).await;
    assert_eq!(again.problem(400), "invalid_code");
}

/// Somebody forgot their password, and types the code of the mail.
pub(crate) async fn a_forgotten_password_is_replaced_by_a_code(world: &World) {
    let email = somebody("forgetful");
    let before = world.active(&email, PASSWORD).await;
    world
        .api
        .post("/v1/password-resets", json!({ "email": email }))
        .await
        .expect(202);
    let code = world.mails_to(&email, 2).await[1].code().replace(' ', "");
    let refused = world.reset_by_code(&email, &code, "short").await;
    assert_eq!(refused.problem(422), "invalid_input");
    world.reset_by_code(&email, &code, OTHER_PASSWORD).await.expect(204);
    assert_eq!(world.api.get_as(&before.access, "/v1/me").await.status, 401);
    world.sign_in(&email, OTHER_PASSWORD).await.expect(200);
    let again = world.reset_by_code(&email, &code, PASSWORD).await;
    assert_eq!(again.problem(400), "invalid_code");
}

/// Whoever tries codes learns nothing: not of the address, not of the code, not of the tries.
pub(crate) async fn a_wrong_code_and_an_unknown_address_hear_the_same(world: &World) {
    let email = somebody("guessed");
    world.register(&email, PASSWORD).await;
    let code = world.mails_to(&email, 1).await[0].code();
    let told = |answer: &Answer| {
        let mut problem = answer.json();
        problem["request_id"].take();
        (answer.status, problem)
    };
    let expected = told(&world.activate_by_code(&somebody("nobody"), &code, PASSWORD).await);
    for _ in 0..12 {
        let answer = world.activate_by_code(&email, &wrong(&code), PASSWORD).await;
        assert_eq!(told(&answer), expected);
    }
    let spent = world.activate_by_code(&email, &code, PASSWORD).await;
    assert_eq!(told(&spent), expected);
    let token = world.mails_to(&email, 1).await[0].token();
    world.activate(&token, PASSWORD).await.expect(200);
}

/// A thousand guesses, fifty at once. The code is right and the password is not, so whoever is told so was compared.
pub(crate) async fn of_a_thousand_guesses_ten_are_compared(world: &World) {
    const LANES: usize = 50;
    const GUESSES: usize = 20;
    let email = somebody("besieged");
    world.register(&email, PASSWORD).await;
    let mail = world.mails_to(&email, 1).await.remove(0);
    let body = json!({ "email": email, "code": mail.code(), "password": OTHER_PASSWORD });
    let mut lanes = JoinSet::new();
    for _ in 0..LANES {
        let call = world.api.call("POST", "/v1/activations").json(&body);
        lanes.spawn(async move {
            let mut answers = Vec::new();
            while answers.len() < GUESSES {
                let answer = call.again().send().await;
                if answer.status != 503 {
                    answers.push(answer.json()["code"].as_str().unwrap().to_owned());
                }
            }
            answers
        });
    }
    let answers = lanes.join_all().await.concat();
    let count = |code: &str| answers.iter().filter(|answer| *answer == code).count();
    assert_eq!((count("password_mismatch"), count("invalid_code")), (10, 990));
    let late = world.activate_by_code(&email, &mail.code(), PASSWORD).await;
    assert_eq!(late.problem(400), "invalid_code");
    world.activate(&mail.token(), PASSWORD).await.expect(200);
}
