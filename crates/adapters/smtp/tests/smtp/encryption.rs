//! Encrypted conversations: with a server that is trusted, and with those that are not.

#![expect(clippy::expect_used, reason = "tests fail by panicking")]

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use enroll_mailer::Mailer;
use enroll_smtp::{PlainSmtp, SmtpMailer};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::material::{FROM, letter, verdict};
use crate::smtp_catcher::{Encrypt, Encryption, Options, SmtpCatcher, Step, Stream};

/// Where the system's certificates are looked for instead of the usual places.
const TRUSTED: &str = "SSL_CERT_FILE";

// Whom a process trusts is asked of the system, and the environment cannot be changed in a running process safely. So the
// tests that need an authority of their own run in a process of their own.
#[test]
fn encryption_is_tried_where_the_system_trusts_an_authority_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "encryption::inside::"])
        .env(TRUSTED, folder.path().join("authority.pem"))
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let told = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

/// An authority that signs certificates.
type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate")
}

/// The server's side of TLS with a certificate for `host`, good until the end of the year `until`.
fn encrypt(authority: &Authority, host: &str, until: i32) -> Encrypt {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(vec![host.to_owned()]).expect("a name");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(until, 12, 31);
    let certificate: CertificateDer<'static> = params.signed_by(&key, authority).expect("a certificate").into();
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a certificate of this key");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Arc::new(move |stream| {
        let accepting = acceptor.accept(stream);
        Box::pin(async move { accepting.await.map(|stream| -> Box<dyn Stream> { Box::new(stream) }) })
    })
}

async fn server(encryption: Encryption) -> SmtpCatcher {
    let login = Some(("enroll".to_owned(), "secret".to_owned()));
    SmtpCatcher::start_with(Options { encryption, login })
        .await
        .expect("a free port")
}

fn mailer(scheme: &str, server: &SmtpCatcher, query: &str) -> SmtpMailer {
    let url = format!("{scheme}://enroll:secret@localhost:{}{query}", server.address().port());
    SmtpMailer::connect(&url, FROM, PlainSmtp::LoopbackOnly).expect("good settings")
}

/// Both ways of encryption with this certificate end like this.
async fn assert_both(certificate: Encrypt, expected: &str, why: &str) {
    let implicit = server(Encryption::Implicit(Arc::clone(&certificate))).await;
    let delivered = mailer("smtps", &implicit, "").deliver(&letter("one")).await;
    assert_eq!(verdict(&delivered), expected, "{why}, smtps: {delivered:?}");

    let later = server(Encryption::StartTls(certificate)).await;
    let delivered = mailer("smtp", &later, "?tls=required").deliver(&letter("one")).await;
    assert_eq!(verdict(&delivered), expected, "{why}, STARTTLS: {delivered:?}");

    let taken = usize::from(expected == "delivered");
    assert_eq!(
        (implicit.received().len(), later.received().len()),
        (taken, taken),
        "{why}"
    );
    assert_eq!(
        (implicit.count(Step::Auth), later.count(Step::Auth)),
        (taken, taken),
        "{why}: when the password is sent"
    );
}

async fn try_all(authority_file: &Path) {
    let ours = authority();
    std::fs::write(authority_file, ours.pem()).expect("a file");

    assert_both(
        encrypt(&ours, "localhost", 2999),
        "delivered",
        "a certificate that is trusted",
    )
    .await;
    assert_both(
        encrypt(&ours, "mail.example.org", 2999),
        "misconfigured",
        "another host's certificate",
    )
    .await;
    assert_both(
        encrypt(&ours, "localhost", 2021),
        "misconfigured",
        "a certificate that has expired",
    )
    .await;
    assert_both(
        encrypt(&authority(), "localhost", 2999),
        "misconfigured",
        "an authority that nobody knows",
    )
    .await;

    let clear = server(Encryption::None).await;
    let delivered = mailer("smtps", &clear, "").deliver(&letter("one")).await;
    assert_eq!(
        verdict(&delivered),
        "misconfigured",
        "a server that does not encrypt: {delivered:?}"
    );
    let delivered = mailer("smtp", &clear, "?tls=required").deliver(&letter("one")).await;
    assert_eq!(
        verdict(&delivered),
        "misconfigured",
        "a server without STARTTLS: {delivered:?}"
    );
    assert_eq!(
        (clear.count(Step::Auth), clear.count(Step::Mail)),
        (0, 0),
        "nothing is sent in clear"
    );

    let busy = server(Encryption::StartTls(encrypt(&ours, "localhost", 2999))).await;
    let mailer = mailer("smtp", &busy, "?tls=required");
    busy.say_next(Step::StartTls, "454 4.7.0 not now");
    assert_eq!(verdict(&mailer.deliver(&letter("one")).await), "temporary");
    mailer.deliver(&letter("one")).await.expect("it passes");
    mailer.check().await.expect("and so does a check");
}

mod inside {
    //! What runs in the process that trusts our authority.

    use std::path::PathBuf;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "runs inside encryption_is_tried_where_the_system_trusts_an_authority_of_ours"]
    async fn letters_go_to_trusted_servers_only() {
        let file = std::env::var_os(super::TRUSTED)
            .map(PathBuf::from)
            .expect("run by the test of the outer process");
        super::try_all(&file).await;
    }
}
