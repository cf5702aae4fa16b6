//! The operator beside a server that runs: a test mail, the doctor, and people who come from another system.

use enroll::domain::id::TenantId;
use enroll::domain::user::State;
use enroll_tests::program::Program;
use serde_json::json;

use crate::person::{PASSWORD, Tokens, somebody};
use crate::world::{World, address};

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
