//! Signing up: where identifiers are claimed at registration, and what is said of those that are known.

use enroll_application::{HandedPassword, SignInError};
use enroll_domain::registration::{Beginning, Claim, Disclosure, Policy, Presence, RegistrationForm};
use enroll_domain::role::RoleName;
use enroll_domain::user::State;

use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World, form, refused};

/// Users exist from registration on, and everybody may know who does.
pub(crate) fn at_once(beginning: Beginning) -> Policy {
    Policy {
        claim: Claim::AtRegistration(beginning),
        disclosure: Disclosure::Open,
        external_ids: [("staff".to_owned(), Presence::Optional)].into(),
        ..Policy::private()
    }
}

fn full(email: &str, username: &str, staff: &str) -> RegistrationForm {
    RegistrationForm {
        username: Some(username.to_owned()),
        external_ids: vec![("staff".to_owned(), staff.to_owned())],
        ..form(email, PASSWORD)
    }
}

async fn users(world: &World) -> usize {
    let found = world.store.view(|queries| queries.users(CALL.tenant(), None, 100));
    found.await.unwrap().len()
}

#[tokio::test]
async fn who_signs_up_where_users_begin_active_is_in_at_once_and_gets_no_mail() {
    let world = World::under(at_once(Beginning::Active)).await;
    let signed_up = world.sign_up(&CALL, &form("ada@example.org", PASSWORD)).await.unwrap();
    assert!(matches!(signed_up.user.user.state, State::Active { .. }));
    assert_eq!(signed_up.user.roles, [RoleName::member()]);
    assert_eq!(signed_up.disclosure, Disclosure::Open);
    assert!(world.sign_in("ada@example.org", PASSWORD).await.is_some());
    world.deliver().await;
    assert!(world.subjects().is_empty());
}

#[tokio::test]
async fn who_signs_up_where_users_begin_pending_is_told_to_confirm_only_if_they_know_the_password() {
    let world = World::under(at_once(Beginning::Pending)).await;
    let signed_up = world.sign_up(&CALL, &form("ada@example.org", PASSWORD)).await.unwrap();
    assert!(matches!(
        signed_up.user.user.state,
        State::Pending { password: Some(_) }
    ));
    for (password, unconfirmed) in [(PASSWORD, true), (OTHER_PASSWORD, false)] {
        let name = Some("ada@example.org");
        let handed = HandedPassword::Refused;
        let answer = world.enrollment.sign_in(&CALL, name, Some(password), handed).await;
        match answer.unwrap_err() {
            SignInError::Unconfirmed => assert!(unconfirmed),
            error => assert!(matches!(error, SignInError::Refused) && !unconfirmed, "{error}"),
        }
    }
}

#[tokio::test]
async fn whatever_somebody_has_is_refused_as_taken_where_everybody_may_know() {
    let world = World::under(at_once(Beginning::Active)).await;
    world
        .sign_up(&CALL, &full("ada@example.org", "countess", "7"))
        .await
        .unwrap();
    for (form, taken) in [
        (full("ADA@example.org", "grace", "8"), "email"),
        (full("grace@example.org", "Countess", "8"), "username"),
        (full("grace@example.org", "grace", "7"), "external_id"),
    ] {
        assert_eq!(refused(world.sign_up(&CALL, &form).await), [(taken, "taken")]);
    }
    assert_eq!(users(&world).await, 1);
}

#[tokio::test]
async fn where_nobody_may_know_a_known_address_is_answered_like_a_new_one_and_its_owner_is_mailed() {
    for beginning in [Beginning::Active, Beginning::Pending] {
        let world = World::under(Policy {
            disclosure: Disclosure::Private,
            ..at_once(beginning)
        })
        .await;
        let new = world.sign_up(&CALL, &form("ada@example.org", PASSWORD)).await.unwrap();
        world.deliver().await;
        let before = world.subjects().len();
        let again = form("ada@example.org", OTHER_PASSWORD);
        let known = world.sign_up(&CALL, &again).await.unwrap();
        assert_ne!(known.user.user.id, new.user.user.id);
        assert_eq!(known.user.user.state.code(), new.user.user.state.code());
        assert_eq!(known.user.user.identifiers, new.user.user.identifiers);
        assert_eq!((&known.user.roles, known.disclosure), (&new.user.roles, new.disclosure));
        assert_eq!(users(&world).await, 1);
        world.deliver().await;
        assert_eq!(world.subjects().len(), before + 1, "{beginning:?}");
        assert!(world.sign_in("ada@example.org", OTHER_PASSWORD).await.is_none());
    }
}

#[tokio::test]
async fn of_two_who_sign_up_first_at_once_one_gets_what_the_first_user_gets() {
    let world = World::under(Policy {
        first_user_roles: vec![RoleName::admin()],
        ..at_once(Beginning::Active)
    })
    .await;
    let (ada, grace) = (form("ada@example.org", PASSWORD), form("grace@example.org", PASSWORD));
    let (ada, grace) = tokio::join!(world.sign_up(&CALL, &ada), world.sign_up(&CALL, &grace));
    let late = world.sign_up(&CALL, &form("late@example.org", PASSWORD)).await;
    let administrators = [ada, grace, late].map(|signed_up| signed_up.unwrap().user.roles.contains(&RoleName::admin()));
    assert_eq!(administrators.iter().filter(|is_one| **is_one).count(), 1);
    assert!(!administrators[2]);
}
