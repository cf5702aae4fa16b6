//! Every change of the lifecycle of an account × everybody × everybody: nobody shuts out, lets in, signs out or closes somebody who may do more
//! than they.

use std::collections::BTreeMap;

use enroll::{FirstCredential, NewUserForm, Receipted};

use crate::world::{PEOPLE, PLAIN, World, permissions};

/// Each change with the permission that it needs.
const CHANGES: &[(&str, &str)] = &[
    ("sign-out", "user.suspend"),
    ("suspend", "user.suspend"),
    ("reinstate", "user.suspend"),
    ("close", "user.close"),
];

pub(crate) async fn nobody_shuts_out_somebody_who_may_do_more(world: World) {
    let mut turn = 0;
    let mut table: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for tenant in [PLAIN, "default"] {
        for (change, needed) in CHANGES {
            for person in PEOPLE {
                for role in PEOPLE {
                    turn += 1;
                    let target = somebody(&world, tenant, role, turn).await;
                    let path = format!("/v1/admin/users/{target}/{change}");
                    let call = world.api.call("POST", &path).header("enroll-tenant", tenant);
                    let status = call.bearer(world.token(tenant, person)).send().await.status;
                    let may = may(person, needed, role);
                    let place = format!("{change} of somebody with {role} by {person} of {tenant}");
                    assert_eq!(status, if may { 200 } else { 403 }, "{place}");
                    let line = table.entry((tenant, change)).or_default();
                    line.push(if may { '+' } else { '-' });
                }
                table.entry((tenant, change)).or_default().push(' ');
            }
        }
    }
    println!("\nwho did what to whom: for each of {PEOPLE:?}, somebody with each role of the same list");
    for ((tenant, change), line) in table {
        println!("{line} {change} ({tenant})");
    }
}

/// Whether the table of permissions lets a person do it to somebody with a role.
fn may(person: &str, needed: &str, role: &str) -> bool {
    match (permissions(person), permissions(role)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(held), Some(theirs)) => held.contains(needed) && theirs.is_subset(&held),
    }
}

/// Somebody new, who is active and holds a role.
async fn somebody(world: &World, tenant: &str, role: &str, turn: usize) -> String {
    let operator = world.operator(tenant).await;
    let form = NewUserForm {
        email: Some(format!("target-{turn}@example.org")),
        username: Some(format!("target-{turn}")),
        profile: world.required(tenant),
        roles: vec![role.to_owned()],
        ..NewUserForm::default()
    };
    let credential = FirstCredential::Password("Seven0wls-Read_Maps");
    let made = world
        .enroll
        .enrollment()
        .create_user(&operator, &form, credential, None)
        .await;
    match made.unwrap() {
        Receipted::Fresh(created) => created.user.user.id.to_string(),
        Receipted::Replayed(_) => panic!("nobody asked for a receipt"),
    }
}
