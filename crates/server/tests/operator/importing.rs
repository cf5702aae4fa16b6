//! Users who come from another system, a line each.

use serde_json::{Value, json};

use crate::place::{Ended, Place};

/// Of `seven owls read maps`: by Python's bcrypt, and by Django (`make_password`).
const BCRYPT: &str = "$2b$04$5.i8rsxxfNHs2fu53TwlAOl2vkPtVA/zl6gyArDEm7kx8viEjj3Uu";
const DJANGO: &str = "pbkdf2_sha256$1200$NaCl and more of it$Rc6GbDdHlHZP3C2Hi4rAkcNmBvTkz8AC8P3CbLLBBfI=";

fn lines(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

fn import(place: &Place, rows: &[Value]) -> Ended {
    place.run_with_input(&["user", "import", "-"], &lines(rows))
}

fn users(place: &Place) -> Vec<Value> {
    let listed = place.run(&["user", "list", "--json"]);
    serde_json::from_str(&listed.out).unwrap()
}

#[test]
fn every_line_that_is_good_comes_in_and_every_other_is_named_with_all_that_is_wrong() {
    let place = Place::ready();
    let ended = import(
        &place,
        &[
            json!({"email": "ada@example.org", "password_hash": BCRYPT, "email_verified": true, "roles": ["admin"],
                   "profile": {"given_name": "Ada"}, "username": "ada"}),
            json!({"email": "nobody", "password_hash": "md5$x$y", "roles": ["member", "emperor", "Not one"]}),
            json!({"email": "grace@example.org", "password_hash": DJANGO, "state": "suspended"}),
            json!({"email": "ada@example.net", "username": "ada"}),
            json!({"email": "alan@example.org"}),
            json!({"mail": "x@example.org", "state": "closed"}),
        ],
    );
    assert_eq!(ended.code, 1, "{}", ended.err);
    let told: Vec<&str> = ended.out.lines().collect();
    assert_eq!(told.len(), 7, "{}", ended.out);
    assert!(
        told[0].starts_with("1       made") && told[0].contains("active"),
        "{}",
        ended.out
    );
    for part in [
        "2       refused  ",
        "email: ",
        "roles.1 (emperor): there is no such thing here",
        "roles.2: it must be ",
        "password_hash: it must be a hash of ",
    ] {
        assert!(told[1].contains(part), "{}", ended.out);
    }
    assert!(told[2].contains("suspended"), "{}", ended.out);
    assert!(told[3].contains("username: somebody has it"), "{}", ended.out);
    assert!(told[4].contains("pending"), "{}", ended.out);
    for part in [
        "mail: there is no such member",
        "state: it is active, pending or suspended",
    ] {
        assert!(told[5].contains(part), "{}", ended.out);
    }
    assert_eq!(told[6], "made 3, exists 0, refused 3");
    assert!(!told[1].contains("Not one"), "{}", ended.out);
    assert!(!ended.out.contains(BCRYPT) && !ended.err.contains("md5"));
    let users = users(&place);
    let ada = users.iter().find(|user| user["email"] == "ada@example.org").unwrap();
    assert_eq!(ada["roles"], json!(["admin", "member"]));
    assert_eq!(
        (&ada["email_verified"], &ada["status"]),
        (&json!(true), &json!("active"))
    );
    assert_eq!(users.len(), 3);
}

#[test]
fn it_can_be_run_again() {
    let place = Place::ready();
    let rows = [json!({"email": "ada@example.org", "password_hash": BCRYPT})];
    place.write("users.jsonl", &format!("\n{}\n", lines(&rows)));
    let first = place.run(&["user", "import", "users.jsonl"]);
    assert_eq!(first.code, 0, "{}{}", first.out, first.err);
    assert!(first.out.starts_with("2       made"), "{}", first.out);
    let again = place.run(&["user", "import", "users.jsonl"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.out.ends_with("made 0, exists 1, refused 0\n"), "{}", again.out);
    assert_eq!(users(&place).len(), 1);
}

#[test]
fn a_dry_run_keeps_nobody() {
    let place = Place::ready();
    let rows = lines(&[
        json!({"email": "ada@example.org", "password_hash": BCRYPT}),
        json!({"email": "nobody"}),
    ]);
    let tried = place.run_with_input(&["user", "import", "--dry-run", "-"], &rows);
    assert_eq!(tried.code, 1, "{}", tried.err);
    assert!(
        tried.out.starts_with("1       good     active\n2       refused"),
        "{}",
        tried.out
    );
    assert_eq!(users(&place), Vec::<Value>::new());
}

#[test]
fn a_file_that_is_not_there_ends_with_74_and_a_tenant_that_is_not_with_1() {
    let place = Place::ready();
    assert_eq!(place.run(&["user", "import", "nowhere.jsonl"]).code, 74);
    let nobody = place.run_with_input(&["user", "import", "--tenant", "nowhere", "-"], "");
    assert_eq!(nobody.code, 1);
    assert!(nobody.err.contains("nowhere"), "{}", nobody.err);
}

#[test]
fn nobody_is_left_out_because_the_output_is_read_no_further() {
    let place = Place::ready();
    let rows = [
        json!({"email": "ada@example.org", "password_hash": BCRYPT}),
        json!({"email": "nobody"}),
        json!({"email": "grace@example.org", "password_hash": DJANGO}),
    ];
    let ended = place.run_unread(&["user", "import", "-"], &lines(&rows));
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("1 were refused"), "{}", ended.err);
    assert_eq!(users(&place).len(), 2);
    let rows = [json!({"email": "alan@example.org", "password_hash": BCRYPT})];
    let ended = place.run_unread(&["user", "import", "-"], &lines(&rows));
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert_eq!(users(&place).len(), 3);
}
