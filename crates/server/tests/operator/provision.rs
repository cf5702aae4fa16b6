//! `enroll provision`: where users stand at an identity provider that nobody has talked to yet.

use crate::place::{Ended, Place};

const SETTINGS: &str = "[[providers]]\nname = 'people'\nurl = 'http://127.0.0.1:9'\nrealm = 'people'\nclient_id = 'enroll'\n\
                        client_secret = 'hunter2-hunter2-hunter2'\n[[tenants]]\nname = 'default'\nprovisioning = ['people']\n\
                        [[tenants]]\nname = 'other'";

fn place() -> Place {
    let place = Place::new().with("ENROLL_CONFIG", "here.toml");
    place.write("here.toml", SETTINGS);
    for command in [&["keys", "init"][..], &["migrate"]] {
        let ended = place.run(command);
        assert_eq!(ended.code, 0, "{}", ended.err);
    }
    place
}

/// Makes somebody, and says who.
fn somebody(place: &Place, email: &str, more: &[&str]) -> String {
    let arguments = [&["user", "create", "--email", email][..], more].concat();
    let made = place.run(&arguments);
    assert_eq!(made.code, 0, "{}", made.err);
    let listed = place.run(&[&["user", "list", "--json"][..], more].concat());
    let users: serde_json::Value = serde_json::from_str(&listed.out).unwrap();
    let mut users = users.as_array().unwrap().iter();
    let user = users.find(|user| user["email"] == email).unwrap();
    user["sub"].as_str().unwrap().to_owned()
}

/// The rows below the heading.
fn rows(ended: &Ended) -> Vec<Vec<String>> {
    assert_eq!(ended.code, 0, "{}", ended.err);
    let rows = ended.out.lines().skip(1);
    rows.map(|row| row.split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn everybody_who_is_to_be_somewhere_is_listed_and_one_is_found_by_their_id() {
    let place = place();
    assert!(rows(&place.run(&["provision", "status"])).is_empty());
    let ada = somebody(&place, "ada@example.org", &[]);
    let grace = somebody(&place, "grace@example.org", &[]);
    let all = rows(&place.run(&["provision", "status"]));
    let expected = |user: &str| [user, "people", "pending", "0/1", "-"].map(str::to_owned).to_vec();
    assert_eq!(all, [expected(&ada), expected(&grace)]);
    assert_eq!(rows(&place.run(&["provision", "status", &grace])), [expected(&grace)]);
    assert!(rows(&place.run(&["provision", "status", "--tenant", "other"])).is_empty());
}

#[test]
fn who_is_asked_for_again_is_wanted_in_a_later_version() {
    let place = place();
    let ada = somebody(&place, "ada@example.org", &[]);
    let again = place.run(&["provision", "retry", &ada]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(
        again
            .out
            .contains(&format!("version 2 of user {ada} is wanted at people")),
        "{}",
        again.out
    );
    assert_eq!(rows(&place.run(&["provision", "status", &ada]))[0][3], "0/2");
}

#[test]
fn whoever_is_nobody_or_of_another_tenant_is_not_found_and_ends_with_1() {
    let place = place();
    let ada = somebody(&place, "ada@example.org", &[]);
    let absent = "01902f3c-0000-7000-8000-000000000000";
    for (arguments, told) in [
        (["provision", "retry", absent, "--tenant", "default"], "no such user"),
        (["provision", "retry", &ada, "--tenant", "other"], "no such user"),
        (["provision", "status", &ada, "--tenant", "other"], "no such user"),
        (
            ["provision", "status", "ada@example.org", "--tenant", "default"],
            "a UUID",
        ),
        (
            ["provision", "status", &ada, "--tenant", "nowhere"],
            "no tenant nowhere",
        ),
    ] {
        let ended = place.run(&arguments);
        assert_eq!(ended.code, 1, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(told), "{arguments:?}: {}", ended.err);
    }
}
