//! What is promised of a tenant's policy and counts beyond the port, on both databases alike.

use std::collections::BTreeSet;
use std::sync::Arc;

use enroll_domain::id::{TenantId, UserId};
use enroll_domain::user::User;
use enroll_repository::{Count, StoreError};

use crate::both::beside;
use crate::{OwnCase, Place, on_runtime};

/// The cases, each with its name.
pub(crate) const CASES: &[OwnCase<Place>] = &[
    (
        "tenants::a_policy_that_cannot_be_is_told_by_table_and_column",
        a_policy_that_cannot_be_is_told_by_table_and_column,
    ),
    (
        "tenants::numbers_that_programs_ask_for_at_once_leave_none_out",
        numbers_that_programs_ask_for_at_once_leave_none_out,
    ),
];

const TENANT: TenantId = TenantId::DEFAULT;

fn a_policy_that_cannot_be_is_told_by_table_and_column(place: Place) {
    let store = place.open();
    for policy in ["{\"admission\":\"whoever\"}", "{\"lifetimes\":null}", "no JSON"] {
        let spoilt = format!("UPDATE tenants SET policy = '{policy}', changed_at = 1");
        beside(&place).batch_execute(&spoilt).unwrap();
        let Err(StoreError::Broken(why)) = on_runtime(store.view(|queries| queries.tenants())) else {
            panic!("{policy} was read")
        };
        assert!(why.to_string().contains("tenants.policy"), "{why}");
    }
}

fn numbers_that_programs_ask_for_at_once_leave_none_out(place: Place) {
    let programs = [place.open(), place.open()];
    let numbers: BTreeSet<u64> = on_runtime(async {
        let mut running = tokio::task::JoinSet::new();
        for place in 0..40 {
            let program = Arc::clone(&programs[place % 2]);
            running.spawn(async move {
                let next = program.atomically::<_, StoreError>(|tx| Ok(tx.next_number(TENANT, Count::Users)?));
                next.await.unwrap()
            });
        }
        running.join_all().await.into_iter().collect()
    });
    assert_eq!(numbers, (1..=40).collect());
    let first_tag = programs[0].atomically::<_, StoreError>(|tx| Ok(tx.next_number(TENANT, Count::Tags)?));
    assert_eq!(on_runtime(first_tag).unwrap(), 1);
    let nobody: Result<Option<User>, _> =
        on_runtime(programs[0].view(|queries| queries.user_by_number(TENANT, u64::MAX)));
    assert_eq!(nobody.unwrap().map(|user| user.id), None::<UserId>);
}
