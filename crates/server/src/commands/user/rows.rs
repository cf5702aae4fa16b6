//! Rows of an import: JSON Lines, read a line at a time, and what each says of a user. What is wrong with one never repeats what
//! stands in it but the names of members.

use std::io::{self, BufRead};

use enroll::domain::profile::Field;
use enroll::{ImportForm, ImportedAccount, ImportedAddress, NewUserForm};
use serde_json::{Map, Value};

/// A line of the input.
pub(super) enum Line {
    /// Nothing but white space.
    Blank,
    /// More than is read of one line.
    TooLong,
    /// What stands in it.
    Text(String),
}

/// The lines of an input, none of which can take all memory.
pub(super) struct Lines<R> {
    input: R,
}

impl Lines<Box<dyn BufRead>> {
    /// The longest line that is read, in bytes.
    pub(super) const LONGEST: usize = 64 * 1024;
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn of(input: R) -> Self {
        Self { input }
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let most = Lines::LONGEST;
        let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        let read = io::Read::take(&mut self.input, limit).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        if bytes.len() > most {
            self.skip_rest(bytes.last())?;
            return Ok(Some(Line::TooLong));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_encoding| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        Ok(Some(if text.is_empty() {
            Line::Blank
        } else {
            Line::Text(text.to_owned())
        }))
    }

    fn skip_rest(&mut self, last: Option<&u8>) -> io::Result<()> {
        let mut ended = last == Some(&b'\n');
        while !ended {
            let there = self.input.fill_buf()?;
            let end = there.iter().position(|byte| *byte == b'\n');
            ended = end.is_some() || there.is_empty();
            let used = end.map_or(there.len(), |end| end + 1);
            self.input.consume(used);
        }
        Ok(())
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_line().transpose()
    }
}

/// Reads what a line says of a user.
///
/// # Errors
/// Everything that is wrong with how it says it.
pub(super) fn read(text: &str) -> Result<ImportForm, Vec<String>> {
    let members = match serde_json::from_str(text) {
        Ok(Value::Object(members)) => members,
        Ok(_) => return Err(vec!["it is JSON, but no object".to_owned()]),
        Err(error) => return Err(vec![format!("it is not JSON: column {}", error.column())]),
    };
    let mut row = Row {
        members,
        problems: Vec::new(),
    };
    let user = NewUserForm {
        email: row.text("email"),
        username: row.text("username"),
        external_ids: row.texts("external_ids"),
        profile: row.profile(),
        roles: row.list("roles"),
        realm: row.text("realm"),
        ..NewUserForm::default()
    };
    let address = match row.flag("email_verified") {
        Some(true) => ImportedAddress::Proved,
        Some(false) | None => ImportedAddress::Unproved,
    };
    let account = row.account();
    row.finish()?;
    Ok(ImportForm { user, address, account })
}

/// A row, from which members are taken.
struct Row {
    members: Map<String, Value>,
    problems: Vec<String>,
}

impl Row {
    /// A member that is there; `null` stands for one that is not.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.members.remove(name).filter(|value| !value.is_null())
    }

    fn wrong<T>(&mut self, name: &str, expected: &str) -> Option<T> {
        self.problems.push(format!("{name}: it must be {expected}"));
        None
    }

    fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            _ => self.wrong(name, "a text"),
        }
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        match self.take(name)? {
            Value::Bool(flag) => Some(flag),
            _ => self.wrong(name, "true or false"),
        }
    }

    fn list(&mut self, name: &str) -> Vec<String> {
        let texts = match self.take(name) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items.into_iter().map(text_of).collect::<Option<_>>(),
            Some(_) => None,
        };
        texts
            .or_else(|| self.wrong(name, "a list of texts"))
            .unwrap_or_default()
    }

    fn texts(&mut self, name: &str) -> Vec<(String, String)> {
        let texts = match self.take(name) {
            None => return Vec::new(),
            Some(Value::Object(members)) => members
                .into_iter()
                .map(|(name, value)| Some((name, text_of(value)?)))
                .collect::<Option<_>>(),
            Some(_) => None,
        };
        texts
            .or_else(|| self.wrong(name, "an object of texts"))
            .unwrap_or_default()
    }

    fn profile(&mut self) -> Vec<(Field, String)> {
        let mut fields = Vec::new();
        for (name, text) in self.texts("profile") {
            match Field::from_name(&name) {
                Some(field) => fields.push((field, text)),
                None => self.problems.push(format!("profile.{name}: there is no such field")),
            }
        }
        fields
    }

    fn account(&mut self) -> ImportedAccount {
        let hash = self.text("password_hash");
        let state = self.text("state");
        match (state.as_deref(), hash) {
            (Some("active") | None, Some(hash)) => ImportedAccount::Active { hash },
            (Some("suspended"), Some(hash)) => ImportedAccount::Suspended { hash },
            (Some("pending") | None, hash) => ImportedAccount::Pending { hash },
            (Some(state), hash) => {
                self.problems.push(match state {
                    "active" | "suspended" => format!("state: {state} needs a password_hash"),
                    _ => "state: it is active, pending or suspended".to_owned(),
                });
                ImportedAccount::Pending { hash }
            }
        }
    }

    fn finish(mut self) -> Result<(), Vec<String>> {
        let unknown = self
            .members
            .keys()
            .map(|name| format!("{name}: there is no such member"));
        self.problems.extend(unknown);
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(self.problems)
        }
    }
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_does_not_spoil_the_next() {
        let long = "x".repeat(3 * Lines::LONGEST);
        let input: Box<dyn BufRead> = Box::new(io::Cursor::new(format!("\u{feff}{{}}\r\n\n{long}\n{{ }}")));
        let read: Vec<_> = Lines::of(input).map(Result::unwrap).collect();
        assert!(matches!(
            read.as_slice(),
            [Line::Text(first), Line::Blank, Line::TooLong, Line::Text(last)] if first == "{}" && last == "{ }"
        ));
    }

    #[test]
    fn everything_that_is_wrong_with_a_row_is_told_and_nothing_of_it_repeated() {
        let secret = "$2b$12$neverToBeRepeated";
        let row = format!(
            r#"{{"email": 7, "roles": "admin", "profile": {{"shoe_size": "{secret}"}}, "password_hash": ["{secret}"], "state": "active", "surname": "{secret}"}}"#
        );
        let problems = read(&row).unwrap_err();
        assert_eq!(
            problems,
            [
                "email: it must be a text",
                "profile.shoe_size: there is no such field",
                "roles: it must be a list of texts",
                "password_hash: it must be a text",
                "state: active needs a password_hash",
                "surname: there is no such member",
            ]
        );
        for broken in ["[]", "7", "{", &format!("{{\"a\": \"{secret}")] {
            assert!(!read(broken).unwrap_err().join(" ").contains("never"));
        }
    }

    #[test]
    fn the_state_follows_from_the_hash_unless_it_is_said() {
        let account = |row: &str| read(row).unwrap().account;
        let hash = "h".to_owned();
        assert_eq!(account("{}"), ImportedAccount::Pending { hash: None });
        assert_eq!(
            account(r#"{"password_hash": "h"}"#),
            ImportedAccount::Active { hash: hash.clone() }
        );
        assert_eq!(
            account(r#"{"password_hash": "h", "state": "suspended"}"#),
            ImportedAccount::Suspended { hash: hash.clone() }
        );
        assert_eq!(
            account(r#"{"password_hash": "h", "state": "pending"}"#),
            ImportedAccount::Pending { hash: Some(hash) }
        );
    }
}
