//! Reading as Json.NET and the model's attributes do: names in any case of their letters, numbers and flags where a text belongs
//! taken as texts, and every fault of every member said at once. What a value means is not known here.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde_json::Value;

use super::answer::failure;
use super::message::{Id, Message};
use crate::dialects::json::{Json, Members};
use crate::dialects::{Early, Spoken};

/// A member of a request, and what the contract's model asks of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
    /// What it is for.
    pub(super) about: &'static str,
    /// What it may look like.
    pub(super) example: &'static str,
}

/// What a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A text that must be there, of at most so many characters, if there is a limit.
    Required(Option<usize>),
    /// A text that may be there.
    Optional(Option<usize>),
    /// Yes or no.
    Flag,
}

/// Something that is wrong with a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) member: &'static str,
    pub(super) message: Message,
}

impl Fault {
    pub(super) fn new(member: &'static str, id: Id, text: impl Into<String>) -> Self {
        Self {
            member,
            message: Message::new(id, text),
        }
    }

    pub(super) fn required(member: &'static str) -> Self {
        Self::new(member, Id::Required, format!("The {member} field is required."))
    }

    pub(super) fn too_long(member: &'static str, max: usize) -> Self {
        let text = format!("The field {member} must be a string or array type with a maximum length of '{max}'.");
        Self::new(member, Id::TooLong, text)
    }

    pub(super) fn not_an_address(member: &'static str) -> Self {
        let text = format!("The {member} field is not a valid e-mail address.");
        Self::new(member, Id::NotAnAddress, text)
    }

    pub(super) fn not_valid(member: &'static str) -> Self {
        Self::new(member, Id::NotValid, format!("The {member} field is not valid."))
    }
}

/// A request that was read, with everything that is wrong with it by itself.
#[derive(Default)]
pub(super) struct Model {
    texts: BTreeMap<&'static str, String>,
    flags: BTreeMap<&'static str, bool>,
    pub(super) faults: Vec<Fault>,
}

impl Model {
    /// Reads the members that the model asks for; all others are ignored.
    pub(super) fn read(given: &Members, asked: &[Member]) -> Self {
        let mut model = Self::default();
        for member in asked {
            let value = given.get_in_any_case(member.name).unwrap_or(&Json::Null);
            match member.sort {
                Sort::Required(max) => {
                    model.read_text(member.name, value, max);
                    let blank = model.text(member.name).is_none_or(|text| text.trim().is_empty());
                    if blank && !model.is_faulty(member.name) {
                        model.faults.push(Fault::required(member.name));
                    }
                }
                Sort::Optional(max) => model.read_text(member.name, value, max),
                Sort::Flag => model.read_flag(member.name, value),
            }
        }
        model
    }

    /// The text of a member.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// The text of a member, unless it is blank.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    /// Whether a flag is set.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.flags.get(name).copied().unwrap_or_default()
    }

    /// Whether something is wrong with a member.
    pub(super) fn is_faulty(&self, name: &str) -> bool {
        self.faults.iter().any(|fault| fault.member == name)
    }

    fn read_text(&mut self, name: &'static str, value: &Json, max: Option<usize>) {
        let text = match value {
            Json::Null => return,
            Json::Text(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            Json::Flag(flag) => flag.to_string(),
            Json::List(_) | Json::Object(_) => return self.faults.push(Fault::not_valid(name)),
        };
        match max {
            Some(max) if text.chars().count() > max => self.faults.push(Fault::too_long(name, max)),
            Some(_) | None => {
                self.texts.insert(name, text);
            }
        }
    }

    fn read_flag(&mut self, name: &'static str, value: &Json) {
        let flag = match value {
            Json::Null => return,
            Json::Flag(flag) => Some(*flag),
            Json::Text(text) if text.trim().is_empty() => return,
            Json::Text(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
            Json::Text(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
            // Json.NET takes any whole number for a flag, and 0 alone for no.
            Json::Number(number) => number.as_i64().map(|number| number != 0),
            Json::Text(_) | Json::List(_) | Json::Object(_) => None,
        };
        match flag {
            Some(flag) => {
                self.flags.insert(name, flag);
            }
            None => self.faults.push(Fault::not_valid(name)),
        }
    }
}

/// The members of a body that is a JSON object.
///
/// # Errors
/// As [`Spoken::json`]; inside, the answer to any other body.
pub(super) async fn object(spoken: &mut Spoken) -> Result<Result<Members, HttpResponse>, Early> {
    let given = spoken.content_type();
    let is_json = matches!(given.as_deref(), Some("application/json" | "text/json"));
    let encoded = spoken
        .header(header::CONTENT_ENCODING.as_str())
        .is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
    if encoded || (!is_json && given.is_some()) {
        return Ok(Err(unsupported(given.as_deref())));
    }
    Ok(match spoken.json().await? {
        Ok(None | Some(Json::Null)) => Err(no_object("The request needs a body: a JSON object.")),
        Ok(_) | Err(_) if !is_json => Err(unsupported(None)),
        Ok(Some(Json::Object(members))) => Ok(members),
        Ok(Some(Json::Flag(_) | Json::Number(_) | Json::Text(_) | Json::List(_))) => {
            Err(no_object("The request body must be a JSON object."))
        }
        Err(_) => Err(no_object("The request body is not valid JSON.")),
    })
}

fn no_object(text: &str) -> HttpResponse {
    failure(StatusCode::BAD_REQUEST, vec![Message::new(Id::NoObject, text)])
}

fn unsupported(given: Option<&str>) -> HttpResponse {
    let given = given.unwrap_or_default();
    let text = format!("The request entity's media type '{given}' is not supported for this resource.");
    failure(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        vec![Message::new(Id::UnsupportedType, text)],
    )
}

/// The schema of a body with these members.
pub(super) fn schema(members: &[Member]) -> Value {
    let properties: serde_json::Map<_, _> = members
        .iter()
        .map(|member| {
            let mut schema = match member.sort {
                Sort::Required(_) => serde_json::json!({ "type": "string" }),
                Sort::Optional(_) => serde_json::json!({ "type": ["string", "null"] }),
                Sort::Flag => serde_json::json!({ "type": ["boolean", "null"] }),
            };
            if let Value::Object(schema) = &mut schema {
                schema.insert("description".to_owned(), member.about.into());
                if let Sort::Required(Some(max)) | Sort::Optional(Some(max)) = member.sort {
                    schema.insert("maxLength".to_owned(), max.into());
                }
            }
            (member.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<_> = members
        .iter()
        .filter(|member| matches!(member.sort, Sort::Required(_)))
        .map(|member| member.name)
        .collect();
    serde_json::json!({ "type": "object", "required": required, "properties": properties })
}
