//! Tenants as rows: their policies come back to the letter, and a name or a host is one tenant's in the whole store.

use std::collections::BTreeMap;
use std::time::Duration;

use enroll_domain::id::TenantId;
use enroll_domain::password::{CharacterClass, ContextWords, PasswordPolicy, Strength};
use enroll_domain::profile::Field;
use enroll_domain::registration::{
    Admission, Alphabet, Beginning, BeyondRoles, CallbackUrl, ChosenPasswords, Claim, CodePolicy, Disclosure,
    EmailDomain, FieldPolicy, HostName, Invited, Letters, Lifetimes, MailBudget, Policy, Presence, Preset,
    ProvisioningTarget, TermsVersion, Use, UsernameRule,
};
use enroll_domain::role::{Authority, Permission, Role, RoleName, Roles};
use enroll_domain::tenant::{Tenant, TenantName};

use super::NEIGHBOUR;
use super::conversation::{Store, commit, look, put, race, winners};
use super::material::{TENANT, at, id, role, user};
use crate::{Moved, StoreError, StoredTenant, Unique};

topic! { "populations":
    the_tenants_of_a_fresh_store_have_no_policies_of_their_own,
    a_tenant_comes_back_with_the_very_policy_whatever_it_says,
    a_policy_is_written_over_and_the_time_with_it,
    a_policy_of_no_tenant_is_stale,
    users_live_in_a_tenant_as_soon_as_it_is_there,
    a_name_is_held_by_one_tenant,
    a_host_is_held_by_one_tenant,
    a_tenant_keeps_its_hosts_and_gives_up_those_that_are_gone,
    of_many_tenants_who_want_a_host_one_gets_it,
}

fn named(number: usize, name: &str, policy: Policy) -> Tenant {
    Tenant {
        id: id(number),
        name: TenantName::parse(name).unwrap(),
        policy,
    }
}

fn hosted(hosts: &[&str]) -> Policy {
    Policy {
        hosts: hosts.iter().map(|host| HostName::parse(host).unwrap()).collect(),
        ..Policy::private()
    }
}

async fn stored(store: &Store, wanted: TenantId) -> Option<StoredTenant> {
    let all = look(store, |q| q.tenants()).await;
    all.into_iter().find(|tenant| tenant.id == wanted)
}

/// A policy of which no part is as it is by default.
fn full() -> Policy {
    let url = |text| CallbackUrl::parse(text).unwrap();
    let domain = |text| EmailDomain::parse(text).unwrap();
    let target = |text| ProvisioningTarget::parse(text).unwrap();
    Policy {
        hosts: hosted(&["login.example.org", "exämple.org:8443"]).hosts,
        admission: Admission::Invited(Invited::Always),
        claim: Claim::AtRegistration(Beginning::Pending),
        disclosure: Disclosure::Open,
        email: Presence::Required,
        email_domains: vec![domain("example.org"), domain("exämple.org")],
        username: UsernameRule {
            presence: Presence::Required,
            min_chars: 4,
            max_chars: 40,
            alphabet: Alphabet::Ascii,
        },
        external_ids: BTreeMap::from([
            ("customer".to_owned(), Presence::Required),
            ("employee_number".to_owned(), Presence::Refused),
        ]),
        profile: profile(),
        password: password(),
        chosen_passwords: ChosenPasswords::MustBeChanged,
        first_password_mail: Use::Off,
        terms: Some(TermsVersion::parse("2026-11").unwrap()),
        callbacks: vec![
            url("https://app.example.org/welcome?from=enroll"),
            url("http://localhost:3000/"),
        ],
        roles: roles(),
        default_roles: vec![role("guest"), RoleName::member()],
        askable_roles: vec![role("guest")],
        first_user_roles: vec![RoleName::admin(), role("editor")],
        beyond_roles: BeyondRoles::LeftOut,
        numbers: Use::On,
        referrals: Use::On,
        lifetimes: lifetimes(),
        codes: CodePolicy {
            purposes: CodePolicy::POSSIBLE.to_vec(),
            lifetime: Duration::from_secs(901),
            tries: 7,
        },
        mail_budget: MailBudget {
            window: Duration::from_secs(3_601),
            registrations: 3,
            resets: 2,
        },
        letters: letters(),
        provisioning: vec![target("keycloak"), target("a-second-1")],
    }
}

fn profile() -> BTreeMap<Field, FieldPolicy> {
    let refused = FieldPolicy {
        presence: Presence::Refused,
        max_chars: None,
    };
    BTreeMap::from([
        (Field::GivenName, FieldPolicy::required_within(20)),
        (Field::Nickname, refused),
        (Field::Locale, FieldPolicy::OPTIONAL),
    ])
}

fn password() -> PasswordPolicy {
    PasswordPolicy::with_length(9, 60)
        .requiring(&[CharacterClass::Digit, CharacterClass::Upper])
        .k_of_n(3)
        .forbidding(&[' ', '"', '😀'])
        .context_words(ContextWords::Allowed)
        .min_strength(Strength::new(2))
}

fn roles() -> Roles {
    let permissions = ["user.read", "page.edit"].map(|text| Permission::parse(text).unwrap());
    let editor = Role::new(role("editor"), Authority::Only(permissions.into()));
    let editor = editor.described(
        Some("Editor \"in chief\"".to_owned()),
        Some("Writes.\nReads.".to_owned()),
    );
    let guest = Role::new(role("guest"), Authority::nothing());
    Roles::built_in().with(editor).with(guest)
}

fn lifetimes() -> Lifetimes {
    let [
        activation,
        first_password,
        password_reset,
        access_token,
        session,
        cool_down,
    ] = [3_600, 7_200, 1_800, 60, 86_401, 86_402].map(Duration::from_secs);
    Lifetimes {
        activation,
        first_password,
        password_reset,
        access_token,
        session,
        cool_down,
    }
}

fn letters() -> Letters {
    Letters {
        sender: Some("Zoë's \"Club\"".to_owned()),
        language: Some("de-AT".to_owned()),
        subjects: BTreeMap::from([("activation".to_owned(), "Grüß Gott {name}".to_owned())]),
    }
}

async fn the_tenants_of_a_fresh_store_have_no_policies_of_their_own(store: Store) {
    let found = look(&store, |q| q.tenants()).await;
    let told: Vec<_> = found.iter().map(|it| (it.id, it.policy.is_none())).collect();
    assert_eq!(told, [(TENANT, true), (NEIGHBOUR, true)]);
    assert_eq!(found[0].name, TenantName::default_name());
}

async fn a_tenant_comes_back_with_the_very_policy_whatever_it_says(store: Store) {
    let presets = Preset::ALL.iter().map(|preset| preset.policy());
    for (number, policy) in presets.chain([full()]).enumerate() {
        let tenant = named(number, &format!("tenant-number-{number}"), policy.clone());
        let (added, changed_at) = (tenant.clone(), at(i64::try_from(number).unwrap()));
        put(&store, move |tx| tx.add_tenant(&added, changed_at)).await;
        let expected = StoredTenant {
            id: tenant.id,
            name: tenant.name,
            policy: Some(policy),
            changed_at,
        };
        assert_eq!(stored(&store, tenant.id).await, Some(expected));
    }
}

async fn a_policy_is_written_over_and_the_time_with_it(store: Store) {
    let name = stored(&store, NEIGHBOUR).await.unwrap().name;
    for (seconds, policy) in [(1, full()), (2, Policy::private()), (3, full())] {
        let written = policy.clone();
        let moved = put(&store, move |tx| tx.set_policy(NEIGHBOUR, &written, at(seconds))).await;
        assert_eq!(moved, Moved::Yes);
        let expected = StoredTenant {
            id: NEIGHBOUR,
            name: name.clone(),
            policy: Some(policy),
            changed_at: at(seconds),
        };
        assert_eq!(stored(&store, NEIGHBOUR).await, Some(expected));
        assert_eq!(stored(&store, TENANT).await.unwrap().policy, None);
    }
}

async fn a_policy_of_no_tenant_is_stale(store: Store) {
    let moved = put(&store, |tx| tx.set_policy(id(1), &full(), at(1))).await;
    assert_eq!(moved, Moved::Stale);
    assert_eq!(stored(&store, id(1)).await, None);
}

async fn users_live_in_a_tenant_as_soon_as_it_is_there(store: Store) {
    put(&store, |tx| {
        tx.add_tenant(&named(1, "third", Policy::private()), at(1))?;
        tx.lock_tenant(id(1))?;
        tx.add_user(&enroll_domain::user::User {
            tenant: id(1),
            ..user(1)
        })
    })
    .await;
    assert!(look(&store, |q| q.has_users(id(1))).await);
}

async fn a_name_is_held_by_one_tenant(store: Store) {
    put(&store, |tx| tx.add_tenant(&named(1, "third", Policy::private()), at(1))).await;
    for taken in ["third", "default"] {
        let outcome = commit(&store, move |tx| {
            tx.add_tenant(&named(2, taken, Policy::private()), at(1))
        });
        let outcome = outcome.await;
        assert!(
            matches!(outcome, Err(StoreError::Conflict(Unique::TenantName))),
            "{outcome:?}"
        );
    }
    assert_eq!(stored(&store, id(2)).await, None);
}

fn is_taken<T: std::fmt::Debug>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Conflict(Unique::Host)))
}

async fn a_host_is_held_by_one_tenant(store: Store) {
    let first = hosted(&["a.example.org", "b.example.org"]);
    put(&store, move |tx| tx.set_policy(TENANT, &first, at(1)).map(drop)).await;
    let clash = || hosted(&["c.example.org", "b.example.org"]);
    let added = commit(&store, move |tx| tx.add_tenant(&named(1, "third", clash()), at(2))).await;
    assert!(is_taken(&added), "{added:?}");
    let changed = commit(&store, move |tx| tx.set_policy(NEIGHBOUR, &clash(), at(2))).await;
    assert!(is_taken(&changed), "{changed:?}");
    assert_eq!(stored(&store, NEIGHBOUR).await.unwrap().policy, None);
    assert_eq!(stored(&store, id(1)).await, None);
    let apart = hosted(&["c.example.org", "b.example.org:8443"]);
    let moved = put(&store, move |tx| tx.set_policy(NEIGHBOUR, &apart, at(2))).await;
    assert_eq!(moved, Moved::Yes);
}

async fn a_tenant_keeps_its_hosts_and_gives_up_those_that_are_gone(store: Store) {
    let (both, one) = (
        || hosted(&["a.example.org", "b.example.org"]),
        || hosted(&["b.example.org"]),
    );
    for policy in [both(), both(), one()] {
        let moved = put(&store, move |tx| tx.set_policy(TENANT, &policy, at(1))).await;
        assert_eq!(moved, Moved::Yes);
    }
    let freed = hosted(&["a.example.org"]);
    let kept = freed.clone();
    put(&store, move |tx| tx.set_policy(NEIGHBOUR, &freed, at(2)).map(drop)).await;
    assert_eq!(stored(&store, NEIGHBOUR).await.unwrap().policy, Some(kept));
    let back = commit(&store, move |tx| tx.set_policy(TENANT, &both(), at(3))).await;
    assert!(is_taken(&back), "{back:?}");
    assert_eq!(stored(&store, TENANT).await.unwrap().policy, Some(one()));
}

async fn of_many_tenants_who_want_a_host_one_gets_it(store: Store) {
    let results = race(&store, 8, |racer, tx| {
        let name = format!("racer-{racer}");
        tx.add_tenant(&named(racer, &name, hosted(&["a.example.org"])), at(1))
    });
    assert_eq!(winners(&results.await, &(), Some(Unique::Host)), 1);
    assert_eq!(look(&store, |q| q.tenants()).await.len(), 3);
}
