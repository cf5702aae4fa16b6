//! Values that are more than texts: numbers, booleans, lists of what a rule of the domain reads, and whole objects. Like every
//! member, each may be absent or null; what must be there is asked for as such.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use enroll_domain::Rule;
use enroll_domain::document::{Document, Flaws};

use super::json::Given;
use super::{Reader, wrong_type};
use crate::problem::{Kind, Problem};
use crate::violation::{Place, Violation};

impl Reader {
    /// The items of a member that is a list; `None` where it is absent, null or something else.
    pub(super) fn items(&mut self, name: &str, wanted: &str) -> Option<Vec<Given>> {
        match self.members.remove(name)? {
            Given::Null => None,
            Given::List(items) => Some(items),
            other @ (Given::Text(_) | Given::Number(_) | Given::OtherNumber | Given::Flag(_) | Given::Object(_)) => {
                self.violated(wrong_type(Place::member(name), wanted, other.name()));
                None
            }
        }
    }

    /// The text of a member, as `parse` reads it. An empty text stands for an absent one.
    pub(crate) fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let text = self.text(name).filter(|text| !text.is_empty())?;
        parse(&text).map_err(|rule| self.reject(name, rule)).ok()
    }

    /// The text of a member that must be there, as `parse` reads it.
    pub(crate) fn needed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, Rule>) -> Option<T> {
        let text = self.required(name);
        if text.is_empty() {
            return None;
        }
        parse(&text).map_err(|rule| self.reject(name, rule)).ok()
    }

    /// The texts of a member that is a list, each as `parse` reads it.
    pub(crate) fn list<T>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, Rule>) -> Vec<T> {
        let items = self.items(name, "an array of strings").unwrap_or_default();
        let mut read = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let place = Place::item(name, index);
            match item {
                Given::Text(text) => match parse(&text) {
                    Ok(value) => read.push(value),
                    Err(rule) => self.violated(Violation::of_rule(place, rule)),
                },
                other @ (Given::Null
                | Given::Number(_)
                | Given::OtherNumber
                | Given::Flag(_)
                | Given::List(_)
                | Given::Object(_)) => self.violated(wrong_type(place, "a string", other.name())),
            }
        }
        read
    }

    /// The texts of a member that is an object, with their names.
    pub(crate) fn texts_by_name(&mut self, name: &str) -> Vec<(String, String)> {
        let members = match self.members.remove(name) {
            None | Some(Given::Null) => Vec::new(),
            Some(Given::Object(members)) => members,
            Some(
                other @ (Given::Text(_) | Given::Number(_) | Given::OtherNumber | Given::Flag(_) | Given::List(_)),
            ) => {
                self.violated(wrong_type(Place::member(name), "an object of strings", other.name()));
                Vec::new()
            }
        };
        let mut texts: Vec<(String, String)> = Vec::new();
        for (key, value) in members {
            let place = Place::member(name).within(&key);
            match value {
                Given::Text(_) if texts.iter().any(|(known, _)| *known == key) => {
                    self.violated(Violation::new(place, "duplicate", "is given more than once"));
                }
                Given::Text(text) => texts.push((key, text)),
                other @ (Given::Null
                | Given::Number(_)
                | Given::OtherNumber
                | Given::Flag(_)
                | Given::List(_)
                | Given::Object(_)) => self.violated(wrong_type(place, "a string", other.name())),
            }
        }
        texts
    }

    /// The whole numbers, from 1 on, of a member that is a list.
    pub(crate) fn numbers(&mut self, name: &str) -> Vec<u64> {
        let items = self.items(name, "an array of numbers").unwrap_or_default();
        let mut numbers = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            let place = Place::item(name, index);
            match item {
                Given::Number(number) => match u64::try_from(number).ok().filter(|number| *number > 0) {
                    Some(number) => numbers.push(number),
                    None => self.violated(out_of_range(place, &(1..=i64::MAX))),
                },
                Given::OtherNumber => self.violated(out_of_range(place, &(1..=i64::MAX))),
                other @ (Given::Null | Given::Text(_) | Given::Flag(_) | Given::List(_) | Given::Object(_)) => {
                    self.violated(wrong_type(place, "a number", other.name()));
                }
            }
        }
        numbers
    }

    /// A whole number within a range.
    pub(crate) fn number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        match self.members.remove(name)? {
            Given::Null => None,
            Given::Number(number) if range.contains(&number) => Some(number),
            Given::Number(_) | Given::OtherNumber => {
                self.violated(out_of_range(Place::member(name), &range));
                None
            }
            other @ (Given::Text(_) | Given::Flag(_) | Given::List(_) | Given::Object(_)) => {
                self.violated(wrong_type(Place::member(name), "a number", other.name()));
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        match self.members.remove(name)? {
            Given::Null => None,
            Given::Flag(flag) => Some(flag),
            other @ (Given::Text(_) | Given::Number(_) | Given::OtherNumber | Given::List(_) | Given::Object(_)) => {
                self.violated(wrong_type(Place::member(name), "a boolean", other.name()));
                None
            }
        }
    }

    /// A whole object, whatever its members are; each of them is a text, a whole number, a boolean, or a list or an object of such.
    pub(crate) fn document(&mut self, name: &str) -> Option<Document> {
        match self.members.remove(name)? {
            Given::Null => None,
            object @ Given::Object(_) => self.written(&Place::member(name), object),
            other @ (Given::Text(_) | Given::Number(_) | Given::OtherNumber | Given::Flag(_) | Given::List(_)) => {
                self.violated(wrong_type(Place::member(name), "an object", other.name()));
                None
            }
        }
    }

    /// The value at a place as a document; `None` if anything within it cannot be one.
    fn written(&mut self, place: &Place, given: Given) -> Option<Document> {
        match given {
            Given::Text(text) => Some(Document::Text(text)),
            Given::Number(number) => Some(Document::Number(number)),
            Given::Flag(flag) => Some(Document::Flag(flag)),
            Given::List(items) => {
                let items = items.into_iter().enumerate();
                let read: Vec<_> = items
                    .map(|(index, item)| self.written(&place.within(&index.to_string()), item))
                    .collect();
                read.into_iter().collect::<Option<_>>().map(Document::List)
            }
            Given::Object(members) => {
                let mut read = BTreeMap::new();
                let mut whole = true;
                for (name, member) in members {
                    let place = place.within(&name);
                    match self.written(&place, member) {
                        Some(value) => {
                            if read.insert(name, value).is_some() {
                                self.violated(Violation::new(place, "duplicate", "is given more than once"));
                                whole = false;
                            }
                        }
                        None => whole = false,
                    }
                }
                whole.then_some(Document::Table(read))
            }
            Given::Null => {
                self.violated(wrong_type(place.clone(), "left out where there is no value", "null"));
                None
            }
            Given::OtherNumber => {
                self.violated(out_of_range(place.clone(), &(i64::MIN..=i64::MAX)));
                None
            }
        }
    }

    /// A whole object that must be there, as `read` reads it, with everything that is wrong within it.
    pub(crate) fn read_document<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Document) -> Result<T, Flaws>,
    ) -> Option<T> {
        let is_given = self.members.get(name).is_some_and(|given| *given != Given::Null);
        if !is_given {
            self.reject(name, Rule::Required);
        }
        match read(self.document(name)?) {
            Ok(value) => Some(value),
            Err(flaws) => {
                for flaw in flaws.as_slice() {
                    let steps = flaw.path.split('.').filter(|step| !step.is_empty());
                    let place = steps.fold(Place::member(name), |place, step| place.within(step));
                    self.violated(Violation::new(place, Rule::Malformed("").code(), flaw.what.clone()));
                }
                None
            }
        }
    }
}

fn out_of_range(place: Place, range: &RangeInclusive<i64>) -> Violation {
    let detail = match (*range.start(), *range.end()) {
        (i64::MIN, _) => "must be a whole number".to_owned(),
        (least, i64::MAX) => format!("must be a whole number from {least} on"),
        (least, greatest) => format!("must be a whole number from {least} to {greatest}"),
    };
    Violation::new(place, "out_of_range", detail)
}

/// What a body that broke no rule is known to hold.
pub(crate) fn there<T>(value: Option<T>) -> Result<T, Problem> {
    value.ok_or_else(|| Kind::InvalidInput.into())
}
