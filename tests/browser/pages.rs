//! What people do with the links of their mails.

use enroll_tests::api::Api;
use enroll_tests::browser::Browser;
use serde_json::json;

use crate::people::{
    ADMINISTRATOR, OTHER_PASSWORD, PASSWORD, find, link_in_mailbox, press, reads, register, sign_in, somebody,
    type_into,
};

pub(crate) async fn activate(browser: &Browser, api: &Api) {
    let email = somebody("ada");
    register(api, &email).await;
    let link = link_in_mailbox(browser, api, &email, 1).await;
    browser.picture("mailbox").await;
    browser.client.goto(&link).await.unwrap();
    reads(browser, "Activate your account").await;
    browser.picture("activate").await;
    type_into(browser, "input[name=password]", PASSWORD).await;
    press(browser, "Activate").await;
    reads(browser, "Welcome").await;
    browser.picture("activated").await;
    assert!(
        !browser.client.current_url().await.unwrap().as_str().contains("token"),
        "the token stays in no address"
    );
    sign_in(api, &email, PASSWORD).await.expect(200);

    browser.client.goto(&link).await.unwrap();
    reads(browser, "This link is no longer good").await;
    browser.picture("expired").await;
}

pub(crate) async fn forgot(browser: &Browser, api: &Api) {
    let email = somebody("forgetful");
    register(api, &email).await;
    let link = link_in_mailbox(browser, api, &email, 1).await;
    browser.client.goto(&link).await.unwrap();
    press(browser, "I do not remember it").await;
    type_into(browser, "input[name=new_password]", "short").await;
    press(browser, "Set password and activate").await;
    reads(browser, "Activate your account").await;
    let refused = browser
        .client
        .wait()
        .for_element(fantoccini::Locator::Css("details[open] .faults"));
    let faults = refused.await.unwrap();
    assert!(
        !faults.text().await.unwrap().is_empty(),
        "what is wrong stands beside the field"
    );
    browser.picture("new-password-refused").await;
    type_into(browser, "input[name=new_password]", OTHER_PASSWORD).await;
    press(browser, "Set password and activate").await;
    reads(browser, "Welcome").await;
    sign_in(api, &email, PASSWORD).await.problem(401);
    let tokens = sign_in(api, &email, OTHER_PASSWORD).await.expect(200);
    let me = api
        .get_as(&tokens.string("/access_token"), "/v1/me")
        .await
        .expect(200)
        .json();
    assert_eq!(me.get("given_name"), None, "a blank profile");
}

pub(crate) async fn confirm(browser: &Browser, api: &Api) {
    let email = somebody("user");
    let body = json!({
        "Email": email, "Password": "Secret007", "FirstName": "John", "LastName": "Smith", "RegistrationApp": "Zimlet",
        "Language": "en-us",
    });
    api.post("/api/v1/Account/Register", body).await.expect(200);
    let link = link_in_mailbox(browser, api, &email, 1).await;
    browser.client.goto(&link).await.unwrap();
    reads(browser, "Confirm your address").await;
    browser.picture("confirm").await;
    press(browser, "I did not register here").await;
    press(browser, "This was not me").await;
    reads(browser, "You need do nothing").await;
    browser.client.goto(&link).await.unwrap();
    press(browser, "Confirm").await;
    reads(browser, "Your address is confirmed").await;
    browser.picture("confirmed").await;
    let form = [
        ("grant_type", "password"),
        ("username", email.as_str()),
        ("password", "Secret007"),
    ];
    api.call("POST", "/token").form(&form).send().await.expect(200);
}

pub(crate) async fn not_me(browser: &Browser, api: &Api) {
    let email = somebody("bystander");
    register(api, &email).await;
    let link = link_in_mailbox(browser, api, &email, 1).await;
    browser.client.goto(&link).await.unwrap();
    press(browser, "I did not register here").await;
    press(browser, "This was not me").await;
    reads(browser, "Thank you for telling us").await;
    browser.picture("not-me").await;
    browser.client.goto(&link).await.unwrap();
    reads(browser, "This link is no longer good").await;
    let token = link.split_once("token=").unwrap().1.to_owned();
    let late = api
        .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
        .await;
    assert_eq!(late.problem(410), "expired_token");
}

pub(crate) async fn look(browser: &Browser, api: &Api) {
    let email = somebody("looker");
    register(api, &email).await;
    let link = link_in_mailbox(browser, api, &email, 1).await;
    for _ in 0..3 {
        browser.client.goto(&link).await.unwrap();
        reads(browser, "Activate your account").await;
        browser.client.refresh().await.unwrap();
    }
    type_into(browser, "input[name=password]", PASSWORD).await;
    press(browser, "Activate").await;
    reads(browser, "Welcome").await;
}

pub(crate) async fn reset(browser: &Browser, api: &Api) {
    let email = somebody("resetter");
    register(api, &email).await;
    let link = link_in_mailbox(browser, api, &email, 1).await;
    browser.client.goto(&link).await.unwrap();
    type_into(browser, "input[name=password]", PASSWORD).await;
    press(browser, "Activate").await;
    reads(browser, "Welcome").await;
    // Whoever comes without a link is asked for the address, and sent one.
    browser.client.goto(&format!("{}/reset", api.base())).await.unwrap();
    type_into(browser, "input[name=email]", &email).await;
    press(browser, "Send me a mail").await;
    reads(browser, "Look into your mail").await;
    let link = link_in_mailbox(browser, api, &email, 2).await;
    assert!(link.contains("/reset?token="), "{link}");
    browser.client.goto(&link).await.unwrap();
    browser.picture("reset").await;
    type_into(browser, "input[type=password]", OTHER_PASSWORD).await;
    find(browser, "button").await.click().await.unwrap();
    enroll_tests::until::until("the new password to hold", || async {
        (sign_in(api, &email, OTHER_PASSWORD).await.status == 200).then_some(())
    })
    .await;
    browser.picture("reset-done").await;
}

pub(crate) async fn welcome(browser: &Browser, api: &Api) {
    let email = somebody("newcomer");
    let tokens = sign_in(api, ADMINISTRATOR, PASSWORD).await.expect(200);
    let made = api
        .call("POST", "/v1/admin/users")
        .bearer(&tokens.string("/access_token"));
    made.json(&json!({ "email": email })).send().await.expect(201);
    let link = link_in_mailbox(browser, api, &email, 1).await;
    assert!(link.contains("/welcome?token="), "{link}");
    browser.client.goto(&link).await.unwrap();
    browser.picture("welcome").await;
    type_into(browser, "input[type=password]", "short").await;
    find(browser, "button").await.click().await.unwrap();
    let refused = browser
        .client
        .wait()
        .for_element(fantoccini::Locator::Css(".faults"))
        .await
        .unwrap();
    assert!(!refused.text().await.unwrap().is_empty());
    type_into(browser, "input[type=password]", OTHER_PASSWORD).await;
    find(browser, "button").await.click().await.unwrap();
    enroll_tests::until::until("the first password to hold", || async {
        (sign_in(api, &email, OTHER_PASSWORD).await.status == 200).then_some(())
    })
    .await;
    browser.picture("welcome-done").await;
}

pub(crate) async fn wrong(browser: &Browser, api: &Api) {
    let email = somebody("mistaken");
    register(api, &email).await;
    let link = link_in_mailbox(browser, api, &email, 1).await;
    browser.client.goto(&link).await.unwrap();
    type_into(browser, "input[name=password]", OTHER_PASSWORD).await;
    press(browser, "Activate").await;
    let alert = browser
        .client
        .wait()
        .for_element(fantoccini::Locator::Css("[role=alert]"))
        .await
        .unwrap();
    assert!(!alert.text().await.unwrap().is_empty());
    let field = find(browser, "input[name=password]").await;
    assert_eq!(field.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
    assert_eq!(
        field.prop("value").await.unwrap().as_deref(),
        Some(""),
        "a password is not sent back"
    );
    browser.picture("wrong-password").await;
    type_into(browser, "input[name=password]", PASSWORD).await;
    press(browser, "Activate").await;
    reads(browser, "Welcome").await;
}

pub(crate) async fn fits(browser: &Browser, api: &Api) {
    let email = somebody("small");
    register(api, &email).await;
    let link = link_in_mailbox(browser, api, &email, 1).await;
    let pages = [
        link,
        format!("{}/activate", api.base()),
        format!("{}/reset", api.base()),
        format!("{}/welcome", api.base()),
        format!("{}/register", api.base()),
    ];
    for page in pages {
        browser.client.goto(&page).await.unwrap();
        let wide = browser
            .client
            .execute(
                "return document.documentElement.scrollWidth - window.innerWidth",
                Vec::new(),
            )
            .await;
        assert!(wide.unwrap().as_i64().unwrap() <= 0, "{page} is wider than a telephone");
        let scripts = browser
            .client
            .find_all(fantoccini::Locator::Css("script"))
            .await
            .unwrap();
        assert!(scripts.is_empty(), "{page} holds a script");
        let labelled = "return [...document.querySelectorAll('input:not([type=hidden])')].every(field => field.labels.length === 1)";
        assert_eq!(
            browser.client.execute(labelled, Vec::new()).await.unwrap(),
            true,
            "{page} has a field without a label"
        );
    }
}
