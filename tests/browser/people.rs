//! What a person does in a browser: looks at the mailbox, follows a link, fills a form, presses a button, reads.

use std::sync::atomic::{AtomicU64, Ordering};

use enroll_tests::api::{Answer, Api};
use enroll_tests::browser::Browser;
use enroll_tests::until::until;
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::json;

/// A good password.
pub(crate) const PASSWORD: &str = "quartz jumbled vow fix 7391";
/// Another one.
pub(crate) const OTHER_PASSWORD: &str = "big dwarf plucky zone 2648 hut";

/// The administrator, whom the operator made when the server started.
pub(crate) const ADMINISTRATOR: &str = "administrator@browser.example.org";

/// An address that nobody else has.
pub(crate) fn somebody(name: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{name}-{}@browser.example.org", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Somebody registers, by whatever program they use.
pub(crate) async fn register(api: &Api, email: &str) {
    let body = json!({ "email": email, "password": PASSWORD, "given_name": "Ada" });
    api.post("/v1/registrations", body).await.expect(202);
}

/// Somebody signs in.
pub(crate) async fn sign_in(api: &Api, email: &str, password: &str) -> Answer {
    api.post("/v1/sessions", json!({ "identifier": email, "password": password }))
        .await
}

/// Opens the mailbox, waits for the newest mail to an address, and returns where its link leads.
pub(crate) async fn link_in_mailbox(browser: &Browser, api: &Api, email: &str, count: usize) -> String {
    let mailbox = format!("{}/dev/mailbox", api.base());
    let xpath = format!("//article[p[@class='to'][contains(., '{email}')]]//ul//a");
    until("a mail in the mailbox", || async {
        browser.client.goto(&mailbox).await.unwrap();
        let links = browser.client.find_all(Locator::XPath(&xpath)).await.unwrap();
        // The newest mail comes first.
        let newest = links.first().filter(|_| links.len() >= count)?;
        newest.attr("href").await.unwrap()
    })
    .await
}

/// What a person finds on a page.
pub(crate) async fn find(browser: &Browser, css: &str) -> Element {
    browser
        .client
        .find(Locator::Css(css))
        .await
        .unwrap_or_else(|error| panic!("{css}: {error}"))
}

/// Types into a field.
pub(crate) async fn type_into(browser: &Browser, css: &str, text: &str) {
    let field = find(browser, css).await;
    assert!(field.is_displayed().await.unwrap(), "{css} is not to be seen");
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

/// Presses the button, or opens the fold, with these words.
pub(crate) async fn press(browser: &Browser, words: &str) {
    let xpath = format!("//*[self::button or self::summary][normalize-space()='{words}']");
    let found = browser
        .client
        .find(Locator::XPath(&xpath))
        .await
        .unwrap_or_else(|error| panic!("{words}: {error}"));
    assert!(found.is_displayed().await.unwrap(), "{words} is not to be seen");
    found.click().await.unwrap();
}

/// Waits until the page has this heading.
pub(crate) async fn reads(browser: &Browser, heading: &str) {
    let locator = Locator::Css("h1");
    until(format!("the heading {heading}"), || async {
        let found = browser.client.find(locator).await.ok()?.text().await.ok()?;
        (found == heading).then_some(())
    })
    .await;
}
