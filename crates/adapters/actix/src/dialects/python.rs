//! Python's words: how its standard library says what is wrong with a JSON text, and how it shows a value. The contracts of
//! programs that are written in Python repeat them. No contract's own words live here.

mod repr;
mod scan;

use std::fmt;

use serde_json::Number;

use super::json::{Broken, Json, Why};
pub(crate) use repr::{number_shown, quoted, repr, repr_under};

/// What Python says of a text that is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// What is wrong: the `msg` of Python's `JSONDecodeError`.
    pub(crate) what: String,
    /// Where; a text that is not even UTF-8 has no such place, and Python raises another error for it.
    pub(crate) place: Option<Place>,
}

/// A place in a text, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The character, counted from 0: the `pos` of Python's `JSONDecodeError`.
    pub(crate) at: usize,
    /// Its line, counted from 1.
    pub(crate) line: usize,
    /// Its column, counted from 1.
    pub(crate) column: usize,
}

impl Complaint {
    /// What Python says of these bytes, which were seen to be no JSON.
    pub(crate) fn of(bytes: &[u8], broken: &Broken) -> Self {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => return Self::undecodable(bytes, error),
        };
        let chars: Vec<char> = text.chars().collect();
        let (what, at) = scan::flaw(&chars).unwrap_or_else(|| {
            // Python reads on where we do not: below too many levels, and over halves of characters.
            let before = text.get(..broken.at).unwrap_or(text);
            (words(broken.why), before.chars().count())
        });
        Self {
            what: what.to_owned(),
            place: Some(Place::of(&chars, at)),
        }
    }

    fn undecodable(bytes: &[u8], error: std::str::Utf8Error) -> Self {
        let at = error.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let begins = matches!(byte, 0xc2..=0xf4);
        let why = match error.error_len() {
            None => "unexpected end of data",
            Some(_) if begins => "invalid continuation byte",
            Some(_) => "invalid start byte",
        };
        Self {
            what: format!("'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: {why}"),
            place: None,
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        match self.place {
            Some(Place { at, line, column }) => write!(out, ": line {line} column {column} (char {at})"),
            None => Ok(()),
        }
    }
}

impl Place {
    fn of(chars: &[char], at: usize) -> Self {
        let before = chars.get(..at).unwrap_or(chars);
        let line = 1 + before.iter().filter(|c| **c == '\n').count();
        let begins = before.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
        Self {
            at,
            line,
            column: at.saturating_sub(begins) + 1,
        }
    }
}

const fn words(why: Why) -> &'static str {
    match why {
        Why::NotUtf8 | Why::Value => "Expecting value",
        Why::Name => scan::NAME,
        Why::Colon => "Expecting ':' delimiter",
        Why::Comma => "Expecting ',' delimiter",
        Why::Extra => "Extra data",
        Why::Unterminated => "Unterminated string starting at",
        Why::Character => "Invalid control character at",
    }
}

/// The name of the type that Python gives a value.
pub(crate) fn type_name(value: &Json) -> &'static str {
    match value {
        Json::Null => "NoneType",
        Json::Flag(_) => "bool",
        Json::Number(number) => {
            if is_whole(number) {
                "int"
            } else {
                "float"
            }
        }
        Json::Text(_) => "str",
        Json::List(_) => "list",
        Json::Object(_) => "dict",
    }
}

fn is_whole(number: &Number) -> bool {
    number.is_i64() || number.is_u64()
}

/// A value as `str` shows it.
pub(crate) fn shown(value: &Json) -> String {
    match value {
        Json::Text(text) => text.clone(),
        Json::Null | Json::Flag(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => repr(value, |_open| false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> String {
        Complaint::of(bytes, &Json::parse(bytes).unwrap_err()).to_string()
    }

    #[test]
    fn a_text_that_is_no_json_is_told_of_as_python_tells_it() {
        for (text, expected) in [
            (r#"{"email":}"#, "Expecting value: line 1 column 10 (char 9)"),
            (
                "{\n \"a\":1,\n}",
                "Expecting property name enclosed in double quotes: line 3 column 1 (char 10)",
            ),
            (r#"{"a" 1}"#, "Expecting ':' delimiter: line 1 column 6 (char 5)"),
            (r#"{"é":1 "b":2}"#, "Expecting ',' delimiter: line 1 column 8 (char 7)"),
            ("[1,]", "Expecting value: line 1 column 4 (char 3)"),
            ("[01]", "Expecting ',' delimiter: line 1 column 3 (char 2)"),
            ("{} x", "Extra data: line 1 column 4 (char 3)"),
            (
                r#"{"a":"b"#,
                "Unterminated string starting at: line 1 column 6 (char 5)",
            ),
            (
                "{\"a\":\"\n\"}",
                "Invalid control character at: line 1 column 7 (char 6)",
            ),
            (r#"["\x"]"#, r"Invalid \escape: line 1 column 3 (char 2)"),
            (
                r#"["\u12"]"#,
                concat!(r"Invalid \u", "XX", "XX escape: line 1 column 4 (char 3)"),
            ),
            ("  ", "Expecting value: line 1 column 3 (char 2)"),
            ("[[{\"a\":[tru", "Expecting value: line 1 column 9 (char 8)"),
        ] {
            assert_eq!(said(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(
            said(b"{\"a\":\"\xff\"}"),
            "'utf-8' codec can't decode byte 0xff in position 6: invalid start byte"
        );
    }

    #[test]
    fn what_only_we_refuse_has_words_too() {
        let deep = "[".repeat(200) + &"]".repeat(200);
        assert!(said(deep.as_bytes()).starts_with("Expecting value: line 1 column "));
    }

    #[test]
    fn values_are_shown_as_python_shows_them() {
        for (text, expected) in [
            ("7", "7"),
            ("1.0", "1.0"),
            ("1e16", "1e+16"),
            ("0.00001", "1e-05"),
            ("123456.5", "123456.5"),
            ("true", "True"),
            ("null", "None"),
            (r#"["it's", "\n", {"a": false}]"#, r#"["it's", '\n', {'a': False}]"#),
            (r#""plain""#, "plain"),
        ] {
            assert_eq!(shown(&Json::parse(text.as_bytes()).unwrap()), expected, "{text}");
        }
    }
}
