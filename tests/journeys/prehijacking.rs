//! Pre-hijacking (Sudhodanan and Paverd, USENIX Security 2022): somebody who knows an address acts before its owner comes, in each
//! of the ways that were found at popular services. Whatever they did, the account is its owner's.

use enroll_tests::api::Answer;
use serde_json::{Value, json};

use crate::person::{OTHER_PASSWORD, PASSWORD, Tokens, registration, somebody};
use crate::world::World;

/// The attacker's password, and the owner's.
const ATTACKERS: &str = OTHER_PASSWORD;
const OWNERS: &str = PASSWORD;

/// A tenant in which whoever registers is a user at once, before the address is proved: the widest door that a policy opens.
async fn tenant_of_users_at_once(world: &World) -> String {
    let admin = world.administrator().await;
    let name = somebody("at-once").split('@').next().unwrap().to_owned();
    let policy = json!({ "preset": "private", "claim": "at_once_active", "disclosure": "open" });
    let make = world.api.call("POST", "/v1/admin/tenants").bearer(&admin.access);
    let made = make.json(&json!({ "name": name, "policy": policy })).send().await;
    made.expect(201);
    name
}

/// A call in a tenant.
async fn post_in(world: &World, tenant: &str, path: &str, body: Value) -> Answer {
    let call = world.api.call("POST", path).header("enroll-tenant", tenant);
    call.json(&body).send().await
}

async fn sign_in_at(world: &World, tenant: &str, name: &str, password: &str) -> Answer {
    post_in(
        world,
        tenant,
        "/v1/sessions",
        json!({ "identifier": name, "password": password }),
    )
    .await
}

/// The owner asks for a new password and sets it, by the newest mail; `before` is how many they had.
async fn owner_resets(world: &World, tenant: &str, email: &str, before: usize) {
    post_in(world, tenant, "/v1/password-resets", json!({ "email": email }))
        .await
        .expect(202);
    let mails = world.mails_to(email, before + 1).await;
    let mail = mails.last().unwrap();
    assert_eq!(mail.page().as_deref(), Some("/reset"));
    let body = json!({ "token": mail.token(), "password": OWNERS });
    post_in(world, tenant, "/v1/password-resets/complete", body)
        .await
        .expect(204);
}

/// Nothing that was got before is good for anything any more.
async fn is_shut_out(world: &World, got: &Tokens) {
    world.api.get_as(&got.access, "/v1/me").await.problem(401);
    let refresh = json!({ "refresh_token": got.refresh });
    world.api.post("/v1/sessions/refresh", refresh).await.problem(401);
}

/// Classic-federated merge. Accounts come into being in two ways here as well: somebody registers, or somebody else makes the
/// account. What was registered with the address before is no part of the account that is made.
pub(crate) async fn classic_federated_merge(world: &World) {
    let (admin, email) = (world.administrator().await, somebody("merged"));
    let body = json!({
        "email": email, "password": ATTACKERS, "given_name": "Mallory", "phone_number": "+442079460958",
    });
    world.api.post("/v1/registrations", body).await.expect(202);
    let attempt = world.mails_to(&email, 1).await[0].token();
    let make = world.api.call("POST", "/v1/admin/users").bearer(&admin.access);
    let made = make
        .json(&json!({ "email": email, "given_name": "Ada" }))
        .send()
        .await
        .expect(201);
    let first = world.mails_to(&email, 2).await[1].token();

    world.sign_in(&email, ATTACKERS).await.problem(401);
    assert_eq!(world.activate(&attempt, ATTACKERS).await.problem(410), "expired_token");
    let body = json!({ "token": first, "password": OWNERS });
    let taken = world.api.post("/v1/first-password", body).await.expect(200).json();
    assert_eq!(taken["user"]["sub"], made.json()["sub"]);
    assert_eq!(
        (&taken["user"]["given_name"], taken["user"].get("phone_number")),
        (&json!("Ada"), None)
    );
    world.sign_in(&email, ATTACKERS).await.problem(401);
    assert_eq!(world.activate(&attempt, ATTACKERS).await.problem(410), "expired_token");
    world.sign_in(&email, OWNERS).await.expect(200);
}

/// Unexpired session. There is none before the address is proved; and where a policy lets there be one, the owner's new password
/// ends it, and every link that was mailed before.
pub(crate) async fn unexpired_session(world: &World) {
    let email = somebody("session");
    world.register(&email, ATTACKERS).await;
    world.sign_in(&email, ATTACKERS).await.problem(401);

    let tenant = tenant_of_users_at_once(world).await;
    let email = somebody("session");
    post_in(world, &tenant, "/v1/registrations", registration(&email, ATTACKERS))
        .await
        .expect(201);
    let ask = json!({ "email": email });
    post_in(world, &tenant, "/v1/password-resets", ask).await.expect(202);
    let older = world.mails_to(&email, 1).await[0].token();
    let kept = [
        Tokens::of(&sign_in_at(world, &tenant, &email, ATTACKERS).await.expect(200)),
        Tokens::of(&sign_in_at(world, &tenant, &email, ATTACKERS).await.expect(200)),
    ];
    let refresh = json!({ "refresh_token": kept[1].refresh });
    let refreshed = Tokens::of(&world.api.post("/v1/sessions/refresh", refresh).await.expect(200));
    world.api.get_as(&refreshed.access, "/v1/me").await.expect(200);
    owner_resets(world, &tenant, &email, 1).await;
    for got in [&kept[0], &kept[1], &refreshed] {
        is_shut_out(world, got).await;
    }
    sign_in_at(world, &tenant, &email, ATTACKERS).await.problem(401);
    sign_in_at(world, &tenant, &email, OWNERS).await.expect(200);
    let late = json!({ "token": older, "password": ATTACKERS });
    let late = post_in(world, &tenant, "/v1/password-resets/complete", late).await;
    assert_eq!(late.problem(410), "expired_token");
}

/// Trojan identifier. Addresses and telephone numbers of the profile open nothing: nobody signs in with one, is mailed at one, or
/// recovers an account by one.
pub(crate) async fn trojan_identifier(world: &World) {
    let tenant = tenant_of_users_at_once(world).await;
    let (email, trojan, news) = (somebody("trojan"), somebody("mallory"), somebody("mallory"));
    let phone = "+442079460958";
    let mut body = registration(&email, ATTACKERS);
    body["alternate_email"] = json!(trojan);
    body["notification_email"] = json!(news);
    body["phone_number"] = json!(phone);
    body["username"] = json!("mallory");
    post_in(world, &tenant, "/v1/registrations", body).await.expect(201);
    for address in [&trojan, &news] {
        for path in ["/v1/password-resets", "/v1/activations/resend"] {
            let ask = json!({ "email": address });
            post_in(world, &tenant, path, ask).await.expect(202);
        }
    }
    owner_resets(world, &tenant, &email, 0).await;
    world.all_mail_is_out().await;
    assert_eq!(
        (world.mails_so_far(&trojan), world.mails_so_far(&news)),
        (vec![], vec![])
    );

    for name in [trojan.as_str(), news.as_str(), phone] {
        for password in [ATTACKERS, OWNERS] {
            sign_in_at(world, &tenant, name, password).await.problem(401);
        }
    }
    sign_in_at(world, &tenant, "mallory", ATTACKERS).await.problem(401);
    sign_in_at(world, &tenant, &email, OWNERS).await.expect(200);
}

/// Unexpired change of address. Whoever had the account asks for an address of their own and keeps the link of it for later; the
/// owner's new password ends it, used or not.
pub(crate) async fn unexpired_email_change(world: &World) {
    let tenant = tenant_of_users_at_once(world).await;
    let (email, kept) = (somebody("changing"), somebody("mallory"));
    post_in(world, &tenant, "/v1/registrations", registration(&email, ATTACKERS))
        .await
        .expect(201);
    let attacker = Tokens::of(&sign_in_at(world, &tenant, &email, ATTACKERS).await.expect(200));
    let ask = world.api.call("POST", "/v1/me/email").bearer(&attacker.access);
    let ask = ask.json(&json!({ "email": kept, "password": ATTACKERS }));
    ask.send().await.expect(202);
    let link = world.mails_to(&kept, 1).await[0].token();
    owner_resets(world, &tenant, &email, 1).await;

    let late = world.api.post("/v1/me/email/confirm", json!({ "token": link })).await;
    assert_eq!(late.problem(410), "expired_token");
    for password in [ATTACKERS, OWNERS] {
        sign_in_at(world, &tenant, &kept, password).await.problem(401);
    }
    is_shut_out(world, &attacker).await;
    sign_in_at(world, &tenant, &email, OWNERS).await.expect(200);
}

/// Non-verifying identity provider. What another provider says of an address counts for nothing here: its tokens open nothing, and
/// neither does an account of the same address and password there.
pub(crate) async fn non_verifying_identity_provider(world: &World) {
    let (email, elsewhere) = (somebody("provided"), World::in_memory().await);
    let ours = world.active(&email, OWNERS).await;
    let theirs = elsewhere.active(&email, ATTACKERS).await;
    elsewhere.api.get_as(&theirs.access, "/v1/me").await.expect(200);
    world.api.get_as(&theirs.access, "/v1/me").await.problem(401);
    let refresh = json!({ "refresh_token": theirs.refresh });
    assert!(world.api.post("/v1/sessions/refresh", refresh).await.status >= 400);
    world.sign_in(&email, ATTACKERS).await.problem(401);
    let unsigned = format!("{}.", ours.access.rsplit_once('.').unwrap().0);
    world.api.get_as(&unsigned, "/v1/me").await.problem(401);
    assert_eq!(
        world.sub(&ours).await,
        world.sub(&Tokens::of(&world.sign_in(&email, OWNERS).await)).await
    );
}
