//! Fields: what each kind of field of a serializer makes of a value, with the framework's coercions.

use uuid::Uuid;

use super::faults::{Detail, Fault};
use super::words::{EMAIL, no_choice};
use crate::dialects::json::Json;
use crate::dialects::python::{number_shown, shown, type_name};

/// What came of reading a value.
pub(crate) type Read<T> = Result<T, Fault>;

/// What becomes of spaces around a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spaces {
    /// They are cut off, as everywhere.
    Trimmed,
    /// They belong to it, as in passwords.
    Kept,
}

/// A text (`CharField`, `EmailField`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct CharField {
    min: Option<usize>,
    max: Option<usize>,
    spaces: Spaces,
    invalid: &'static str,
}

impl CharField {
    /// Any text but an empty one.
    pub(crate) const TEXT: Self = Self {
        min: None,
        max: None,
        spaces: Spaces::Trimmed,
        invalid: "Not a valid string.",
    };

    /// The text of an address. What makes it one is not asked here.
    pub(crate) const EMAIL: Self = Self {
        invalid: EMAIL,
        ..Self::TEXT
    };

    /// A password, to the letter.
    pub(crate) const PASSWORD: Self = Self {
        spaces: Spaces::Kept,
        ..Self::TEXT
    };

    /// A text of at most so many characters.
    pub(crate) const fn within(max: usize) -> Self {
        Self {
            max: Some(max),
            ..Self::TEXT
        }
    }

    /// The same, of at least so many characters.
    pub(crate) const fn at_least(self, min: usize) -> Self {
        Self { min: Some(min), ..self }
    }

    pub(crate) fn read(&self, value: &Json) -> Read<String> {
        let text = match value {
            Json::Text(text) => text.clone(),
            Json::Number(number) => number_shown(number),
            Json::Null | Json::Flag(_) | Json::List(_) | Json::Object(_) => {
                return Err(Detail::new("invalid", self.invalid).into());
            }
        };
        let text = match self.spaces {
            Spaces::Trimmed => text.trim().to_owned(),
            Spaces::Kept => text,
        };
        if text.is_empty() {
            return Err(Detail::new("blank", "This field may not be blank.").into());
        }
        let length = text.chars().count();
        let mut wrong = Vec::new();
        if let Some(max) = self.max.filter(|max| length > *max) {
            let text = format!("Ensure this field has no more than {max} characters.");
            wrong.push(Detail::new("max_length", text));
        }
        if let Some(min) = self.min.filter(|min| length < *min) {
            let text = format!("Ensure this field has at least {min} characters.");
            wrong.push(Detail::new("min_length", text));
        }
        if text.contains('\0') {
            let text = "Null characters are not allowed.";
            wrong.push(Detail::new("null_characters_not_allowed", text));
        }
        if wrong.is_empty() {
            Ok(text)
        } else {
            Err(Fault::Whole(wrong))
        }
    }
}

/// One of a few texts (`ChoiceField`).
pub(crate) fn choice(value: &Json, choices: &[&'static str]) -> Read<&'static str> {
    let text = shown(value);
    let found = choices.iter().find(|known| **known == text);
    found.copied().ok_or_else(|| no_choice(&text).into())
}

/// A whole number, also as a text (`IntegerField`).
pub(crate) fn integer(value: &Json) -> Read<i64> {
    let text = shown(value);
    let text = text.trim();
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        Some(_) | None => text,
    };
    whole
        .parse()
        .map_err(|_no_number| Detail::new("invalid", "A valid integer is required.").into())
}

/// The key of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// The key.
    pub(crate) uuid: Uuid,
    /// As it was sent.
    pub(crate) sent: String,
}

/// The key of a row that has a UUID for one (`PrimaryKeyRelatedField`). An empty text is none.
pub(crate) fn key(value: &Json) -> Read<Option<Key>> {
    let sent = shown(value);
    let uuid = match value {
        Json::Text(text) if text.is_empty() => return Ok(None),
        Json::Text(text) => Uuid::try_parse(text).ok(),
        // Python makes a UUID of a whole number, too.
        Json::Number(number) => number.as_u64().map(|number| Uuid::from_u128(u128::from(number))),
        Json::Null | Json::Flag(_) | Json::List(_) | Json::Object(_) => {
            let text = format!("Incorrect type. Expected pk value, received {}.", type_name(value));
            return Err(Detail::new("incorrect_type", text).into());
        }
    };
    match uuid {
        Some(uuid) => Ok(Some(Key { uuid, sent })),
        None => Err(Detail::new("invalid", format!("“{sent}” is not a valid UUID.")).into()),
    }
}

/// A list (`ListField`).
pub(crate) fn list<T>(value: &Json, item: impl Fn(&Json) -> Read<T>) -> Read<Vec<T>> {
    let Json::List(items) = value else {
        let text = format!("Expected a list of items but got type \"{}\".", type_name(value));
        return Err(Detail::new("not_a_list", text).into());
    };
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for (index, given) in items.iter().enumerate() {
        let outcome = match given {
            Json::Null => Err(Detail::new("null", "This field may not be null.").into()),
            Json::Flag(_) | Json::Number(_) | Json::Text(_) | Json::List(_) | Json::Object(_) => item(given),
        };
        match outcome {
            Ok(value) => read.push(value),
            Err(fault) => wrong.push((index, fault.details().into_iter().cloned().collect())),
        }
    }
    if wrong.is_empty() {
        Ok(read)
    } else {
        Err(Fault::Items(wrong))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        Json::parse(text.as_bytes()).unwrap()
    }

    fn texts<T>(read: Read<T>) -> Vec<String> {
        let fault = read.err().unwrap();
        fault.details().into_iter().map(|detail| detail.text.clone()).collect()
    }

    #[test]
    fn texts_are_trimmed_and_numbers_are_texts() {
        for (given, expected) in [("\" J \"", "J"), ("7", "7"), ("1.5", "1.5")] {
            assert_eq!(CharField::within(3).read(&json(given)).unwrap(), expected);
        }
        assert_eq!(CharField::PASSWORD.read(&json("\" x \"")).unwrap(), " x ");
        assert_eq!(
            texts(CharField::TEXT.read(&json("\"  \""))),
            ["This field may not be blank."]
        );
        assert_eq!(texts(CharField::TEXT.read(&json("true"))), ["Not a valid string."]);
        assert_eq!(
            texts(CharField::EMAIL.read(&json("[]"))),
            ["Enter a valid email address."]
        );
    }

    #[test]
    fn every_validator_has_its_say() {
        let said = texts(CharField::within(3).read(&json(r#""a\u0000bc""#)));
        assert_eq!(
            said,
            [
                "Ensure this field has no more than 3 characters.",
                "Null characters are not allowed."
            ]
        );
        let said = texts(CharField::PASSWORD.at_least(8).read(&json(r#""short""#)));
        assert_eq!(said, ["Ensure this field has at least 8 characters."]);
    }

    #[test]
    fn whole_numbers_are_read_from_texts_too() {
        for given in ["7", "7.0", "\" 7 \"", "\"7.00\""] {
            assert_eq!(integer(&json(given)).unwrap(), 7, "{given}");
        }
        for given in ["1.5", "true", "\"\"", "[]", "\"x\"", "1e40"] {
            assert!(integer(&json(given)).is_err(), "{given}");
        }
    }

    #[test]
    fn keys_are_uuids_and_an_empty_text_is_none() {
        let uuid = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
        for given in [uuid.to_owned(), uuid.to_uppercase(), uuid.replace('-', "")] {
            let read = key(&Json::Text(given)).unwrap().unwrap();
            assert_eq!(read.uuid.to_string(), uuid);
        }
        assert_eq!(key(&json("\"\"")).unwrap(), None);
        assert_eq!(texts(key(&json("\"abc\""))), ["“abc” is not a valid UUID."]);
        assert_eq!(
            texts(key(&json("true"))),
            ["Incorrect type. Expected pk value, received bool."]
        );
    }
}
