//! What somebody else wrote into the outbox: a message that cannot be read is settled as dead, says why, and holds none of the
//! others up.

use std::sync::Arc;

use diesel::connection::{Connection as _, SimpleConnection as _};
use enroll_diesel::{DieselStore, Options};
use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId, UserId};
use enroll_repository::{Backlog, BudgetClass, Channel, Intent, Mail, Message, StoreError, UnitOfWork};
use uuid::Uuid;

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 + number))
}

fn message(number: u128) -> Message {
    let (user, class): (UserId, _) = (id(number), BudgetClass::Registration);
    Message {
        id: id(number),
        tenant: TenantId::DEFAULT,
        intent: Intent::Mail(Mail::Suspended { user, class }),
        made_at: Timestamp::from_micros(0),
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_read_is_dead_and_holds_none_of_the_others_up() {
    let damages = [
        "intent = 'nonsense'",
        "budget = 'nonsense'",
        "fence = -5",
        "tries = 5000000000",
        "user_id = X'010203'",
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("enroll.db").display().to_string();
    let url = format!("sqlite:{path}");
    DieselStore::migrate(&url).unwrap();
    let store: Arc<dyn UnitOfWork> = Arc::new(DieselStore::open(&url, Options::default()).unwrap());
    let added = store.atomically::<_, StoreError>(move |tx| {
        for number in 0..=u128::try_from(damages.len()).unwrap() {
            tx.enqueue(&message(number))?;
        }
        Ok(())
    });
    added.await.unwrap();
    let mut other = diesel::SqliteConnection::establish(&path).unwrap();
    for (number, damage) in damages.iter().enumerate() {
        let id: MessageId = id(u128::try_from(number).unwrap());
        let row = Uuid::from(id).simple();
        other
            .batch_execute(&format!("UPDATE outbox SET {damage} WHERE id = X'{row}'"))
            .unwrap();
    }
    let (now, until) = (Timestamp::from_micros(1), Timestamp::from_micros(100));
    let claimed = store
        .atomically::<_, StoreError>(move |tx| Ok(tx.claim(Channel::Mail, now, until, 10)?))
        .await
        .unwrap();
    let claimed: Vec<Message> = claimed.into_iter().map(|leased| leased.message).collect();
    assert_eq!(claimed, [message(5)]);
    let backlog = store.view(|queries| queries.backlog(Channel::Mail)).await.unwrap();
    assert_eq!(backlog, Backlog { open: 1, dead: 5 });
    let seen = store
        .view(|queries| queries.dead_messages(TenantId::DEFAULT, Channel::Mail, None, 10))
        .await
        .unwrap();
    assert_eq!(seen.len(), damages.len(), "an operator is told of them all the same");
    assert!(
        seen.iter()
            .all(|dead| dead.why.starts_with("the message cannot be read: "))
    );
    assert_eq!(seen[0].kind, "nonsense");
    let told = "UPDATE outbox SET channel = 'x' WHERE status = 'dead' AND why NOT LIKE 'the message cannot be read: %'";
    other.batch_execute(told).unwrap();
    let backlog = store.view(|queries| queries.backlog(Channel::Mail)).await.unwrap();
    assert_eq!(backlog.dead, 5, "each says why");
}
