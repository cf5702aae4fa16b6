//! The ceiling: nobody gives away, or takes away, authority that they do not hold.

use std::collections::BTreeSet;

use enroll_domain::role::{Authority, Needed, Permission, Refusal, Role, RoleName, Roles, within_ceiling};
use proptest::prelude::*;

const PERMISSIONS: &[&str] = &[
    "user.read",
    "user.create",
    "user.update",
    "role.grant",
    "page.edit",
    "page.publish",
];

fn authority() -> impl Strategy<Value = Authority> {
    let some = proptest::collection::btree_set(0..PERMISSIONS.len(), 0..=PERMISSIONS.len());
    let only = some.prop_map(|chosen| {
        let held: BTreeSet<Permission> = chosen
            .iter()
            .map(|&n| Permission::parse(PERMISSIONS[n]).unwrap())
            .collect();
        Authority::Only(held)
    });
    prop_oneof![9 => only, 1 => Just(Authority::Everything)]
}

fn role(name: &str) -> RoleName {
    RoleName::parse(name).unwrap()
}

proptest! {
    #[test]
    fn no_grant_goes_beyond_the_grantor(grantor in authority(), offered in authority()) {
        let roles = Roles::built_in().with(Role::new(role("editor"), offered.clone()));
        if within_ceiling(&roles, &grantor, &role("editor")).is_ok() {
            prop_assert!(grantor.allows(Needed::GrantRoles));
            let before = grantor.clone();
            prop_assert_eq!(grantor.and(offered), before, "the grantor could give what they did not hold");
        }
    }

    #[test]
    fn a_grantor_may_give_whatever_they_hold_themselves(grantor in authority()) {
        let roles = Roles::built_in().with(Role::new(role("twin"), grantor.clone()));
        let given = within_ceiling(&roles, &grantor, &role("twin"));
        prop_assert_eq!(given.is_ok(), grantor.allows(Needed::GrantRoles));
    }

    #[test]
    fn roles_together_allow_what_each_allows_and_no_more(one in authority(), two in authority()) {
        let roles = Roles::built_in().with(Role::new(role("one"), one.clone())).with(Role::new(role("two"), two.clone()));
        let sum = roles.authority_of([&role("one"), &role("two")]);
        prop_assert!(sum.covers(&one) && sum.covers(&two));
        for needed in [Needed::ReadUsers, Needed::CreateUsers, Needed::UpdateUsers, Needed::GrantRoles] {
            prop_assert_eq!(sum.allows(needed), one.allows(needed) || two.allows(needed));
        }
    }
}

#[test]
fn only_everything_covers_the_admin_role() {
    let all = PERMISSIONS
        .iter()
        .map(|text| Permission::parse(text).unwrap())
        .collect();
    let roles = Roles::built_in();
    let refused = within_ceiling(&roles, &Authority::Only(all), &RoleName::admin());
    assert_eq!(
        refused,
        Err(Refusal::Beyond),
        "whoever lists every permission of today still lacks tomorrow's"
    );
    assert!(within_ceiling(&Roles::built_in(), &Authority::Everything, &RoleName::admin()).is_ok());
}

#[test]
fn a_role_that_the_tenant_forgot_allows_nothing() {
    let authority = Roles::built_in().authority_of([&role("gone")]);
    assert_eq!(authority, Authority::nothing());
}

#[test]
fn a_stranger_to_granting_does_not_learn_which_roles_exist() {
    let roles = Roles::built_in();
    let refused = within_ceiling(&roles, &Authority::nothing(), &role("gone"));
    assert_eq!(refused, Err(Refusal::Beyond));
}
