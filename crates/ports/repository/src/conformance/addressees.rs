//! Addressees: noted once for a message, read back, and forgotten.

use enroll_domain::id::MessageId;
use enroll_domain::identifier::EmailAddress;

use super::NEIGHBOUR;
use super::conversation::{Store, look, put};
use super::material::{TENANT, address, at, id, mail};
use crate::{Addressee, Channel, Moved, Settlement};

topic! { "addressees":
    an_addressee_comes_back_until_it_is_forgotten,
    old_addressees_go_and_no_more_than_were_asked_for,
    the_addressee_of_a_message_that_waits_stays,
}

fn addressee(number: usize, language: Option<&str>) -> Addressee {
    Addressee {
        address: address(number),
        language: language.map(str::to_owned),
    }
}

async fn noted(store: &Store, number: usize) -> Option<Addressee> {
    look(store, move |q| q.addressee(TENANT, id::<MessageId>(number))).await
}

async fn an_addressee_comes_back_until_it_is_forgotten(store: Store) {
    put(&store, |tx| {
        tx.add_addressee(TENANT, id(1), &addressee(1, Some("pt-BR")), at(1))?;
        tx.add_addressee(TENANT, id(2), &addressee(2, None), at(1))?;
        tx.add_addressee(NEIGHBOUR, id(1), &addressee(3, None), at(1))
    })
    .await;
    assert_eq!(noted(&store, 1).await, Some(addressee(1, Some("pt-BR"))));
    assert_eq!(noted(&store, 2).await, Some(addressee(2, None)));
    assert_eq!(
        noted(&store, 1).await.unwrap().address.as_str(),
        address(1).as_str(),
        "as it was written"
    );
    assert_eq!(noted(&store, 3).await, None);
    assert_eq!(put(&store, |tx| tx.forget_addressee(TENANT, id(1))).await, Moved::Yes);
    assert_eq!(put(&store, |tx| tx.forget_addressee(TENANT, id(1))).await, Moved::Stale);
    assert_eq!(noted(&store, 1).await, None);
    let neighbours = look(&store, |q| q.addressee(NEIGHBOUR, id(1))).await;
    assert_eq!(neighbours.map(|found| found.address), Some(address(3)));
}

async fn old_addressees_go_and_no_more_than_were_asked_for(store: Store) {
    let email = EmailAddress::parse("ada@example.org").unwrap();
    put(&store, move |tx| {
        (1..=6).try_for_each(|number| {
            let addressee = Addressee {
                address: email.clone(),
                language: None,
            };
            let noted_at = at(i64::try_from(number).unwrap());
            tx.add_addressee(TENANT, id(number), &addressee, noted_at)
        })
    })
    .await;
    for expected in [3, 2, 0] {
        assert_eq!(put(&store, |tx| tx.remove_addressees(at(6), 3)).await, expected);
    }
    assert!(noted(&store, 5).await.is_none() && noted(&store, 6).await.is_some());
}

async fn the_addressee_of_a_message_that_waits_stays(store: Store) {
    let message = mail(1, 1);
    let number = message.id;
    put(&store, move |tx| {
        tx.enqueue(&message)?;
        tx.add_addressee(TENANT, number, &addressee(1, None), at(1))
    })
    .await;
    assert_eq!(put(&store, |tx| tx.remove_addressees(at(9), 5)).await, 0);
    put(&store, |tx| {
        let leased = tx.claim(Channel::Mail, at(2), at(60), 1)?;
        leased
            .iter()
            .try_for_each(|leased| tx.settle(leased, &Settlement::Moot, at(3)).map(drop))
    })
    .await;
    assert_eq!(put(&store, |tx| tx.remove_addressees(at(9), 5)).await, 1);
}
