//! Reading as ASP.NET Core does: names in any case of their letters, texts that are texts, and null for what is absent. What a
//! value means is not known here.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};

use super::answer::{Fault, failure};
use crate::dialects::json::{Json, Members};
use crate::dialects::{Early, Spoken};

/// A request that is being read, with what is wrong with it by itself.
pub(super) struct Reader {
    members: Members,
    pub(super) faults: Vec<(&'static str, Fault)>,
}

impl Reader {
    /// Begins to read a body, which must be a JSON object.
    ///
    /// # Errors
    /// As [`Spoken::json`]; inside, the answer to any other body.
    pub(super) async fn of(spoken: &mut Spoken) -> Result<Result<Self, HttpResponse>, Early> {
        let id = spoken.id();
        let refused = |status, code, text: &str| Ok(Err(failure(status, &[Fault::new(code, text)], Some(id))));
        if !is_json(spoken) {
            let text = "The body must be application/json.";
            return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UnsupportedMediaType", text);
        }
        let text = match spoken.json().await? {
            Ok(Some(Json::Object(members))) => {
                let faults = Vec::new();
                return Ok(Ok(Self { members, faults }));
            }
            Ok(None | Some(Json::Null)) => "The request needs a body.",
            Ok(Some(Json::Flag(_) | Json::Number(_) | Json::Text(_) | Json::List(_))) => {
                "The body must be a JSON object."
            }
            Err(_) => "The body is not valid JSON.",
        };
        refused(StatusCode::BAD_REQUEST, "InvalidRequestBody", text)
    }

    /// The text of a member, unless it is empty. Anything that is no text is noted under this code.
    pub(super) fn text(&mut self, name: &'static str, code: &'static str) -> Option<String> {
        match self.members.get_in_any_case(name)? {
            Json::Null => None,
            Json::Text(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            Json::Flag(_) | Json::Number(_) | Json::List(_) | Json::Object(_) => {
                self.note(name, code, format!("{name} must be a string."));
                None
            }
        }
    }

    /// The text of a member that must be there.
    pub(super) fn required(&mut self, name: &'static str, missing: &'static str, code: &'static str) -> String {
        let text = self.text(name, code);
        if text.is_none() && !self.is_faulty(name) {
            self.note(name, missing, format!("{name} is required."));
        }
        text.unwrap_or_default()
    }

    /// Notes something that is wrong with a member.
    pub(super) fn note(&mut self, name: &'static str, code: &'static str, text: impl Into<String>) {
        self.faults.push((name, Fault::new(code, text)));
    }

    /// Whether something is wrong with a member.
    pub(super) fn is_faulty(&self, name: &str) -> bool {
        self.faults.iter().any(|(faulty, _)| *faulty == name)
    }

    /// What is wrong with the request.
    pub(super) fn found(&self) -> Vec<Fault> {
        self.faults.iter().map(|(_, fault)| fault.clone()).collect()
    }
}

fn is_json(spoken: &Spoken) -> bool {
    let encoded = spoken
        .header(header::CONTENT_ENCODING.as_str())
        .is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"));
    let named = spoken.content_type().is_some_and(|name| {
        let structured = name.starts_with("application/") && name.ends_with("+json");
        name == "application/json" || name == "text/json" || structured
    });
    named && !encoded
}
