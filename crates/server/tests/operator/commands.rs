//! Commands that end by themselves: what they print, what they leave on the disk, and how they end.

use std::os::unix::fs::PermissionsExt as _;

use crate::place::Place;

const PASSWORD: &str = "seven owls read maps";

#[test]
fn arguments_that_are_not_understood_end_with_2_and_help_with_0() {
    let place = Place::new();
    assert_eq!(place.run(&["fly"]).code, 2);
    let help = place.run(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("enroll serve --dev"), "{}", help.out);
}

#[test]
fn a_start_in_earnest_without_settings_ends_with_78_and_names_everything_that_is_missing() {
    let ended = Place::new().run(&["serve"]);
    assert_eq!(ended.code, 78);
    for missing in ["public_url", "mail.smtp_url", "mail.from", "root secret"] {
        assert!(
            ended
                .err
                .lines()
                .any(|line| line.starts_with("enroll: ") && line.contains(missing)),
            "{}",
            ended.err
        );
    }
    assert_eq!(Place::new().run(&["worker"]).code, 78);
    assert_eq!(Place::new().run(&["config", "check"]).code, 78);
    assert_eq!(Place::new().run(&["config", "check", "--dev"]).code, 0);
}

#[test]
fn a_settings_file_that_is_named_must_be_there_and_unknown_keys_are_refused_with_their_file() {
    let place = Place::new();
    let ended = place.run(&["config", "show", "--config", "nowhere.toml"]);
    assert_eq!(ended.code, 78);
    assert!(ended.err.contains("nowhere.toml"), "{}", ended.err);
    place.write("named.toml", "listne = 'x'");
    let ended = place.with("ENROLL_CONFIG", "named.toml").run(&["config", "show"]);
    assert_eq!(ended.code, 78);
    assert!(ended.err.contains("unknown key listne in named.toml"), "{}", ended.err);
}

#[test]
fn backtraces_are_for_programmers_and_not_shown_to_operators() {
    let ended = Place::new()
        .with("RUST_BACKTRACE", "1")
        .with("ENROLL_LISTEN", "nowhere")
        .run(&["config", "check"]);
    assert!(
        ended.err.lines().all(|line| line.starts_with("enroll: ")),
        "{}",
        ended.err
    );
}

#[test]
fn a_database_that_does_not_answer_ends_with_69_and_a_file_that_cannot_be_opened_with_74() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let place = Place::new().with(
        "ENROLL_DATABASE_URL",
        &format!("postgres://enroll:hunter2@{closed}/enroll"),
    );
    let ended = place.run(&["migrate"]);
    assert_eq!(ended.code, 69, "{}", ended.err);
    assert!(!ended.err.contains("hunter2"), "{}", ended.err);
    let place = Place::new().with("ENROLL_DATABASE_URL", "sqlite:no/such/folder/enroll.db");
    assert_eq!(place.run(&["migrate"]).code, 74);
    let place = Place::new().with("ENROLL_DATABASE_URL", "mysql://db");
    assert_eq!(place.run(&["migrate"]).code, 78);
}

#[test]
fn keys_init_makes_a_secret_for_its_owner_alone_and_never_overwrites_one() {
    let place = Place::new();
    assert_eq!(place.run(&["keys", "init"]).code, 0);
    let made = place.read("enroll.secret");
    assert_eq!(place.metadata("enroll.secret").permissions().mode() & 0o777, 0o600);
    assert_eq!(made.trim().len(), 43);
    let again = place.run(&["keys", "init"]);
    assert_eq!((again.code, place.read("enroll.secret")), (1, made.clone()));
    assert!(
        again.err.contains("enroll.secret") && !again.err.contains(made.trim()),
        "{}",
        again.err
    );
}

#[test]
fn migrate_says_what_it_would_do_then_does_it_then_finds_nothing_to_do() {
    let place = Place::new();
    let dry = place.run(&["migrate", "--dry-run"]);
    assert!(dry.out.starts_with("would apply "), "{}", dry.out);
    assert!(!place.exists("enroll.db"));
    let wet = place.run(&["migrate"]);
    assert_eq!(wet.out, dry.out.replace("would apply", "applied"));
    assert!(place.run(&["migrate"]).out.contains("up to date"));
}

#[test]
fn the_operator_makes_an_administrator_with_a_password_from_the_standard_input() {
    let place = Place::ready();
    let create = [
        "user",
        "create",
        "--email",
        "Ada@example.org",
        "--role",
        "admin",
        "--username",
        "ada",
        "--password-stdin",
    ];
    let made = place.run_with_input(&create, &format!("{PASSWORD}\n"));
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(
        made.out.contains("active") && made.out.contains("admin") && !made.out.contains("token="),
        "{}",
        made.out
    );
    let listed = place.run(&["user", "list", "--json"]);
    let users: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    assert_eq!(users[0]["email"], "Ada@example.org");
    assert_eq!(users[0]["status"], "active");
    assert_eq!(users[0]["email_verified"], false);
    assert_eq!(users[0]["roles"], serde_json::json!(["admin", "member"]));
    assert!(place.run(&["user", "list"]).out.contains("Ada@example.org"));
}

#[test]
fn without_a_password_the_operator_is_handed_a_link() {
    let place = Place::ready();
    let made = place.run(&["user", "create", "--email", "ada@example.org", "--role", "admin"]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(
        made.out.contains("http://127.0.0.1:8080/welcome?token="),
        "{}",
        made.out
    );
    assert!(made.out.contains("public_url is not set"), "{}", made.out);
    let place = place.with("ENROLL_PUBLIC_URL", "https://id.example.org");
    let made = place.run(&["user", "create", "--email", "grace@example.org"]);
    assert!(
        made.out.contains("https://id.example.org/welcome?token="),
        "{}",
        made.out
    );
    assert!(!made.out.contains("public_url is not set"), "{}", made.out);
    assert!(place.run(&["user", "list"]).out.contains("pending"));
}

#[test]
fn a_user_whom_the_rules_refuse_is_refused_with_every_rule_and_1() {
    let place = Place::ready();
    let create = [
        "user",
        "create",
        "--email",
        "nobody",
        "--role",
        "emperor",
        "--password-stdin",
    ];
    let refused = place.run_with_input(&create, "12345678\n");
    assert_eq!(refused.code, 1);
    for input in ["email: ", "role emperor: there is no such thing here", "password: "] {
        assert!(refused.err.contains(input), "{}", refused.err);
    }
    let create = ["user", "create", "--email", "ada@example.org"];
    assert_eq!(place.run(&create).code, 0);
    let again = place.run(&create);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("somebody has it"), "{}", again.err);
}

#[test]
fn commands_on_a_database_without_a_schema_say_to_migrate_first() {
    let place = Place::new();
    assert_eq!(place.run(&["keys", "init"]).code, 0);
    let ended = place.run(&["user", "list"]);
    assert_eq!(ended.code, 78);
    assert!(ended.err.contains("enroll migrate"), "{}", ended.err);
}

#[test]
fn a_root_secret_that_does_not_open_the_signing_keys_ends_with_78_and_the_remedy() {
    let place = Place::ready();
    assert_eq!(place.run(&["user", "list"]).code, 0);
    place.remove("enroll.secret");
    assert_eq!(place.run(&["keys", "init"]).code, 0);
    let ended = place.run(&["user", "list"]);
    assert_eq!(ended.code, 78);
    assert!(ended.err.contains("previous_secret_file"), "{}", ended.err);
}

#[test]
fn whoever_reads_only_the_beginning_of_the_output_breaks_nothing() {
    let place = Place::ready();
    for command in [
        &["openapi"][..],
        &["user", "list"],
        &["config", "show"],
        &["mail", "dead"],
    ] {
        let ended = place.run_unread(command, "");
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{command:?}");
    }
}

#[test]
fn the_description_of_the_api_names_the_public_url() {
    let place = Place::new().with("ENROLL_PUBLIC_URL", "https://accounts.example.org");
    let description: serde_json::Value = serde_json::from_str(&place.run(&["openapi"]).out).unwrap();
    assert_eq!(
        description["openapi"].as_str().map(|version| &version[..3]),
        Some("3.1")
    );
    assert_eq!(description["servers"][0]["url"], "https://accounts.example.org");
}
