//! Dead messages: they are told page by page, and an operator decides about each once.

use enroll_domain::id::{MessageId, TenantId};

use super::NEIGHBOUR;
use super::conversation::{Store, look, must_move, put};
use super::material::{TENANT, at, id, just_before, mail, user};
use crate::{
    Backlog, Channel, DeadMessage, Intent, Leased, Message, MessageStatus, Moved, Resolution, Settlement, Transaction,
};

topic! { "dead_messages":
    they_are_told_page_by_page_with_the_reason_and_none_of_another_tenant_or_channel,
    one_that_is_tried_again_is_due_at_once_as_if_it_had_not_been_tried,
    one_that_is_forgotten_is_moot_and_goes_as_such,
    only_a_dead_one_is_decided_about_and_once,
    those_that_would_have_provisioned_a_user_are_forgotten_together,
    a_transaction_tells_whether_it_has_put_work_into_the_outbox,
}

const WHY: &str = "550 5.1.1 no such mailbox";

fn dead(number: usize, due: i64, died: i64, tries: u32) -> DeadMessage {
    DeadMessage {
        id: id(number),
        kind: "activation".to_owned(),
        made_at: at(due),
        died_at: at(died),
        tries,
        why: WHY.to_owned(),
    }
}

fn provision(number: usize, who: usize) -> Message {
    Message {
        intent: Intent::Provision { user: id(who) },
        ..mail(number, 0)
    }
}

/// Has one of the mails that are due tried once, and to be tried again a little later.
async fn try_once(store: &Store, number: usize) {
    put(store, move |tx| {
        for leased in tx.claim(Channel::Mail, at(1), at(60), 10)? {
            let why = "not now".to_owned();
            let settlement = if leased.message.id == id(number) {
                Settlement::Retry { at: at(5), why }
            } else {
                Settlement::Postponed { at: at(5), why }
            };
            assert_eq!(tx.settle(&leased, &settlement, at(1))?, Moved::Yes);
        }
        Ok(())
    })
    .await;
}

/// Settles everything of a channel that is due as dead.
async fn let_die(store: &Store, channel: Channel, now: i64) {
    put(store, move |tx| {
        for leased in tx.claim(channel, at(now), at(now + 60), 10)? {
            let why = WHY.to_owned();
            assert_eq!(tx.settle(&leased, &Settlement::Dead { why }, at(now))?, Moved::Yes);
        }
        Ok(())
    })
    .await;
}

/// Adds these mails, and has all of them die at a time.
async fn add_dead(store: &Store, numbers: &'static [usize], died: i64) {
    put(store, move |tx| {
        numbers.iter().try_for_each(|&number| tx.enqueue(&mail(number, 0)))
    })
    .await;
    let_die(store, Channel::Mail, died).await;
}

async fn listed(store: &Store, channel: Channel, after: Option<MessageId>, limit: usize) -> Vec<DeadMessage> {
    look(store, move |q| q.dead_messages(TENANT, channel, after, limit)).await
}

async fn resolve(store: &Store, tenant: TenantId, channel: Channel, number: usize, resolution: Resolution) -> Moved {
    put(store, move |tx| {
        tx.resolve_dead(tenant, channel, id(number), resolution, at(50))
    })
    .await
}

async fn status(store: &Store, number: usize) -> Option<MessageStatus> {
    look(store, move |q| q.message_status(TENANT, id(number))).await
}

async fn they_are_told_page_by_page_with_the_reason_and_none_of_another_tenant_or_channel(store: Store) {
    assert_eq!(listed(&store, Channel::Mail, None, 10).await, []);
    put(&store, |tx| {
        let theirs = Message {
            tenant: NEIGHBOUR,
            ..mail(9, 0)
        };
        tx.add_user(&user(7))?;
        tx.enqueue(&provision(8, 7))?;
        tx.enqueue(&theirs)?;
        tx.enqueue(&mail(2, 0))
    })
    .await;
    try_once(&store, 2).await;
    let_die(&store, Channel::Provisioning, 10).await;
    let_die(&store, Channel::Mail, 10).await;
    add_dead(&store, &[3, 1], 20).await;
    put(&store, |tx| tx.enqueue(&mail(4, 0))).await; // which is open

    let (first, second, third) = (dead(1, 0, 20, 0), dead(2, 0, 10, 1), dead(3, 0, 20, 0));
    let told = listed(&store, Channel::Mail, None, 2).await;
    assert_eq!(told, [first, second]);
    assert_eq!(listed(&store, Channel::Mail, Some(id(2)), 2).await, [third]);
    assert_eq!(listed(&store, Channel::Mail, Some(id(3)), 2).await, []);
    let provisions = listed(&store, Channel::Provisioning, None, 10).await;
    assert_eq!(provisions.len(), 1);
    assert_eq!((provisions[0].id, provisions[0].kind.as_str()), (id(8), "provision"));
    let theirs = look(&store, |q| q.dead_messages(NEIGHBOUR, Channel::Mail, None, 10)).await;
    assert_eq!(theirs.len(), 1);
    assert_eq!(theirs[0].id, id(9));
}

async fn one_that_is_tried_again_is_due_at_once_as_if_it_had_not_been_tried(store: Store) {
    put(&store, |tx| tx.enqueue(&mail(1, 0))).await;
    try_once(&store, 1).await;
    add_dead(&store, &[2], 10).await;
    assert_eq!(
        listed(&store, Channel::Mail, None, 10).await,
        [dead(1, 0, 10, 1), dead(2, 0, 10, 0)]
    );
    assert_eq!(
        resolve(&store, TENANT, Channel::Mail, 1, Resolution::Retry).await,
        Moved::Yes
    );
    assert_eq!(status(&store, 1).await, Some(MessageStatus::Open));
    assert_eq!(listed(&store, Channel::Mail, None, 10).await, [dead(2, 0, 10, 0)]);
    assert_eq!(
        look(&store, |q| q.backlog(Channel::Mail)).await,
        Backlog { open: 1, dead: 1 }
    );
    let early = put(&store, |tx| tx.claim(Channel::Mail, just_before(at(50)), at(90), 5)).await;
    assert_eq!(early, []);
    let claimed = put(&store, |tx| tx.claim(Channel::Mail, at(50), at(90), 5)).await;
    assert_eq!(
        claimed,
        [Leased {
            message: mail(1, 0),
            fence: 3,
            tries: 0,
            spent: false
        }]
    );
}

async fn one_that_is_forgotten_is_moot_and_goes_as_such(store: Store) {
    add_dead(&store, &[1, 2], 10).await;
    assert_eq!(
        resolve(&store, TENANT, Channel::Mail, 1, Resolution::Forget).await,
        Moved::Yes
    );
    assert_eq!(status(&store, 1).await, Some(MessageStatus::Moot));
    assert_eq!(listed(&store, Channel::Mail, None, 10).await, [dead(2, 0, 10, 0)]);
    assert_eq!(put(&store, |tx| tx.claim(Channel::Mail, at(900), at(990), 5)).await, []);
    assert_eq!(put(&store, |tx| tx.remove_settled_messages(at(50), 10)).await, 0);
    let later = |tx: &mut dyn Transaction| tx.remove_settled_messages(at(51), 10);
    assert_eq!(put(&store, later).await, 1);
    assert_eq!(status(&store, 1).await, None);
}

async fn only_a_dead_one_is_decided_about_and_once(store: Store) {
    add_dead(&store, &[1], 10).await;
    put(&store, |tx| tx.enqueue(&mail(2, 0))).await;
    for resolution in [Resolution::Retry, Resolution::Forget] {
        for (tenant, channel, number) in [
            (TENANT, Channel::Mail, 2),
            (TENANT, Channel::Mail, 3),
            (TENANT, Channel::Provisioning, 1),
            (NEIGHBOUR, Channel::Mail, 1),
        ] {
            assert_eq!(resolve(&store, tenant, channel, number, resolution).await, Moved::Stale);
        }
    }
    assert_eq!(status(&store, 1).await, Some(MessageStatus::Dead));
    assert_eq!(
        resolve(&store, TENANT, Channel::Mail, 1, Resolution::Forget).await,
        Moved::Yes
    );
    for resolution in [Resolution::Retry, Resolution::Forget] {
        assert_eq!(
            resolve(&store, TENANT, Channel::Mail, 1, resolution).await,
            Moved::Stale
        );
    }
    assert_eq!(status(&store, 1).await, Some(MessageStatus::Moot));
    assert_eq!(status(&store, 2).await, Some(MessageStatus::Open));
}

async fn those_that_would_have_provisioned_a_user_are_forgotten_together(store: Store) {
    put(&store, |tx| {
        tx.add_user(&user(7))?;
        tx.add_user(&user(8))?;
        tx.enqueue(&provision(1, 7))?;
        tx.enqueue(&provision(2, 7))?;
        tx.enqueue(&provision(3, 8))
    })
    .await;
    let_die(&store, Channel::Provisioning, 10).await;
    put(&store, |tx| tx.enqueue(&provision(4, 7))).await;
    let forget = |tx: &mut dyn Transaction| tx.forget_dead_provisions(TENANT, id(7), at(50));
    assert_eq!(
        put(&store, |tx| tx.forget_dead_provisions(NEIGHBOUR, id(7), at(50))).await,
        0
    );
    assert_eq!(put(&store, forget).await, 2);
    assert_eq!(put(&store, forget).await, 0);
    let expected = [
        MessageStatus::Moot,
        MessageStatus::Moot,
        MessageStatus::Dead,
        MessageStatus::Open,
    ];
    for (number, expected) in (1..).zip(expected) {
        assert_eq!(status(&store, number).await, Some(expected), "{number}");
    }
}

async fn a_transaction_tells_whether_it_has_put_work_into_the_outbox(store: Store) {
    let told = put(&store, |tx| {
        let before = tx.leaves_work()?;
        tx.add_user(&user(7))?;
        let between = tx.leaves_work()?;
        tx.enqueue(&mail(1, 0))?;
        Ok((before, between, tx.leaves_work()?))
    })
    .await;
    assert_eq!(told, (false, false, true));
    let claimed = put(&store, |tx| {
        let leased = tx.claim(Channel::Mail, at(0), at(60), 1)?;
        must_move(tx.settle(&leased[0], &Settlement::Delivered, at(1)))?;
        tx.leaves_work()
    });
    assert!(!claimed.await, "a relay leaves none behind");
    add_dead(&store, &[2], 3).await;
    let resolve = |to| {
        put(&store, move |tx| {
            must_move(tx.resolve_dead(TENANT, Channel::Mail, id(2), to, at(4)))?;
            tx.leaves_work()
        })
    };
    assert!(resolve(Resolution::Retry).await);
    let_die(&store, Channel::Mail, 5).await;
    assert!(!resolve(Resolution::Forget).await);
}
