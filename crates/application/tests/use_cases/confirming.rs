//! Users who exist from registration on, and prove their address later: by whom it is asked, what may be said of it, where the
//! link leads, and in which language the mail is.

use enroll_application::{AddressStanding, AskConfirmationError, ConfirmError, LinkError};
use enroll_domain::profile::Field;
use enroll_domain::proof::LandsWhen;
use enroll_domain::registration::{CallbackUrl, Disclosure, Policy, Preset, RegistrationForm};
use enroll_domain::role::RoleName;
use enroll_domain::user::EmailProof;

use crate::world::{CALL, World, form};

const PASSWORD: &str = "Secret007";
const PLACE: &str = "https://app.example/confirmed";

/// A tenant whose users are pending until they confirm.
fn pending() -> Policy {
    Policy {
        callbacks: vec![CallbackUrl::parse(PLACE).unwrap()],
        ..Preset::RPost.policy()
    }
}

/// A tenant whose users are active at once, the first of them an administrator.
fn active() -> Policy {
    Policy {
        callbacks: vec![CallbackUrl::parse(PLACE).unwrap()],
        first_user_roles: vec![RoleName::admin()],
        ..Preset::JFramework.policy()
    }
}

fn reader_of(language: &str, email: &str) -> RegistrationForm {
    let fields = [
        (Field::GivenName, "Jane"),
        (Field::FamilyName, "Doe"),
        (Field::RegistrationApp, "Zimlet"),
        (Field::Locale, language),
    ];
    RegistrationForm {
        profile: fields.map(|(field, text)| (field, text.to_owned())).into(),
        ..form(email, PASSWORD)
    }
}

#[tokio::test]
async fn a_confirmation_that_names_its_address_is_taken_for_that_address_alone() {
    let world = World::under(pending()).await;
    world.register_as(reader_of("en-US", "jane@example.com")).await;
    let token = world.newest_token().await;
    let other = world
        .enrollment
        .confirm_address(&CALL, "john@example.com", &token)
        .await;
    assert!(matches!(other, Err(ConfirmError::Link(LinkError::Invalid))));
    assert!(world.sign_in("jane@example.com", PASSWORD).await.is_none());
    let confirmed = world
        .enrollment
        .confirm_address(&CALL, " JANE@example.com", &token)
        .await
        .unwrap();
    assert!(matches!(
        confirmed.user.user.identifiers.email_proof,
        EmailProof::Proved { .. }
    ));
    assert!(world.sign_in("jane@example.com", PASSWORD).await.is_some());
    let again = world
        .enrollment
        .confirm_address(&CALL, "jane@example.com", &token)
        .await;
    assert!(matches!(again, Err(ConfirmError::ProvedBefore)));
}

#[tokio::test]
async fn how_an_address_stands_is_said_under_open_disclosure_alone() {
    let world = World::under(pending()).await;
    let standing = |email| world.enrollment.address_standing(&CALL, Some(email));
    assert_eq!(standing("jane@example.com").await.unwrap(), AddressStanding::Unknown);
    world.register_as(reader_of("en-US", "jane@example.com")).await;
    assert_eq!(standing("JANE@example.com").await.unwrap(), AddressStanding::Waiting);
    let token = world.newest_token().await;
    world.enrollment.confirm(&CALL, &token).await.unwrap();
    assert_eq!(standing("jane@example.com").await.unwrap(), AddressStanding::Settled);

    let closed = Policy {
        disclosure: Disclosure::Private,
        ..pending()
    };
    let world = World::under(closed).await;
    world.register_as(reader_of("en-US", "jane@example.com")).await;
    for email in ["jane@example.com", "john@example.com"] {
        let standing = world.enrollment.address_standing(&CALL, Some(email)).await;
        assert_eq!(standing.unwrap(), AddressStanding::Undisclosed);
    }
}

#[tokio::test]
async fn the_mail_is_asked_for_by_the_user_or_by_whoever_may_change_users() {
    let world = World::under(active()).await;
    for email in ["admin@example.com", "jane@example.com", "john@example.com"] {
        world.register(email, PASSWORD).await;
    }
    let mut callers = Vec::new();
    for email in ["admin@example.com", "jane@example.com", "john@example.com"] {
        let tokens = world.sign_in(email, PASSWORD).await.unwrap();
        callers.push(world.caller(&tokens).await);
    }
    let jane = callers[1].view().unwrap().user.id;
    let ask = |by: usize, url| {
        let world = &world;
        let caller = &callers[by];
        async move {
            let asked = world.enrollment.ask_confirmation(caller, jane, url, LandsWhen::AtOnce);
            asked.await
        }
    };
    assert!(matches!(ask(2, None).await, Err(AskConfirmationError::Forbidden)));
    let elsewhere = ask(1, Some("https://evil.example/")).await;
    assert!(matches!(elsewhere, Err(AskConfirmationError::Rejected(_))));
    world.deliver().await;
    assert!(world.mailbox.letters().is_empty(), "nobody who may was answered yet");
    ask(0, None).await.unwrap();
    ask(1, Some(PLACE)).await.unwrap();
    world.deliver().await;
    let letters = world.mailbox.letters();
    let texts: Vec<_> = letters.iter().map(|received| received.letter.text.as_str()).collect();
    assert!(
        texts
            .iter()
            .any(|text| text.contains("https://id.example/confirm?token="))
    );
    assert!(texts.iter().any(|text| text.contains(&format!("{PLACE}#token="))));
    let token = world.newest_token().await;
    world.enrollment.confirm(&CALL, &token).await.unwrap();
    assert!(matches!(ask(1, None).await, Err(AskConfirmationError::ProvedBefore)));
}

#[tokio::test]
async fn a_mail_is_written_in_the_language_of_its_reader() {
    let world = World::under(pending()).await;
    for (language, email) in [("de-AT", "jane@example.com"), ("ja-JP", "john@example.com")] {
        world.register_as(reader_of(language, email)).await;
    }
    world.deliver().await;
    let mut subjects = world.subjects();
    subjects.sort();
    assert_eq!(
        subjects,
        ["Bestätigen Sie Ihre E-Mail-Adresse", "Confirm your e-mail address"]
    );

    let mut french = pending();
    french.letters.language = Some("fr".to_owned());
    french.profile.remove(&Field::Locale);
    let world = World::under(french).await;
    let mut unsaid = reader_of("en", "jane@example.com");
    unsaid.profile.retain(|(field, _)| *field != Field::Locale);
    world.register_as(unsaid).await;
    world.deliver().await;
    assert_eq!(world.subjects(), ["Confirmez votre adresse e-mail"]);
}
