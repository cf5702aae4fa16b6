//! Who may suspend, reinstate and close whom, and in which state.

use enroll_application::{CloseOwnAccountError, FirstCredential, GrantRoleError, ManageLifecycleError, NewUserForm};
use enroll_domain::id::UserId;
use enroll_domain::registration::Policy;
use enroll_domain::role::RoleName;
use enroll_identity_provider::Enabled;

use crate::address_change::made;
use crate::lifecycle::{caller, two, world};
use crate::world::{CALL, PASSWORD, World};

#[tokio::test]
async fn a_tenant_keeps_its_last_administrator_and_nobody_shuts_themselves_out() {
    let world = world().await;
    let (_, _, root) = two(&world).await;
    let own = root.view().unwrap().user.id;
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    for refused in [
        world.enrollment.suspend_user(&operator, own).await,
        world.enrollment.close_user(&operator, own).await,
    ] {
        assert!(
            matches!(refused, Err(ManageLifecycleError::LastAdministrator)),
            "{refused:?}"
        );
    }
    for refused in [
        world.enrollment.suspend_user(&root, own).await,
        world.enrollment.reinstate_user(&root, own).await,
        world.enrollment.close_user(&root, own).await,
    ] {
        assert!(matches!(refused, Err(ManageLifecycleError::OwnAccount)), "{refused:?}");
    }
    let refused = world.enrollment.close_own_account(&root, Some(PASSWORD)).await;
    assert!(
        matches!(refused, Err(CloseOwnAccountError::LastAdministrator)),
        "{refused:?}"
    );
    made(&world, "second@example.org", "admin").await;
    world.enrollment.close_own_account(&root, Some(PASSWORD)).await.unwrap();
    let second = caller(&world, "second@example.org").await;
    let refused = world.enrollment.close_own_account(&second, Some(PASSWORD)).await;
    assert!(
        matches!(refused, Err(CloseOwnAccountError::LastAdministrator)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn nobody_shuts_out_somebody_who_may_do_more_than_they() {
    let world = world().await;
    let (tokens, ada, root) = two(&world).await;
    made(&world, "warden@example.org", "warden").await;
    made(&world, "other@example.org", "warden").await;
    let warden = caller(&world, "warden@example.org").await;
    let other = caller(&world, "other@example.org").await.view().unwrap().user.id;
    let above = root.view().unwrap().user.id;
    for refused in [
        world.enrollment.suspend_user(&warden, above).await,
        world.enrollment.sign_out_user(&warden, above).await,
        world.enrollment.close_user(&warden, ada).await,
        world.enrollment.suspend_user(&world.caller(&tokens).await, other).await,
    ] {
        assert!(matches!(refused, Err(ManageLifecycleError::Forbidden)), "{refused:?}");
    }
    made(&world, "second@example.org", "admin").await;
    world
        .enrollment
        .suspend_user(&root, world.id_of("second@example.org").await)
        .await
        .unwrap();
    let let_in = world
        .enrollment
        .reinstate_user(&warden, world.id_of("second@example.org").await)
        .await;
    assert!(
        matches!(let_in, Err(ManageLifecycleError::Forbidden)),
        "nor lets them in: {let_in:?}"
    );
    world.enrollment.suspend_user(&warden, other).await.unwrap();
    world.enrollment.suspend_user(&warden, ada).await.unwrap();
    assert!(!world.speaks(&tokens).await);
}

#[tokio::test]
async fn a_pending_account_is_closed_but_not_suspended_and_a_closed_one_is_neither() {
    let world = world().await;
    let (_, ada, root) = two(&world).await;
    let form = NewUserForm {
        email: Some("grace@example.org".to_owned()),
        ..NewUserForm::default()
    };
    let mail = FirstCredential::Mail;
    world.enrollment.create_user(&root, &form, mail, None).await.unwrap();
    let grace = world.id_of("grace@example.org").await;
    let first_password = world.newest_token().await;
    world.enrollment.close_user(&root, ada).await.unwrap();
    for refused in [
        world.enrollment.suspend_user(&root, grace).await,
        world.enrollment.reinstate_user(&root, grace).await,
        world.enrollment.suspend_user(&root, ada).await,
        world.enrollment.reinstate_user(&root, ada).await,
        world.enrollment.sign_out_user(&root, ada).await,
    ] {
        assert!(matches!(refused, Err(ManageLifecycleError::OtherState)), "{refused:?}");
    }
    world.enrollment.close_user(&root, ada).await.unwrap();
    world.enrollment.close_user(&root, grace).await.unwrap();
    let refused = world
        .enrollment
        .set_first_password(&CALL, &first_password, PASSWORD)
        .await;
    assert!(refused.is_err(), "{refused:?}");
    let nobody = world
        .enrollment
        .close_user(&root, UserId::from_uuid(uuid::Uuid::from_u128(7)))
        .await;
    assert!(matches!(nobody, Err(ManageLifecycleError::NotFound)), "{nobody:?}");
}

#[tokio::test]
async fn whoever_was_shut_out_meanwhile_shuts_nobody_out() {
    let world = world().await;
    let (_, ada, root) = two(&world).await;
    made(&world, "second@example.org", "admin").await;
    let second = caller(&world, "second@example.org").await;
    let own = second.view().unwrap().user.id;
    world.enrollment.suspend_user(&root, own).await.unwrap();
    let refused = world.enrollment.suspend_user(&second, ada).await;
    assert!(matches!(refused, Err(ManageLifecycleError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn a_closed_account_gets_no_role() {
    let world = world().await;
    let (_, ada, root) = two(&world).await;
    world.enrollment.close_user(&root, ada).await.unwrap();
    let refused = world.enrollment.grant_role(&root, ada, &RoleName::member()).await;
    assert!(matches!(refused, Err(GrantRoleError::NotFound)), "{refused:?}");
}

#[tokio::test]
async fn whoever_stands_at_a_provider_is_suspended_there_though_the_policy_names_none_any_more() {
    let world = world().await;
    let (_, ada, _) = two(&world).await;
    let without = World::over(Policy::private(), world.store.clone()).await;
    let operator = without.enrollment.operator(&CALL).await.unwrap();
    without.enrollment.suspend_user(&operator, ada).await.unwrap();
    world.deliver().await;
    assert_eq!(world.provider.ensured(ada).unwrap().enabled, Enabled::No);
}
