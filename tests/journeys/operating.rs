//! The operator beside a server that runs: a test mail, the doctor, people who come from another system, mails that were given up,
//! and a schema of another version.

use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::{PgConnection, SqliteConnection};
use enroll::domain::id::TenantId;
use enroll::domain::user::State;
use enroll::ports::repository::{Channel, UnitOfWork};
use enroll_tests::program::Program;
use enroll_tests::smtp_catcher::{SmtpCatcher, Step};
use enroll_tests::until::until;
use serde_json::json;

use crate::person::{PASSWORD, Tokens, registration, somebody};
use crate::world::{SERVE, World, address, open, set_up};

/// Of [`PASSWORD`], by Python's bcrypt and by Django's `PBKDF2PasswordHasher`.
const HASHES: [&str; 2] = [
    "$2b$05$kR3WZifARcIwPtMOvLjgqOdnHQfxBSMqxVFtWSAcQKbdvvKFK8/Ea",
    "pbkdf2_sha256$1200$NaCl and more of it$Ahojm2DLC1Nl80kkGVot/yGa5E0E9oIHuDBTWI4LBro=",
];

fn said(output: &std::process::Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

/// What `serve --dev` makes up, and a command in earnest has to be told.
fn in_earnest(program: &Program) -> &'static str {
    let settings = "[mail]\nfrom = \"enroll <enroll@example.org>\"\n";
    std::fs::write(program.folder().join("earnest.toml"), settings).unwrap();
    "earnest.toml"
}

/// A test mail goes through the real mail server, and past the outbox.
pub(crate) async fn a_test_mail_arrives(program: &Program, world: &World) {
    let email = somebody("tested");
    let arguments = ["mail", "test", "--config", in_earnest(program), &email];
    let done = program.run(&arguments, "").await;
    assert!(done.status.success(), "{}", said(&done));
    let mails = world.mails_to(&email, 1).await;
    assert_eq!(mails.len(), 1);
    assert!(
        said(&done).contains(&format!("took a mail to {email}")),
        "{}",
        said(&done)
    );
}

/// The doctor finds nothing that fails, makes nothing, and finds the server that runs.
pub(crate) async fn the_doctor_finds_a_server_that_runs_in_good_health(program: &Program, _world: &World) {
    let done = program.run(&["doctor", "--config", in_earnest(program)], "").await;
    let found = said(&done);
    assert!(done.status.success(), "{found}");
    for (part, told) in [
        ("listen", "a server answers"),
        ("mail", "takes us as we are"),
        ("database", "answers and has our schema"),
        ("keys", "the root secret opens"),
        ("clock", "is past"),
    ] {
        let line = found
            .lines()
            .find(|line| line.starts_with("ok") && line.split_whitespace().nth(1) == Some(part));
        assert!(line.is_some_and(|line| line.contains(told)), "{part}:\n{found}");
    }
    let ready = program.run(&["doctor", "--ready"], "").await;
    assert!(ready.status.success(), "{}", said(&ready));
}

/// Whoever comes from another system signs in with the password that they have, and has a hash of ours from then on.
pub(crate) async fn people_from_another_system_sign_in_as_they_did_there(program: &Program, world: &World) {
    for hash in HASHES {
        let email = somebody("imported");
        let row = json!({ "email": email, "email_verified": true, "password_hash": hash }).to_string();
        let done = program.run(&["user", "import", "-"], &row).await;
        assert!(done.status.success(), "{}", said(&done));
        world.sign_in(&email, "something else entirely").await.problem(401);
        assert_eq!(stored_hash(world, &email).await, hash);
        for _ in 0..2 {
            let tokens = Tokens::of(&world.sign_in(&email, PASSWORD).await.expect(200));
            let me = world.api.get_as(&tokens.access, "/v1/me").await.expect(200).json();
            assert_eq!(me["email_verified"], json!(true));
            assert!(stored_hash(world, &email).await.starts_with("$argon2id$"));
        }
        world.settled().await;
        assert!(world.mails_so_far(&email).is_empty());
    }
}

async fn stored_hash(world: &World, email: &str) -> String {
    let key = address(email).key().clone();
    let found = world
        .store
        .view(move |queries| queries.user_by_email(TenantId::DEFAULT, &key));
    match found.await.unwrap().expect(email).state {
        State::Active { password, .. } => password.as_phc().to_owned(),
        state @ (State::Pending { .. } | State::Suspended { .. } | State::Closed { .. }) => panic!("{}", state.code()),
    }
}

async fn dead(store: &dyn UnitOfWork) -> u64 {
    store.view(|queries| queries.backlog(Channel::Mail)).await.unwrap().dead
}

/// A mail that the mail server would not have is seen without its address. Tried again it arrives; forgotten it never does.
pub(crate) async fn mails_that_were_given_up_are_listed_tried_again_and_forgotten(program: Program, url: String) {
    let mails = SmtpCatcher::start().await.unwrap();
    let program = set_up(program, &url, &mails);
    let mut running = program.serve(SERVE).await;
    let store = open(&url);
    let people = [somebody("wanted"), somebody("unwanted")];
    for (before, email) in (0..).zip(&people) {
        mails.say_next(Step::Rcpt, "550 5.1.1 {to} is nobody here");
        let form = registration(email, PASSWORD);
        running.api.post("/v1/registrations", form).await.expect(202);
        until("the mail to be given up", || async {
            (dead(&*store).await > before).then_some(())
        })
        .await;
    }
    let listed = said(&program.run(&["mail", "dead"], "").await);
    let rows: Vec<Vec<&str>> = listed
        .lines()
        .skip(1)
        .map(|row| row.split_whitespace().collect())
        .collect();
    assert_eq!(rows.len(), 2, "{listed}");
    assert!(
        rows.iter().all(|row| row[1..3] == ["default", "activation"]),
        "{listed}"
    );
    assert!(
        listed.contains("550") && !listed.contains("people.example.org"),
        "{listed}"
    );

    let retried = program.run(&["mail", "retry", rows[0][0]], "").await;
    assert!(retried.status.success(), "{}", said(&retried));
    let arrived = mails.arrived(1).await;
    assert_eq!(arrived[0].recipients, [people[0].clone()]);
    let forgotten = program.run(&["mail", "forget", "--all"], "").await;
    assert!(
        said(&forgotten).contains("1 mails are forgotten"),
        "{}",
        said(&forgotten)
    );
    assert_eq!(dead(&*store).await, 0);
    assert_eq!(said(&program.run(&["mail", "dead"], "").await).lines().count(), 1);
    let nothing = program.run(&["mail", "retry", rows[1][0]], "").await;
    assert_eq!(nothing.status.code(), Some(1), "{}", said(&nothing));
    running.ask_to_end().await;
    assert!(running.ended().await.success());
    assert_eq!(mails.received().len(), 1);
}

fn change(database_url: &str, sql: &str) {
    match database_url.strip_prefix("sqlite:") {
        Some(path) => {
            let mut conn = SqliteConnection::establish(path).unwrap();
            conn.batch_execute(&format!("PRAGMA busy_timeout = 60000; {sql}"))
                .unwrap();
        }
        None => PgConnection::establish(database_url)
            .unwrap()
            .batch_execute(sql)
            .unwrap(),
    }
}

/// While the next version migrates, those of before go on; a database that lacks something says what to do.
pub(crate) async fn a_server_that_runs_stays_ready_beside_a_newer_schema_and_not_beside_an_older_one(
    program: Program,
    url: String,
) {
    let mails = SmtpCatcher::start().await.unwrap();
    let program = set_up(program, &url, &mails);
    let running = program.serve(SERVE).await;
    change(
        &url,
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')",
    );
    running.api.get("/readyz").await.expect(200);
    let begun = program.run(&["serve", "--listen", "127.0.0.1:0", "--dev"], "").await;
    assert_eq!(
        begun.status.code(),
        Some(78),
        "who begins has to be of the newer version"
    );

    change(
        &url,
        "DELETE FROM __diesel_schema_migrations WHERE version = '20261126010000'",
    );
    let problem = running.api.get("/readyz").await.expect(503).json();
    assert_eq!(
        problem["detail"],
        "the schema is older than this program; run `enroll migrate`"
    );
    until("the cause to be logged", || async {
        let text = running.said.text();
        text.lines()
            .any(|line| line.contains("out of order") && line.contains("older than this program"))
            .then_some(())
    })
    .await;
}
