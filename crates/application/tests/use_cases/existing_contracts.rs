//! What the drivers of existing contracts ask for beyond our own API: everything against a form at once, tokens of another system,
//! confirmations that sign in, and where a user stands who was just made.

use enroll_application::{
    AssignmentForm, AuthenticateError, Caller, ConfirmError, CreateUserError, Created, FirstCredential, NewUserForm,
    Receipted, SharedSecret, TagForm,
};
use enroll_domain::membership::{TagStanding, Title};
use enroll_domain::registration::{Admission, Beginning, Claim, Policy, Preset, RegistrationForm};
use enroll_domain::{Input, Rule};
use enroll_memory::sign_shared;

use crate::world::{CALL, World, target};

const PASSWORD: &str = "Seven0wls-Read_Maps";

fn community() -> Policy {
    Preset::SelfCommunity.policy()
}

fn named(name: &str) -> NewUserForm {
    NewUserForm {
        username: Some(name.to_owned()),
        ..NewUserForm::default()
    }
}

async fn make(world: &World, caller: &Caller, form: &NewUserForm, credential: FirstCredential<'_>) -> Created {
    match world.enrollment.create_user(caller, form, credential, None).await {
        Ok(Receipted::Fresh(created)) => created,
        other => panic!("{other:?}"),
    }
}

async fn operator(world: &World) -> Caller {
    world.enrollment.operator(&CALL).await.unwrap()
}

fn secret() -> SharedSecret {
    SharedSecret::parse("forty bytes that two systems have agreed on").unwrap()
}

/// A token of the other system for the user of this number, good for the whole test.
fn token_for(number: u64) -> String {
    let number = number.to_string();
    let claims = [
        ("user_id", number.as_str()),
        ("token_type", "\"access\""),
        ("jti", "\"1\""),
        ("iat", "1789999000"),
        ("exp", "1800000000"),
    ];
    sign_shared(&secret(), "HS256", &claims)
}

#[tokio::test]
async fn everything_against_a_form_is_told_at_once() {
    let world = World::under(community()).await;
    let operator = operator(&world).await;
    let known = NewUserForm {
        email: Some("jane@example.com".to_owned()),
        external_ids: vec![("ext_id".to_owned(), "42".to_owned())],
        ..named("jane_d")
    };
    make(&world, &operator, &known, FirstCredential::Mail).await;
    let form = NewUserForm {
        username: Some("JANE_D".to_owned()),
        roles: vec!["owner".to_owned()],
        assignment: AssignmentForm {
            tags: vec![99],
            ..AssignmentForm::default()
        },
        ..known
    };
    let against = world
        .enrollment
        .objections(&operator, &form, FirstCredential::Password("short"));
    let against = against.await.unwrap();
    for (input, rule) in [
        (Input::Role, Rule::Unknown),
        (Input::Password, Rule::TooShort { min: 8 }),
        (Input::Email, Rule::Taken),
        (Input::Username, Rule::Taken),
        (Input::ExternalId, Rule::Taken),
        (Input::Tag, Rule::Unknown),
    ] {
        let found = against.iter().any(|found| (found.input, found.rule) == (input, rule));
        assert!(found, "{input:?} {rule:?}");
    }
    let other = named("june");
    let good = world
        .enrollment
        .objections(&operator, &other, FirstCredential::Mail)
        .await;
    assert_eq!(good.unwrap(), []);
}

#[tokio::test]
async fn nobody_else_learns_what_speaks_against_a_form() {
    let world = World::under(community()).await;
    make(
        &world,
        &operator(&world).await,
        &named("jane_d"),
        FirstCredential::Password(PASSWORD),
    )
    .await;
    let tokens = world.sign_in("jane_d", PASSWORD).await.unwrap();
    let jane = world.caller(&tokens).await;
    let form = named("jane_d");
    let asked = world.enrollment.objections(&jane, &form, FirstCredential::Mail).await;
    assert!(matches!(asked, Err(CreateUserError::Forbidden)));
}

#[tokio::test]
async fn tags_that_nobody_may_be_given_are_named() {
    let world = World::under(community()).await;
    let operator = operator(&world).await;
    let tag = |title: &str, standing| TagForm {
        title: Title::parse(title).unwrap(),
        description: None,
        standing,
    };
    let active = world
        .enrollment
        .create_tag(&operator, tag("early", TagStanding::Active))
        .await
        .unwrap();
    let retired = world
        .enrollment
        .create_tag(&operator, tag("late", TagStanding::Retired))
        .await
        .unwrap();
    let asked = [active.number, retired.number, 99];
    let unknown = world.enrollment.unknown_tags(CALL.tenant(), &asked).await.unwrap();
    assert_eq!(unknown, [retired.number, 99]);
}

#[tokio::test]
async fn a_token_of_another_system_speaks_for_the_user_of_its_number() {
    let world = World::under(community()).await;
    let operator = operator(&world).await;
    let with_password = make(&world, &operator, &named("jane_d"), FirstCredential::Password(PASSWORD)).await;
    let without = make(&world, &operator, &named("june"), FirstCredential::Mail).await;
    for created in [&with_password, &without] {
        let number = created.user.user.membership.number.unwrap();
        let caller = world
            .enrollment
            .authenticate_shared(&CALL, &secret(), &token_for(number))
            .await;
        let caller = caller.unwrap();
        assert_eq!(caller.view().unwrap().user.id, created.user.user.id);
        // There is no session that could end.
        world.enrollment.sign_out(&caller).await.unwrap();
    }
    for token in [token_for(99), "nonsense".to_owned()] {
        let refused = world.enrollment.authenticate_shared(&CALL, &secret(), &token).await;
        assert!(matches!(refused, Err(AuthenticateError::Refused)));
    }
}

fn pending() -> Policy {
    Policy {
        admission: Admission::Open,
        claim: Claim::AtRegistration(Beginning::Pending),
        ..community()
    }
}

fn registration() -> RegistrationForm {
    RegistrationForm {
        username: Some("jane_d".to_owned()),
        email: Some("jane@example.com".to_owned()),
        password: Some(PASSWORD.to_owned()),
        ..RegistrationForm::default()
    }
}

#[tokio::test]
async fn no_other_system_speaks_for_somebody_whose_address_is_to_be_proved_first() {
    let world = World::under(pending()).await;
    world.register_as(registration()).await;
    let refused = world
        .enrollment
        .authenticate_shared(&CALL, &secret(), &token_for(1))
        .await;
    assert!(matches!(refused, Err(AuthenticateError::Refused)));
}

#[tokio::test]
async fn a_confirmation_signs_in_once_where_it_is_asked_to() {
    let world = World::under(pending()).await;
    world.register_as(registration()).await;
    let token = world.newest_token().await;
    let confirmed = world.enrollment.confirm_and_sign_in(&CALL, &token).await.unwrap();
    let caller = world.caller(&confirmed.tokens).await;
    assert_eq!(caller.view().unwrap().user.id, confirmed.confirmed.user.user.id);
    let again = world.enrollment.confirm_and_sign_in(&CALL, &token).await;
    assert!(matches!(again, Err(ConfirmError::ProvedBefore)));
}

#[tokio::test]
async fn whoever_made_a_user_sees_how_far_provisioning_has_come() {
    let world = World::under(community()).await;
    let created = make(&world, &operator(&world).await, &named("jane_d"), FirstCredential::Mail).await;
    let standing = world
        .enrollment
        .provisioning_of(&CALL, created.user.user.id)
        .await
        .unwrap();
    assert_eq!(standing, None);

    let world = World::under(Policy {
        provisioning: vec![target()],
        ..community()
    })
    .await;
    let created = make(&world, &operator(&world).await, &named("jane_d"), FirstCredential::Mail).await;
    let id = created.user.user.id;
    let before = world.enrollment.provisioning_of(&CALL, id).await.unwrap().unwrap();
    assert!(before.is_under_way());
    world.deliver().await;
    let after = world.enrollment.provisioning_of(&CALL, id).await.unwrap().unwrap();
    assert!(!after.is_under_way());
}
