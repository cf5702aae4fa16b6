//! The page of an invitation.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use enroll_application::{Call, FirstCredential, NewUserForm};
use enroll_domain::profile::Field;
use enroll_domain::registration::{
    Admission, Beginning, Claim, Disclosure, FieldPolicy, Invited, Policy, Presence, TermsVersion,
};
use serde_json::{Value, json};

use crate::pages::shows;
use crate::world::{PASSWORD, PUBLIC_URL, World};

const PATH: &str = "/v1/admin/invitations";

fn invited_alone() -> Policy {
    Policy {
        admission: Admission::Invited(Invited::Always),
        ..Policy::private()
    }
}

/// A world of this policy, and an invitation in it.
async fn world(policy: Policy, form: Value) -> (World, String, String) {
    let world = World::with(policy).await;
    let person = NewUserForm {
        email: Some("root@example.org".to_owned()),
        username: Some("rootless".to_owned()),
        profile: vec![(Field::CompanyName, "Example".to_owned())],
        roles: vec!["admin".to_owned()],
        ..NewUserForm::default()
    };
    let enrollment = &world.enrollment;
    let operator = enrollment.operator(&Call::in_default_tenant()).await.unwrap();
    let password = FirstCredential::Password(PASSWORD);
    enrollment
        .create_user(&operator, &person, password, None)
        .await
        .unwrap();
    let body = json!({ "identifier": "root@example.org", "password": PASSWORD });
    let session = world.post("/v1/sessions", body).await.json();
    let token = session["access_token"].as_str().unwrap();
    let invite = TestRequest::post().uri(PATH).set_json(form);
    let made = world.send_as(token, invite).await.json();
    let (code, id) = (made["code"].as_str().unwrap(), made["id"].as_str().unwrap());
    assert_eq!(made["link"], format!("{PUBLIC_URL}/register?invitation={code}"));
    (world, code.to_owned(), id.to_owned())
}

#[actix_web::test]
async fn a_link_shows_a_form_and_its_button_registers() {
    let (world, code, _) = world(invited_alone(), json!({})).await;
    let page = format!("/register?invitation={code}");
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let reply = world.send(TestRequest::default().method(method).uri(&page)).await;
        assert_eq!(reply.status, 200);
    }
    let shown = world.get(&page).await;
    shows(&shown, 200, "You are invited");
    let html = shown.text();
    for name in ["email", "given_name", "family_name", "password"] {
        assert!(html.contains(&format!("name=\"{name}\"")), "{name}: {html}");
    }
    assert!(
        !html.contains("name=\"username\"") && !html.contains("name=\"bio\""),
        "{html}"
    );
    let fields = [
        ("invitation", code.as_str()),
        ("email", "ada@example.org"),
        ("given_name", "Ada"),
        ("family_name", ""),
        ("password", PASSWORD),
    ];
    let done = world.post_form("/register", &fields).await;
    shows(&done, 200, "Look into your mail");
    assert!(!done.text().contains(&code) && !done.text().contains(PASSWORD));
    let token = world.token("ada@example.org").await;
    let body = json!({ "token": token, "password": PASSWORD });
    let activated = world.post("/v1/activations", body).await.json();
    assert_eq!(activated["user"]["given_name"], "Ada");
    shows(&world.get(&page).await, 410, "This invitation is over");
}

#[actix_web::test]
async fn the_address_that_is_invited_is_filled_in_and_stays() {
    let field = |html: &str| {
        let from = html.split("name=\"email\"").nth(1).unwrap();
        from.split('>').next().unwrap().to_owned()
    };
    let (world, code, _) = world(invited_alone(), json!({ "email": "Ada&Co@example.org" })).await;
    let shown = field(&world.get(&format!("/register?invitation={code}")).await.text());
    for part in [" readonly", " required", " value=\"Ada&#38;Co@example.org\""] {
        assert!(shown.contains(part), "{shown}");
    }
    let fields = [
        ("invitation", code.as_str()),
        ("email", "Ada&Co@example.org"),
        ("password", "short"),
    ];
    let again = world.post_form("/register", &fields).await;
    assert!(field(&again.text()).contains(" readonly"), "{}", again.text());

    let (world, code, _) = self::world(invited_alone(), json!({})).await;
    let open = field(&world.get(&format!("/register?invitation={code}")).await.text());
    assert!(!open.contains("readonly") && !open.contains("value"), "{open}");
}

#[actix_web::test]
async fn what_the_tenant_requires_is_asked_for() {
    let mut policy = invited_alone();
    policy.username.presence = Presence::Required;
    policy.terms = Some(TermsVersion::parse("2026-01").unwrap());
    policy
        .profile
        .insert(Field::CompanyName, FieldPolicy::required_within(40));
    let refused = FieldPolicy {
        presence: Presence::Refused,
        max_chars: None,
    };
    policy.profile.insert(Field::FamilyName, refused);
    let (world, code, _) = world(policy, json!({})).await;
    let html = world.get(&format!("/register?invitation={code}")).await.text();
    for name in ["username", "company_name", "given_name", "terms_version"] {
        assert!(html.contains(&format!("name=\"{name}\"")), "{name}: {html}");
    }
    assert!(!html.contains("name=\"family_name\""));
    let typed = [
        ("invitation", code.as_str()),
        ("email", "ada@example.org"),
        ("username", "a"),
        ("company_name", "Analytical Engines"),
        ("password", "short"),
    ];
    let refused = world.post_form("/register", &typed).await;
    shows(&refused, 422, "value=\"Analytical Engines\"");
    let html = refused.text();
    for words in ["User name ", "Password ", "I accept the terms, version 2026-01 "] {
        assert!(html.contains(&format!("<p>{words}")), "{words}: {html}");
    }
    assert!(!html.contains("\"short\""), "a password is not sent back");
}

#[actix_web::test]
async fn whoever_has_the_address_is_answered_the_same() {
    let (world, code, _) = world(invited_alone(), json!({ "uses": 10 })).await;
    let fields = |email| [("invitation", code.as_str()), ("email", email), ("password", PASSWORD)];
    let body = json!({ "email": "ada@example.org", "password": PASSWORD, "invitation_code": code });
    world.post("/v1/registrations", body).await;
    let token = world.token("ada@example.org").await;
    world
        .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
        .await;
    let known = world.post_form("/register", &fields("ada@example.org")).await;
    let unknown = world.post_form("/register", &fields("bob@example.org")).await;
    assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
}

#[actix_web::test]
async fn who_is_a_user_at_once_is_told_so_where_the_tenant_tells() {
    for (disclosure, heading) in [
        (Disclosure::Open, "Welcome"),
        (Disclosure::Private, "Look into your mail"),
    ] {
        let policy = Policy {
            claim: Claim::AtRegistration(Beginning::Active),
            disclosure,
            ..invited_alone()
        };
        let (world, code, _) = world(policy, json!({})).await;
        let fields = [
            ("invitation", code.as_str()),
            ("email", "ada@example.org"),
            ("password", PASSWORD),
        ];
        shows(&world.post_form("/register", &fields).await, 200, heading);
    }
}

#[actix_web::test]
async fn what_is_no_invitation_is_told_so() {
    let (world, code, id) = world(invited_alone(), json!({ "email": "ada@example.org" })).await;
    shows(&world.get("/register").await, 200, "Do you have an invitation?");
    for wrong in ["nonsense", &code[1..], &format!("{code}A")] {
        let page = world.get(&format!("/register?invitation={wrong}")).await;
        shows(&page, 400, "This link is not complete");
        assert!(!page.text().contains("<form"));
    }
    let fields = |email| [("invitation", code.as_str()), ("email", email), ("password", PASSWORD)];
    let other = world.post_form("/register", &fields("eve@example.org")).await;
    shows(&other, 422, "This invitation is for another address.");
    let bound = "value=\"ada@example.org\"";
    assert!(
        other.text().contains(bound) && !other.text().contains("eve@"),
        "{}",
        other.text()
    );
    let second = world.administrator("second@example.org").await;
    let revoke = TestRequest::delete().uri(&format!("{PATH}/{id}"));
    assert_eq!(world.send_as(&second, revoke).await.status, 200);
    let late = world.post_form("/register", &fields("ada@example.org")).await;
    shows(&late, 410, "This invitation is over");
    assert!(!late.text().contains("ada@"), "an invitation that is over names nobody");
    assert!(world.mails("ada@example.org").await.is_empty());
}

#[actix_web::test]
async fn a_page_of_another_site_may_not_send_the_form() {
    let (world, code, _) = world(invited_alone(), json!({})).await;
    let request = TestRequest::post()
        .uri("/register")
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .insert_header(("sec-fetch-site", "cross-site"))
        .set_payload(format!("invitation={code}&email=ada%40example.org&password=x"));
    shows(&world.send(request).await, 403, "This form came from another site");
}

#[actix_web::test]
async fn a_link_finds_its_own_tenant() {
    let world = World::new().await;
    let root = world.administrator("root@example.org").await;
    let north = json!({
        "name": "north",
        "policy": { "preset": "private", "admission": "invited", "profile": { "nickname": "required" } },
        "administrator_email": "chief@example.org",
    });
    let make = TestRequest::post().uri("/v1/admin/tenants").set_json(north);
    assert_eq!(world.send_as(&root, make).await.status, 201);
    let body = json!({ "token": world.token("chief@example.org").await, "password": PASSWORD });
    let chief = world.post("/v1/first-password", body).await.json();
    let invite = TestRequest::post().uri(PATH).set_json(json!({}));
    let token = chief["access_token"].as_str().unwrap();
    let invited = world.send_as(token, invite).await.json();
    let code = invited["code"].as_str().unwrap();

    let page = format!("/register?invitation={code}");
    shows(&world.get(&page).await, 200, "name=\"nickname\"");
    let elsewhere = TestRequest::get()
        .uri(&page)
        .insert_header(("enroll-tenant", "default"));
    shows(&world.send(elsewhere).await, 400, "This link is not complete");
    let fields = [
        ("invitation", code),
        ("email", "ada@example.org"),
        ("nickname", "Countess"),
        ("password", PASSWORD),
    ];
    shows(&world.post_form("/register", &fields).await, 200, "Look into your mail");
    let body = json!({ "token": world.token("ada@example.org").await, "password": PASSWORD });
    assert_eq!(world.post("/v1/activations", body).await.status, 200);
    let sign_in = |tenant| {
        let body = json!({ "identifier": "ada@example.org", "password": PASSWORD });
        let call = TestRequest::post().uri("/v1/sessions").set_json(body);
        world.send(call.insert_header(("enroll-tenant", tenant)))
    };
    assert_eq!(
        (
            sign_in("north").await.status.as_u16(),
            sign_in("default").await.status.as_u16()
        ),
        (200, 401)
    );
}
