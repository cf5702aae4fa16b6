//! The reader: takes the members of a JSON object one by one, and gathers everything that is wrong with it, so that a person
//! learns of all of it at once. Which values are good is the domain's to say; here is only what shape they have.

mod json;
mod values;

use std::collections::BTreeMap;

use enroll_domain::profile::Field;
use enroll_domain::{Rejections, Rule};

use crate::problem::{Kind, Problem};
use crate::violation::{MOST, Place, Violation};
use json::{Given, Top};
pub(crate) use values::there;

/// A body that is being read.
#[derive(Debug)]
pub(crate) struct Reader {
    members: BTreeMap<String, Given>,
    violations: Vec<Violation>,
    raw: Vec<u8>,
}

impl Reader {
    /// Begins to read a body.
    ///
    /// # Errors
    /// A body that is not UTF-8, not JSON, or not an object.
    pub(crate) fn new(raw: Vec<u8>) -> Result<Self, Problem> {
        let text =
            std::str::from_utf8(&raw).map_err(|_utf8| Problem::from(Kind::MalformedJson).saying("it is not UTF-8"))?;
        let top = json::parse(text).map_err(|broken| {
            let json::Broken { line, column, why } = broken;
            Problem::from(Kind::MalformedJson).saying(format!("{why} at line {line}, column {column}"))
        })?;
        let mut reader = Self {
            members: BTreeMap::new(),
            violations: Vec::new(),
            raw: Vec::new(),
        };
        match top {
            Top::Other(name) => {
                let place = Place::Pointer(String::new());
                return Err(Problem::violated(vec![wrong_type(place, "an object", name)]));
            }
            Top::Object(members) => members.into_iter().for_each(|(name, given)| reader.keep(name, given)),
        }
        reader.raw = raw;
        Ok(reader)
    }

    fn keep(&mut self, name: String, given: Given) {
        let place = Place::member(&name);
        if self.members.insert(name, given).is_some() {
            self.violated(Violation::new(place, "duplicate", "is given more than once"));
        }
    }

    fn violated(&mut self, violation: Violation) {
        // A member that is wrong in one way is not also reported for what follows from it.
        if self.violations.len() < MOST && self.violations.iter().all(|known| known.place != violation.place) {
            self.violations.push(violation);
        }
    }

    /// The text of a member; `None` where it is absent or null.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.change(name).flatten()
    }

    /// The text of a member that must be there.
    pub(crate) fn required(&mut self, name: &str) -> String {
        let text = self.text(name).unwrap_or_default();
        if text.is_empty() {
            self.violated(Violation::of_rule(Place::member(name), Rule::Required));
        }
        text
    }

    /// What is to become of a member: nothing where it is absent, `Some(None)` where it is null.
    pub(crate) fn change(&mut self, name: &str) -> Option<Option<String>> {
        match self.members.remove(name)? {
            Given::Null => Some(None),
            Given::Text(text) => Some(Some(text)),
            other @ (Given::Number(_) | Given::OtherNumber | Given::Flag(_) | Given::List(_) | Given::Object(_)) => {
                self.violated(wrong_type(Place::member(name), "a string", other.name()));
                None
            }
        }
    }

    /// The texts of a member that is a list. In place of an item that is no text stands an empty one, so that those after it keep
    /// their places; the body is refused then.
    pub(crate) fn texts(&mut self, name: &str) -> Vec<String> {
        let items = self.items(name, "an array of strings").unwrap_or_default();
        let mut texts = Vec::new();
        for (index, item) in items.into_iter().enumerate() {
            match item {
                Given::Text(text) => texts.push(text),
                other @ (Given::Null
                | Given::Number(_)
                | Given::OtherNumber
                | Given::Flag(_)
                | Given::List(_)
                | Given::Object(_)) => {
                    self.violated(wrong_type(Place::item(name, index), "a string", other.name()));
                    texts.push(String::new());
                }
            }
        }
        texts
    }

    /// The fields of a profile, as many as there are.
    pub(crate) fn profile(&mut self) -> Vec<(Field, String)> {
        Field::ALL
            .iter()
            .filter_map(|&field| Some((field, self.text(field.name())?)))
            .collect()
    }

    /// What is to become of the fields of a profile.
    pub(crate) fn profile_changes(&mut self) -> Vec<(Field, Option<String>)> {
        Field::ALL
            .iter()
            .filter_map(|&field| Some((field, self.change(field.name())?)))
            .collect()
    }

    /// Refuses a member that somebody could expect to be read.
    pub(crate) fn refuse(&mut self, name: &str, why: &'static str) {
        if self.members.remove(name).is_some() {
            self.violated(Violation::new(Place::member(name), Rule::NotAccepted.code(), why));
        }
    }

    /// Says that a member breaks a rule.
    pub(crate) fn reject(&mut self, name: &str, rule: Rule) {
        self.violated(Violation::of_rule(Place::member(name), rule));
    }

    /// Ends the reading: every member was asked for, or is one too many. `examine` says which rules the values break that
    /// could be read; it is asked only where the body breaks rules already, for otherwise the use case asks the same.
    ///
    /// # Errors
    /// Every rule that the body breaks.
    pub(crate) fn finish(mut self, examine: impl FnOnce() -> Result<(), Rejections>) -> Result<Vec<u8>, Problem> {
        for name in std::mem::take(&mut self.members).into_keys() {
            self.violated(Violation::new(
                Place::member(&name),
                "unknown_field",
                "is not read here",
            ));
        }
        if self.violations.is_empty() {
            return Ok(self.raw);
        }
        let mistaken = self.violations.len();
        if let Err(rejections) = examine() {
            for violation in rejections.as_slice().iter().copied().map(Violation::of_rejection) {
                let shape = self.violations.get(..mistaken).unwrap_or_default();
                if shape.iter().all(|known| known.place != violation.place) {
                    self.violations.push(violation);
                }
            }
        }
        Err(Problem::violated(self.violations))
    }
}

fn wrong_type(place: Place, wanted: &str, given: &str) -> Violation {
    Violation::new(place, "wrong_type", format!("must be {wanted}, and is {given}"))
}
