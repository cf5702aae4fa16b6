//! Names and values of queries and forms, as browsers write them (`application/x-www-form-urlencoded`).

use std::ops::RangeInclusive;

use enroll_domain::Rule;
use url::form_urlencoded;

use crate::problem::Problem;
use crate::violation::{MOST, Place, Violation};

fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(bytes).into_owned().collect()
}

/// A query that is being read.
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    violations: Vec<Violation>,
}

impl Query {
    /// Begins to read a query.
    pub(crate) fn parse(text: &str) -> Self {
        Self {
            pairs: pairs(text.as_bytes()),
            violations: Vec::new(),
        }
    }

    /// Says that a parameter is wrong.
    pub(crate) fn reject(&mut self, name: &'static str, detail: impl Into<String>) {
        self.violations
            .push(Violation::new(Place::Parameter(name.into()), "malformed", detail));
    }

    /// The value of a parameter.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<String> {
        let mut found = self
            .pairs
            .extract_if(.., |(known, _)| known == name)
            .map(|(_, value)| value);
        let (first, second) = (found.next(), found.next());
        drop(found);
        if second.is_some() {
            self.violations.push(Violation::new(
                Place::Parameter(name.into()),
                "duplicate",
                "is given more than once",
            ));
        }
        first
    }

    /// A whole number within a range.
    pub(crate) fn number(&mut self, name: &'static str, range: RangeInclusive<usize>, default: usize) -> usize {
        let Some(text) = self.take(name) else { return default };
        match text.parse().ok().filter(|number| range.contains(number)) {
            Some(number) => number,
            None => {
                self.reject(
                    name,
                    format!("must be a whole number from {} to {}", range.start(), range.end()),
                );
                default
            }
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Every rule that the query breaks; each parameter that nobody asked for breaks one.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        for (name, _) in self.pairs {
            let place = Place::Parameter(name.into());
            if self.violations.len() < MOST && self.violations.iter().all(|known| known.place != place) {
                self.violations
                    .push(Violation::new(place, "unknown_parameter", "is not read here"));
            }
        }
        if self.violations.is_empty() {
            Ok(())
        } else {
            Err(Problem::violated(self.violations))
        }
    }
}

/// A form that a page sent.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        Self(pairs(bytes))
    }

    /// The value of a field; the first one, where a browser sent several.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a field, or nothing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }
}

/// The rule that an unknown choice of a form breaks.
pub(crate) fn unknown_choice(name: &'static str) -> Problem {
    Problem::violated(vec![Violation::of_rule(Place::member(name), Rule::Unknown)])
}
