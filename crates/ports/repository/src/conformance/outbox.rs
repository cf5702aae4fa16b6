//! The outbox: messages are due in order, leased to one at a time, and settled by whoever holds the newest lease.

use super::conversation::{Store, look, must_move, put};
use super::material::{TENANT, address, at, id, just_before, mail, proof, user};
use crate::{Backlog, Channel, Intent, Leased, Message, MessageStatus, Moved, Queries, Settlement, Transaction};

topic! { "outbox":
    a_message_is_due_from_the_moment_it_was_made,
    those_due_longest_come_first_and_no_more_than_were_asked_for,
    a_message_whose_lease_ran_out_is_due_from_then_and_lets_those_before_it_go_first,
    channels_are_claimed_apart,
    a_lease_is_held_by_one_until_it_runs_out,
    a_lease_that_ran_out_is_given_again_with_a_higher_fence,
    a_settlement_under_an_old_fence_changes_nothing,
    a_late_settlement_counts_as_long_as_nobody_else_has_the_lease,
    a_message_is_settled_once,
    each_settlement_has_its_status_and_only_a_retry_stays_open,
    a_retry_is_due_at_its_time_and_frees_the_lease,
    the_next_due_time_is_when_something_can_be_claimed,
    the_backlog_counts_the_open_and_the_dead_of_its_channel,
    messages_come_in_the_order_of_their_ids_page_by_page,
    an_open_message_to_provision_a_user_is_found_until_it_is_settled,
}

fn why() -> String {
    "550 5.1.1 no such mailbox".to_owned()
}

/// Adds these mails, each with the proof that it names.
async fn add_mails(store: &Store, mails: &'static [(usize, i64)]) {
    put(store, move |tx| {
        mails.iter().try_for_each(|&(number, due)| {
            tx.add_proof(&proof(number, address(number)))?;
            tx.enqueue(&mail(number, due))
        })
    })
    .await;
}

fn provision(number: usize, who: usize, due: i64) -> Message {
    Message {
        intent: Intent::Provision { user: id(who) },
        ..mail(number, due)
    }
}

async fn claim(store: &Store, now: i64, until: i64, max: usize) -> Vec<Leased> {
    put(store, move |tx| tx.claim(Channel::Mail, at(now), at(until), max)).await
}

fn numbers(leased: &[Leased]) -> Vec<usize> {
    (0..100)
        .filter(|number| leased.iter().any(|lease| lease.message.id == id(*number)))
        .collect()
}

async fn settle(store: &Store, leased: &Leased, settlement: Settlement, now: i64) -> Moved {
    let leased = leased.clone();
    put(store, move |tx| tx.settle(&leased, &settlement, at(now))).await
}

async fn status(store: &Store, number: usize) -> Option<MessageStatus> {
    look(store, move |q| q.message_status(TENANT, id(number))).await
}

async fn a_message_is_due_from_the_moment_it_was_made(store: Store) {
    add_mails(&store, &[(1, 10)]).await;
    let early = put(&store, |tx| tx.claim(Channel::Mail, just_before(at(10)), at(60), 5)).await;
    assert_eq!(early, []);
    assert_eq!(
        claim(&store, 10, 60, 5).await,
        [Leased {
            message: mail(1, 10),
            fence: 1,
            tries: 0,
            spent: false
        }]
    );
}

async fn those_due_longest_come_first_and_no_more_than_were_asked_for(store: Store) {
    add_mails(&store, &[(1, 30), (2, 10), (3, 40), (4, 20)]).await;
    assert_eq!(claim(&store, 50, 90, 0).await, []);
    assert_eq!(numbers(&claim(&store, 50, 90, 2).await), [2, 4]);
    assert_eq!(numbers(&claim(&store, 50, 90, 1).await), [1]);
    assert_eq!(numbers(&claim(&store, 50, 90, 5).await), [3]);
    assert_eq!(claim(&store, 50, 90, 5).await, []);
}

async fn a_message_whose_lease_ran_out_is_due_from_then_and_lets_those_before_it_go_first(store: Store) {
    add_mails(&store, &[(1, 10), (2, 20)]).await;
    assert_eq!(numbers(&claim(&store, 10, 40, 1).await), [1]);
    assert_eq!(numbers(&claim(&store, 50, 90, 1).await), [2]);
    assert_eq!(numbers(&claim(&store, 50, 90, 1).await), [1]);
}

async fn channels_are_claimed_apart(store: Store) {
    add_mails(&store, &[(1, 0)]).await;
    put(&store, |tx| {
        tx.add_user(&user(7))?;
        tx.enqueue(&provision(2, 7, 0))
    })
    .await;
    let provisions = put(&store, |tx| tx.claim(Channel::Provisioning, at(1), at(60), 5)).await;
    assert_eq!(
        provisions,
        [Leased {
            message: provision(2, 7, 0),
            fence: 1,
            tries: 0,
            spent: false
        }]
    );
    assert_eq!(numbers(&claim(&store, 1, 60, 5).await), [1]);
}

async fn a_lease_is_held_by_one_until_it_runs_out(store: Store) {
    add_mails(&store, &[(1, 0)]).await;
    assert_eq!(numbers(&claim(&store, 1, 60, 5).await), [1]);
    let early = put(&store, |tx| tx.claim(Channel::Mail, just_before(at(60)), at(120), 5)).await;
    assert_eq!(early, []);
    assert_eq!(numbers(&claim(&store, 60, 120, 5).await), [1]);
}

async fn a_lease_that_ran_out_is_given_again_with_a_higher_fence(store: Store) {
    add_mails(&store, &[(1, 0)]).await;
    for (fence, now) in [(1, 0), (2, 60), (3, 120)] {
        assert_eq!(
            claim(&store, now, now + 60, 5).await,
            [Leased {
                message: mail(1, 0),
                fence,
                tries: 0,
                spent: false
            }]
        );
    }
    assert_eq!(status(&store, 1).await, Some(MessageStatus::Open));
}

async fn a_settlement_under_an_old_fence_changes_nothing(store: Store) {
    add_mails(&store, &[(1, 0)]).await;
    let old = claim(&store, 0, 60, 1).await;
    let new = claim(&store, 60, 120, 1).await;
    for settlement in [
        Settlement::Delivered,
        Settlement::Dead { why: why() },
        Settlement::Retry { at: at(0), why: why() },
    ] {
        assert_eq!(settle(&store, &old[0], settlement, 61).await, Moved::Stale);
    }
    assert_eq!(status(&store, 1).await, Some(MessageStatus::Open));
    assert_eq!(claim(&store, 61, 120, 1).await, [], "the newer lease was freed");
    assert_eq!(settle(&store, &new[0], Settlement::Delivered, 62).await, Moved::Yes);
}

async fn a_late_settlement_counts_as_long_as_nobody_else_has_the_lease(store: Store) {
    add_mails(&store, &[(1, 0)]).await;
    let lease = claim(&store, 0, 60, 1).await;
    assert_eq!(settle(&store, &lease[0], Settlement::Delivered, 90).await, Moved::Yes);
    assert_eq!(claim(&store, 90, 120, 1).await, []);
}

async fn a_message_is_settled_once(store: Store) {
    add_mails(&store, &[(1, 0)]).await;
    let lease = claim(&store, 0, 60, 1).await;
    assert_eq!(settle(&store, &lease[0], Settlement::Delivered, 1).await, Moved::Yes);
    for settlement in [
        Settlement::Delivered,
        Settlement::Dead { why: why() },
        Settlement::Retry { at: at(2), why: why() },
    ] {
        assert_eq!(settle(&store, &lease[0], settlement, 2).await, Moved::Stale);
    }
    assert_eq!(status(&store, 1).await, Some(MessageStatus::Delivered));
}

async fn each_settlement_has_its_status_and_only_a_retry_stays_open(store: Store) {
    add_mails(&store, &[(1, 0), (2, 0), (3, 0), (4, 0), (5, 0)]).await;
    let leased = claim(&store, 0, 60, 5).await;
    let settlements = [
        (Settlement::Delivered, MessageStatus::Delivered),
        (Settlement::Retry { at: at(30), why: why() }, MessageStatus::Open),
        (Settlement::Dead { why: why() }, MessageStatus::Dead),
        (Settlement::Suppressed, MessageStatus::Suppressed),
        (Settlement::Moot, MessageStatus::Moot),
    ];
    for (number, (settlement, expected)) in (1..).zip(settlements) {
        let lease = leased.iter().find(|lease| lease.message.id == id(number)).unwrap();
        assert_eq!(settle(&store, lease, settlement, 1).await, Moved::Yes);
        assert_eq!(status(&store, number).await, Some(expected));
    }
    assert_eq!(status(&store, 6).await, None);
    assert_eq!(numbers(&claim(&store, 1_000, 2_000, 10).await), [2]);
}

async fn a_retry_is_due_at_its_time_and_frees_the_lease(store: Store) {
    add_mails(&store, &[(1, 0)]).await;
    let lease = claim(&store, 0, 600, 1).await;
    assert_eq!(
        settle(&store, &lease[0], Settlement::Retry { at: at(30), why: why() }, 5).await,
        Moved::Yes
    );
    let early = put(&store, |tx| tx.claim(Channel::Mail, just_before(at(30)), at(90), 5)).await;
    assert_eq!(early, []);
    assert_eq!(
        claim(&store, 30, 90, 5).await,
        [Leased {
            message: mail(1, 0),
            fence: 2,
            tries: 1,
            spent: false
        }]
    );
}

async fn next_due(store: &Store) -> Option<enroll_domain::Timestamp> {
    look(store, |q| q.next_due(Channel::Mail)).await
}

async fn the_next_due_time_is_when_something_can_be_claimed(store: Store) {
    assert_eq!(next_due(&store).await, None);
    add_mails(&store, &[(1, 10), (2, 20)]).await;
    assert_eq!(next_due(&store).await, Some(at(10)));
    let first = claim(&store, 10, 70, 1).await;
    assert_eq!(next_due(&store).await, Some(at(20)), "the other one is due");
    let second = claim(&store, 20, 50, 1).await;
    assert_eq!(next_due(&store).await, Some(at(50)), "the lease that runs out first");
    assert_eq!(
        settle(&store, &second[0], Settlement::Retry { at: at(90), why: why() }, 21).await,
        Moved::Yes
    );
    assert_eq!(next_due(&store).await, Some(at(70)), "the lease that is left");
    assert_eq!(settle(&store, &first[0], Settlement::Delivered, 21).await, Moved::Yes);
    assert_eq!(next_due(&store).await, Some(at(90)), "the retry");
    assert_eq!(look(&store, |q| q.next_due(Channel::Provisioning)).await, None);
}

async fn the_backlog_counts_the_open_and_the_dead_of_its_channel(store: Store) {
    let backlogs = |q: &mut dyn Queries| Ok((q.backlog(Channel::Mail)?, q.backlog(Channel::Provisioning)?));
    assert_eq!(look(&store, backlogs).await, (Backlog::default(), Backlog::default()));
    add_mails(&store, &[(1, 0), (2, 0), (3, 0), (4, 0)]).await;
    put(&store, |tx| {
        tx.add_user(&user(7))?;
        tx.enqueue(&provision(5, 7, 0))
    })
    .await;
    let leased = claim(&store, 0, 60, 3).await;
    assert_eq!(
        settle(&store, &leased[0], Settlement::Dead { why: why() }, 1).await,
        Moved::Yes
    );
    assert_eq!(settle(&store, &leased[1], Settlement::Moot, 1).await, Moved::Yes);
    assert_eq!(
        look(&store, backlogs).await,
        (Backlog { open: 2, dead: 1 }, Backlog { open: 1, dead: 0 })
    );
}

async fn messages_come_in_the_order_of_their_ids_page_by_page(store: Store) {
    add_mails(&store, &[(3, 0), (1, 9), (5, 2), (2, 7), (4, 4)]).await;
    let page = |after, limit| move |q: &mut dyn Queries| q.messages(TENANT, after, limit);
    let open = |number, due| (mail(number, due), MessageStatus::Open);
    assert_eq!(look(&store, page(None, 2)).await, [open(1, 9), open(2, 7)]);
    assert_eq!(look(&store, page(Some(id(2)), 2)).await, [open(3, 0), open(4, 4)]);
    assert_eq!(look(&store, page(Some(id(4)), 2)).await, [open(5, 2)]);
    assert_eq!(look(&store, page(Some(id(5)), 2)).await, []);
}

async fn an_open_message_to_provision_a_user_is_found_until_it_is_settled(store: Store) {
    let open = |who| move |tx: &mut dyn Transaction| tx.provision_is_open(TENANT, id(who));
    put(&store, |tx| {
        tx.add_user(&user(7))?;
        tx.add_user(&user(8))?;
        tx.enqueue(&provision(1, 7, 0))
    })
    .await;
    assert!(put(&store, open(7)).await);
    assert!(!put(&store, open(8)).await);
    let leased = put(&store, |tx| tx.claim(Channel::Provisioning, at(0), at(60), 1)).await;
    assert!(put(&store, open(7)).await, "a leased one is open");
    put(&store, move |tx| {
        must_move(tx.settle(&leased[0], &Settlement::Delivered, at(1)))
    })
    .await;
    assert!(!put(&store, open(7)).await);
}
