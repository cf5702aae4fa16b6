//! Requests: from bytes to the members of an object, and what the framework says where there are none.

use actix_web::http::StatusCode;

use super::faults::Detail;
use crate::dialects::json::{Json, Members};
use crate::dialects::python::{Complaint, type_name};
use crate::dialects::{Early, Spoken};

/// Why a body has no members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is no JSON; what Python says of it.
    Unparsable(String),
    /// It is of this type.
    MediaType(String),
    /// It is null.
    Null,
    /// It is another value, of this type of Python's.
    NoDictionary(&'static str),
}

impl Refusal {
    /// Whether it concerns what the body says, and not how it is written.
    pub(crate) const fn is_of_content(&self) -> bool {
        match self {
            Self::Null | Self::NoDictionary(_) => true,
            Self::Unparsable(_) | Self::MediaType(_) => false,
        }
    }

    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unparsable(_) | Self::Null | Self::NoDictionary(_) => StatusCode::BAD_REQUEST,
        }
    }

    pub(crate) fn detail(&self) -> Detail {
        match self {
            Self::Unparsable(complaint) => Detail::new("parse_error", format!("JSON parse error - {complaint}")),
            Self::MediaType(name) => {
                let text = format!("Unsupported media type \"{name}\" in request.");
                Detail::new("unsupported_media_type", text)
            }
            Self::Null => Detail::new("null", "No data provided"),
            Self::NoDictionary(name) => {
                let text = format!("Invalid data. Expected a dictionary, but got {name}.");
                Detail::new("invalid", text)
            }
        }
    }
}

/// The members of the body. One without a byte has none, whatever its type.
///
/// # Errors
/// The body did not arrive; inside, there are no members.
pub(crate) async fn members(spoken: &mut Spoken) -> Result<Result<Members, Refusal>, Early> {
    let bytes = spoken.bytes().await?;
    if bytes.is_empty() {
        return Ok(Ok(Members::default()));
    }
    if spoken.content_type().as_deref() != Some("application/json") {
        let name = spoken.header("content-type").unwrap_or_default().to_owned();
        return Ok(Err(Refusal::MediaType(name)));
    }
    Ok(match Json::parse(&bytes) {
        Ok(Json::Object(members)) => Ok(members),
        Ok(Json::Null) => Err(Refusal::Null),
        Ok(other @ (Json::Flag(_) | Json::Number(_) | Json::Text(_) | Json::List(_))) => {
            Err(Refusal::NoDictionary(type_name(&other)))
        }
        Err(broken) => Err(Refusal::Unparsable(Complaint::of(&bytes, &broken).to_string())),
    })
}
