//! The operator: the command line beside a server that runs, and a server in earnest.

use enroll_tests::program::Program;
use serde_json::{Value, json};

use crate::person::{PASSWORD, Tokens, somebody};
use crate::world::World;

fn said(output: &std::process::Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// The first administrator is made at the command line, with a password that stands in no argument.
pub(crate) async fn the_first_administrator_is_made_at_the_command_line(world: &World) {
    let email = somebody("first");
    world.make(&email, PASSWORD, "admin").await;
    let tokens = Tokens::of(&world.sign_in(&email, PASSWORD).await.expect(200));
    let me = world.api.get_as(&tokens.access, "/v1/me").await.expect(200).json();
    assert_eq!(
        (&me["roles"], &me["email_verified"]),
        (&json!(["admin", "member"]), &json!(false))
    );
    world.api.get_as(&tokens.access, "/v1/admin/users").await.expect(200);
    world.settled().await;
    assert!(world.mails_so_far(&email).is_empty());
}

/// Without a password the command prints a link, which works once.
pub(crate) async fn a_first_password_link_is_printed_to_the_terminal(program: &Program, world: &World) {
    let email = somebody("linked");
    let done = program
        .run(&["user", "create", "--email", &email, "--role", "admin"], "")
        .await;
    assert!(done.status.success(), "{}", said(&done));
    let printed = String::from_utf8(done.stdout).unwrap();
    let link = printed
        .lines()
        .find(|line| line.contains("/welcome?token="))
        .expect("a link is printed");
    assert!(link.starts_with(&program.url()));
    let token = link.split_once("token=").unwrap().1;
    world
        .api
        .post("/v1/first-password", json!({ "token": token, "password": PASSWORD }))
        .await
        .expect(200);
    let tokens = Tokens::of(&world.sign_in(&email, PASSWORD).await.expect(200));
    world.api.get_as(&tokens.access, "/v1/admin/users").await.expect(200);
}

/// A user who is refused is refused with one line for each rule, and nobody is made.
pub(crate) async fn the_command_line_refuses_what_the_policy_refuses(program: &Program, world: &World) {
    let email = somebody("weak");
    let done = program
        .run(&["user", "create", "--email", &email, "--password-stdin"], "short\n")
        .await;
    assert_eq!(done.status.code(), Some(1), "{}", said(&done));
    assert!(!said(&done).contains("short\n"), "a password is not repeated");
    world.sign_in(&email, "short").await.problem(401);
    let listed = program.run(&["user", "list", "--json"], "").await;
    let users: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert!(
        users
            .as_array()
            .unwrap()
            .iter()
            .all(|user| user["email"] != email.as_str())
    );
    let usage = program.run(&["user", "create"], "").await;
    assert_eq!(usage.status.code(), Some(2));
}
