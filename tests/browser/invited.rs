//! Somebody who is invited: from the link of the invitation to an account.

use enroll_tests::api::Api;
use enroll_tests::browser::Browser;
use fantoccini::Locator;
use serde_json::{Value, json};

use crate::people::{
    ADMINISTRATOR, OTHER_PASSWORD, PASSWORD, find, link_in_mailbox, press, reads, sign_in, somebody, type_into,
};

/// An administrator invites people.
async fn invite(api: &Api, form: Value) -> Value {
    let tokens = sign_in(api, ADMINISTRATOR, PASSWORD).await.expect(200);
    let invite = api.call("POST", "/v1/admin/invitations");
    let invited = invite.bearer(&tokens.string("/access_token")).json(&form).send().await;
    invited.expect(201).json()
}

pub(crate) async fn registers(browser: &Browser, api: &Api) {
    let email = somebody("guest");
    let invited = invite(api, json!({ "email": email })).await;
    let link = invited.get("link").and_then(Value::as_str).unwrap();
    browser.client.goto(link).await.unwrap();
    reads(browser, "You are invited").await;
    browser.picture("invitation").await;

    // The address is the one that is invited, and nobody types another.
    let address = find(browser, "input[name=email]").await;
    address.send_keys("x").await.unwrap();
    assert_eq!(address.prop("value").await.unwrap().as_deref(), Some(&*email));
    type_into(browser, "input[name=given_name]", "Ada").await;
    type_into(browser, "input[name=password]", "short").await;
    press(browser, "Register").await;
    let faults = browser.client.wait().for_element(Locator::Css(".faults"));
    assert!(!faults.await.unwrap().text().await.unwrap().is_empty());
    let given = find(browser, "input[name=given_name]").await;
    assert_eq!(
        given.prop("value").await.unwrap().as_deref(),
        Some("Ada"),
        "what was typed stays"
    );
    browser.picture("invitation-refused").await;

    type_into(browser, "input[name=password]", PASSWORD).await;
    press(browser, "Register").await;
    reads(browser, "Look into your mail").await;
    browser.picture("invitation-accepted").await;
    let mailed = link_in_mailbox(browser, api, &email, 1).await;
    browser.client.goto(&mailed).await.unwrap();
    type_into(browser, "input[name=password]", PASSWORD).await;
    press(browser, "Activate").await;
    reads(browser, "Welcome").await;
    sign_in(api, &email, OTHER_PASSWORD).await.problem(401);
    sign_in(api, &email, PASSWORD).await.expect(200);

    browser.client.goto(link).await.unwrap();
    reads(browser, "This invitation is over").await;
    browser.picture("invitation-over").await;
}
