//! JSON as it was written: members in their order, numbers as they are. The contracts differ in what they make of a value, and
//! some of them repeat it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_json::error::Category;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Flag(bool),
    Number(Number),
    Text(String),
    List(Vec<Json>),
    Object(Members),
}

/// The members of an object, in their order. Of a key that comes twice the last one counts, and stands where the first did.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Members(Vec<(String, Json)>);

/// Where a body stops to be JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The byte at which it does, counted from 0.
    pub(crate) at: usize,
    /// The line of that byte, counted from 1.
    pub(crate) line: usize,
    /// Its column, counted from 1.
    pub(crate) column: usize,
    /// What stands there.
    pub(crate) why: Why,
}

/// What is wrong where a body stops to be JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// The body is not UTF-8.
    NotUtf8,
    /// It ends too early, or a value is missing.
    Value,
    /// A member has no name.
    Name,
    /// A colon is missing.
    Colon,
    /// A comma is missing.
    Comma,
    /// Something follows that is too much.
    Extra,
    /// A string does not end.
    Unterminated,
    /// A string holds what none may hold.
    Character,
}

impl Members {
    /// A member.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// A member, whatever the letter case of its name.
    pub(crate) fn get_in_any_case(&self, name: &str) -> Option<&Json> {
        let same = |known: &str| known.eq_ignore_ascii_case(name);
        self.0
            .iter()
            .rev()
            .find(|(known, _)| same(known))
            .map(|(_, value)| value)
    }

    /// Every member.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    fn put(&mut self, name: String, value: Json) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, kept)) => *kept = value,
            None => self.0.push((name, value)),
        }
    }
}

impl Json {
    /// Reads a body.
    ///
    /// # Errors
    /// [`Broken`].
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Broken> {
        let text = std::str::from_utf8(bytes).map_err(|utf8| place(bytes, utf8.valid_up_to(), Why::NotUtf8))?;
        // A mark of the byte order is no part of the text (RFC 8259 §8.1 lets readers ignore it).
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        serde_json::from_str(text).map_err(|error| {
            let at = offset(text, error.line(), error.column());
            place(text.as_bytes(), at, why(&error))
        })
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Flag(_) | Self::Number(_) | Self::List(_) | Self::Object(_) => None,
        }
    }
}

fn why(error: &serde_json::Error) -> Why {
    let said = error.to_string();
    let begins = |text: &str| said.starts_with(text);
    if error.classify() == Category::Eof {
        return if begins("EOF while parsing a string") {
            Why::Unterminated
        } else {
            Why::Value
        };
    }
    if begins("key must be a string") || begins("trailing comma") {
        Why::Name
    } else if begins("expected `:`") {
        Why::Colon
    } else if begins("expected `,`") {
        Why::Comma
    } else if begins("trailing characters") {
        Why::Extra
    } else if begins("control character") || begins("invalid escape") || begins("invalid unicode") || begins("lone") {
        Why::Character
    } else {
        Why::Value
    }
}

/// The byte at a line and a column, as serde_json counts them: the column of the last byte that was read.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (before + column.saturating_sub(1)).min(text.len())
}

fn place(bytes: &[u8], at: usize, why: Why) -> Broken {
    let before = bytes.get(..at).unwrap_or_default();
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let begins = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    Broken {
        at,
        line,
        column: at - begins + 1,
        why,
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        // Each level down is one further call of this function, and serde_json stops at 128 of them.
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut given: A) -> Result<Json, A::Error> {
        let mut members = Members::default();
        while let Some((name, value)) = given.next_entry()? {
            members.put(name, value);
        }
        Ok(Json::Object(members))
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_the_last_of_two_counts() {
        let parsed = Json::parse(br#"{"b":1,"a":null,"b":"x"}"#).unwrap();
        let Json::Object(members) = parsed else {
            panic!("no object")
        };
        let names: Vec<_> = members.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["b", "a"]);
        assert_eq!(members.get("b").unwrap().text(), Some("x"));
        assert_eq!(members.get_in_any_case("B").unwrap().text(), Some("x"));
    }

    #[test]
    fn what_is_wrong_is_found_where_it_stands() {
        for (text, at, why) in [
            ("{\"email\": }", 10, Why::Value),
            ("{\"a\":1,}", 7, Why::Name),
            ("{\"a\" 1}", 5, Why::Colon),
            ("{} x", 3, Why::Extra),
        ] {
            let broken = Json::parse(text.as_bytes()).unwrap_err();
            assert_eq!((broken.at, broken.why), (at, why), "{text}");
        }
    }
}
