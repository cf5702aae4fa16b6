//! The document and the table of routes describe each other, and the document holds together.

use std::collections::BTreeSet;

use serde_json::Value;

use super::openapi;
use crate::problem::Kind;
use crate::route::{self, Described};

fn document() -> Value {
    serde_json::from_str(&openapi("https://enroll.example")).unwrap()
}

#[test]
fn every_route_is_described_and_everything_described_is_a_route() {
    let mut mounted = BTreeSet::new();
    for route in route::all() {
        match route.operation {
            Described::As(_) => assert!(
                mounted.insert((route.path.to_owned(), route.verb.method().to_string())),
                "{}",
                route.path
            ),
            Described::InDevelopmentOnly => assert!(route.path.starts_with("/dev/"), "{}", route.path),
            Described::ByItsOtherSpelling => {
                let other = route.path.strip_suffix('/').unwrap().to_owned();
                assert!(
                    mounted.contains(&(other, route.verb.method().to_string())),
                    "{}",
                    route.path
                );
            }
        }
    }
    let described: BTreeSet<_> = document()["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .keys()
                .map(|verb| (path.clone(), verb.to_uppercase()))
        })
        .collect();
    assert_eq!(mounted, described);
}

/// The operations in the order in which they are written, which is the one in which they are shown.
fn written(document: &str) -> Vec<&str> {
    let named = document.split("\"operationId\": \"").skip(1);
    named.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn operations_are_written_as_people_come_to_need_them() {
    let document = openapi("https://enroll.example");
    let members: Vec<_> = document.lines().filter(|line| line.starts_with("  \"")).collect();
    let members: Vec<_> = members.iter().filter_map(|line| line.split('"').nth(1)).collect();
    assert_eq!(members, ["openapi", "info", "servers", "tags", "paths", "components"]);
    let shown = written(&document);
    assert_eq!(
        shown[..7],
        [
            "register",
            "activate",
            "resendActivation",
            "disown",
            "setFirstPassword",
            "confirmAddress",
            "signIn"
        ]
    );
    let rows = route::all().filter_map(|route| match &route.operation {
        Described::As(operation) => Some(operation.id),
        Described::InDevelopmentOnly | Described::ByItsOtherSpelling => None,
    });
    assert_eq!(shown.iter().copied().collect::<BTreeSet<_>>(), rows.collect());
    let place = |id| shown.iter().position(|known| *known == id).unwrap();
    for (earlier, later) in [
        ("readMe", "updateMe"),
        ("closeMe", "listUsers"),
        ("listUsers", "createUser"),
    ] {
        assert!(place(earlier) < place(later), "{earlier} {later}");
    }
}

#[test]
fn every_operation_says_what_it_is_and_what_it_answers() {
    let mut names = BTreeSet::new();
    for route in route::all() {
        let Described::As(operation) = &route.operation else {
            continue;
        };
        assert!(names.insert(operation.id), "{} twice", operation.id);
        assert!(
            !operation.summary.is_empty() && !operation.success.what.is_empty(),
            "{}",
            operation.id
        );
        assert!((200..300).contains(&operation.success.status), "{}", operation.id);
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = document();
    let mut named = BTreeSet::new();
    collect(&document, &mut named);
    for reference in &named {
        let found = document.pointer(reference.trim_start_matches('#'));
        assert!(found.is_some(), "{reference}");
    }
    for schema in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(named.contains(&format!("#/components/schemas/{schema}")), "{schema}");
    }
}

fn collect(value: &Value, named: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member.as_str()) {
                    ("$ref", Some(reference)) => drop(named.insert(reference.to_owned())),
                    _ => collect(member, named),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_problem_has_a_code_of_its_own_and_can_occur() {
    let codes: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
    assert_eq!(codes.len(), Kind::ALL.len());
    let mut used: BTreeSet<Kind> = [Kind::MethodNotAllowed].into();
    for route in route::all() {
        if let Described::As(operation) = &route.operation {
            used.extend(operation.all_problems());
        }
    }
    assert_eq!(used, Kind::ALL.iter().copied().collect());
}

#[test]
fn every_json_body_and_answer_has_an_example() {
    for item in document()["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let body = &operation["requestBody"]["content"]["application/json"];
            assert!(
                body.is_null() || body["example"].as_object().is_some_and(|example| !example.is_empty()),
                "{operation}"
            );
        }
    }
}
