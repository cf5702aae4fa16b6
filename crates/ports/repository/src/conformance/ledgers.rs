//! Receipts, mail budgets and locks: what is claimed, answered and counted.

use std::time::Duration;

use enroll_domain::identifier::EmailKey;
use enroll_domain::registration::MailBudget;

use super::conversation::{Store, commit, look, must_move, put};
use super::material::{ELSEWHERE, TENANT, address, at, id, just_before, user};
use crate::{BudgetClass, Moved, ReceiptKey, Spend, StoreError, StoredReceipt, Transaction, Unique};

topic! { "ledgers":
    an_answer_comes_back_to_the_byte,
    a_claimed_receipt_conflicts_until_it_is_removed,
    a_receipt_is_named_by_scope_and_key,
    a_claim_that_is_rolled_back_may_be_made_again,
    a_receipt_that_nobody_claimed_cannot_be_answered,
    a_mail_budget_is_spent_within_its_window,
    a_new_window_opens_with_the_first_mail_after_the_former_ended,
    addresses_and_classes_have_budgets_of_their_own,
    an_empty_budget_grants_nothing,
    a_tenant_that_does_not_exist_cannot_be_locked,
    a_lock_may_be_taken_again_by_who_holds_it,
}

fn key(scope: &str, byte: u8) -> ReceiptKey {
    ReceiptKey {
        tenant: TENANT,
        scope: scope.to_owned(),
        key: [byte; 32],
    }
}

async fn an_answer_comes_back_to_the_byte(store: Store) {
    let answers = [Vec::new(), (0..=255).collect(), b"\0\0".to_vec(), vec![b'x'; 70_000]];
    for (byte, answer) in (0_u8..).zip(answers) {
        let kept = answer.clone();
        put(&store, move |tx| {
            tx.claim_receipt(&key("registrations", byte), &[byte; 32], at(0))?;
            must_move(tx.answer_receipt(&key("registrations", byte), &answer))
        })
        .await;
        let found = look(&store, move |q| q.receipt(&key("registrations", byte))).await;
        assert_eq!(
            found,
            Some(StoredReceipt {
                body: [byte; 32],
                answer: kept
            })
        );
    }
    assert_eq!(look(&store, |q| q.receipt(&key("registrations", 99))).await, None);
}

fn claim(scope: &'static str, byte: u8) -> impl FnMut(&mut dyn Transaction) -> Result<(), StoreError> + Send + 'static {
    move |tx| {
        tx.claim_receipt(&key(scope, byte), &[1; 32], at(0))?;
        must_move(tx.answer_receipt(&key(scope, byte), scope.as_bytes()))
    }
}

async fn a_claimed_receipt_conflicts_until_it_is_removed(store: Store) {
    put(&store, claim("registrations", 1)).await;
    let again = commit(&store, claim("registrations", 1)).await;
    assert!(matches!(again, Err(StoreError::Conflict(Unique::Receipt))), "{again:?}");
    assert_eq!(put(&store, |tx| tx.remove_receipts(at(1), 10)).await, 1);
    put(&store, claim("registrations", 1)).await;
}

async fn a_receipt_is_named_by_scope_and_key(store: Store) {
    for (scope, byte) in [("registrations", 1), ("registrations", 2), ("admin/users", 1)] {
        put(&store, claim(scope, byte)).await;
    }
    let found = look(&store, |q| q.receipt(&key("admin/users", 1))).await;
    assert_eq!(found.unwrap().answer, b"admin/users");
    assert_eq!(look(&store, |q| q.receipt(&key("admin/users", 2))).await, None);
}

async fn a_claim_that_is_rolled_back_may_be_made_again(store: Store) {
    put(&store, |tx| tx.add_user(&user(1))).await;
    let taken = commit(&store, |tx| {
        tx.claim_receipt(&key("registrations", 1), &[1; 32], at(0))?;
        let mut second = user(2);
        second.identifiers.email = Some(address(1));
        tx.add_user(&second)
    });
    assert!(matches!(taken.await, Err(StoreError::Conflict(Unique::Email))));
    assert_eq!(look(&store, |q| q.receipt(&key("registrations", 1))).await, None);
    put(&store, claim("registrations", 1)).await;
    assert_eq!(look(&store, |q| q.user(TENANT, id(2))).await, None);
}

async fn a_receipt_that_nobody_claimed_cannot_be_answered(store: Store) {
    let answered = put(&store, |tx| tx.answer_receipt(&key("registrations", 1), b"answer")).await;
    assert_eq!(answered, Moved::Stale);
    assert_eq!(look(&store, |q| q.receipt(&key("registrations", 1))).await, None);
}

const BUDGET: MailBudget = MailBudget {
    window: Duration::from_secs(100),
    registrations: 2,
    resets: 1,
};

async fn spend(store: &Store, number: usize, class: BudgetClass, now: enroll_domain::Timestamp) -> Spend {
    let key: EmailKey = address(number).key().clone();
    put(store, move |tx| tx.spend_mail(TENANT, &key, class, BUDGET, now)).await
}

async fn a_mail_budget_is_spent_within_its_window(store: Store) {
    for (now, expected) in [
        (at(0), Spend::Granted),
        (at(50), Spend::Granted),
        (just_before(at(100)), Spend::Exhausted),
    ] {
        assert_eq!(spend(&store, 1, BudgetClass::Registration, now).await, expected);
    }
}

async fn a_new_window_opens_with_the_first_mail_after_the_former_ended(store: Store) {
    assert_eq!(spend(&store, 1, BudgetClass::Reset, at(0)).await, Spend::Granted);
    assert_eq!(spend(&store, 1, BudgetClass::Reset, at(99)).await, Spend::Exhausted);
    assert_eq!(spend(&store, 1, BudgetClass::Reset, at(150)).await, Spend::Granted);
    assert_eq!(
        spend(&store, 1, BudgetClass::Reset, at(200)).await,
        Spend::Exhausted,
        "the window opened at 150"
    );
    assert_eq!(
        spend(&store, 1, BudgetClass::Reset, at(250)).await,
        Spend::Granted,
        "its end is not in it"
    );
}

async fn addresses_and_classes_have_budgets_of_their_own(store: Store) {
    assert_eq!(spend(&store, 1, BudgetClass::Reset, at(0)).await, Spend::Granted);
    assert_eq!(spend(&store, 1, BudgetClass::Reset, at(0)).await, Spend::Exhausted);
    assert_eq!(spend(&store, 2, BudgetClass::Reset, at(0)).await, Spend::Granted);
    assert_eq!(spend(&store, 1, BudgetClass::Registration, at(0)).await, Spend::Granted);
    assert_eq!(spend(&store, 1, BudgetClass::Registration, at(0)).await, Spend::Granted);
    assert_eq!(
        spend(&store, 1, BudgetClass::Registration, at(0)).await,
        Spend::Exhausted
    );
}

async fn an_empty_budget_grants_nothing(store: Store) {
    let nothing = MailBudget {
        registrations: 0,
        resets: 0,
        ..BUDGET
    };
    for now in [at(0), at(1_000)] {
        let spend = put(&store, move |tx| {
            tx.spend_mail(TENANT, address(1).key(), BudgetClass::Reset, nothing, now)
        });
        assert_eq!(spend.await, Spend::Exhausted);
    }
}

async fn a_tenant_that_does_not_exist_cannot_be_locked(store: Store) {
    let outcome = commit(&store, |tx| tx.lock_tenant(ELSEWHERE)).await;
    assert!(matches!(outcome, Err(StoreError::Broken(_))), "{outcome:?}");
    put(&store, |tx| tx.lock_tenant(TENANT)).await;
}

async fn a_lock_may_be_taken_again_by_who_holds_it(store: Store) {
    let spend = put(&store, |tx| {
        tx.lock_tenant(TENANT)?;
        tx.lock_address(TENANT, address(1).key())?;
        tx.lock_address(TENANT, address(1).key())?;
        tx.lock_tenant(TENANT)?;
        tx.spend_mail(TENANT, address(1).key(), BudgetClass::Reset, BUDGET, at(0))
    });
    assert_eq!(spend.await, Spend::Granted);
}
