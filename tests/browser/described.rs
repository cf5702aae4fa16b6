//! The description of the API, as people read it: Swagger UI out of the binary, in a browser that may ask nobody else.

use enroll_tests::api::Api;
use enroll_tests::browser::Browser;
use enroll_tests::until::until;
use fantoccini::Locator;

/// Every document that a server for trying out serves.
const DOCUMENTS: &[&str] = &[
    "enroll",
    "cape-digital",
    "self-community",
    "onyx",
    "jframework",
    "rpost",
];

/// Everything that the page has loaded so far, but for pictures that it brought along.
const LOADED: &str = "return performance.getEntriesByType('resource').map(entry => entry.name) \
                      .filter(name => !name.startsWith('data:'))";

pub(crate) async fn is_read(browser: &Browser, api: &Api) {
    browser.client.goto(&format!("{}/docs", api.base())).await.unwrap();
    until("the operations to be listed", || async {
        let shown = browser.client.find_all(Locator::Css(".opblock")).await.ok()?;
        (shown.len() > 30).then_some(())
    })
    .await;
    browser.picture("docs").await;
    let shown = "return [...document.querySelectorAll('.opblock-summary-path')].map(shown => shown.dataset.path)";
    let shown = browser.client.execute(shown, Vec::new()).await.unwrap();
    let first = shown.as_array().unwrap().iter().take(2).collect::<Vec<_>>();
    assert_eq!(
        first,
        ["/v1/registrations", "/v1/activations"],
        "a user's journey comes first"
    );
    let options = browser.client.find_all(Locator::Css("#select option")).await.unwrap();
    let mut named = Vec::new();
    for option in &options {
        named.push(option.text().await.unwrap());
    }
    assert_eq!(named, DOCUMENTS);
    // The last one is chosen, and read like the first.
    options.last().unwrap().click().await.unwrap();
    until("the other document to be shown", || async {
        browser.text().await.contains("/api/v1/Account/Register").then_some(())
    })
    .await;
    browser.picture("docs-of-a-contract").await;

    let loaded = browser.client.execute(LOADED, Vec::new()).await.unwrap();
    let loaded = loaded.as_array().unwrap();
    assert!(loaded.len() >= 6, "{loaded:?}");
    let ours = format!("{}/", api.base());
    assert!(
        loaded.iter().all(|name| name.as_str().unwrap().starts_with(&ours)),
        "{loaded:?}"
    );
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// A page that breaks its own policy is heard of: without this nobody would know that there is anything to hear.
pub(crate) async fn complaints_are_heard(browser: &Browser, api: &Api) {
    browser.client.goto(&format!("{}/docs", api.base())).await.unwrap();
    let break_it = "const script = document.createElement('script'); script.src = 'http://elsewhere.invalid/x.js'; \
                    document.body.append(script);";
    browser.client.execute(break_it, Vec::new()).await.unwrap();
    let heard = until("a complaint", || async {
        let heard = browser.complaints().await;
        (!heard.is_empty()).then_some(heard)
    })
    .await;
    assert!(
        heard.iter().any(|said| said.contains("Content Security Policy")),
        "{heard:?}"
    );
}
