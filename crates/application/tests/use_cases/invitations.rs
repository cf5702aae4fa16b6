//! Invitations, as those use them who were invited.

use std::time::Duration;

use enroll_application::{
    ActivateError, InvitationForm, InvitationLifetime, InvitationState, InvitationUses, RegisterError,
};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::registration::{Admission, Beginning, Invited, Policy, RegistrationForm, WishesForm};
use enroll_domain::role::RoleName;

use crate::sign_up::at_once;
use crate::world::{CALL, PASSWORD, World, form, refused};

fn invited(policy: Policy, invited: Invited) -> Policy {
    Policy {
        admission: Admission::Invited(invited),
        ..policy
    }
}

fn invitation(email: Option<&str>) -> InvitationForm {
    InvitationForm {
        email: email.map(|text| EmailAddress::parse(text).unwrap()),
        roles: vec![RoleName::admin()],
        uses: InvitationUses::ONE,
        lifetime: InvitationLifetime::USUAL,
    }
}

async fn invite(world: &World, form: InvitationForm) -> String {
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    world.enrollment.invite(&operator, form).await.unwrap().code
}

fn with_code(email: &str, code: &str) -> RegistrationForm {
    RegistrationForm {
        wishes: WishesForm {
            invitation_code: Some(code.to_owned()),
            ..WishesForm::default()
        },
        ..form(email, PASSWORD)
    }
}

#[tokio::test]
async fn a_code_is_good_for_as_many_as_it_was_made_for() {
    let world = World::under(invited(at_once(Beginning::Active), Invited::Always)).await;
    let code = invite(&world, invitation(None)).await;
    let ada = world
        .sign_up(&CALL, &with_code("ada@example.org", &code))
        .await
        .unwrap();
    assert!(ada.user.roles.contains(&RoleName::admin()));
    let spent = world.sign_up(&CALL, &with_code("grace@example.org", &code)).await;
    assert_eq!(refused(spent), [("invitation_code", "unknown")]);
}

#[tokio::test]
async fn an_address_that_is_invited_needs_no_code_and_no_other_address_comes_in() {
    let world = World::under(invited(at_once(Beginning::Active), Invited::Always)).await;
    invite(&world, invitation(Some("ada@example.org"))).await;
    let grace = world.sign_up(&CALL, &form("grace@example.org", PASSWORD)).await;
    assert!(matches!(grace, Err(RegisterError::NotInvited)));
    // Whoever types the address need not be its owner: it lets them in, and gives nothing else.
    let ada = world.sign_up(&CALL, &form("ADA@example.org", PASSWORD)).await.unwrap();
    assert_eq!(ada.user.roles, [RoleName::member()]);
}

#[tokio::test]
async fn a_tenant_may_be_open_until_somebody_is_invited() {
    let world = World::under(invited(at_once(Beginning::Active), Invited::OpenWhileNone)).await;
    assert!(world.sign_up(&CALL, &form("ada@example.org", PASSWORD)).await.is_ok());
    invite(&world, invitation(Some("grace@example.org"))).await;
    let late = world.sign_up(&CALL, &form("late@example.org", PASSWORD)).await;
    assert!(matches!(late, Err(RegisterError::NotInvited)));
}

#[tokio::test]
async fn where_an_activation_follows_the_invitation_is_used_by_whoever_activates_first() {
    let world = World::under(invited(Policy::private(), Invited::Always)).await;
    let code = invite(&world, invitation(None)).await;
    let mut links = Vec::new();
    for email in ["ada@example.org", "grace@example.org"] {
        world.register_as(with_code(email, &code)).await;
        links.push(world.newest_token().await);
    }
    let first = world.activate(&links[0], PASSWORD).await.unwrap();
    assert!(first.user.roles.contains(&RoleName::admin()));
    let second = world.activate(&links[1], PASSWORD).await;
    assert!(matches!(second, Err(ActivateError::NotInvited)));
}

#[tokio::test]
async fn where_everybody_may_register_an_invitation_that_names_them_gives_its_roles_and_one_that_is_gone_is_in_nobodys_way()
 {
    let world = World::under(Policy::private()).await;
    invite(&world, invitation(Some("ada@example.org"))).await;
    world.register("ada@example.org", PASSWORD).await;
    let ada = world.newest_token().await;
    let ada = world.activate(&ada, PASSWORD).await.unwrap();
    assert!(ada.user.roles.contains(&RoleName::admin()));

    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let grace = invitation(Some("grace@example.org"));
    let invited = world.enrollment.invite(&operator, grace).await.unwrap();
    world.register("grace@example.org", PASSWORD).await;
    let grace = world.newest_token().await;
    world
        .enrollment
        .revoke_invitation(&operator, invited.invitation.id)
        .await
        .unwrap();
    let grace = world.activate(&grace, PASSWORD).await.unwrap();
    assert_eq!(grace.user.roles, [RoleName::member()]);
}

#[tokio::test]
async fn where_everybody_may_register_whoever_only_types_an_invited_address_leaves_its_invitation_alone() {
    let world = World::under(at_once(Beginning::Pending)).await;
    let code = invite(&world, invitation(Some("ada@example.org"))).await;
    let typed = world.sign_up(&CALL, &form("ada@example.org", PASSWORD)).await.unwrap();
    assert_eq!(typed.user.roles, [RoleName::member()]);
    let left = world.enrollment.look_at_invitation(&CALL, &code).await.unwrap();
    assert!(matches!(left, InvitationState::Good { .. }), "{left:?}");
}

#[tokio::test]
async fn an_invitation_that_came_after_the_registration_is_used_by_its_owner() {
    let before = World::under(Policy::private()).await;
    before.register("ada@example.org", PASSWORD).await;
    let ada = before.newest_token().await;
    let policy = invited(Policy::private(), Invited::Always);
    let world = World::over(policy, before.store.clone()).await;
    world.clock.advance(Duration::from_secs(1));
    invite(&world, invitation(Some("ada@example.org"))).await;
    let ada = world.activate(&ada, PASSWORD).await.unwrap();
    assert!(ada.user.roles.contains(&RoleName::admin()));
}
