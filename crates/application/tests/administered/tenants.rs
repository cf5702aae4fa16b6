//! Tenants: made and changed from the default one alone.

use enroll_application::{Call, Caller, ManageTenantsError};
use enroll_domain::Rule;
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::registration::{Admission, HostName, Policy, Preset};
use enroll_domain::role::RoleName;
use enroll_domain::tenant::TenantName;

use crate::world::{PASSWORD, World};

fn name(text: &str) -> TenantName {
    TenantName::parse(text).unwrap()
}

fn at(host: &str) -> Policy {
    Policy {
        hosts: vec![HostName::parse(host).unwrap()],
        ..Policy::private()
    }
}

async fn made(world: &World, caller: &Caller, text: &str) -> TenantId {
    let made = world
        .enrollment
        .create_tenant(caller, name(text), Policy::private(), None)
        .await;
    made.unwrap().tenant.id
}

#[tokio::test]
async fn a_tenant_is_there_at_once_and_its_policy_can_be_replaced() {
    let world = World::new().await;
    let operator = world.operator().await;
    let north = made(&world, &operator, "north").await;
    assert_eq!(world.enrollment.tenant_named("north"), Some(north));
    assert_eq!(world.audited("tenant.created").await.codes, ["tenant:north"]);
    let closed = Policy {
        admission: Admission::Closed,
        ..at("north.example.org")
    };
    let changed = world
        .enrollment
        .replace_policy(&operator, &name("north"), closed.clone())
        .await
        .unwrap();
    assert_eq!(changed.tenant.policy, closed);
    assert_eq!(world.enrollment.tenant_at("north.example.org"), Some(north));
    assert_eq!(
        world.enrollment.read_tenant(&operator, &name("north")).await.unwrap(),
        changed
    );
    let page = world.enrollment.list_tenants(&operator, None, 1).await.unwrap();
    assert_eq!(page.next, Some(TenantId::DEFAULT));
    let rest = world.enrollment.list_tenants(&operator, page.next, 1).await.unwrap();
    assert_eq!((rest.items, rest.next), (vec![changed], None));
    let missing = world.enrollment.read_tenant(&operator, &name("south")).await;
    assert!(matches!(missing, Err(ManageTenantsError::NotFound)));
    let missing = world
        .enrollment
        .replace_policy(&operator, &name("south"), Policy::private())
        .await;
    assert!(matches!(missing, Err(ManageTenantsError::NotFound)));
}

#[tokio::test]
async fn names_and_hosts_are_claimed_once() {
    let world = World::new().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    let make = |text: &str, policy| enrollment.create_tenant(&operator, name(text), policy, None);
    make("north", at("a.example.org")).await.unwrap();
    for taken in ["north", "default"] {
        let made = make(taken, Policy::private()).await;
        assert!(matches!(made, Err(ManageTenantsError::NameTaken)), "{taken}");
    }
    let made = make("south", at("a.example.org")).await;
    assert!(matches!(made, Err(ManageTenantsError::HostTaken)));
    assert_eq!(enrollment.tenant_named("south"), None);
    make("south", at("b.example.org")).await.unwrap();
    let moved = enrollment
        .replace_policy(&operator, &name("south"), at("a.example.org"))
        .await;
    assert!(matches!(moved, Err(ManageTenantsError::HostTaken)));
}

#[tokio::test]
async fn nobody_of_another_tenant_manages_tenants_whatever_they_hold_there() {
    let world = World::new().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    let north = made(&world, &operator, "north").await;
    world.user_in(north, "root@north.example.org", &["admin"]).await;
    let root = world.caller_in(north, "root@north.example.org").await;
    let maker = world.holder("maker", &["user.create", "role.manage"]).await;
    let there = enrollment.operator(&Call::in_tenant(north)).await.unwrap();
    for caller in [&root, &maker, &there] {
        assert!(enrollment.may_manage_tenants(caller).is_err());
        let listed = enrollment.list_tenants(caller, None, 10).await;
        assert!(matches!(listed, Err(ManageTenantsError::Forbidden)));
        let read = enrollment.read_tenant(caller, &name("north")).await;
        assert!(matches!(read, Err(ManageTenantsError::Forbidden)));
        let made = enrollment
            .create_tenant(caller, name("mine"), Policy::private(), None)
            .await;
        assert!(matches!(made, Err(ManageTenantsError::Forbidden)));
        let changed = enrollment
            .replace_policy(caller, &name("north"), Policy::private())
            .await;
        assert!(matches!(changed, Err(ManageTenantsError::Forbidden)));
    }
    let page = enrollment.list_departments(&root, None, 10).await.unwrap();
    assert_eq!(page.items, [], "what they may do, they do in their own");
}

#[tokio::test]
async fn the_first_administrator_is_made_with_the_tenant_and_mailed_a_link() {
    let world = World::new().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    let email = EmailAddress::parse("root@north.example.org").unwrap();
    let made = enrollment
        .create_tenant(&operator, name("north"), Preset::Onyx.policy(), Some(email))
        .await
        .unwrap();
    let north = Call::in_tenant(made.tenant.id);
    world.deliver().await;
    let letter = world.mailbox.letters().pop().expect("a mail").letter;
    assert_eq!(letter.to.as_str(), "root@north.example.org");
    let (_, token) = letter.text.split_once("?token=").unwrap();
    let token = token.split_whitespace().next().unwrap();
    let welcomed = enrollment.set_first_password(&north, token, PASSWORD).await.unwrap();
    assert!(welcomed.user.roles.contains(&RoleName::admin()));
    let root = world.caller_in(made.tenant.id, "root@north.example.org").await;
    assert!(enrollment.list_users(&root, None, 10).await.is_ok());
    let elsewhere = world.audit().await;
    let created = elsewhere.iter().filter(|record| record.action.code() == "user.created");
    assert_eq!(created.count(), 0, "the user stands in the audit of their own tenant");
}

#[tokio::test]
async fn a_tenant_that_takes_no_such_administrator_is_not_made() {
    let world = World::new().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    let mut policy = Policy::private();
    policy.email_domains = vec![enroll_domain::registration::EmailDomain::parse("example.org").unwrap()];
    let email = EmailAddress::parse("root@elsewhere.example").unwrap();
    let made = enrollment
        .create_tenant(&operator, name("north"), policy, Some(email))
        .await;
    assert!(matches!(
        made,
        Err(ManageTenantsError::AdministratorRefused(Rule::NotListed))
    ));
    assert_eq!(enrollment.tenant_named("north"), None);
}
