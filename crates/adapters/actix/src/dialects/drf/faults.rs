//! Faults: what is wrong with the fields of a body, with the codes and the texts of the framework. How a contract shows them is
//! its own to say.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// One thing that is wrong (`ErrorDetail`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detail {
    /// The framework's code.
    pub(crate) code: &'static str,
    /// Its text.
    pub(crate) text: String,
}

impl Detail {
    pub(crate) fn new(code: &'static str, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
        }
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It itself.
    Whole(Vec<Detail>),
    /// Items of it, by their indexes.
    Items(Vec<(usize, Vec<Detail>)>),
}

impl From<Detail> for Fault {
    fn from(detail: Detail) -> Self {
        Self::Whole(vec![detail])
    }
}

impl Fault {
    /// Everything that is wrong, wherever.
    pub(crate) fn details(&self) -> Vec<&Detail> {
        match self {
            Self::Whole(details) => details.iter().collect(),
            Self::Items(items) => items.iter().flat_map(|(_, details)| details).collect(),
        }
    }
}

/// What is wrong with a body, by its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults(Vec<(&'static str, Fault)>);

impl Faults {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn add(&mut self, field: &'static str, fault: impl Into<Fault>) {
        self.0.push((field, fault.into()));
    }

    /// Adds what was found out later. A field that could not be read is not spoken of again.
    pub(crate) fn add_found(&mut self, found: Vec<(&'static str, Fault)>) {
        let mut later: Vec<(&'static str, Fault)> = Vec::new();
        for (field, fault) in found {
            if self.0.iter().any(|(known, _)| *known == field) {
                continue;
            }
            match later.iter_mut().find(|(known, _)| *known == field) {
                Some((_, Fault::Whole(details))) => {
                    let new = fault.details().into_iter().cloned();
                    let new: Vec<_> = new.filter(|detail| !details.contains(detail)).collect();
                    details.extend(new);
                }
                Some((_, Fault::Items(_))) => {}
                None => later.push((field, fault)),
            }
        }
        self.0.extend(later);
    }

    /// The same, in the order in which a contract declares its fields; whatever it does not declare comes last.
    pub(crate) fn in_order(mut self, declared: &[&str]) -> Self {
        let place = |field: &str| declared.iter().position(|known| *known == field);
        self.0.sort_by_key(|(field, _)| place(field).unwrap_or(declared.len()));
        self
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Fault)> {
        self.0.iter().map(|(field, fault)| (*field, fault))
    }
}

// The framework's own way to show them: texts alone.
impl Serialize for Faults {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts = |details: &[Detail]| details.iter().map(|detail| detail.text.clone()).collect::<Vec<_>>();
        match self {
            Self::Whole(details) => serializer.collect_seq(texts(details)),
            Self::Items(items) => {
                let mut map = serializer.serialize_map(Some(items.len()))?;
                for (index, details) in items {
                    map.serialize_entry(&index.to_string(), &texts(details))?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_shown_in_the_order_of_declaration_and_items_by_their_index() {
        let mut faults = Faults::default();
        faults.add("b", Fault::Items(vec![(1, vec![Detail::new("blank", "empty")])]));
        faults.add("a", Detail::new("required", "missing"));
        faults.add_found(vec![
            ("a", Detail::new("unique", "taken").into()),
            ("c", Detail::new("min_length", "short").into()),
            ("c", Detail::new("invalid", "weak").into()),
        ]);
        let shown = serde_json::to_string(&faults.in_order(&["a", "b"])).unwrap();
        assert_eq!(shown, r#"{"a":["missing"],"b":{"1":["empty"]},"c":["short","weak"]}"#);
    }
}
