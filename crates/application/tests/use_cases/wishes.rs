//! What people ask for beside an account: roles, an inviter, a realm; and what the tenant takes of addresses.

use enroll_application::{AddressForm, FirstCredential, NewUserForm, Receipted, SignedUp};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::profile::Field;
use enroll_domain::registration::{Beginning, BeyondRoles, EmailDomain, Policy, RegistrationForm, Use, WishesForm};
use enroll_domain::role::{Authority, Role, RoleName};
use enroll_identity_provider::Sessions;

use crate::sign_up::at_once;
use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World, form, refused, second_target, target};

fn wishing(email: &str, wishes: WishesForm) -> RegistrationForm {
    RegistrationForm {
        wishes,
        ..form(email, PASSWORD)
    }
}

fn referred(email: &str, code: &str) -> RegistrationForm {
    let referral_code = Some(code.to_owned());
    wishing(
        email,
        WishesForm {
            referral_code,
            ..WishesForm::default()
        },
    )
}

fn code_of(signed_up: &SignedUp) -> String {
    let code = signed_up.user.user.membership.referral_code.as_ref();
    code.unwrap().as_str().to_owned()
}

#[tokio::test]
async fn whoever_was_invited_by_a_user_names_them_by_their_code() {
    let world = World::under(Policy {
        referrals: Use::On,
        ..at_once(Beginning::Active)
    })
    .await;
    let ada = world.sign_up(&CALL, &form("ada@example.org", PASSWORD)).await.unwrap();
    let grace = referred("grace@example.org", &code_of(&ada));
    let grace = world.sign_up(&CALL, &grace).await.unwrap();
    assert_eq!(grace.user.user.membership.inviter, Some(ada.user.user.id));
    assert_ne!(code_of(&grace), code_of(&ada));
    let stranger = world.sign_up(&CALL, &referred("late@example.org", "ABCDEFGH")).await;
    assert_eq!(refused(stranger), [("referral_code", "unknown")]);
}

#[tokio::test]
async fn roles_that_nobody_may_ask_for_are_left_out_or_refused_as_the_tenant_has_it() {
    let guest = RoleName::parse("guest").unwrap();
    for beyond_roles in [BeyondRoles::LeftOut, BeyondRoles::Refused] {
        let policy = Policy::private();
        let world = World::under(Policy {
            roles: policy.roles.with(Role::new(guest.clone(), Authority::nothing())),
            askable_roles: vec![guest.clone()],
            beyond_roles,
            ..at_once(Beginning::Active)
        })
        .await;
        let roles = vec!["guest".to_owned(), "admin".to_owned()];
        let asked = wishing(
            "ada@example.org",
            WishesForm {
                roles,
                ..WishesForm::default()
            },
        );
        let answer = world.sign_up(&CALL, &asked).await;
        match beyond_roles {
            BeyondRoles::LeftOut => {
                let signed_up = answer.unwrap();
                assert_eq!(signed_up.left_out, [RoleName::admin()]);
                assert_eq!(signed_up.user.roles, [guest.clone(), RoleName::member()]);
            }
            BeyondRoles::Refused => assert_eq!(refused(answer), [("role", "not_accepted")]),
        }
    }
}

#[tokio::test]
async fn addresses_of_other_domains_than_the_tenants_own_are_refused() {
    let world = World::under(Policy {
        email_domains: vec![EmailDomain::parse("example.org").unwrap()],
        ..at_once(Beginning::Active)
    })
    .await;
    let stranger = world.sign_up(&CALL, &form("ada@example.net", PASSWORD)).await;
    assert_eq!(refused(stranger), [("email", "not_listed")]);
    assert!(world.sign_up(&CALL, &form("ada@example.org", PASSWORD)).await.is_ok());
}

#[tokio::test]
async fn a_user_is_made_to_exist_in_the_usual_place_or_where_an_administrator_wants_them() {
    let world = World::under(Policy {
        provisioning: vec![target(), second_target()],
        ..at_once(Beginning::Active)
    })
    .await;
    let in_realm = |email: &str, realm: Option<&str>| {
        let realm = realm.map(str::to_owned);
        wishing(
            email,
            WishesForm {
                realm,
                ..WishesForm::default()
            },
        )
    };
    let grace = in_realm("grace@example.org", Some(target().as_str()));
    let grace = world.sign_up(&CALL, &grace).await.unwrap().user.user.id;
    world.deliver().await;
    assert!(world.provider.ensured(grace).is_some() && world.elsewhere.ensured(grace).is_none());
    // Nobody chooses for themselves among whom they are to live.
    let elsewhere = in_realm("ada@example.org", Some(second_target().as_str()));
    assert_eq!(
        refused(world.sign_up(&CALL, &elsewhere).await),
        [("realm", "not_listed")]
    );
    let operator = world.enrollment.operator(&CALL).await.unwrap();
    let form = NewUserForm {
        email: Some("ada@example.org".to_owned()),
        realm: Some(second_target().as_str().to_owned()),
        ..NewUserForm::default()
    };
    let made = world
        .enrollment
        .create_user(&operator, &form, FirstCredential::Mail, None);
    let ada = match made.await.unwrap() {
        Receipted::Fresh(created) => Some(created.user.user.id),
        Receipted::Replayed(_) => None,
    };
    let ada = ada.expect("nobody asked twice");
    world.deliver().await;
    assert!(world.elsewhere.ensured(ada).is_some() && world.provider.ensured(ada).is_none());
    let nowhere = world
        .sign_up(&CALL, &in_realm("late@example.org", Some("nowhere")))
        .await;
    assert_eq!(refused(nowhere), [("realm", "not_listed")]);
}

#[tokio::test]
async fn a_reset_signs_the_user_out_at_the_provider_once_and_a_change_of_profile_does_not() {
    let world = World::under(Policy {
        provisioning: vec![target()],
        ..Policy::private()
    })
    .await;
    let user = world.settled("ada@example.org").await.user.user.id;
    world.deliver().await;
    assert_eq!(world.provider.ensured(user).unwrap().sessions, Sessions::Keep);
    let email = EmailAddress::parse("ada@example.org").unwrap();
    world
        .enrollment
        .request_password_reset(&CALL, AddressForm::of(Some(email.as_str())), None)
        .await
        .unwrap();
    let token = world.newest_token().await;
    world
        .enrollment
        .complete_password_reset(&CALL, &token, OTHER_PASSWORD)
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(world.provider.ensured(user).unwrap().sessions, Sessions::End);
    let tokens = world.sign_in("ada@example.org", OTHER_PASSWORD).await.unwrap();
    let caller = world.caller(&tokens).await;
    let changes = [(Field::GivenName, Some("Augusta".to_owned()))];
    world.enrollment.update_own_profile(&caller, &changes).await.unwrap();
    world.deliver().await;
    assert_eq!(world.provider.ensured(user).unwrap().sessions, Sessions::Keep);
}
