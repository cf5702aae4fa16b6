//! The life of an account after activation, as people live it, and changes of address that meet each other.

use enroll_tests::api::Call;
use serde_json::json;

use crate::parallel::at_once;
use crate::person::{PASSWORD, Tokens, registration, somebody};
use crate::world::World;

impl World {
    async fn ask_for_address(&self, tokens: &Tokens, email: &str) {
        let call = self.api.call("POST", "/v1/me/email").bearer(&tokens.access);
        let body = json!({ "email": email, "password": PASSWORD });
        call.json(&body).send().await.expect(202);
    }

    fn confirming(&self, token: &str) -> Call {
        self.api
            .call("POST", "/v1/me/email/confirm")
            .json(&json!({ "token": token }))
    }

    async fn change_lifecycle(&self, admin: &Tokens, sub: &str, change: &str) -> u16 {
        let path = format!("/v1/admin/users/{sub}/{change}");
        self.api.call("POST", &path).bearer(&admin.access).send().await.status
    }
}

/// Somebody moves to another address: the new one proves itself, and the old one is told twice.
pub(crate) async fn somebody_moves_to_another_address(world: &World) {
    let (old, new) = (somebody("moving"), somebody("moved"));
    let tokens = world.active(&old, PASSWORD).await;
    world.ask_for_address(&tokens, &new).await;
    let link = world.mails_to(&new, 1).await[0].token();
    world.confirming(&link).send().await.expect(200);
    assert_eq!(
        world.api.get_as(&tokens.access, "/v1/me").await.problem(401),
        "unauthenticated"
    );
    assert_eq!(world.sign_in(&old, PASSWORD).await.problem(401), "invalid_credentials");
    world.sign_in(&new, PASSWORD).await.expect(200);
    let told = world.mails_to(&old, 3).await;
    assert!(
        told[1..]
            .iter()
            .all(|mail| !mail.text.contains(&new) && mail.text.contains("UTC"))
    );
    assert_eq!(world.confirming(&link).send().await.problem(410), "expired_token");
}

/// Of many who want one address, and somebody who registers with it, one gets it, whoever that is.
pub(crate) async fn of_many_who_move_to_one_address_one_gets_it(world: &World) {
    let wanted = somebody("wanted");
    for number in 0..6 {
        let tokens = world.active(&somebody(&format!("wanting-{number}")), PASSWORD).await;
        world.ask_for_address(&tokens, &wanted).await;
    }
    let links = world.mails_to(&wanted, 6).await;
    world.register(&wanted, PASSWORD).await;
    let activation = world.mails_to(&wanted, 7).await.pop().unwrap().token();
    let body = json!({ "token": activation, "password": PASSWORD });
    let mut calls: Vec<Call> = links.iter().map(|mail| world.confirming(&mail.token())).collect();
    calls.push(world.api.call("POST", "/v1/activations").json(&body));
    let answers = at_once(calls).await;
    let winners = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(winners, 1, "{answers:?}");
    let others = answers.iter().filter(|answer| answer.status != 200);
    assert!(
        others.clone().all(|answer| [409, 410].contains(&answer.status)),
        "{answers:?}"
    );
    world.sign_in(&wanted, PASSWORD).await.expect(200);
}

/// Whoever asks for another address while a link is used: what becomes theirs is what that link was mailed to (CVE-2026-32700).
pub(crate) async fn what_is_confirmed_is_what_the_link_was_mailed_to(world: &World) {
    for _ in 0..8 {
        let (old, new, other) = (somebody("racing"), somebody("proved"), somebody("unproved"));
        let tokens = world.active(&old, PASSWORD).await;
        world.ask_for_address(&tokens, &new).await;
        let link = world.mails_to(&new, 1).await[0].token();
        let body = json!({ "email": other, "password": PASSWORD });
        let asking = world
            .api
            .call("POST", "/v1/me/email")
            .bearer(&tokens.access)
            .json(&body);
        let answers = at_once(vec![world.confirming(&link), asking]).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert!(
            [[200, 401], [202, 410]].contains(&[statuses[0], statuses[1]]),
            "{answers:?}"
        );
        let confirmed = statuses.contains(&200);
        let present = if confirmed { &new } else { &old };
        world.sign_in(present, PASSWORD).await.expect(200);
        assert_eq!(
            world.sign_in(&other, PASSWORD).await.problem(401),
            "invalid_credentials"
        );
    }
}

/// An administrator suspends somebody, lets them in again, and closes the account; the address stays theirs.
pub(crate) async fn an_account_is_suspended_reinstated_and_closed(world: &World) {
    let email = somebody("fading");
    let tokens = world.active(&email, PASSWORD).await;
    let (sub, admin) = (world.sub(&tokens).await, world.administrator().await);
    assert_eq!(world.change_lifecycle(&admin, &sub, "suspend").await, 200);
    assert_eq!(
        world.api.get_as(&tokens.access, "/v1/me").await.problem(401),
        "unauthenticated"
    );
    assert_eq!(
        world.sign_in(&email, PASSWORD).await.problem(401),
        "invalid_credentials"
    );
    assert_eq!(world.change_lifecycle(&admin, &sub, "reinstate").await, 200);
    let again = Tokens::of(&world.sign_in(&email, PASSWORD).await.expect(200));
    let call = world.api.call("DELETE", "/v1/me").bearer(&again.access);
    call.json(&json!({ "password": PASSWORD })).send().await.expect(204);
    assert_eq!(
        world.sign_in(&email, PASSWORD).await.problem(401),
        "invalid_credentials"
    );
    let shown = world.api.get_as(&admin.access, &format!("/v1/admin/users/{sub}")).await;
    assert_eq!(shown.expect(200).string("/status"), "closed");
    let told = world.mails_to(&email, 4).await;
    assert!(told.iter().any(|mail| mail.subject == "Your account was closed"));
    let body = registration(&email, PASSWORD);
    world.api.post("/v1/registrations", body).await.expect(202);
    world.settled().await;
    assert_eq!(
        world.mails_so_far(&email).len(),
        4,
        "nobody registers with it inside the cool-down"
    );
}
