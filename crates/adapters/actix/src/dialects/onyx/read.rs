//! Bodies as Onyx reads them: which are JSON, what converts into what, and every fault of a body at once, in the order of its fields.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::fault::{Fault, Input, Place};
use super::{address, answer, fault};
use crate::dialects::json::{Json, Members};
use crate::dialects::python::Complaint;
use crate::dialects::{Early, Spoken};

/// The roles that a registration may name, in Onyx's order.
pub(super) const ROLES: &[&str] = &[
    "limited",
    "basic",
    "admin",
    "curator",
    "global_curator",
    "slack_user",
    "ext_perm_user",
];

/// A body.
pub(super) enum Body {
    /// There is none, or it is `null`.
    Absent,
    /// JSON.
    Value(Json),
    /// Something of another type.
    Raw,
}

/// Why a body is not read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// Of these faults.
    Faults(Vec<Fault>),
    /// It is no text, or holds what its reader breaks at.
    Undecodable,
}

impl Unreadable {
    pub(super) fn answer(&self) -> HttpResponse {
        match self {
            Self::Faults(faults) => fault::answer(faults),
            Self::Undecodable => answer::detail(StatusCode::BAD_REQUEST, "There was an error parsing the body"),
        }
    }
}

/// Reads a body. One without a type is JSON; one of a type that is not JSON's stays unread.
pub(super) async fn body(spoken: &mut Spoken) -> Result<Result<Body, Unreadable>, Early> {
    let content_type = spoken.content_type().filter(|essence| !essence.is_empty());
    let bytes = spoken.bytes().await?;
    if bytes.is_empty() {
        return Ok(Ok(Body::Absent));
    }
    if !content_type.is_none_or(|essence| is_json(&essence)) {
        return Ok(Ok(Body::Raw));
    }
    Ok(match Json::parse(&bytes) {
        Ok(Json::Null) => Ok(Body::Absent),
        Ok(value) => Ok(Body::Value(value)),
        Err(broken) => {
            let complaint = Complaint::of(&bytes, &broken);
            let fault = complaint.place.map(|place| {
                let place = Place::Character(place.at);
                Fault::new("json_invalid", place, "JSON decode error", Input::Nothing).because("error", complaint.what)
            });
            Err(fault.map_or(Unreadable::Undecodable, |fault| Unreadable::Faults(vec![fault])))
        }
    })
}

fn is_json(essence: &str) -> bool {
    let subtype = essence.strip_prefix("application/");
    subtype.is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
}

/// A registration, as far as Onyx takes it into account.
pub(super) struct Registration {
    /// The address, in lower case.
    pub(super) email: String,
    pub(super) password: String,
    /// The role that was asked for, if one was.
    pub(super) role: Option<String>,
}

impl fmt::Debug for Registration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Registration(…)")
    }
}

/// Reads a registration.
///
/// # Errors
/// Every fault.
pub(super) fn registration(body: Body) -> Result<Registration, Unreadable> {
    const SHAPE: &str = "Input should be a valid dictionary or object to extract fields from";
    let shapeless = |input| vec![Fault::new("model_attributes_type", Place::Body, SHAPE, input)];
    let faults = match body {
        Body::Absent => vec![Fault::missing(Place::Body, Input::Value(Json::Null))],
        Body::Raw => shapeless(Input::Raw),
        Body::Value(Json::Object(members)) => return fields(&members).map_err(Unreadable::Faults),
        Body::Value(other) => shapeless(Input::Value(other)),
    };
    Err(Unreadable::Faults(faults))
}

fn fields(members: &Members) -> Result<Registration, Vec<Fault>> {
    let mut faults = Vec::new();
    let email = required(&mut faults, members, "email").and_then(|text| {
        let read = address::read(text).map_err(|reason| Fault::address(Place::Field("email"), text, reason));
        taken(&mut faults, read)
    });
    let password = required(&mut faults, members, "password").map(str::to_owned);
    for name in ["is_active", "is_superuser", "is_verified"] {
        faults.extend(members.get(name).and_then(|value| flag_fault(name, value)));
    }
    let role = members.get("role").and_then(|value| taken(&mut faults, role(value)));
    if let Some(other) = members.get("tenant_id").filter(|value| **value != Json::Null) {
        let _not_looked_at = taken(&mut faults, text("tenant_id", other));
    }
    match (email, password, faults.is_empty()) {
        (Some(email), Some(password), true) => Ok(Registration { email, password, role }),
        (Some(_) | None, Some(_) | None, true | false) => Err(faults),
    }
}

fn taken<T>(faults: &mut Vec<Fault>, read: Result<T, Fault>) -> Option<T> {
    read.map_err(|fault| faults.push(fault)).ok()
}

fn required<'a>(faults: &mut Vec<Fault>, members: &'a Members, name: &'static str) -> Option<&'a str> {
    let read = match members.get(name) {
        Some(value) => text(name, value),
        None => Err(Fault::missing(Place::Field(name), Input::Within(members.clone()))),
    };
    taken(faults, read)
}

/// A text; nothing else converts into one.
fn text<'a>(name: &'static str, value: &'a Json) -> Result<&'a str, Fault> {
    value.text().ok_or_else(|| {
        let input = Input::Value(value.clone());
        Fault::new(
            "string_type",
            Place::Field(name),
            "Input should be a valid string",
            input,
        )
    })
}

fn role(value: &Json) -> Result<String, Fault> {
    const EXPECTED: &str = "'limited', 'basic', 'admin', 'curator', 'global_curator', 'slack_user' or 'ext_perm_user'";
    let known = value.text().filter(|text| ROLES.contains(text));
    known.map(str::to_owned).ok_or_else(|| {
        let (message, input) = (format!("Input should be {EXPECTED}"), Input::Value(value.clone()));
        Fault::new("enum", Place::Field("role"), message, input).because("expected", EXPECTED)
    })
}

/// What is wrong with a flag, whose value counts for nothing: a text or a number may stand for one, `null` for none.
fn flag_fault(name: &'static str, value: &Json) -> Option<Fault> {
    const WORDS: &[&str] = &["0", "off", "f", "false", "n", "no", "1", "on", "t", "true", "y", "yes"];
    let (kind, message) = match value {
        Json::Null | Json::Flag(_) => return None,
        Json::Text(text) if WORDS.contains(&text.to_ascii_lowercase().as_str()) => return None,
        Json::Number(number) if number.as_f64().is_some_and(|number| number == 0.0 || number == 1.0) => return None,
        Json::Number(number) if number.as_f64().is_none_or(|number| number.fract() != 0.0) => TYPE,
        Json::Text(_) | Json::Number(_) => PARSING,
        Json::List(_) | Json::Object(_) => TYPE,
    };
    let input = Input::Value(value.clone());
    Some(Fault::new(kind, Place::Field(name), message, input))
}

const TYPE: (&str, &str) = ("bool_type", "Input should be a valid boolean");
const PARSING: (&str, &str) = (
    "bool_parsing",
    "Input should be a valid boolean, unable to interpret input",
);

/// Reads the one text of a body that holds nothing else.
///
/// # Errors
/// It is missing, or no text.
pub(super) fn only(body: &Body, name: &'static str) -> Result<String, Unreadable> {
    let member = match body {
        Body::Value(Json::Object(members)) => members.get(name).filter(|value| **value != Json::Null),
        Body::Value(_) | Body::Absent | Body::Raw => None,
    };
    let missing = || Fault::missing(Place::Field(name), Input::Value(Json::Null));
    let read = member.ok_or_else(missing).and_then(|value| text(name, value));
    read.map(str::to_owned).map_err(|fault| Unreadable::Faults(vec![fault]))
}

#[cfg(test)]
mod tests;
