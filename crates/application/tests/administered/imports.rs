//! Importing users: what becomes of them, of whom nobody asks twice, and that a trial keeps nothing.

use enroll_application::{
    HandedPassword, ImportForm, ImportMode, ImportUserError, Imported, ImportedAccount, ImportedAddress, NewUserForm,
    SignInError,
};
use enroll_credentials::{PasswordHasher as _, Salt};
use enroll_domain::Input;
use enroll_domain::password::Password;
use enroll_domain::registration::{Policy, Presence, ProvisioningTarget};
use enroll_domain::user::{EmailProof, State, User};
use enroll_memory::MemoryHasher;

use crate::world::{CALL, PASSWORD, World};

/// A hash of [`PASSWORD`] that another system made.
async fn hash() -> String {
    let password = Password::parse(PASSWORD).unwrap();
    let hash = MemoryHasher::outdated().hash(password, Salt([3; 16])).await.unwrap();
    hash.as_phc().to_owned()
}

fn named(email: &str, account: ImportedAccount) -> ImportForm {
    ImportForm {
        user: NewUserForm {
            email: Some(email.to_owned()),
            ..NewUserForm::default()
        },
        address: ImportedAddress::Unproved,
        account,
    }
}

async fn import(world: &World, form: &ImportForm) -> Result<Imported, ImportUserError> {
    let operator = world.operator().await;
    world.enrollment.import_user(&operator, form, ImportMode::Write).await
}

async fn made(world: &World, form: &ImportForm) -> User {
    match import(world, form).await.unwrap() {
        Imported::Made { user, .. } => user.user,
        Imported::Exists(id) => panic!("{id} is there already"),
    }
}

async fn rejections(world: &World, form: &ImportForm) -> Vec<(Input, &'static str)> {
    match import(world, form).await {
        Err(ImportUserError::Rejected(found)) => {
            let found = found.as_slice().iter();
            found.map(|rejection| (rejection.input, rejection.code())).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn somebody_signs_in_with_the_password_that_they_had_and_has_a_hash_of_ours_from_then_on() {
    let mut policy = Policy::private();
    policy.provisioning = vec![ProvisioningTarget::parse("memory").unwrap()];
    let world = World::under(policy).await;
    let form = ImportForm {
        address: ImportedAddress::Proved,
        ..named("ada@example.org", ImportedAccount::Active { hash: hash().await })
    };
    let user = made(&world, &form).await;
    assert!(matches!(user.identifiers.email_proof, EmailProof::Proved { .. }));
    world.deliver().await;
    assert!(world.mailbox.letters().is_empty(), "nobody is mailed");
    let versions = world.provider_versions(user.id).await;

    world.caller("ada@example.org").await;
    let id = user.id;
    let user = world
        .view(move |queries| queries.user(CALL.tenant(), id))
        .await
        .unwrap();
    let State::Active { password, .. } = &user.state else {
        panic!("{user:?}")
    };
    assert!(password.as_phc().starts_with("$memory$"), "{}", password.as_phc());
    assert!(
        world.provider_versions(id).await > versions,
        "the hash that a provider can read is on its way there"
    );
    let audited = world.audited("user.imported").await;
    assert_eq!(audited.subject, Some(id.as_uuid()));
}

#[tokio::test]
async fn an_account_is_in_the_state_in_which_it_was() {
    let world = World::new().await;
    let suspended = made(
        &world,
        &named("grace@example.org", ImportedAccount::Suspended { hash: hash().await }),
    )
    .await;
    assert!(matches!(suspended.state, State::Suspended { .. }));
    let pending = ImportedAccount::Pending {
        hash: Some(hash().await),
    };
    let pending = made(&world, &named("alan@example.org", pending)).await;
    assert!(matches!(pending.state, State::Pending { password: Some(_) }));
    for email in ["grace@example.org", "alan@example.org"] {
        let refused = world
            .enrollment
            .sign_in(&CALL, Some(email), Some(PASSWORD), HandedPassword::Refused)
            .await;
        assert!(matches!(refused, Err(SignInError::Refused)), "{refused:?}");
    }
    world.deliver().await;
    assert!(world.mailbox.letters().is_empty());
}

#[tokio::test]
async fn who_has_neither_a_password_nor_a_proved_address_is_asked_to_set_a_first_one_and_nobody_else_is() {
    let world = World::new().await;
    let pending = ImportedAccount::Pending { hash: None };
    let proved = ImportForm {
        address: ImportedAddress::Proved,
        ..named("proved@example.org", pending.clone())
    };
    made(&world, &proved).await;
    made(&world, &named("unproved@example.org", pending)).await;
    world.deliver().await;
    let letters = world.mailbox.letters();
    let to: Vec<_> = letters
        .iter()
        .map(|received| received.letter.to.as_str().to_owned())
        .collect();
    assert_eq!(to, ["unproved@example.org"]);
}

#[tokio::test]
async fn who_is_here_already_stays_as_they_are() {
    let world = World::new().await;
    let mut form = named("ada@example.org", ImportedAccount::Active { hash: hash().await });
    form.user.username = Some("ada".to_owned());
    let ada = made(&world, &form).await;
    form.user.email = Some("ADA@example.org".to_owned());
    form.account = ImportedAccount::Pending { hash: None };
    assert_eq!(import(&world, &form).await.unwrap(), Imported::Exists(ada.id));

    form.user.email = Some("another@example.org".to_owned());
    assert_eq!(
        rejections(&world, &form).await,
        [(Input::Username, "taken")],
        "somebody else who wants the same user name is not the same person"
    );
    let id = ada.id;
    let after = world.view(move |queries| queries.user(CALL.tenant(), id)).await;
    assert_eq!(after, Some(ada));
}

#[tokio::test]
async fn who_has_no_address_is_known_by_an_external_id_and_who_has_none_by_the_user_name() {
    let mut policy = Policy::private();
    policy.email = Presence::Optional;
    policy.username.presence = Presence::Optional;
    policy.external_ids = [("badge".to_owned(), Presence::Optional)].into();
    let world = World::under(policy).await;
    let mut form = named("", ImportedAccount::Active { hash: hash().await });
    form.user.username = Some("ada".to_owned());
    let ada = made(&world, &form).await;
    assert_eq!(import(&world, &form).await.unwrap(), Imported::Exists(ada.id));
    form.user.username = Some("grace".to_owned());
    form.user.external_ids = vec![("badge".to_owned(), "7".to_owned())];
    let grace = made(&world, &form).await;
    form.user.username = Some("ada".to_owned());
    assert_eq!(import(&world, &form).await.unwrap(), Imported::Exists(grace.id));
    form.user.external_ids = vec![("badge".to_owned(), "8".to_owned())];
    assert_eq!(rejections(&world, &form).await, [(Input::Username, "taken")]);
}

#[tokio::test]
async fn a_trial_finds_what_would_happen_and_keeps_nothing() {
    let world = World::new().await;
    let operator = world.operator().await;
    let form = named("ada@example.org", ImportedAccount::Active { hash: hash().await });
    let before = world.audit().await;
    for _ in 0..2 {
        let tried = world.enrollment.import_user(&operator, &form, ImportMode::Trial).await;
        assert!(matches!(tried.unwrap(), Imported::Made { .. }));
    }
    assert_eq!(world.audit().await, before);
    assert!(!world.view(|queries| queries.has_users(CALL.tenant())).await);
    made(&world, &form).await;
    let tried = world.enrollment.import_user(&operator, &form, ImportMode::Trial).await;
    assert!(matches!(tried.unwrap(), Imported::Exists(_)));
}

#[tokio::test]
async fn everything_that_breaks_a_rule_is_named_at_once() {
    let world = World::new().await;
    let mut form = named(
        "nobody",
        ImportedAccount::Active {
            hash: "5f4dcc3b5aa765d61d8327deb882cf99".to_owned(),
        },
    );
    form.user.roles = vec!["emperor".to_owned()];
    let found = rejections(&world, &form).await;
    assert_eq!(
        found,
        [
            (Input::Email, "malformed"),
            (Input::Role, "unknown"),
            (Input::Password, "malformed")
        ]
    );
    let mut form = named("", ImportedAccount::Pending { hash: None });
    form.user.username = Some("ada".to_owned());
    form.address = ImportedAddress::Proved;
    assert!(rejections(&world, &form).await.contains(&(Input::Email, "required")));
}

#[tokio::test]
async fn the_operator_alone_imports() {
    let world = World::new().await;
    world.user("root@example.org", &["admin"]).await;
    let admin = world.caller("root@example.org").await;
    let form = named("ada@example.org", ImportedAccount::Pending { hash: None });
    let refused = world.enrollment.import_user(&admin, &form, ImportMode::Write).await;
    assert!(matches!(refused, Err(ImportUserError::Forbidden)));
}
