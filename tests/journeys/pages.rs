//! Pages, as a program sees them: what a GET leaves alone, and what their headers promise. What people see of them is the
//! browser's journey.

use crate::person::{PASSWORD, somebody};
use crate::world::World;

/// Mail programs and scanners open every link. None of that consumes anything.
pub(crate) async fn a_get_consumes_nothing(world: &World) {
    let email = somebody("scanned");
    world.register(&email, PASSWORD).await;
    let token = world.mails_to(&email, 1).await[0].token();
    let path = format!("/activate?token={token}");
    for method in ["GET", "HEAD", "GET"] {
        let page = world.api.call(method, &path).send().await.expect(200);
        assert!(page.header("content-type").starts_with("text/html"));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-store");
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(!page.text.contains("<script"), "pages hold no script");
    }
    world.activate(&token, PASSWORD).await.expect(200);
    world.api.get(&path).await.expect(410);
}

/// A form that a page of another site sends is refused, and a form of ours works without a browser.
pub(crate) async fn a_form_is_taken_from_our_own_pages(world: &World) {
    let email = somebody("form");
    world.register(&email, PASSWORD).await;
    let token = world.mails_to(&email, 1).await[0].token();
    let fields = [("token", &*token), ("choice", "chosen"), ("password", PASSWORD)];
    let form = || world.api.call("POST", "/activate").form(&fields);
    form().header("sec-fetch-site", "cross-site").send().await.expect(403);
    form().header("origin", "https://evil.example").send().await.expect(403);
    form().send().await.expect(200);
    world.sign_in(&email, PASSWORD).await.expect(200);
}

/// A link that is cut in two, or of another page, is told so in words.
pub(crate) async fn a_link_that_is_no_good_is_told_so_in_words(world: &World) {
    let email = somebody("cut");
    world.register(&email, PASSWORD).await;
    let token = world.mails_to(&email, 1).await[0].token();
    for path in [
        format!("/activate?token={}", &token[..20]),
        format!("/reset?token={token}"),
        format!("/welcome?token={token}"),
    ] {
        let page = world.api.get(&path).await;
        assert_eq!(page.status, 400, "{path}");
        assert!(!page.text.contains(&token[..20]), "the token is not put into the page");
    }
    world.activate(&token, PASSWORD).await.expect(200);
}
