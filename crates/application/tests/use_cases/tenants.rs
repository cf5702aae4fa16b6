//! Several tenants: what they have in common is nothing, and a token finds its own.

use enroll_application::{
    Activate, ActivationPassword, AuthenticateError, Call, HandedPassword, LinkError, RefreshError,
};
use enroll_domain::registration::{Beginning, Policy, Use};

use crate::sign_up::at_once;
use crate::world::{CALL, OTHER_PASSWORD, PASSWORD, World, form};

/// A call that names no tenant.
const NAMELESS: Call = Call {
    named: None,
    hosted: None,
    request: None,
};

async fn counting() -> World {
    let policy = || Policy {
        numbers: Use::On,
        ..at_once(Beginning::Active)
    };
    World::beside(policy(), policy()).await
}

#[tokio::test]
async fn each_tenant_counts_its_own_users() {
    let world = counting().await;
    for number in [1, 2] {
        for call in [CALL, world.other()] {
            let email = format!("person{number}@example.org");
            let signed_up = world.sign_up(&call, &form(&email, PASSWORD)).await.unwrap();
            assert_eq!(signed_up.user.user.membership.number, Some(number));
        }
    }
}

#[tokio::test]
async fn one_address_is_somebody_else_in_each_tenant() {
    let world = counting().await;
    let other = world.other();
    let email = "ada@example.org";
    let here = world.sign_up(&CALL, &form(email, PASSWORD)).await.unwrap();
    let there = world.sign_up(&other, &form(email, OTHER_PASSWORD)).await.unwrap();
    assert_ne!(here.user.user.id, there.user.user.id);
    for (call, password, good) in [
        (CALL, PASSWORD, true),
        (CALL, OTHER_PASSWORD, false),
        (other, PASSWORD, false),
        (other, OTHER_PASSWORD, true),
    ] {
        let handed = HandedPassword::Refused;
        let answer = world
            .enrollment
            .sign_in(&call, Some(email), Some(password), handed)
            .await;
        assert_eq!(answer.is_ok(), good);
    }
}

#[tokio::test]
async fn tokens_find_their_own_tenant_and_are_refused_in_another() {
    let world = counting().await;
    let other = world.other();
    world.sign_up(&other, &form("ada@example.org", PASSWORD)).await.unwrap();
    let (name, handed) = (Some("ada@example.org"), HandedPassword::Refused);
    let tokens = world.enrollment.sign_in(&other, name, Some(PASSWORD), handed).await;
    let tokens = tokens.unwrap();
    let refused = world.enrollment.authenticate(&CALL, &tokens.access_token).await;
    assert!(matches!(refused, Err(AuthenticateError::OtherTenant)));
    let caller = world
        .enrollment
        .authenticate(&NAMELESS, &tokens.access_token)
        .await
        .unwrap();
    assert_eq!(caller.tenant(), other.tenant());
    let refused = world.enrollment.refresh(&CALL, &tokens.refresh_token).await;
    assert!(matches!(refused, Err(RefreshError::OtherTenant)));
    assert!(world.enrollment.refresh(&NAMELESS, &tokens.refresh_token).await.is_ok());
}

#[tokio::test]
async fn links_find_their_own_tenant_and_are_refused_in_another() {
    let world = World::beside(Policy::private(), Policy::private()).await;
    let other = world.other();
    let asked = form("ada@example.org", PASSWORD);
    world.enrollment.register(&other, &asked, None).await.unwrap();
    let token = world.newest_token().await;
    assert_eq!(world.enrollment.tenant_of_link(&NAMELESS, &token), other.tenant());
    assert_eq!(world.enrollment.tenant_of_link(&CALL, &token), CALL.tenant());
    let refused = world.enrollment.disown(&CALL, &token).await;
    assert!(matches!(refused, Err(LinkError::OtherTenant)));
    let activate = Activate {
        token: &token,
        password: ActivationPassword::Chosen(PASSWORD),
        username: None,
        terms_version: None,
    };
    let activated = world.enrollment.activate(&NAMELESS, activate).await.unwrap();
    assert_eq!(activated.user.user.tenant, other.tenant());
}

#[tokio::test]
async fn a_tenant_that_another_process_made_is_known_once_the_tenants_were_read_again() {
    let world = World::new().await;
    assert!(world.enrollment.tenant_named("other").is_none());
    let (elsewhere, policy) = (&world.store, Policy::private());
    let tenant = enroll_domain::tenant::Tenant {
        id: enroll_domain::id::TenantId::from_uuid(uuid::Uuid::from_u128(7)),
        name: enroll_domain::tenant::TenantName::parse("other").unwrap(),
        policy,
    };
    let now = enroll_domain::Timestamp::from_micros(1);
    let written = elsewhere.atomically::<_, enroll_repository::StoreError>(move |tx| Ok(tx.add_tenant(&tenant, now)?));
    written.await.unwrap();
    world.enrollment.reload_tenants().await.unwrap();
    assert!(world.enrollment.tenant_named("other").is_some());
}

#[tokio::test]
async fn a_mail_of_a_tenant_that_another_process_just_made_goes_out() {
    let world = World::new().await;
    let (policy, store) = (Policy::private(), world.store.clone());
    let elsewhere = World::beside_over(policy.clone(), policy, store).await;
    let asked = form("ada@example.org", PASSWORD);
    elsewhere
        .enrollment
        .register(&elsewhere.other(), &asked, None)
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(world.subjects_to("ada@example.org").len(), 1);
}
