//! Mail through a mail server that people run, read by a mail library that shares no line of code with us.

use std::path::Path;

use enroll_tests::mta::Mta;
use enroll_tests::program::Program;
use enroll_tests::until::until;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::person::{PASSWORD, registration, somebody};
use crate::world::{SERVE, hash_with};

/// Reads a mail with Python's own library, and says what it finds in it.
const READ: &str = r#"
import email, email.policy, json, sys
with open(sys.argv[1], "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.default)
parts = list(mail.walk())
print(json.dumps({
    "defects": [str(defect) for part in parts for defect in part.defects],
    "types": [part.get_content_type() for part in parts],
    "from": str(mail["from"]), "to": str(mail["to"]), "subject": str(mail["subject"]), "id": str(mail["message-id"]),
    "dated": mail["date"].datetime is not None, "headers": [name.lower() for name in mail.keys()],
    "text": mail.get_body(("plain",)).get_content(), "html": mail.get_body(("html",)).get_content(),
}))
"#;

async fn read(file: &Path) -> Value {
    let done = Command::new("python3")
        .args(["-c", READ])
        .arg(file)
        .output()
        .await
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

/// A mail to an address is whole, and both its parts hold the link, whose token this is.
fn is_whole(mail: &Value, email: &str) -> String {
    assert_eq!(mail["defects"], json!([]), "{mail}");
    assert_eq!(
        mail["types"],
        json!(["multipart/alternative", "text/plain", "text/html"])
    );
    assert_eq!(
        (&mail["from"], &mail["to"]),
        (&json!("Grüße von enroll <no-reply@enroll.example.org>"), &json!(email))
    );
    assert_eq!(mail["dated"], true);
    for header in [
        "subject",
        "from",
        "to",
        "date",
        "message-id",
        "mime-version",
        "auto-submitted",
    ] {
        let times = mail["headers"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|name| *name == header)
            .count();
        assert_eq!(times, 1, "{header}: {mail}");
    }
    let (text, html) = (mail["text"].as_str().unwrap(), mail["html"].as_str().unwrap());
    let (_, rest) = text.split_once("/activate?token=").unwrap();
    let token: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    assert!(
        html.contains(&format!("/activate?token={token}")),
        "both parts hold the link"
    );
    token
}

/// An activation mail goes through Exim over STARTTLS, is whole when it is read from the Maildir, and its link works.
pub(crate) async fn an_activation_mail_goes_through_a_real_mail_server(program: Program, database_url: String) {
    let mta = Mta::start().await;
    hash_with(&program, 64, 1);
    let program = program
        .with("ENROLL_DATABASE_URL", &database_url)
        .with("ENROLL_MAIL__SMTP_URL", &mta.url())
        .with("ENROLL_MAIL__FROM", "Grüße von enroll <no-reply@enroll.example.org>")
        .with("SSL_CERT_FILE", mta.authority().to_str().unwrap());
    let server = program.serve(SERVE).await;
    let email = somebody("Ada.Lovelace+mta");
    let mut body = registration(&email, PASSWORD);
    body["locale"] = json!("de");
    server.api.post("/v1/registrations", body).await.expect(202);
    let file = until("the mail in the Maildir", || async { mta.delivered(&email).pop() }).await;

    let mail = read(&file).await;
    let token = is_whole(&mail, &email);
    let activated = server
        .api
        .post("/v1/activations", json!({ "token": token, "password": PASSWORD }))
        .await;
    activated.expect(200);
    let log = mta.log();
    assert!(log.contains("P=esmtps") && log.contains("Completed"), "{log}");
}

/// A mail server whose authority the system does not trust gets no mail, in clear or otherwise.
pub(crate) async fn a_mail_server_that_nobody_vouches_for_gets_no_mail(program: Program, database_url: String) {
    let mta = Mta::start().await;
    hash_with(&program, 64, 1);
    let program = program
        .with("ENROLL_DATABASE_URL", &database_url)
        .with("ENROLL_MAIL__SMTP_URL", &mta.url());
    let server = program.serve(SERVE).await;
    let email = somebody("untrusted");
    server
        .api
        .post("/v1/registrations", registration(&email, PASSWORD))
        .await
        .expect(202);
    until("the mail not to go out", || async {
        server.said.text().contains("certificate").then_some(())
    })
    .await;
    assert_eq!(mta.delivered(&email).len(), 0);
    assert!(!mta.log().contains("<="), "{}", mta.log());
}
