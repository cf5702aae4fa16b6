//! Passwords that administrators choose: refused unless the tenant lets them, and then good for nothing but being changed.

use enroll_application::{
    Caller, CreateUserError, Created, FirstCredential, HandedPassword, NewUserForm, Receipted, SignInError,
};
use enroll_domain::registration::{ChosenPasswords, Policy};
use enroll_domain::user::ChosenBy;

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World};

fn user(email: &str, roles: &[&str]) -> NewUserForm {
    NewUserForm {
        email: Some(email.to_owned()),
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
        ..NewUserForm::default()
    }
}

async fn create(world: &World, caller: &Caller, form: &NewUserForm) -> Result<Created, CreateUserError> {
    let credential = FirstCredential::Password(PASSWORD);
    match world.enrollment.create_user(caller, form, credential, None).await? {
        Receipted::Fresh(created) => Ok(created),
        Receipted::Replayed(_) => panic!("nobody asked for a receipt"),
    }
}

async fn administrator(world: &World) -> Caller {
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    create(world, &operator, &user("root@example.org", &["admin"]))
        .await
        .unwrap();
    world
        .caller(&world.sign_in("root@example.org", PASSWORD).await.unwrap())
        .await
}

fn policy(chosen_passwords: ChosenPasswords) -> Policy {
    Policy {
        chosen_passwords,
        ..Policy::private()
    }
}

#[tokio::test]
async fn an_administrator_chooses_no_password_unless_the_tenant_lets_them() {
    let world = World::under(policy(ChosenPasswords::Refused)).await;
    let caller = administrator(&world).await;
    let refused = create(&world, &caller, &user("ada@example.org", &[])).await;
    let Err(CreateUserError::Rejected(rejections)) = refused else {
        panic!("a password of somebody else was taken")
    };
    let found = rejections.as_slice().iter().map(|one| (one.input.name(), one.code()));
    assert_eq!(found.collect::<Vec<_>>(), [("password", "not_accepted")]);
}

#[tokio::test]
async fn a_chosen_password_signs_nobody_in_before_its_user_changed_it() {
    let world = World::under(policy(ChosenPasswords::MustBeChanged)).await;
    let caller = administrator(&world).await;
    let made = create(&world, &caller, &user("ada@example.org", &[])).await.unwrap();
    assert_eq!(made.user.user.chosen_by, ChosenBy::Administrator);
    let (name, handed) = (Some("ada@example.org"), HandedPassword::Refused);
    let refused = world.enrollment.sign_in(&CALL, name, Some(PASSWORD), handed).await;
    assert!(matches!(refused, Err(SignInError::MustChangePassword)));
    let token = world.newest_token().await;
    world
        .enrollment
        .complete_password_reset(&CALL, &token, OTHER_PASSWORD)
        .await
        .unwrap();
    let tokens = world.sign_in("ada@example.org", OTHER_PASSWORD).await.unwrap();
    let view = world.caller(&tokens).await;
    assert_eq!(view.view().unwrap().user.chosen_by, ChosenBy::Owner);
}

#[tokio::test]
async fn who_does_not_know_a_chosen_password_learns_nothing_of_it() {
    let world = World::under(policy(ChosenPasswords::MustBeChanged)).await;
    let caller = administrator(&world).await;
    create(&world, &caller, &user("ada@example.org", &[])).await.unwrap();
    let (name, handed) = (Some("ada@example.org"), HandedPassword::Refused);
    let refused = world
        .enrollment
        .sign_in(&CALL, name, Some(OTHER_PASSWORD), handed)
        .await;
    assert!(matches!(refused, Err(SignInError::Refused)));
    world.deliver().await;
    assert!(world.subjects().is_empty());
}

#[tokio::test]
async fn a_contract_that_can_say_nothing_else_lets_a_chosen_password_in() {
    let world = World::under(policy(ChosenPasswords::MustBeChanged)).await;
    let caller = administrator(&world).await;
    create(&world, &caller, &user("ada@example.org", &[])).await.unwrap();
    let (name, handed) = (Some("ada@example.org"), HandedPassword::Accepted);
    assert!(
        world
            .enrollment
            .sign_in(&CALL, name, Some(PASSWORD), handed)
            .await
            .is_ok()
    );
}
