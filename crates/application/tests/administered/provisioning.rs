//! Provisioning: seen, and asked for again.

use std::time::Duration;

use enroll_application::{ListError, ManageProvisioningError};
use enroll_domain::id::UserId;
use enroll_domain::registration::{Policy, ProvisioningTarget};
use enroll_memory::{Answer, ForeignUser};
use enroll_repository::Channel;
use uuid::Uuid;

use crate::world::World;

async fn world() -> World {
    World::under(Policy {
        provisioning: vec![ProvisioningTarget::parse("memory").unwrap()],
        ..Policy::private()
    })
    .await
}

#[tokio::test]
async fn whoever_failed_is_seen_with_the_reason_and_gets_there_once_asked_again() {
    let world = world().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    world.provider.answer_next([Answer::Permanent]);
    let ada = world.user("ada@example.org", &[]).await;
    let pending = enrollment.read_provisioning(&operator, ada).await.unwrap();
    assert_eq!((pending.state, pending.wanted, pending.settled), ("pending", 1, 0));
    world.deliver().await;
    let failed = enrollment.read_provisioning(&operator, ada).await.unwrap();
    assert!(failed.state == "failed" && failed.why.is_some(), "{failed:?}");
    assert_eq!(world.dead(Channel::Provisioning).await, 1);
    let asked = enrollment.retry_provisioning(&operator, ada).await.unwrap();
    assert_eq!((asked.state, asked.wanted, &asked.why), ("pending", 2, &None));
    assert_eq!(
        world.dead(Channel::Provisioning).await,
        0,
        "it waits for nobody any more"
    );
    assert_eq!(world.audited("provisioning.retried").await.codes, ["target:memory"]);
    world.deliver().await;
    let done = enrollment.read_provisioning(&operator, ada).await.unwrap();
    assert_eq!((done.state, done.settled), ("done", 2));
    assert!(done.provider_id.is_some() && world.provider.ensured(ada).is_some());
}

#[tokio::test]
async fn asking_twice_leaves_one_thing_to_do() {
    let world = world().await;
    let (operator, enrollment) = (world.operator().await, &world.enrollment);
    let foreign = ForeignUser {
        email: enroll_domain::identifier::EmailAddress::parse("ada@example.org").unwrap(),
        username: None,
    };
    world.provider.add_foreign(foreign);
    let ada = world.user("ada@example.org", &[]).await;
    world.deliver().await;
    assert_eq!(
        enrollment.read_provisioning(&operator, ada).await.unwrap().state,
        "failed"
    );
    for wanted in [2, 3] {
        let asked = enrollment.retry_provisioning(&operator, ada).await.unwrap();
        assert_eq!(asked.wanted, wanted);
    }
    let performed = world.relay.step().await.unwrap().performed;
    assert_eq!(performed.len(), 1);
}

#[tokio::test]
async fn pages_of_provisioning_come_in_order_and_end() {
    let world = world().await;
    let operator = world.operator().await;
    for n in 0..3 {
        world.clock.advance(Duration::from_millis(1));
        world.user(&format!("person{n}@example.org"), &[]).await;
    }
    let first = world.enrollment.list_provisioning(&operator, None, 2).await.unwrap();
    assert!(first.items.len() == 2 && first.next.is_some());
    let rest = world
        .enrollment
        .list_provisioning(&operator, first.next, 2)
        .await
        .unwrap();
    assert!(rest.items.len() == 1 && rest.next.is_none());
}

#[tokio::test]
async fn only_who_manages_provisioning_sees_it_and_only_of_those_who_are_to_be_provisioned() {
    let world = world().await;
    let ada = world.user("ada@example.org", &[]).await;
    let reader = world.holder("reader", &["user.read", "user.update"]).await;
    let listed = world.enrollment.list_provisioning(&reader, None, 1).await;
    assert!(matches!(listed, Err(ListError::Forbidden)));
    let read = world.enrollment.read_provisioning(&reader, ada).await;
    assert!(matches!(read, Err(ManageProvisioningError::Forbidden)));
    let asked = world.enrollment.retry_provisioning(&reader, ada).await;
    assert!(matches!(asked, Err(ManageProvisioningError::Forbidden)));
    let nobody = UserId::from_uuid(Uuid::nil());
    let operator = world.operator().await;
    let read = world.enrollment.read_provisioning(&operator, nobody).await;
    assert!(matches!(read, Err(ManageProvisioningError::NotFound)));
    let asked = world.enrollment.retry_provisioning(&operator, nobody).await;
    assert!(matches!(asked, Err(ManageProvisioningError::NotFound)));
}
