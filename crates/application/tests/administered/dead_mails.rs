//! Dead mails: seen without an address, tried again, or forgotten.

use std::time::Duration;

use enroll_application::{Call, DeadMailView, ListError, ManageDeadMailsError};
use enroll_domain::id::{MessageId, TenantId};
use enroll_domain::registration::Policy;
use enroll_domain::tenant::TenantName;
use enroll_memory::Answer;
use enroll_repository::Channel;

use crate::world::World;

/// A world in which a mail was given up: ada was suspended, and the mail server would not have her address.
async fn world() -> World {
    let world = World::new().await;
    let ada = world.user("ada@example.org", &[]).await;
    world.mailbox.answer_next([Answer::Permanent]);
    world
        .enrollment
        .suspend_user(&world.operator().await, ada)
        .await
        .unwrap();
    world.deliver().await;
    assert_eq!(world.dead(Channel::Mail).await, 1);
    world
}

async fn listed(world: &World) -> Vec<DeadMailView> {
    let page = world
        .enrollment
        .list_dead_mails(&world.operator().await, None, 100)
        .await;
    page.unwrap().items
}

async fn is_addressed(world: &World, mail: MessageId) -> bool {
    let noted = world.view(move |queries| queries.addressee(TenantId::DEFAULT, mail));
    noted.await.is_some()
}

#[tokio::test]
async fn a_dead_mail_is_seen_with_the_reason_and_goes_out_once_it_is_tried_again() {
    let world = world().await;
    let dead = listed(&world).await;
    assert_eq!(dead.len(), 1);
    assert_eq!(
        (dead[0].kind.as_str(), dead[0].why.as_str(), dead[0].tries),
        ("account_suspended", "refused, as asked for", 0)
    );
    assert!(dead[0].since >= dead[0].made_at);
    assert!(!format!("{dead:?}").contains("ada@"), "{dead:?}");

    let operator = world.operator().await;
    world.enrollment.retry_dead_mail(&operator, dead[0].id).await.unwrap();
    assert_eq!(world.audited("mail.retried").await.subject, Some(dead[0].id.into()));
    assert_eq!((world.dead(Channel::Mail).await, listed(&world).await.len()), (0, 0));
    assert!(world.mailbox.letters().is_empty());
    world.deliver().await;
    let letters = world.mailbox.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].letter.to.as_str(), "ada@example.org");
    assert!(!is_addressed(&world, dead[0].id).await);
    let again = world.enrollment.retry_dead_mail(&operator, dead[0].id).await;
    assert!(matches!(again, Err(ManageDeadMailsError::NotFound)));
}

#[tokio::test]
async fn a_dead_mail_that_is_forgotten_never_goes_out_and_its_address_is_gone() {
    let world = world().await;
    let mail = listed(&world).await[0].id;
    assert!(is_addressed(&world, mail).await);
    let operator = world.operator().await;
    world.enrollment.forget_dead_mail(&operator, mail).await.unwrap();
    assert_eq!(world.audited("mail.forgotten").await.subject, Some(mail.into()));
    assert!(!is_addressed(&world, mail).await);
    assert_eq!((world.dead(Channel::Mail).await, listed(&world).await.len()), (0, 0));
    world.clock.advance(Duration::from_secs(60));
    world.deliver().await;
    assert!(world.mailbox.letters().is_empty());
    let again = world.enrollment.forget_dead_mail(&operator, mail).await;
    assert!(matches!(again, Err(ManageDeadMailsError::NotFound)));
}

#[tokio::test]
async fn the_operator_alone_decides_and_each_in_their_own_tenant() {
    let world = world().await;
    let mail = listed(&world).await[0].id;
    world.user("root@example.org", &["admin"]).await;
    let admin = world.caller("root@example.org").await;
    let seen = world.enrollment.list_dead_mails(&admin, None, 1).await;
    assert!(matches!(seen, Err(ListError::Forbidden)));
    for refused in [
        world.enrollment.retry_dead_mail(&admin, mail).await,
        world.enrollment.forget_dead_mail(&admin, mail).await,
    ] {
        assert!(matches!(refused, Err(ManageDeadMailsError::Forbidden)));
    }
    let name = TenantName::parse("north").unwrap();
    let operator = world.operator().await;
    let made = world.enrollment.create_tenant(&operator, name, Policy::private(), None);
    let north = Call::in_tenant(made.await.unwrap().tenant.id);
    let stranger = world.enrollment.operator(&north).await.unwrap();
    let seen = world.enrollment.list_dead_mails(&stranger, None, 1).await.unwrap();
    assert!(seen.items.is_empty());
    for missing in [
        world.enrollment.retry_dead_mail(&stranger, mail).await,
        world.enrollment.forget_dead_mail(&stranger, mail).await,
    ] {
        assert!(matches!(missing, Err(ManageDeadMailsError::NotFound)));
    }
    assert_eq!(world.dead(Channel::Mail).await, 1);
}
