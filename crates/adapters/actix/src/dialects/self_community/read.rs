//! Reading: the contract's parameters, and what the core is told of what was read.

use enroll_application::{AssignmentForm, NewUserForm};

use super::answer::{EXTERNAL, ExternalKey, ROLES};
use crate::dialects::drf::{CharField, Detail, Fault, Faults, Nulls, Reader, choice, integer, list, no_row};
use crate::dialects::json::{Json, Members};

/// The parameters of `signup`, in the order in which they are documented.
pub(super) const FIELDS: &[&str] = &["ext_id", "username", "email", "password", "role", "tags"];

/// The most characters of an external id that is a text.
const LONGEST_EXTERNAL: usize = 128;

/// Somebody whom an administrator describes, as far as it could be read.
#[derive(Default)]
pub(super) struct Signup {
    pub(super) ext_id: Option<ExternalKey>,
    username: Option<String>,
    email: Option<String>,
    pub(super) password: Option<String>,
    pub(super) role: Option<&'static str>,
    pub(super) tags: Vec<u64>,
}

impl Signup {
    pub(super) fn read(members: &Members) -> (Self, Faults) {
        let mut reader = Reader::of(members);
        let signup = Self {
            ext_id: reader.optional("ext_id", Nulls::Refused, external),
            username: reader.required("username", |value| CharField::TEXT.read(value)),
            email: reader.optional("email", Nulls::Refused, |value| CharField::EMAIL.read(value)),
            password: reader.optional("password", Nulls::Refused, |value| CharField::PASSWORD.read(value)),
            role: reader.optional("role", Nulls::Allowed, |value| choice(value, ROLES)),
            tags: reader
                .optional("tags", Nulls::Allowed, |value| list(value, tag))
                .unwrap_or_default(),
        };
        (signup.with_tags_once(), reader.finish())
    }

    /// The same without tags that come twice.
    fn with_tags_once(mut self) -> Self {
        let mut once: Vec<u64> = Vec::new();
        for tag in self.tags {
            if !once.contains(&tag) {
                once.push(tag);
            }
        }
        self.tags = once;
        self
    }

    /// What the core is told.
    pub(super) fn form(&self) -> NewUserForm {
        let external = self.ext_id.iter();
        NewUserForm {
            email: self.email.clone(),
            username: self.username.clone(),
            external_ids: external.map(|id| (EXTERNAL.to_owned(), id.text())).collect(),
            roles: self.role.map(str::to_owned).into_iter().collect(),
            assignment: AssignmentForm {
                tags: self.tags.clone(),
                ..AssignmentForm::default()
            },
            ..NewUserForm::default()
        }
    }
}

/// A whole number, as the contract had it at first, or a text, as it has it now.
fn external(value: &Json) -> Result<ExternalKey, Fault> {
    match value {
        Json::Text(_) => CharField::within(LONGEST_EXTERNAL).read(value).map(ExternalKey::Text),
        Json::Number(number) if number.is_u64() => Ok(ExternalKey::Number(number.clone())),
        Json::Null | Json::Flag(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => {
            integer(value).map(|number| ExternalKey::Number(number.into()))
        }
    }
}

/// The number of a tag.
fn tag(value: &Json) -> Result<u64, Fault> {
    let number = integer(value)?;
    u64::try_from(number).map_err(|_negative| no_row(&number.to_string()).into())
}

/// The code of a link.
pub(super) fn validation_code(members: &Members) -> Result<String, Faults> {
    let mut reader = Reader::of(members);
    let code = reader.required("validation_code", |value| CharField::TEXT.read(value));
    let faults = reader.finish();
    match code {
        Some(code) => Ok(code),
        None => Err(faults),
    }
}

/// What is said of a code that is not good, whatever the reason.
pub(super) fn bad_code() -> Faults {
    let mut faults = Faults::default();
    faults.add(
        "validation_code",
        Detail::new("invalid", "The validation code is not valid."),
    );
    faults
}
