//! Whoever lost their roles after they were seen to be who they are: what they asked for then is not done.

use enroll_application::{Caller, CreateUserError, FirstCredential, GrantRoleError, ManageRolesError, NewUserForm};
use enroll_domain::id::UserId;

use crate::world::{World, allowing, role};

const HELD: &[&str] = &["role.manage", "role.grant", "user.create", "user.read"];

fn somebody(email: &str, roles: &[&str]) -> NewUserForm {
    NewUserForm {
        email: Some(email.to_owned()),
        roles: roles.iter().map(|&role| role.to_owned()).collect(),
        ..NewUserForm::default()
    }
}

/// Somebody who may give, make and change roles and make users, and somebody else; with roles named `read` and `unused`.
async fn two() -> (World, Caller, UserId) {
    let world = World::new().await;
    let operator = world.operator().await;
    for name in ["read", "unused"] {
        let made = world
            .enrollment
            .create_role(&operator, role(name), allowing(&["user.read"]));
        made.await.unwrap();
    }
    let boss = world.holder("boss", HELD).await;
    let ada = world.user("ada@example.org", &["read"]).await;
    (world, boss, ada)
}

#[tokio::test]
async fn whoever_lost_their_role_meanwhile_gives_and_takes_none() {
    let (world, boss, ada) = two().await;
    let own = boss.view().unwrap().user.id;
    let operator = world.operator().await;
    world.enrollment.grant_role(&boss, ada, &role("unused")).await.unwrap();
    world
        .enrollment
        .revoke_role(&operator, own, &role("boss"))
        .await
        .unwrap();
    for refused in [
        world.enrollment.grant_role(&boss, own, &role("boss")).await,
        world.enrollment.grant_role(&boss, ada, &role("read")).await,
        world.enrollment.revoke_role(&boss, ada, &role("read")).await,
    ] {
        assert!(matches!(refused, Err(GrantRoleError::Forbidden)), "{refused:?}");
    }
}

#[tokio::test]
async fn whoever_lost_their_role_meanwhile_makes_changes_and_removes_none() {
    let (world, boss, _) = two().await;
    let own = boss.view().unwrap().user.id;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    enrollment.revoke_role(&operator, own, &role("boss")).await.unwrap();
    let refused = [
        enrollment.create_role(&boss, role("new"), allowing(&[])).await.err(),
        enrollment.replace_role(&boss, role("read"), allowing(&[])).await.err(),
        enrollment.remove_role(&boss, role("unused")).await.err(),
    ];
    for refused in refused {
        assert!(matches!(refused, Some(ManageRolesError::Forbidden)), "{refused:?}");
    }
}

#[tokio::test]
async fn whoever_lost_their_role_meanwhile_makes_nobody() {
    let (world, boss, _) = two().await;
    let own = boss.view().unwrap().user.id;
    let operator = world.operator().await;
    world
        .enrollment
        .revoke_role(&operator, own, &role("boss"))
        .await
        .unwrap();
    let form = somebody("new@example.org", &[]);
    let refused = world
        .enrollment
        .create_user(&boss, &form, FirstCredential::Mail, None)
        .await;
    assert!(matches!(refused, Err(CreateUserError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn whoever_may_give_a_role_no_more_makes_nobody_with_it() {
    let (world, boss, _) = two().await;
    let operator = world.operator().await;
    let less = world
        .enrollment
        .replace_role(&operator, role("boss"), allowing(&["user.create"]));
    less.await.unwrap();
    let (with, without) = (somebody("one@example.org", &["read"]), somebody("two@example.org", &[]));
    let refused = world
        .enrollment
        .create_user(&boss, &with, FirstCredential::Mail, None)
        .await;
    assert!(matches!(refused, Err(CreateUserError::Rejected(_))), "{refused:?}");
    let made = world
        .enrollment
        .create_user(&boss, &without, FirstCredential::Mail, None)
        .await;
    assert!(made.is_ok(), "{made:?}");
}
