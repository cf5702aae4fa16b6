//! The schema: both databases have the tables of `schema.rs`, column for column, and migrations can be undone.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{PgConnection, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use enroll_diesel::{DieselStore, Options};

use crate::{OwnCase, Place};

#[path = "../../src/schema.rs"]
mod tables;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The cases, each with its name.
pub(crate) const CASES: &[OwnCase<Place>] = &[
    (
        "schema::every_column_of_every_table_can_be_selected",
        every_column_of_every_table_can_be_selected,
    ),
    (
        "schema::the_columns_are_those_of_the_other_database",
        the_columns_are_those_of_the_other_database,
    ),
    (
        "schema::migrations_go_up_and_down_and_up_again",
        migrations_go_up_and_down_and_up_again,
    ),
    (
        "schema::both_databases_have_the_same_migrations",
        both_databases_have_the_same_migrations,
    ),
];

macro_rules! select_all {
    ($conn:expr; $($table:ident),*) => {{
        $(tables::$table::table.select(tables::$table::all_columns).limit(0).execute($conn).unwrap();)*
        [$(stringify!($table)),*].map(in_the_databases).into()
    }};
}

macro_rules! select_every_table {
    ($conn:expr) => {
        select_all!(
            $conn;
            tenants, tenant_hosts, counters, departments, tags, packages, roles, invitations, users, user_tags, identifiers,
            attempts, proofs, code_tries, sessions, grants, outbox, addressees, receipts, audit, addresses, provisioning, signing_keys
        )
    };
}

/// What the databases call a table: departments have a name there that is older than the word.
fn in_the_databases(table: &str) -> String {
    match table {
        "departments" => "units".to_owned(),
        same => same.to_owned(),
    }
}

#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    may_be_null: String,
}

fn columns(place: &Place) -> BTreeSet<Column> {
    let found: Vec<Column> = match place.url().strip_prefix("sqlite:") {
        Some(path) => sql_query(
            "SELECT t.name AS table_name, c.name AS column_name, \
             CASE c.type WHEN 'BLOB' THEN 'bytea' WHEN 'INTEGER' THEN 'bigint' ELSE lower(c.type) END AS kind, \
             CASE c.\"notnull\" WHEN 1 THEN 'NO' ELSE 'YES' END AS may_be_null \
             FROM sqlite_master t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name <> '__diesel_schema_migrations'",
        )
        .load(&mut SqliteConnection::establish(path).unwrap()),
        None => sql_query(
            "SELECT table_name::text, column_name::text, data_type::text AS kind, is_nullable::text AS may_be_null \
             FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'",
        )
        .load(&mut PgConnection::establish(place.url()).unwrap()),
    }
    .unwrap();
    found.into_iter().collect()
}

/// The migration that follows on the first life.
pub(crate) const POPULATIONS: &str = "2026-11-25-000000_populations";

/// Undoes every migration but the first life's.
pub(crate) fn take_down_to_the_first_life(place: &Place) {
    while DieselStore::pending(place.url()).unwrap().first().map(String::as_str) != Some(POPULATIONS) {
        take_down_last(place);
    }
}

/// Undoes the newest migration.
fn take_down_last(place: &Place) {
    match place.url().strip_prefix("sqlite:") {
        Some(path) => SqliteConnection::establish(path)
            .unwrap()
            .revert_last_migration(SQLITE)
            .map(drop)
            .unwrap(),
        None => PgConnection::establish(place.url())
            .unwrap()
            .revert_last_migration(POSTGRES)
            .map(drop)
            .unwrap(),
    }
}

/// Undoes every migration.
pub(crate) fn take_down(place: &Place) {
    match place.url().strip_prefix("sqlite:") {
        Some(path) => SqliteConnection::establish(path)
            .unwrap()
            .revert_all_migrations(SQLITE)
            .map(drop)
            .unwrap(),
        None => PgConnection::establish(place.url())
            .unwrap()
            .revert_all_migrations(POSTGRES)
            .map(drop)
            .unwrap(),
    }
}

fn every_column_of_every_table_can_be_selected(place: Place) {
    let selected: BTreeSet<String> = match place.url().strip_prefix("sqlite:") {
        Some(path) => select_every_table!(&mut SqliteConnection::establish(path).unwrap()),
        None => select_every_table!(&mut PgConnection::establish(place.url()).unwrap()),
    };
    let there: BTreeSet<String> = columns(&place).into_iter().map(|column| column.table_name).collect();
    assert_eq!(selected, there);
}

fn the_columns_are_those_of_the_other_database(place: Place) {
    assert_eq!(columns(&place), columns(&Place::in_file()));
}

fn migrations_go_up_and_down_and_up_again(place: Place) {
    let before = columns(&place);
    take_down(&place);
    assert_eq!(columns(&place), BTreeSet::new());
    assert_ne!(DieselStore::migrate(place.url()).unwrap(), [""; 0]);
    assert_eq!(columns(&place), before);
    assert!(DieselStore::open(place.url(), Options::default()).is_ok());
}

fn both_databases_have_the_same_migrations(_place: Place) {
    let folders = |database: &str| -> BTreeSet<_> {
        let folder = format!("{}/migrations/{database}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect()
    };
    assert_eq!(folders("sqlite"), folders("postgres"));
}
