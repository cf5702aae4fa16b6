//! Faults: how Onyx tells of a body that it cannot read, item by item, in the text form that Python gives a list of them.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::dialects::json::{Json, Members};
use crate::dialects::python::{quoted, repr, repr_under};

/// One thing that is wrong with a body.
#[derive(Clone, PartialEq)]
pub(super) struct Fault {
    kind: &'static str,
    place: Place,
    message: String,
    input: Input,
    context: Option<Box<(&'static str, String)>>,
}

/// Where it is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The body as a whole.
    Body,
    /// A field of it.
    Field(&'static str),
    /// A character of it, counted from 0.
    Character(usize),
}

/// What was sent there.
#[derive(Clone, PartialEq)]
pub(super) enum Input {
    /// This.
    Value(Json),
    /// Nothing, within this object.
    Within(Members),
    /// A body that is not read, and so may hold a password anywhere.
    Raw,
    /// Nothing that is repeated.
    Nothing,
}

impl Fault {
    pub(super) fn new(kind: &'static str, place: Place, message: impl Into<String>, input: Input) -> Self {
        Self {
            kind,
            place,
            message: message.into(),
            input,
            context: None,
        }
    }

    /// A value that must be there and is not.
    pub(super) fn missing(place: Place, input: Input) -> Self {
        Self::new("missing", place, "Field required", input)
    }

    /// A text that is no address.
    pub(super) fn address(place: Place, typed: &str, reason: String) -> Self {
        let message = format!("value is not a valid email address: {reason}");
        let input = Input::Value(Json::Text(typed.to_owned()));
        Self::new("value_error", place, message, input).because("reason", reason)
    }

    /// The same with a context.
    pub(super) fn because(self, name: &'static str, context: impl Into<String>) -> Self {
        Self {
            context: Some(Box::new((name, context.into()))),
            ..self
        }
    }

    fn text(&self) -> String {
        let place = match self.place {
            Place::Body => "('body',)".to_owned(),
            Place::Field(name) => format!("('body', {})", quoted(name)),
            Place::Character(at) => format!("('body', {at})"),
        };
        let input = match (&self.input, self.place) {
            (Input::Value(value), Place::Field(name)) => repr_under(name, value, holds_password),
            (Input::Value(value), Place::Body | Place::Character(_)) => repr(value, holds_password),
            (Input::Within(members), _) => repr(&Json::Object(members.clone()), holds_password),
            (Input::Raw, _) => "b'**********'".to_owned(),
            (Input::Nothing, _) => "{}".to_owned(),
        };
        let context = match self.context.as_deref() {
            Some((name, said)) => format!(", 'ctx': {{{}: {}}}", quoted(name), quoted(said)),
            None => String::new(),
        };
        let (kind, message) = (quoted(self.kind), quoted(&self.message));
        format!("{{'type': {kind}, 'loc': {place}, 'msg': {message}, 'input': {input}{context}}}")
    }
}

// What was sent may be a password.
impl fmt::Debug for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Fault({}, …)", self.kind)
    }
}

/// Whether what stands under a name is a password, which is never repeated.
fn holds_password(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("password") || name.contains("passwd")
}

#[derive(Serialize)]
struct Unprocessable {
    status_code: u16,
    message: String,
    data: Option<()>,
}

/// The answer to a body with these faults.
pub(super) fn answer(faults: &[Fault]) -> HttpResponse {
    let items: Vec<_> = faults.iter().map(Fault::text).collect();
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    HttpResponse::build(status).json(Unprocessable {
        status_code: status.as_u16(),
        // Onyx folds three spaces into one, wherever they stand.
        message: format!("[{}]", items.join(", ")).replace("   ", " "),
        data: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_written_as_python_writes_it() {
        let whole = Json::parse(br#"{"password":"secret","x":{"newPassword":["secret"]},"y":1}"#).unwrap();
        let Json::Object(whole) = whole else {
            panic!("no object")
        };
        let fault = Fault::missing(Place::Field("email"), Input::Within(whole));
        let shown = "{'type': 'missing', 'loc': ('body', 'email'), 'msg': 'Field required', 'input': {'password': \
                     '**********', 'x': {'newPassword': '**********'}, 'y': 1}}";
        assert_eq!(fault.text(), shown);
        let fault = Fault::new(
            "string_type",
            Place::Field("password"),
            "x",
            Input::Value(Json::Flag(true)),
        );
        assert!(fault.text().ends_with("'input': '**********'}"));
        let fault = Fault::missing(Place::Body, Input::Value(Json::Null));
        assert!(fault.text().contains("'loc': ('body',), "));
    }
}
