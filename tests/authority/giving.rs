//! Every way to give a role × every role × everybody × every tenant: nobody holds afterwards what the giver could not give.

use std::collections::{BTreeMap, BTreeSet};

use enroll::adapters::actix::Dialect;

use crate::ways::{Asks, WAYS, Way, take};
use crate::world::{PEOPLE, World, permissions};

pub(crate) async fn nobody_gives_or_gets_a_role_beyond_the_givers_own_authority(world: World) {
    let mut turn = 0;
    let mut table: BTreeMap<(&str, String), String> = BTreeMap::new();
    for way in WAYS {
        for tenant in tenants(&world, way) {
            for person in PEOPLE {
                for role in PEOPLE {
                    turn += 1;
                    let before = world.holdings(&tenant).await;
                    let status = take(&world, way, &tenant, person, role, turn).await;
                    assert!(status < 500, "{}: {status}", way.name);
                    let given = gained(&before, &world.holdings(&tenant).await);
                    let place = format!("{}: {role} by {person} of {tenant}, answered {status}", way.name);
                    let beyond: Vec<_> = given.iter().filter(|role| !may_give(way, person, role)).collect();
                    assert!(beyond.is_empty(), "{place}, and somebody holds {beyond:?}");
                    // What may be given is given: a table in which nothing ever happens would hold anything.
                    if [Asks::ToMakeUsers, Asks::ToInvite].contains(&way.asks) && *role != "member" {
                        assert_eq!(given.contains(*role), may_give(way, person, role), "{place}");
                    }
                    let line = table.entry((way.name, tenant.clone())).or_default();
                    line.push(if given.contains(*role) { '+' } else { '-' });
                }
                table.entry((way.name, tenant.clone())).or_default().push(' ');
            }
        }
    }
    println!("\nwho gave what: for each of {PEOPLE:?}, each role of the same list");
    for ((way, tenant), line) in table {
        println!("{line} {way} ({tenant})");
    }
}

/// Our own API is tried in the tenant of nobody's contract and in every other, a contract in its own.
fn tenants(world: &World, way: &Way) -> Vec<String> {
    match way.dialect {
        Some(dialect) => vec![dialect.name().to_owned()],
        // Where whoever registers is a user at once, so that what they got can be seen.
        None if [Asks::Nothing, Asks::ToInvite].contains(&way.asks) => {
            [Dialect::JFramework, Dialect::RPost, Dialect::Onyx]
                .map(|at_once| at_once.name().to_owned())
                .to_vec()
        }
        None => world.tenants(),
    }
}

/// The roles that somebody holds now, and did not before, beyond those that everybody gets.
fn gained(before: &BTreeMap<String, BTreeSet<String>>, after: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let none = BTreeSet::new();
    let mut gained = BTreeSet::new();
    for (user, roles) in after {
        let had = before.get(user).unwrap_or(&none);
        gained.extend(roles.difference(had).cloned());
    }
    for everybodys in ["member", "basic"] {
        gained.remove(everybodys);
    }
    gained
}

/// Whether the table of permissions lets this person give this role in this way.
fn may_give(way: &Way, person: &str, role: &str) -> bool {
    let held = permissions(person);
    let holds = |needed: &str| held.as_ref().is_none_or(|held| held.contains(needed));
    let ceiling = match (&held, permissions(role)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(held), Some(asked)) => asked.is_subset(held),
    };
    match way.asks {
        Asks::ToMakeUsers => holds("user.create") && holds("role.grant") && ceiling,
        Asks::ToGiveRoles => holds("role.grant") && ceiling,
        Asks::ToInvite => holds("invitation.manage") && holds("role.grant") && ceiling,
        Asks::ToRule => held.is_none(),
        Asks::Nothing => false,
    }
}
