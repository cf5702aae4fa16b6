//! The development mailbox.

use actix_web::test::TestRequest;
use enroll_actix::{MailShown, Options};

use crate::world::World;

async fn world() -> World {
    let mail = |id: &str, html: &str| MailShown {
        id: id.to_owned(),
        to: "ada@example.org".to_owned(),
        subject: "Hello <you>".to_owned(),
        text: "Open https://enroll.example/activate?token=abc.\n".to_owned(),
        html: html.to_owned(),
    };
    let options = Options::new().with_mailbox(move || vec![mail("1", "<p>first</p>"), mail("2", "<p>\"second\"</p>")]);
    World {
        options,
        ..World::new().await
    }
}

fn from(peer: &str, path: &str) -> TestRequest {
    TestRequest::get()
        .uri(path)
        .peer_addr(peer.parse().unwrap())
        .insert_header(("host", "localhost:8080"))
}

#[actix_web::test]
async fn mails_are_listed_with_their_links_the_newest_last() {
    let world = world().await;
    let list = world.send(from("127.0.0.1:5000", "/dev/mailbox.json")).await;
    assert_eq!(
        list.json(),
        serde_json::json!([
            {
                "id": "1", "to": "ada@example.org", "subject": "Hello <you>",
                "text": "Open https://enroll.example/activate?token=abc.\n", "html": "<p>first</p>",
                "links": ["https://enroll.example/activate?token=abc"],
            },
            {
                "id": "2", "to": "ada@example.org", "subject": "Hello <you>",
                "text": "Open https://enroll.example/activate?token=abc.\n", "html": "<p>\"second\"</p>",
                "links": ["https://enroll.example/activate?token=abc"],
            },
        ])
    );
}

#[actix_web::test]
async fn the_page_shows_each_mail_in_a_frame_that_may_run_nothing() {
    let world = world().await;
    let page = world.send(from("[::1]:5000", "/dev/mailbox")).await;
    let html = page.text();
    assert!(html.contains("Hello &#60;you&#62;") && !html.contains("<p>first</p>"));
    assert_eq!(html.matches("<iframe").count(), 2);
    assert_eq!(
        html.matches("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"")
            .count(),
        2
    );
    assert!(html.contains("<a href=\"https://enroll.example/activate?token=abc\">"));
    assert!(!page.header("content-security-policy").contains("script-src"));
}

#[actix_web::test]
async fn the_mailbox_is_for_this_machine_alone() {
    let world = world().await;
    for path in ["/dev/mailbox", "/dev/mailbox.json"] {
        assert_eq!(world.send(from("[::ffff:127.0.0.1]:5000", path)).await.status, 200);
        assert_eq!(world.send(from("192.0.2.1:5000", path)).await.status, 404);
        assert_eq!(world.send(TestRequest::get().uri(path)).await.status, 404);
        let proxied = from("127.0.0.1:5000", path).insert_header(("x-forwarded-for", "192.0.2.1"));
        assert_eq!(world.send(proxied).await.status, 404);
        let rebound = from("127.0.0.1:5000", path).insert_header(("host", "evil.example"));
        assert_eq!(world.send(rebound).await.status, 404);
    }
}

#[actix_web::test]
async fn without_a_mailbox_there_is_none() {
    let world = World::new().await;
    for path in ["/dev/mailbox", "/dev/mailbox.json"] {
        assert_eq!(world.send(from("127.0.0.1:5000", path)).await.status, 404);
    }
}
