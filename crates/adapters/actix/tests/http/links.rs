//! Pages for those whose link does not do, who forgot their password, or who were given an account; and what no page does.

use std::time::Duration;

use actix_web::test::TestRequest;
use enroll_memory::Answer;
use serde_json::json;

use crate::pages::{shows, signs_in};
use crate::world::{OTHER_PASSWORD, PASSWORD, World};

#[actix_web::test]
async fn links_that_are_old_or_broken_say_what_to_do_next() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    for page in ["activate", "reset", "welcome"] {
        shows(&world.get(&format!("/{page}")).await, 200, "Send me a mail");
        shows(
            &world.get(&format!("/{page}?token=nonsense")).await,
            400,
            "This link is not complete",
        );
    }
    shows(
        &world.get(&format!("/reset?token={token}")).await,
        400,
        "This link is not complete",
    );
    world.clock.advance(Duration::from_secs(25 * 60 * 60));
    let old = world.get(&format!("/activate?token={token}")).await;
    shows(&old, 410, "have another mail");
    let gone = world
        .post_form(
            "/activate",
            &[("token", token.as_str()), ("choice", "chosen"), ("password", PASSWORD)],
        )
        .await;
    shows(&gone, 410, "have another mail");
}

#[actix_web::test]
async fn another_mail_is_to_be_had_on_the_page_and_the_answer_tells_nothing() {
    let world = World::new().await;
    world.registered("ada@example.org").await;
    let ask = |page: &'static str, email: &'static str| {
        let world = &world;
        async move { world.post_form(page, &[("choice", "mail"), ("email", email)]).await }
    };
    let known = ask("/activate", "ada@example.org").await;
    shows(&known, 200, "Look into your mail");
    assert_eq!(known.body, ask("/activate", "nobody@example.org").await.body);
    assert_eq!(world.mails("ada@example.org").await.len(), 2);
    let wrong = ask("/reset", "no <address>").await;
    shows(&wrong, 422, "E-mail address is not well formed");
    assert!(
        wrong.text().contains("value=\"no &#60;address&#62;\""),
        "{}",
        wrong.text()
    );
}

#[actix_web::test]
async fn a_forgotten_password_is_replaced_on_the_page() {
    let world = World::new().await;
    world.activated("ada@example.org").await;
    world
        .post_form("/reset", &[("choice", "mail"), ("email", "ada@example.org")])
        .await;
    let token = world.token("ada@example.org").await;
    shows(
        &world.get(&format!("/reset?token={token}")).await,
        200,
        "autocomplete=\"new-password\"",
    );
    let weak = world
        .post_form(
            "/reset",
            &[("token", token.as_str()), ("choice", "set"), ("password", "short")],
        )
        .await;
    shows(&weak, 422, "New password must have at least 8 characters.");
    let set = world
        .post_form(
            "/reset",
            &[
                ("token", token.as_str()),
                ("choice", "set"),
                ("password", OTHER_PASSWORD),
            ],
        )
        .await;
    shows(&set, 200, "Your password is set");
    assert!(signs_in(&world, OTHER_PASSWORD).await);
}

#[actix_web::test]
async fn a_user_whom_somebody_made_takes_the_account_over_on_the_page() {
    let world = World::new().await;
    let admin = world.administrator("root@example.org").await;
    let request = TestRequest::post()
        .uri("/v1/admin/users")
        .set_json(json!({ "email": "ada@example.org" }));
    world.send_as(&admin, request).await;
    let token = world.token("ada@example.org").await;
    shows(
        &world.get(&format!("/welcome?token={token}")).await,
        200,
        "An account was made for you",
    );
    let fields = [("token", token.as_str()), ("choice", "set"), ("password", PASSWORD)];
    shows(&world.post_form("/welcome", &fields).await, 200, "All set");
    assert!(signs_in(&world, PASSWORD).await);
}

#[actix_web::test]
async fn forms_from_other_sites_are_refused() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let body = format!("token={token}&choice=disown");
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = TestRequest::post()
            .uri("/activate")
            .insert_header(("content-type", "application/x-www-form-urlencoded"))
            .insert_header((name, value))
            .set_payload(body.clone());
        shows(&world.send(request).await, 403, "This form came from another site");
    }
    shows(
        &world.get(&format!("/activate?token={token}")).await,
        200,
        "Activate your account",
    );
}

#[actix_web::test]
async fn problems_are_told_to_persons_on_a_page() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let odd = world
        .post_form("/activate", &[("token", token.as_str()), ("choice", "dance")])
        .await;
    shows(&odd, 422, "The input breaks rules");
    let fields = [("token", token.as_str()), ("choice", "chosen"), ("password", PASSWORD)];
    world.hasher.answer_next([Answer::Temporary]);
    let busy = world.post_form("/activate", &fields).await;
    shows(&busy, 503, "One moment, please");
    assert_eq!(busy.header("retry-after"), "1");
    world.hasher.answer_next([Answer::Permanent]);
    let broken = world.post_form("/activate", &fields).await;
    shows(&broken, 500, "Something went wrong here");
    assert!(broken.text().contains(broken.header("x-request-id")) && !broken.text().contains("asked for"));
    shows(
        &world.post_form("/activate", &fields).await,
        200,
        "Your account is active",
    );
}

#[actix_web::test]
async fn nothing_that_is_typed_becomes_part_of_the_page() {
    let world = World::new().await;
    let token = world.registered("ada@example.org").await;
    let evil = "\"><script>alert(1)</script>";
    for fields in [
        vec![
            ("token", token.as_str()),
            ("choice", "chosen"),
            ("password", OTHER_PASSWORD),
            ("username", evil),
        ],
        vec![("choice", "mail"), ("email", evil)],
        vec![("token", evil), ("choice", "chosen"), ("password", evil)],
        vec![("choice", evil)],
    ] {
        assert!(!world.post_form("/activate", &fields).await.text().contains("<script"));
    }
    let query = "/activate?token=%22%3E%3Cscript%3E";
    assert!(!world.get(query).await.text().contains("<script"));
}
