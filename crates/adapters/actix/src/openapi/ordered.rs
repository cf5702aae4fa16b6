//! The order in which a document is written: its members as people read them, and its paths as a table of routes has them. To
//! programs all orders are one, but Swagger UI shows operations as they come.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::route::Verb;

/// What a document begins with; everything else follows.
const MEMBERS: [&str; 6] = ["openapi", "info", "servers", "tags", "paths", "components"];

/// A document, to be written in order.
pub(crate) struct Ordered {
    document: Value,
    routes: Vec<(Verb, &'static str)>,
}

impl Ordered {
    /// A document whose paths come as these routes do.
    pub(crate) fn new(document: Value, routes: impl IntoIterator<Item = (Verb, &'static str)>) -> Self {
        let routes = routes.into_iter().collect();
        Self { document, routes }
    }
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Value::Object(members) = &self.document else {
            return self.document.serialize(serializer);
        };
        let mut out = serializer.serialize_map(Some(members.len()))?;
        for (name, member) in sorted(members, MEMBERS) {
            match member {
                Value::Object(paths) if name == "paths" => {
                    let routes = &self.routes;
                    out.serialize_entry(name, &Paths { paths, routes })?;
                }
                other => out.serialize_entry(name, other)?,
            }
        }
        out.end()
    }
}

struct Paths<'a> {
    paths: &'a Map<String, Value>,
    routes: &'a [(Verb, &'static str)],
}

impl Serialize for Paths<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(self.paths.len()))?;
        for (path, item) in sorted(self.paths, self.routes.iter().map(|(_, path)| *path)) {
            let of_path = self.routes.iter().filter(|(_, of)| of == path);
            let methods = of_path.map(|(verb, _)| verb.method().as_str().to_ascii_lowercase());
            match item {
                Value::Object(item) => out.serialize_entry(path, &Sorted(sorted(item, methods)))?,
                other => out.serialize_entry(path, other)?,
            }
        }
        out.end()
    }
}

struct Sorted<'a>(Vec<(&'a String, &'a Value)>);

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// The members of an object: those of `first` as they are named there, and then the others.
fn sorted<N: AsRef<str>>(members: &Map<String, Value>, first: impl IntoIterator<Item = N>) -> Vec<(&String, &Value)> {
    let first: Vec<N> = first.into_iter().collect();
    let place = |name: &str| first.iter().position(|known| known.as_ref() == name);
    let mut members: Vec<_> = members.iter().collect();
    // Sorting is stable: what has no place keeps its own, at the end.
    members.sort_by_key(|(name, _)| place(name).unwrap_or(first.len()));
    members
}
