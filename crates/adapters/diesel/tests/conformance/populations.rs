//! What the migration `populations` promises: a store of the first life keeps all that it holds, and the way back keeps what
//! the first life has room for.

use std::sync::Arc;

use enroll_diesel::DieselStore;
use enroll_domain::Timestamp;
use enroll_domain::id::{ProofId, TenantId};
use enroll_domain::identifier::{EmailAddress, ExternalId, Username};
use enroll_domain::membership::Membership;
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::proof::{LandsWhen, ProofState, Subject};
use enroll_domain::registration::Wishes;
use enroll_domain::user::{ChosenBy, EmailProof, Identifiers, State, User};
use enroll_repository::{StoreError, UnitOfWork};
use uuid::Uuid;

use crate::both::beside;
use crate::{OwnCase, Place, on_runtime, schema};

/// The cases, each with its name.
pub(crate) const CASES: &[OwnCase<Place>] = &[
    (
        "populations::a_store_of_the_first_life_keeps_what_it_holds",
        a_store_of_the_first_life_keeps_what_it_holds,
    ),
    (
        "populations::whoever_refers_to_users_still_does",
        whoever_refers_to_users_still_does,
    ),
    (
        "populations::the_way_back_keeps_what_the_first_life_has_room_for",
        the_way_back_keeps_what_the_first_life_has_room_for,
    ),
];

const TENANT: TenantId = TenantId::DEFAULT;

/// A store of the first life; `@0` is the tenant, `@1` and so on are other ids.
const FIRST_LIFE: &str = "\
    INSERT INTO users (tenant_id, id, created_at, state, password, since, profile) VALUES \
        (@0, @1, 10, 'pending', NULL, NULL, '{}'), \
        (@0, @2, 11, 'active', 'hash 2', 21, '{\"given_name\":\"Ada\"}'), \
        (@0, @3, 12, 'suspended', 'hash 3', 22, '{}'), \
        (@0, @4, 13, 'closed', NULL, 23, '{}'); \
    INSERT INTO identifiers (tenant_id, kind, key, user_id, value, namespace, proved_at) VALUES \
        (@0, 'email', 'one@example.org', @1, 'One@example.org', '', NULL), \
        (@0, 'email', 'two@example.org', @2, 'Two@example.org', '', 31), \
        (@0, 'username', 'ada', @2, 'Ada', '', NULL), \
        (@0, 'external_id', 'employee:4711', @2, '4711', 'employee', NULL), \
        (@0, 'email', 'three@example.org', @3, 'three@example.org', '', 32), \
        (@0, 'email', 'four@example.org', @4, 'four@example.org', '', 33); \
    INSERT INTO attempts (tenant_id, id, email, email_key, username, username_key, password, profile, callback, terms, \
        made_at, expires_at) VALUES \
        (@0, @5, 'New@example.org', 'new@example.org', 'Eva', 'eva', 'hash 5', '{}', 'https://app.example.org/in', 'v1', 41, 99), \
        (@0, @6, 'new@example.org', 'new@example.org', NULL, NULL, 'hash 6', '{}', NULL, NULL, 42, 99); \
    INSERT INTO proofs (tenant_id, id, purpose, user_id, email, email_key, root_key, made_at, expires_at, used_at) VALUES \
        (@0, @7, 'activation', NULL, 'new@example.org', 'new@example.org', '5f0c9a71', 51, 99, NULL), \
        (@0, @8, 'password_reset', @2, 'Two@example.org', 'two@example.org', '5f0c9a71', 52, 99, 61); \
    INSERT INTO sessions (tenant_id, id, user_id, made_at, expires_at, generation, rotated_at) \
        VALUES (@0, @9, @2, 71, 99, 1, 71); \
    INSERT INTO grants (tenant_id, user_id, role, grantor, granted_at) VALUES (@0, @2, 'admin', 'operator', 72); \
    INSERT INTO provisioning (tenant_id, user_id, target, wanted, settled, state) \
        VALUES (@0, @2, 'keycloak', 3, 2, 'pending')";

fn id<T: From<Uuid>>(number: u8) -> T {
    T::from(match number {
        0 => TENANT.as_uuid(),
        _ => Uuid::from_u128(number.into()),
    })
}

/// Has another process do this, with ids as the database writes them.
fn execute(place: &Place, sql: &str) -> diesel::QueryResult<()> {
    let with_ids = (0..10).fold(sql.to_owned(), |sql, number| {
        let hex = id::<Uuid>(number).simple();
        let literal = match place.url().starts_with("sqlite:") {
            true => format!("X'{hex}'"),
            false => format!("'\\x{hex}'::bytea"),
        };
        sql.replace(&format!("@{number}"), &literal)
    });
    beside(place).batch_execute(&with_ids)
}

/// A store of the first life that this program has migrated.
fn from_first_life(place: &Place) -> Arc<dyn UnitOfWork> {
    schema::take_down_to_the_first_life(place);
    execute(place, FIRST_LIFE).unwrap();
    let applied = DieselStore::migrate(place.url()).unwrap();
    assert_eq!(applied.first().map(String::as_str), Some(schema::POPULATIONS));
    place.open()
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn hash(number: u8) -> PasswordHash {
    PasswordHash::from_phc(format!("hash {number}"))
}

fn time(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

fn user(number: u8, created_at: i64, address: &str, proved_at: Option<i64>, state: State) -> User {
    User {
        id: id(number),
        tenant: TENANT,
        created_at: time(created_at),
        identifiers: Identifiers {
            email: Some(email(address)),
            email_proof: proved_at.map_or(EmailProof::Unproved, |at| EmailProof::Proved { at: time(at) }),
            username: None,
            external: Vec::new(),
        },
        profile: Profile::new(),
        membership: Membership::default(),
        chosen_by: ChosenBy::Owner,
        state,
    }
}

/// The users of the first life, as they are known now.
fn known() -> Vec<User> {
    let (active, suspended) = (hash(2), hash(3));
    let mut users = vec![
        user(1, 10, "One@example.org", None, State::Pending { password: None }),
        user(
            2,
            11,
            "Two@example.org",
            Some(31),
            State::Active {
                password: active,
                since: time(21),
            },
        ),
        user(
            3,
            12,
            "three@example.org",
            Some(32),
            State::Suspended {
                password: suspended,
                since: time(22),
            },
        ),
        user(4, 13, "four@example.org", Some(33), State::Closed { at: time(23) }),
    ];
    let ada = &mut users[1];
    ada.identifiers.username = Some(Username::parse("Ada").unwrap());
    ada.identifiers.external = vec![ExternalId::parse("employee", "4711").unwrap()];
    ada.profile = Profile::from_stored(vec![(
        enroll_domain::profile::Field::from_name("given_name").unwrap(),
        "Ada".to_owned(),
    )]);
    users
}

fn a_store_of_the_first_life_keeps_what_it_holds(place: Place) {
    let store = from_first_life(&place);
    let everything = store.view(|queries| {
        Ok((
            queries.users(TENANT, None, 10)?,
            queries.open_attempts(TENANT, email("new@example.org").key(), time(50))?,
            [queries.proof(TENANT, id(7))?, queries.proof(TENANT, id(8))?],
            queries.provisioning(TENANT, id(2))?,
            queries.grants_of(TENANT, id(2))?,
            queries.tenants()?,
        ))
    });
    let (users, attempts, proofs, provisioning, grants, tenants) = on_runtime(everything).unwrap();
    assert_eq!(users, known());
    let landings: Vec<_> = attempts.iter().map(|attempt| attempt.landing.as_ref()).collect();
    assert_eq!((landings.len(), landings[0]), (2, None));
    let landing = landings[1].unwrap();
    assert_eq!(
        (landing.url.as_str(), landing.when),
        ("https://app.example.org/in", LandsWhen::Afterwards)
    );
    for attempt in &attempts {
        assert_eq!((&attempt.external, &attempt.wishes), (&Vec::new(), &Wishes::default()));
    }
    let [open, used] = proofs.map(|proof| proof.unwrap());
    assert_eq!(
        (open.subject, open.landing, open.state),
        (Subject::Address, None, ProofState::Open)
    );
    assert_eq!(
        (used.subject, used.landing, used.state),
        (Subject::User(id(2)), None, ProofState::Used { at: time(61) })
    );
    let provisioning = provisioning.unwrap();
    assert_eq!((provisioning.wanted, provisioning.sessions_end_with), (3, 0));
    assert_eq!(grants.len(), 1);
    assert_eq!((tenants.len(), &tenants[0].policy), (1, &None));
    assert_eq!(tenants[0].changed_at, time(1_795_392_000_000_000));
}

fn whoever_refers_to_users_still_does(place: Place) {
    let store = from_first_life(&place);
    let unheard_of = "INSERT INTO grants (tenant_id, user_id, role, grantor, granted_at) \
                      VALUES (@0, @9, 'admin', 'operator', 72)";
    assert!(execute(&place, unheard_of).is_err());
    assert!(execute(&place, &unheard_of.replace("@9", "@3")).is_ok());
    for number in 1..=4 {
        assert!(execute(&place, &format!("DELETE FROM users WHERE id = @{number}")).is_err());
    }
    assert!(execute(&place, "UPDATE users SET state = 'active' WHERE id = @1").is_err());
    assert_eq!(
        on_runtime(store.view(|queries| queries.users(TENANT, None, 10))).unwrap(),
        known()
    );
}

fn the_way_back_keeps_what_the_first_life_has_room_for(place: Place) {
    let store = from_first_life(&place);
    let waiting = User {
        membership: Membership {
            number: Some(1),
            inviter: Some(id(2)),
            ..Membership::default()
        },
        ..user(
            9,
            14,
            "nine@example.org",
            None,
            State::Pending {
                password: Some(hash(9)),
            },
        )
    };
    let added = waiting.clone();
    let adding = store.atomically::<_, StoreError>(move |tx| Ok(tx.add_user(&added)?));
    on_runtime(adding).unwrap();
    let at_once = "UPDATE proofs SET landing = 'https://app.example.org/in', landing_when = 'at_once'; \
                   UPDATE proofs SET purpose = 'confirmation' WHERE id = @7";
    execute(&place, at_once).unwrap();
    drop(store);

    schema::take_down_to_the_first_life(&place);
    let first_life = "INSERT INTO proofs (tenant_id, id, purpose, email, email_key, root_key, made_at, expires_at) \
                      SELECT tenant_id, id, 'activation', email, email_key, root_key, 51, 99 FROM attempts, \
                      (SELECT '5f0c9a71' AS root_key) AS keys WHERE callback = 'https://app.example.org/in'";
    execute(&place, first_life).unwrap();
    DieselStore::migrate(place.url()).unwrap();
    let there = place.open().clone();
    let there = there.view(|queries| {
        let proofs: Vec<bool> = [5, 7, 8]
            .into_iter()
            .map(|number| Ok(queries.proof(TENANT, id::<ProofId>(number))?.is_some()))
            .collect::<Result<_, StoreError>>()?;
        Ok((queries.users(TENANT, None, 10)?, proofs))
    });
    let (users, proofs) = on_runtime(there).unwrap();
    let forgotten = User {
        membership: Membership::default(),
        state: State::Pending { password: None },
        ..waiting
    };
    let mut expected = known();
    expected.push(forgotten);
    assert_eq!(users, expected);
    assert_eq!(proofs, [true, false, true]);
}
