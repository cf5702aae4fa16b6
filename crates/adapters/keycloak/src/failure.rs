//! What came of a call that was not done: told without addresses and credentials, and sorted by what is to be done about it.

use std::error::Error as _;

use enroll_identity_provider::ProviderError;
use keycloak::types::TypeVec;
use serde::Deserialize;

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
#[error("{reason} (while asked to {step})")]
pub(crate) struct Failure {
    pub(crate) step: &'static str,
    pub(crate) reason: Reason,
}

/// The reasons there are. None holds anything that a person is known by.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Reason {
    // Not now.
    #[error("Keycloak is not reached: {0}")]
    Unreached(String),
    #[error("Keycloak did not answer in time")]
    Overdue,
    #[error("Keycloak's answer broke off")]
    BrokeOff,
    #[error("Keycloak is not in order: it answered {0}")]
    OutOfOrder(u16),
    #[error("somebody changed this in Keycloak at the same time: it answered {0}")]
    Meanwhile(u16),

    // Nobody, as things are set up.
    #[error(
        "Keycloak does not take the client's credentials ({0}): look at client_id and client_secret, and that the client is \
         confidential, enabled, and has its service account switched on"
    )]
    Credentials(String),
    #[error(
        "Keycloak does not take its own token, also not a new one: is url the address that Keycloak knows itself by?"
    )]
    Token,
    #[error(
        "the client's service account may not do this: give it the roles manage-users, view-users, query-users, query-groups \
         and view-realm of the client realm-management"
    )]
    Right,
    #[error("there is no such realm at this address: look at url and realm")]
    NoRealm,
    #[error("the address sends us elsewhere (status {0}), which is not followed: set url to where Keycloak really is")]
    Redirect(u16),
    #[error("what answers is not Keycloak's admin API ({0}): look at url")]
    NotKeycloak(String),
    #[error("no encrypted connections can be made on this system: {0}")]
    Encryption(String),
    #[error("the realm has no group {0}: make it there, or take it off the setting groups")]
    NoGroup(String),
    #[error(
        "user names cannot be changed in this realm, so that nobody could be renamed, nor get another address who has no user \
         name: switch on Realm settings, Login, Edit username"
    )]
    NamesAreFixed,
    #[error("{0}")]
    Keeping(Keeping),

    // Never, this user as they are.
    #[error("Keycloak refuses the user: {0}")]
    Invalid(String),
    #[error("user names cannot be changed in this realm: switch on Realm settings, Login, Edit username")]
    NameIsFixed,
    #[error("the realm has no role {0}: make it there as a realm role")]
    NoRole(String),
    #[error("{0}")]
    NotKept(Keeping),
    #[error("the attribute {0} is Keycloak's or our own, and no user's")]
    Reserved(String),
    #[error("several users there bear the same enroll_id: remove all but the one who is meant")]
    Several,

    /// Somebody who is not ours is in the way.
    #[error("somebody there who does not bear our id is in the way")]
    Taken,
}

/// What a realm does with the attributes that we keep in it, where that is not to keep them for us alone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Keeping {
    #[error(
        "the realm does not keep the attributes {0}, so nobody is provisioned into it: set Realm settings, General, Unmanaged \
         attributes to \"Only administrators can write\" (unmanagedAttributePolicy ADMIN_EDIT), or declare them in its user \
         profile, to be edited by administrators"
    )]
    Drops(String),
    #[error(
        "the realm lets people change their own attributes {0}, so that anybody could pass for somebody else: set Realm \
         settings, General, Unmanaged attributes to \"Only administrators can write\" (unmanagedAttributePolicy ADMIN_EDIT), \
         or declare them in its user profile, to be edited by administrators alone"
    )]
    Opens(String),
    #[error("the realm declares the attributes {0} with a single value: declare them as multivalued")]
    Narrows(String),
}

impl Failure {
    pub(crate) const fn new(step: &'static str, reason: Reason) -> Self {
        Self { step, reason }
    }

    /// What the HTTP client says, without the URL that it adds: a search holds an address.
    pub(crate) fn of_client(step: &'static str, error: &reqwest::Error) -> Self {
        let reason = if error.is_timeout() {
            Reason::Overdue
        } else if error.is_body() || error.is_decode() {
            Reason::BrokeOff
        } else {
            Reason::Unreached(cause(error))
        };
        Self::new(step, reason)
    }

    pub(crate) fn of_setup(error: &reqwest::Error) -> Self {
        Self::new("be talked to", Reason::Encryption(cause(error)))
    }
}

/// What lies at the bottom of the client's error; the error itself shows the URL.
fn cause(error: &reqwest::Error) -> String {
    let mut deepest = error.source();
    while let Some(deeper) = deepest.and_then(std::error::Error::source) {
        deepest = Some(deeper);
    }
    deepest.map_or_else(|| "it does not say why".to_owned(), ToString::to_string)
}

impl From<Failure> for ProviderError {
    fn from(failure: Failure) -> Self {
        match &failure.reason {
            Reason::Unreached(_)
            | Reason::Overdue
            | Reason::BrokeOff
            | Reason::OutOfOrder(_)
            | Reason::Meanwhile(_) => Self::Temporary(Box::new(failure)),
            Reason::Credentials(_)
            | Reason::Token
            | Reason::Right
            | Reason::NoRealm
            | Reason::Redirect(_)
            | Reason::NotKeycloak(_)
            | Reason::Encryption(_)
            | Reason::NoGroup(_)
            | Reason::NamesAreFixed
            | Reason::Keeping(_) => Self::Misconfigured(Box::new(failure)),
            Reason::Invalid(_)
            | Reason::NameIsFixed
            | Reason::NoRole(_)
            | Reason::NotKept(_)
            | Reason::Reserved(_)
            | Reason::Several => Self::Permanent(Box::new(failure)),
            Reason::Taken => Self::Taken,
        }
    }
}

/// What Keycloak finds wrong with a user.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    field: Option<String>,
    error_message: Option<String>,
    errors: Option<TypeVec<Complaint>>,
}

/// What Keycloak says, with 400, when its own store did not take a user: this tells nothing about the user.
const NOT_STORED: [&str; 2] = ["Could not create user", "Could not update user!"];

/// Why a body was answered with 400: the fields and Keycloak's codes, and nothing of what they hold.
pub(crate) fn invalid(body: &[u8]) -> Reason {
    let told = serde_json::from_slice::<Complaint>(body).ok();
    let complaints = match told {
        Some(Complaint {
            errors: Some(errors), ..
        }) => errors,
        Some(alone) => vec![alone],
        None => Vec::new(),
    };
    let not_stored = |complaint: &Complaint| {
        let message = complaint.error_message.as_deref();
        message.is_some_and(|message| NOT_STORED.contains(&message))
    };
    if complaints.iter().any(not_stored) {
        return Reason::OutOfOrder(400);
    }
    let fixed_name = |complaint: &Complaint| {
        complaint.field.as_deref() == Some("username")
            && complaint.error_message.as_deref() == Some("error-user-attribute-read-only")
    };
    if complaints.iter().any(fixed_name) {
        return Reason::NameIsFixed;
    }
    let told: Vec<String> = complaints.iter().map(Complaint::told).collect();
    Reason::Invalid(if told.is_empty() {
        "it does not say why".to_owned()
    } else {
        told.join(", ")
    })
}

impl Complaint {
    fn told(&self) -> String {
        // Whatever does not look like a name or a code may hold what somebody typed.
        let field = self.field.as_deref().filter(|field| is_code(field));
        let code = self
            .error_message
            .as_deref()
            .filter(|code| code.starts_with("error-") && is_code(code));
        format!("{}: {}", field.unwrap_or("no field"), code.unwrap_or("no code"))
    }
}

/// The code of an OAuth error (RFC 6749 §5.2), if the body holds one.
pub(crate) fn oauth_code(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Told {
        error: String,
    }
    let told = serde_json::from_slice::<Told>(body).ok().map(|told| told.error);
    told.filter(|code| is_code(code))
        .unwrap_or_else(|| "no code".to_owned())
}

fn is_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= 64 && text.bytes().all(plain)
}
