//! Administration: made users, first passwords, roles and their ceiling.

use std::collections::BTreeSet;
use std::time::Duration;

use enroll_application::{CreateUserError, Created, FirstCredential, GrantRoleError, NewUserForm, Receipted};
use enroll_domain::profile::Field;
use enroll_domain::registration::{Admission, FieldPolicy, Policy, Presence, UsernameRule};
use enroll_domain::role::{Authority, Permission, Role, RoleName};

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World};

fn new_user(email: &str, roles: &[&str]) -> NewUserForm {
    NewUserForm {
        email: Some(email.to_owned()),
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
        ..NewUserForm::default()
    }
}

fn fresh(answer: Receipted<Created>) -> Created {
    match answer {
        Receipted::Fresh(created) => created,
        Receipted::Replayed(_) => panic!("nobody asked for a receipt"),
    }
}

async fn admin(world: &World) -> Created {
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let credential = FirstCredential::Password(PASSWORD);
    fresh(
        world
            .enrollment
            .create_user(&operator, &new_user("root@example.org", &["admin"]), credential, None)
            .await
            .unwrap(),
    )
}

fn policy_with_editor() -> Policy {
    let mut policy = Policy::private();
    let held = ["user.create", "role.grant"].map(|text| Permission::parse(text).unwrap());
    let editor = Role::new(
        RoleName::parse("editor").unwrap(),
        Authority::Only(BTreeSet::from(held)),
    );
    policy.roles = policy.roles.with(editor);
    policy
}

#[tokio::test]
async fn a_user_made_by_an_administrator_sets_a_first_password_from_the_mail() {
    let world = World::new().await;
    admin(&world).await;
    let caller = world
        .caller(&world.sign_in("root@example.org", PASSWORD).await.unwrap())
        .await;
    let form = new_user("ada@example.org", &[]);
    fresh(
        world
            .enrollment
            .create_user(&caller, &form, FirstCredential::Mail, None)
            .await
            .unwrap(),
    );
    assert!(world.sign_in("ada@example.org", OTHER_PASSWORD).await.is_none());
    let token = world.newest_token().await;
    let welcomed = world
        .enrollment
        .set_first_password(&CALL, &token, OTHER_PASSWORD)
        .await
        .unwrap();
    assert_eq!(welcomed.user.roles, [RoleName::member()]);
    assert!(world.sign_in("ada@example.org", OTHER_PASSWORD).await.is_some());
    assert!(
        world
            .enrollment
            .set_first_password(&CALL, &token, PASSWORD)
            .await
            .is_err(),
        "a link works once"
    );
}

#[tokio::test]
async fn an_address_that_is_claimed_by_an_administrator_ends_its_attempts() {
    let world = World::new().await;
    world.register("ada@example.org", PASSWORD).await;
    let stranger = world.newest_token().await;
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let form = new_user("ada@example.org", &[]);
    let made = world
        .enrollment
        .create_user(&operator, &form, FirstCredential::Link, None);
    assert!(
        fresh(made.await.unwrap())
            .link
            .unwrap()
            .starts_with("https://id.example/welcome?token=")
    );
    assert!(world.activate(&stranger, PASSWORD).await.is_err());
}

#[tokio::test]
async fn nobody_gives_more_than_they_hold() {
    let world = World::under(policy_with_editor()).await;
    admin(&world).await;
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let form = new_user("editor@example.org", &["editor"]);
    let credential = FirstCredential::Password(OTHER_PASSWORD);
    let editor = fresh(
        world
            .enrollment
            .create_user(&operator, &form, credential, None)
            .await
            .unwrap(),
    )
    .user
    .user
    .id;
    let caller = world
        .caller(&world.sign_in("editor@example.org", OTHER_PASSWORD).await.unwrap())
        .await;
    let granted = world.enrollment.grant_role(&caller, editor, &RoleName::admin()).await;
    assert!(matches!(granted, Err(GrantRoleError::Forbidden)));
    let form = new_user("x@example.org", &["admin"]);
    let made = world
        .enrollment
        .create_user(&caller, &form, FirstCredential::Mail, None);
    assert!(matches!(made.await, Err(CreateUserError::Rejected(_))));
    let form = new_user("x@example.org", &["editor"]);
    let made = world
        .enrollment
        .create_user(&caller, &form, FirstCredential::Mail, None);
    assert!(made.await.is_ok(), "what they hold they may give");
    assert!(
        world.enrollment.list_users(&caller, None, 10).await.is_err(),
        "an editor does not read users"
    );
}

#[tokio::test]
async fn the_last_administrator_keeps_the_role() {
    let world = World::new().await;
    let root = admin(&world).await.user.user.id;
    let caller = world
        .caller(&world.sign_in("root@example.org", PASSWORD).await.unwrap())
        .await;
    let revoked = world.enrollment.revoke_role(&caller, root, &RoleName::admin()).await;
    assert!(matches!(revoked, Err(GrantRoleError::LastAdministrator)));
    let ada = world.settled("ada@example.org").await.user.user.id;
    world
        .enrollment
        .grant_role(&caller, ada, &RoleName::admin())
        .await
        .unwrap();
    let left = world
        .enrollment
        .revoke_role(&caller, root, &RoleName::admin())
        .await
        .unwrap();
    assert_eq!(left.roles, [RoleName::member()]);
    assert!(
        world
            .enrollment
            .list_users(
                &world
                    .caller(&world.sign_in("root@example.org", PASSWORD).await.unwrap())
                    .await,
                None,
                1
            )
            .await
            .is_err()
    );
}

#[tokio::test]
async fn pages_of_users_come_in_order_and_end() {
    let world = World::new().await;
    for n in 0..5 {
        // Ids tell milliseconds; within one, their order is chance.
        world.clock.advance(Duration::from_millis(1));
        let operator = world.enrollment.operator(&CALL).await.unwrap();
        let form = new_user(&format!("person{n}@example.org"), &[]);
        world
            .enrollment
            .create_user(&operator, &form, FirstCredential::Mail, None)
            .await
            .unwrap();
    }
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.enrollment.list_users(&operator, after, 2).await.unwrap();
        seen.extend(
            page.users
                .into_iter()
                .map(|view| view.user.identifiers.email.unwrap().as_str().to_owned()),
        );
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    let expected: Vec<_> = (0..5).map(|n| format!("person{n}@example.org")).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn where_registration_is_closed_nobody_registers_and_only_an_administrator_makes_users() {
    for (admission, may_create) in [(Admission::ByAdministrator, true), (Admission::Closed, false)] {
        let world = World::under(Policy {
            admission,
            ..Policy::private()
        })
        .await;
        let form = crate::world::form("ada@example.org", PASSWORD);
        assert!(world.enrollment.register(&CALL, &form, None).await.is_err());
        let operator = world.enrollment.operator(&CALL).await.unwrap();
        let form = new_user("ada@example.org", &[]);
        let made = world
            .enrollment
            .create_user(&operator, &form, FirstCredential::Mail, None);
        assert_eq!(made.await.is_ok(), may_create, "{admission:?}");
    }
}

#[tokio::test]
async fn an_administrator_is_held_to_what_the_policy_asks_and_refuses() {
    let mut policy = Policy::private();
    policy.username = UsernameRule::usual(Presence::Required);
    policy
        .profile
        .insert(Field::GivenName, FieldPolicy::required_within(255));
    let refused = FieldPolicy {
        presence: Presence::Refused,
        max_chars: None,
    };
    policy.profile.insert(Field::Country, refused);
    let world = World::under(policy).await;
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let mut form = new_user("ada@example.org", &[]);
    form.profile = vec![(Field::Country, "GB".to_owned())];
    let made = world
        .enrollment
        .create_user(&operator, &form, FirstCredential::Mail, None);
    let Err(CreateUserError::Rejected(rejections)) = made.await else {
        panic!("the policy was not asked")
    };
    let broken: Vec<_> = rejections
        .as_slice()
        .iter()
        .map(|found| (found.input.name(), found.code()))
        .collect();
    assert_eq!(
        broken,
        [
            ("username", "required"),
            ("given_name", "required"),
            ("country", "not_accepted")
        ]
    );
    form.username = Some("lovelace".to_owned());
    form.profile = vec![(Field::GivenName, "Augusta".to_owned())];
    for password in ["quietlovelaceriversong", "quietaugustariversong"] {
        let credential = FirstCredential::Password(password);
        let made = world.enrollment.create_user(&operator, &form, credential, None).await;
        assert!(matches!(made, Err(CreateUserError::Rejected(_))), "{password}");
    }
}
