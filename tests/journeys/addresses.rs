//! Who gets an address: whatever the address is and whatever is asked with it, and the two people who register with one address.

use std::sync::atomic::{AtomicU64, Ordering};

use enroll::domain::Timestamp;
use enroll::domain::id::{TenantId, UserId};
use enroll::domain::membership::Membership;
use enroll::domain::password::PasswordHash;
use enroll::domain::profile::Profile;
use enroll::domain::user::{ChosenBy, EmailProof, Identifiers, State, User};
use enroll::ports::repository::StoreError;
use enroll_tests::api::Answer;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::person::{OTHER_PASSWORD, PASSWORD, registration, somebody};
use crate::world::{World, address};

/// What an address may be.
const STATES: [&str; 6] = ["unknown", "open", "pending", "active", "suspended", "closed"];
/// What may be asked with it.
const ASKS: [&str; 3] = ["/v1/registrations", "/v1/activations/resend", "/v1/password-resets"];

/// The page that the mail's link opens; `notice` for a mail without a link, nothing for no mail.
const fn expected(state: &'static [u8], ask: &'static [u8]) -> Option<&'static str> {
    match (state, ask) {
        (b"unknown", b"/v1/registrations") | (b"open", _) => Some("/activate"),
        (b"pending", _) => Some("/welcome"),
        (b"active", b"/v1/registrations" | b"/v1/password-resets") => Some("/reset"),
        (b"suspended", b"/v1/registrations" | b"/v1/password-resets") => Some("notice"),
        _ => None,
    }
}

/// Every row and column of the table: the mail differs, the answer never does.
pub(crate) async fn every_row_of_the_table_of_addresses_holds(world: &World) {
    let admin = world.administrator().await;
    let mut asked = Vec::new();
    for state in STATES {
        for ask in ASKS {
            let email = somebody(state);
            let before = bring_about(world, &admin.access, state, &email).await;
            let body = if ask == "/v1/registrations" {
                registration(&email, OTHER_PASSWORD)
            } else {
                json!({ "email": email })
            };
            let answer = world.api.post(ask, body).await;
            assert_eq!(
                shape(&answer),
                (202, "{\"status\":\"check_your_mail\"}".to_owned()),
                "{state} {ask}"
            );
            asked.push((state, ask, email, before));
        }
    }
    world.settled().await;
    for (state, ask, email, before) in asked {
        let mails = world.mails_so_far(&email);
        let got = mails
            .get(before)
            .map(|mail| mail.page().unwrap_or_else(|| "notice".to_owned()));
        assert_eq!(
            got.as_deref(),
            expected(state.as_bytes(), ask.as_bytes()),
            "{state} {ask}"
        );
        assert!(mails.len() <= before + 1, "{state} {ask}");
        let signed_in = world.sign_in(&email, PASSWORD).await;
        let refused = world.sign_in(&somebody("nobody"), PASSWORD).await;
        match state {
            "active" => assert_eq!(signed_in.status, 200),
            _ => assert_eq!(without_request(&signed_in), without_request(&refused), "{state}"),
        }
    }
}

/// Makes an address what it is to be, and says how many mails went to it meanwhile.
async fn bring_about(world: &World, admin: &str, state: &'static str, email: &str) -> usize {
    match state {
        "unknown" => 0,
        "open" => {
            world.register(email, PASSWORD).await;
            world.mails_to(email, 1).await.len()
        }
        "pending" => {
            world
                .api
                .call("POST", "/v1/admin/users")
                .bearer(admin)
                .json(&json!({ "email": email }))
                .send()
                .await
                .expect(201);
            world.mails_to(email, 1).await.len()
        }
        "active" => {
            world.active(email, PASSWORD).await;
            1
        }
        _ => {
            keep(world, state, email).await;
            0
        }
    }
}

/// Nobody can be suspended or closed over HTTP yet, so such users are put into the store.
async fn keep(world: &World, state: &'static str, email: &str) {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let since = Timestamp::from_micros(1_700_000_000_000_000);
    let password = PasswordHash::from_phc("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    let state = match state {
        "suspended" => State::Suspended { password, since },
        _ => State::Closed { at: since },
    };
    let number = u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
    let id = UserId::from_uuid(Uuid::from_u128(0x0190_a000_0000_7000_8000_0000_0000_0000 | number));
    let email_proof = EmailProof::Proved { at: since };
    let identifiers = Identifiers {
        email: Some(address(email)),
        email_proof,
        username: None,
        external: Vec::new(),
    };
    let user = User {
        id,
        tenant: TenantId::DEFAULT,
        created_at: since,
        identifiers,
        profile: Profile::new(),
        membership: Membership::default(),
        chosen_by: ChosenBy::Owner,
        state,
    };
    world
        .store
        .atomically::<_, StoreError>(move |tx| Ok(tx.add_user(&user)?))
        .await
        .unwrap();
}

/// An answer, as far as it may depend on what was asked.
fn shape(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text.clone())
}

/// A problem document without the one member that is new each time.
fn without_request(answer: &Answer) -> (u16, Value) {
    let mut document = answer.json();
    document.as_object_mut().unwrap().remove("request_id");
    (answer.status, document)
}

/// Two people register with one address. A link alone activates nobody; whichever link is used, the password picks the
/// person, and with the person their profile.
pub(crate) async fn of_two_who_register_with_one_address_the_password_picks_one(world: &World) {
    for (password, name, other) in [(PASSWORD, "Ada", OTHER_PASSWORD), (OTHER_PASSWORD, "Mallory", PASSWORD)] {
        for link in 0..2 {
            let email = somebody("shared");
            for (number, (password, name)) in [(PASSWORD, "Ada"), (OTHER_PASSWORD, "Mallory")].into_iter().enumerate() {
                let body = json!({ "email": email, "password": password, "given_name": name });
                world.api.post("/v1/registrations", body).await.expect(202);
                world.mails_to(&email, number + 1).await;
            }
            let token = world.mails_to(&email, 2).await[link].token();
            let alone = world.api.post("/v1/activations", json!({ "token": token })).await;
            assert_eq!(alone.problem(422), "invalid_input");
            let guess = world.activate(&token, "neither of both passwords").await;
            assert_eq!(guess.problem(422), "password_mismatch");
            let activated = world.activate(&token, password).await.expect(200);
            assert_eq!(activated.string("/user/given_name"), name);
            world.sign_in(&email, password).await.expect(200);
            world.sign_in(&email, other).await.problem(401);
            assert!(world.attempts(&email).await.is_empty());
        }
    }
}

/// Who reads the mail but knows no password of an attempt sets a new one, and starts with a blank profile.
pub(crate) async fn who_holds_the_link_may_start_anew_with_a_blank_profile(world: &World) {
    let email = somebody("owner");
    let body = json!({ "email": email, "password": OTHER_PASSWORD, "given_name": "Mallory" });
    world.api.post("/v1/registrations", body).await.expect(202);
    let token = world.mails_to(&email, 1).await[0].token();
    let activated = world
        .api
        .post("/v1/activations", json!({ "token": token, "new_password": PASSWORD }))
        .await
        .expect(200);
    assert_eq!(activated.json()["user"].get("given_name"), None);
    world.sign_in(&email, OTHER_PASSWORD).await.problem(401);
    world.sign_in(&email, PASSWORD).await.expect(200);
}

/// "This was not me" ends every attempt, and the links with them.
pub(crate) async fn this_was_not_me_ends_every_attempt(world: &World) {
    let email = somebody("bystander");
    world.register(&email, PASSWORD).await;
    world.register(&email, OTHER_PASSWORD).await;
    let mails = world.mails_to(&email, 2).await;
    world
        .api
        .post("/v1/activations/disown", json!({ "token": mails[0].token() }))
        .await
        .expect(204);
    for mail in &mails {
        assert_eq!(
            world.activate(&mail.token(), PASSWORD).await.problem(410),
            "expired_token"
        );
    }
    assert!(world.attempts(&email).await.is_empty());
}

/// An attempt reserves no user name; who finds it gone chooses another with the same link.
pub(crate) async fn a_user_name_goes_to_whoever_activates_first(world: &World) {
    let (first, second) = (somebody("namesake"), somebody("namesake"));
    let name = first.split('@').next().unwrap().replace('-', "_");
    for email in [&first, &second] {
        let body = json!({ "email": email, "password": PASSWORD, "username": name });
        world.api.post("/v1/registrations", body).await.expect(202);
    }
    let tokens = [
        world.mails_to(&first, 1).await[0].token(),
        world.mails_to(&second, 1).await[0].token(),
    ];
    world.activate(&tokens[0], PASSWORD).await.expect(200);
    assert_eq!(
        world.activate(&tokens[1], PASSWORD).await.problem(409),
        "username_taken"
    );
    let another = format!("{name}_too");
    let body = json!({ "token": tokens[1], "password": PASSWORD, "username": another });
    world.api.post("/v1/activations", body).await.expect(200);
    world.sign_in(&name, PASSWORD).await.expect(200);
    world.sign_in(&another.to_uppercase(), PASSWORD).await.expect(200);
    let late = json!({ "email": somebody("late"), "password": PASSWORD, "username": name.to_uppercase() });
    assert_eq!(
        world.api.post("/v1/registrations", late).await.problem(409),
        "username_taken"
    );
}

/// An address gets so many mails and no more; no answer changes, and resets are counted apart.
pub(crate) async fn an_address_gets_so_many_mails_and_no_more(world: &World) {
    let email = somebody("bombed");
    world.active(&email, PASSWORD).await;
    for _ in 0..12 {
        world.register(&email, PASSWORD).await;
    }
    for _ in 0..7 {
        world
            .api
            .post("/v1/password-resets", json!({ "email": email }))
            .await
            .expect(202);
    }
    world.settled().await;
    assert_eq!(world.mails_so_far(&email).len(), 10 + 5);
}
