//! Whether every route that a contract has is in one of its transcripts, answered well at least once.

use std::collections::BTreeSet;

use enroll::adapters::actix::Dialect;
use serde_json::Value;

/// Compares the routes of a contract's document with the requests that were made.
pub(crate) fn every_route_is_spoken(dialect: Dialect, spoken: &[(String, String)]) {
    let document = dialect.document();
    let paths = document["paths"].as_object().expect("a document has paths");
    assert!(!paths.is_empty(), "{} serves nothing", dialect.name());
    let mut silent = BTreeSet::new();
    for (path, item) in paths {
        for method in item.as_object().into_iter().flat_map(serde_json::Map::keys) {
            let is_method = ["get", "post", "put", "patch", "delete"].contains(&method.as_str());
            let said = spoken.iter().any(|(verb, target)| {
                let asked = target.split('?').next().unwrap_or_default();
                verb.eq_ignore_ascii_case(method) && is_of(path, asked)
            });
            if is_method && !said {
                silent.insert(format!("{method} {path}"));
            }
        }
    }
    assert!(silent.is_empty(), "no transcript speaks of {silent:?}");
    let described = document.pointer("/info/title").and_then(Value::as_str);
    assert!(described.is_some(), "a document has a title");
}

/// Whether a path that was asked for is one of this pattern, whatever the letter case.
fn is_of(pattern: &str, asked: &str) -> bool {
    let (pattern, asked): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), asked.split('/').collect());
    let same = |(part, text): (&&str, &&str)| part.starts_with('{') || part.eq_ignore_ascii_case(text);
    pattern.len() == asked.len() && pattern.iter().zip(&asked).all(same)
}
