//! What is wrong with a policy that somebody wrote down: all of it at once, each with its place.

use std::collections::BTreeMap;

use enroll_domain::document::Document;
use enroll_domain::registration::Policy;

fn text(text: &str) -> Document {
    Document::Text(text.to_owned())
}

fn number(number: i64) -> Document {
    Document::Number(number)
}

/// The places of everything that is wrong with a table of these members, in order.
fn places<const N: usize>(members: [(&'static str, Document); N]) -> Vec<String> {
    told(Document::table(members))
        .into_iter()
        .map(|(path, _)| path)
        .collect()
}

fn told(document: Document) -> Vec<(String, String)> {
    let flaws = Policy::read(document).err();
    let flaws = flaws.iter().flat_map(|flaws| flaws.as_slice());
    flaws.map(|flaw| (flaw.path.clone(), flaw.what.clone())).collect()
}

#[test]
fn every_flaw_is_named_at_once_with_its_place() {
    let role = Document::table([
        ("name", text("Editor")),
        ("permissions", Document::texts(["page.edit", "page"])),
        ("colour", text("red")),
    ]);
    let found = places([
        ("preset", text("unheard_of")),
        ("hosts", Document::texts(["good.example.org", "ada@example.org"])),
        ("admission", text("everybody")),
        ("email", Document::Flag(true)),
        ("username_min", number(0)),
        (
            "callback_urls",
            Document::List(vec![text("https://a.example/"), number(1)]),
        ),
        ("lifetimes", Document::table([("session_seconds", number(1))])),
        (
            "letters",
            Document::table([("subjects", Document::table([("birthday", text("x"))]))]),
        ),
        ("external_ids", Document::table([("Employee", text("optional"))])),
        (
            "profile",
            Document::table([("shoe_size", text("optional")), ("nickname", text("perhaps"))]),
        ),
        ("password", Document::table([("min", number(90)), ("max", number(80))])),
        ("roles", Document::List(vec![role])),
        ("provisioning", text("keycloak")),
        ("colour", text("red")),
    ]);
    let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
    found.sort_unstable();
    let mut expected = [
        "preset",
        "hosts.1",
        "admission",
        "email",
        "username_min",
        "callback_urls.1",
        "lifetimes.session_seconds",
        "letters.subjects.birthday",
        "external_ids.Employee",
        "profile.shoe_size",
        "profile.nickname",
        "password.min",
        "roles.0.name",
        "roles.0.permissions.1",
        "roles.0.colour",
        "provisioning",
        "colour",
    ];
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn codes_stand_in_mails_that_somebody_waits_for_and_within_bounds() {
    let codes = Document::table([
        ("purposes", Document::texts(["activation", "confirmation"])),
        ("lifetime_seconds", number(3_601)),
        ("tries", number(21)),
        ("digits", number(4)),
    ]);
    let mut found = places([("codes", codes)]);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "codes.digits",
            "codes.lifetime_seconds",
            "codes.purposes.1",
            "codes.tries"
        ]
    );
}

#[test]
fn a_flaw_says_what_the_place_takes() {
    for (name, value, what) in [
        (
            "preset",
            text("x"),
            "takes one of private, cape_digital, self_community, onyx, jframework, rpost",
        ),
        ("numbers", text("yes"), "takes true or false, and is a text"),
        ("username_max", number(256), "takes a number from 1 to 255"),
        ("hosts", Document::Flag(true), "takes a list, and is true or false"),
        ("lifetimes", number(7), "takes a table, and is a number"),
        ("colour", number(7), "is not known here"),
    ] {
        let found = told(Document::Table(BTreeMap::from([(name.to_owned(), value)])));
        assert_eq!(found, [(name.to_owned(), what.to_owned())]);
    }
    let flaws = Policy::read(Document::table([("a", number(1)), ("b", number(1))])).unwrap_err();
    assert_eq!(flaws.to_string(), "a: is not known here; b: is not known here");
    assert_eq!(
        told(text("private")),
        [(String::new(), "takes a table, and is a text".to_owned())]
    );
}

#[test]
fn nothing_stands_in_a_list_twice() {
    for (name, one, same) in [
        ("hosts", "login.example.org", "https://LOGIN.example.org/"),
        ("email_domains", "example.org", "Example.ORG"),
        ("callback_urls", "https://a.example/", "https://a.example:443/"),
        ("default_roles", "member", "member"),
        ("provisioning", "keycloak", "keycloak"),
    ] {
        assert_eq!(places([(name, Document::texts([one, same]))]), [format!("{name}.1")]);
    }
}

#[test]
fn parts_that_do_not_go_together_are_refused() {
    let at_once = ("claim", text("at_once_active"));
    for (members, place) in [
        (
            vec![("username_min", number(9)), ("username_max", number(8))],
            "username_min",
        ),
        (vec![("email", text("optional"))], "claim"),
        (
            vec![("claim", text("at_once_pending")), ("email", text("optional"))],
            "claim",
        ),
        (vec![at_once.clone(), ("email", text("refused"))], "email"),
        (vec![("disclosure", text("open"))], "disclosure"),
        (vec![("default_roles", Document::texts(["admin"]))], "default_roles"),
        (vec![("default_roles", Document::texts(["nobody"]))], "default_roles"),
        (vec![("askable_roles", Document::texts(["admin"]))], "askable_roles"),
        (vec![("askable_roles", Document::texts(["nobody"]))], "askable_roles"),
        (
            vec![("first_user_roles", Document::texts(["nobody"]))],
            "first_user_roles",
        ),
    ] {
        let found = told(Document::table(members));
        assert_eq!(found.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), [place]);
    }
    let named = [
        at_once.clone(),
        ("email", text("refused")),
        ("username", text("required")),
        ("first_user_roles", Document::texts(["admin"])),
    ];
    assert_eq!(places(named), Vec::<String>::new());
}

#[test]
fn a_role_that_allows_something_is_given_by_nobody_but_administrators() {
    let role = Document::table([
        ("name", text("reader")),
        ("permissions", Document::texts(["user.read"])),
    ]);
    for list in ["default_roles", "askable_roles"] {
        let found = places([
            ("roles", Document::List(vec![role.clone()])),
            (list, Document::texts(["reader"])),
        ]);
        assert_eq!(found, [list]);
    }
}

#[test]
fn built_in_roles_stay_as_they_are() {
    for name in ["admin", "member"] {
        let role = Document::table([("name", text(name)), ("permissions", Document::texts(["user.read"]))]);
        assert_eq!(places([("roles", Document::List(vec![role]))]), ["roles.0.name"]);
    }
    let nameless = Document::table([("title", text("Nobody"))]);
    assert_eq!(places([("roles", Document::List(vec![nameless]))]), ["roles.0.name"]);
}
