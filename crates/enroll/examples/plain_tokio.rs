//! From a plain tokio program, without HTTP: SQLite, argon2 and signed tokens, the adapters of the server.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use enroll::adapters::diesel::{DieselStore, Options};
use enroll::adapters::memory::Mailbox;
use enroll::adapters::passwords::{HashingPool, HashingSettings, ZxcvbnMeter};
use enroll::adapters::tokens::{RootSecret, Tokens};
use enroll::{Call, Enroll, FirstCredential, NewUserForm, Receipted};
use std::sync::Arc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let database = format!("sqlite:{}/people.db", folder.path().display());
    DieselStore::migrate(&database)?;
    // In earnest, the secret is 32 random bytes that are kept: see RootSecret::parse.
    let secret = RootSecret::from_bytes(*b"thirty-two bytes for the example");
    let url = "https://example.org".to_owned();
    let tokens = Arc::new(Tokens::new(&secret, None, url.clone(), url.clone()));
    let enroll = Enroll::builder()
        .public_url(url)
        .store(Arc::new(DieselStore::open(&database, Options::default())?))
        .hasher(Arc::new(HashingPool::new(&HashingSettings::default())?))
        .strength(Arc::new(ZxcvbnMeter))
        .tokens(tokens.clone(), tokens)
        .mailer(Arc::new(Mailbox::new()))
        .build()?;
    enroll.prepare().await?;
    let (enrollment, call) = (enroll.enrollment(), Call::in_default_tenant());
    let form = NewUserForm {
        email: Some("ada@example.org".to_owned()),
        ..NewUserForm::default()
    };
    let (operator, way) = (enrollment.operator(&call).await?, FirstCredential::Link);
    if let Receipted::Fresh(made) = enrollment.create_user(&operator, &form, way, None).await? {
        println!("a password is set at {}", made.link.unwrap_or_default());
    }
    Ok(())
}
