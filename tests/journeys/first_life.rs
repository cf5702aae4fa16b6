//! The first life: register, receive the mail, activate, sign in; go on, forget the password, leave.

use serde_json::json;

use crate::person::{OTHER_PASSWORD, PASSWORD, Tokens, somebody};
use crate::world::World;

/// A stranger becomes a user, by HTTP and one mail.
pub(crate) async fn a_stranger_registers_reads_the_mail_activates_and_signs_in(world: &World) {
    let email = somebody("Ada.Lovelace");
    let body = json!({
        "email": email, "password": PASSWORD, "given_name": "Ada", "family_name": "Lovelace", "locale": "en-GB",
        "zoneinfo": "Europe/London", "country": "GB", "phone_number": "+442079460958", "nickname": "Countess",
    });
    let accepted = world.api.post("/v1/registrations", body).await.expect(202);
    assert_eq!(accepted.json(), json!({ "status": "check_your_mail" }));
    world.sign_in(&email, PASSWORD).await.problem(401);

    let mail = world.mails_to(&email, 1).await.remove(0);
    assert_eq!(mail.page().as_deref(), Some("/activate"));
    assert!(
        mail.html.contains(&mail.token()),
        "both parts of the mail hold the link"
    );
    assert!(
        !mail.text.contains("Lovelace") && !mail.html.contains("Lovelace"),
        "a stranger's words are not mailed"
    );

    let activated = world.activate(&mail.token(), PASSWORD).await.expect(200);
    assert_eq!(activated.string("/user/status"), "active");
    assert_eq!(activated.string("/token_type"), "Bearer");
    assert_eq!(activated.header("cache-control"), "no-store");

    let signed_in = world.sign_in(&email.to_uppercase(), PASSWORD).await.expect(200);
    assert_eq!(signed_in.header("cache-control"), "no-store");
    assert_eq!(signed_in.json()["expires_in"], 600);
    let me = world
        .api
        .get_as(&Tokens::of(&signed_in).access, "/v1/me")
        .await
        .expect(200)
        .json();
    assert_eq!(me["email"], email.as_str());
    assert_eq!(me["email_verified"], true);
    assert_eq!(me["status"], "active");
    assert_eq!(me["roles"], json!(["member"]));
    assert_eq!(me["given_name"], "Ada");
    assert_eq!(me["phone_number"], "+442079460958");
    assert_eq!(me["sub"], activated.json()["user"]["sub"]);
}

/// A link is good once, and only for what it was mailed for.
pub(crate) async fn a_link_is_good_once_and_for_one_thing(world: &World) {
    let email = somebody("once");
    world.register(&email, PASSWORD).await;
    let token = world.mails_to(&email, 1).await[0].token();
    for path in ["/v1/first-password", "/v1/password-resets/complete"] {
        let misused = world
            .api
            .post(path, json!({ "token": token, "password": OTHER_PASSWORD }))
            .await;
        assert_eq!(misused.problem(400), "invalid_token", "{path}");
    }
    world.activate(&token, PASSWORD).await.expect(200);
    assert_eq!(world.activate(&token, PASSWORD).await.problem(410), "expired_token");
}

/// A refresh token is good once, for a moment again, and then ends everything.
pub(crate) async fn a_refresh_token_turns_and_its_reuse_ends_the_session(world: &World) {
    let first = world.active(&somebody("turner"), PASSWORD).await;
    let refresh = |token: String| {
        world
            .api
            .call("POST", "/v1/sessions/refresh")
            .json(&json!({ "refresh_token": token }))
            .send()
    };
    let second = Tokens::of(&refresh(first.refresh.clone()).await.expect(200));
    let again = Tokens::of(&refresh(first.refresh.clone()).await.expect(200));
    assert_eq!(
        second.refresh, again.refresh,
        "a token that was sent twice has one successor"
    );
    let third = Tokens::of(&refresh(second.refresh).await.expect(200));
    assert_ne!(third.refresh, again.refresh);
    // Two generations old: somebody else has it.
    assert_eq!(refresh(first.refresh).await.problem(401), "invalid_refresh_token");
    assert_eq!(refresh(third.refresh).await.problem(401), "invalid_refresh_token");
    world.api.get_as(&third.access, "/v1/me").await.problem(401);
}

/// Signing out ends the session, and no other.
pub(crate) async fn signing_out_ends_one_session(world: &World) {
    let email = somebody("leaver");
    let here = world.active(&email, PASSWORD).await;
    let there = Tokens::of(&world.sign_in(&email, PASSWORD).await.expect(200));
    world
        .api
        .call("DELETE", "/v1/sessions/current")
        .bearer(&here.access)
        .send()
        .await
        .expect(204);
    world.api.get_as(&here.access, "/v1/me").await.problem(401);
    world.api.get_as(&there.access, "/v1/me").await.expect(200);
}

/// A forgotten password is replaced through a mail, and everything that went before is over.
pub(crate) async fn a_forgotten_password_is_replaced_through_a_mail(world: &World) {
    let email = somebody("forgetful");
    let before = world.active(&email, PASSWORD).await;
    world
        .api
        .post("/v1/password-resets", json!({ "email": email }))
        .await
        .expect(202);
    world
        .api
        .post("/v1/password-resets", json!({ "email": email }))
        .await
        .expect(202);
    let mails = world.mails_to(&email, 3).await;
    let tokens: Vec<String> = mails[1..].iter().map(|mail| mail.token()).collect();
    assert!(mails[1..].iter().all(|mail| mail.page().as_deref() == Some("/reset")));

    let complete = |token: &str, password: &str| {
        let body = json!({ "token": token, "password": password });
        world
            .api
            .call("POST", "/v1/password-resets/complete")
            .json(&body)
            .send()
    };
    // A refusal leaves the link good.
    assert_eq!(complete(&tokens[0], "short").await.problem(422), "invalid_input");
    complete(&tokens[0], OTHER_PASSWORD).await.expect(204);
    for token in &tokens {
        assert_eq!(complete(token, PASSWORD).await.problem(410), "expired_token");
    }
    world.api.get_as(&before.access, "/v1/me").await.problem(401);
    world.sign_in(&email, PASSWORD).await.problem(401);
    world.sign_in(&email, OTHER_PASSWORD).await.expect(200);
}

/// Another mail has another link; both are good until one is used.
pub(crate) async fn an_activation_mail_can_be_sent_again(world: &World) {
    let email = somebody("again");
    world.register(&email, PASSWORD).await;
    let answer = world
        .api
        .post("/v1/activations/resend", json!({ "email": email }))
        .await
        .expect(202);
    assert_eq!(answer.json(), json!({ "status": "check_your_mail" }));
    let mails = world.mails_to(&email, 2).await;
    assert_ne!(mails[0].token(), mails[1].token());
    assert_ne!(mails[0].message_id, mails[1].message_id);
    world.activate(&mails[0].token(), PASSWORD).await.expect(200);
    assert_eq!(
        world.activate(&mails[1].token(), PASSWORD).await.problem(410),
        "expired_token"
    );
}

/// One's own profile and password are one's own to change.
pub(crate) async fn a_user_changes_their_profile_and_their_password(world: &World) {
    let email = somebody("changer");
    let here = world.active(&email, PASSWORD).await;
    let there = Tokens::of(&world.sign_in(&email, PASSWORD).await.expect(200));
    let change = |body| {
        world
            .api
            .call("PATCH", "/v1/me")
            .bearer(&here.access)
            .json(&body)
            .send()
    };
    let changed = change(json!({ "given_name": "Grace", "nickname": "Amazing" }))
        .await
        .expect(200);
    assert_eq!(changed.string("/given_name"), "Grace");
    let changed = change(json!({ "nickname": null })).await.expect(200).json();
    assert_eq!(
        (&changed["given_name"], changed.get("nickname")),
        (&json!("Grace"), None)
    );
    assert_eq!(
        change(json!({ "roles": ["admin"] })).await.problem(422),
        "invalid_input"
    );

    let password = |current: &str| {
        let body = json!({ "current_password": current, "new_password": OTHER_PASSWORD });
        world
            .api
            .call("POST", "/v1/me/password")
            .bearer(&here.access)
            .json(&body)
            .send()
    };
    assert_eq!(password("not my password at all").await.problem(422), "invalid_input");
    password(PASSWORD).await.expect(204);
    world.api.get_as(&here.access, "/v1/me").await.expect(200);
    world.api.get_as(&there.access, "/v1/me").await.problem(401);
    world.sign_in(&email, PASSWORD).await.problem(401);
    world.sign_in(&email, OTHER_PASSWORD).await.expect(200);
}
