//! Views: what our API shows of users and tokens, under OpenID Connect's claim names. The profile is driven by the domain's
//! table of fields.

use enroll_application::{Activated, Tokens, UserPage, UserView};
use enroll_domain::Timestamp;
use enroll_domain::identifier::Username;
use enroll_domain::profile::Profile;
use enroll_domain::user::EmailProof;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A status, for calls that have nothing else to say.
#[derive(Serialize)]
pub(crate) struct Status {
    status: &'static str,
}

impl Status {
    /// What comes next stands in a mail.
    pub(crate) const CHECK_YOUR_MAIL: Self = Self {
        status: "check_your_mail",
    };
    /// The process lives.
    pub(crate) const ALIVE: Self = Self { status: "alive" };
    /// The server is ready to serve.
    pub(crate) const READY: Self = Self { status: "ready" };
}

/// A user.
#[derive(Serialize)]
pub(crate) struct UserShown<'a> {
    sub: String,
    email: &'a str,
    email_verified: bool,
    status: &'static str,
    roles: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    created_at: String,
    #[serde(flatten)]
    profile: ProfileShown<'a>,
}

impl<'a> UserShown<'a> {
    /// What is shown of a user.
    pub(crate) fn of(view: &'a UserView) -> Self {
        let user = &view.user;
        Self {
            sub: user.id.to_string(),
            email: user.identifiers.email.as_str(),
            email_verified: match user.identifiers.email_proof {
                EmailProof::Proved { .. } => true,
                EmailProof::Unproved => false,
            },
            status: user.state.code(),
            roles: view.roles.iter().map(|role| role.as_str()).collect(),
            username: user.identifiers.username.as_ref().map(Username::as_str),
            created_at: rfc3339(user.created_at),
            profile: ProfileShown(&user.profile),
        }
    }
}

/// The fields of a profile that are there.
struct ProfileShown<'a>(&'a Profile);

impl Serialize for ProfileShown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (field, value) in self.0.iter() {
            map.serialize_entry(field.name(), value)?;
        }
        map.end()
    }
}

/// The tokens of a session (RFC 6749 §5.1).
#[derive(Serialize)]
pub(crate) struct TokensShown<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    refresh_token: &'a str,
}

impl<'a> TokensShown<'a> {
    /// What is shown of tokens.
    pub(crate) fn of(tokens: &'a Tokens) -> Self {
        Self {
            access_token: &tokens.access_token,
            token_type: "Bearer",
            expires_in: tokens.expires_in.as_secs(),
            refresh_token: &tokens.refresh_token,
        }
    }
}

/// Somebody who has just become a user.
#[derive(Serialize)]
pub(crate) struct ActivatedShown<'a> {
    user: UserShown<'a>,
    #[serde(flatten)]
    tokens: TokensShown<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
}

impl<'a> ActivatedShown<'a> {
    /// What is shown of an activation.
    pub(crate) fn of(activated: &'a Activated) -> Self {
        Self {
            user: UserShown::of(&activated.user),
            tokens: TokensShown::of(&activated.tokens),
            callback_url: activated.callback.as_ref().map(|url| url.as_str()),
        }
    }
}

/// A page of users.
#[derive(Serialize)]
pub(crate) struct PageShown<'a> {
    items: Vec<UserShown<'a>>,
    next: Option<String>,
}

impl<'a> PageShown<'a> {
    /// What is shown of a page.
    pub(crate) fn of(page: &'a UserPage) -> Self {
        Self {
            items: page.users.iter().map(UserShown::of).collect(),
            next: page.next.map(|id| id.to_string()),
        }
    }
}

/// A point in time (RFC 3339), in UTC.
fn rfc3339(at: Timestamp) -> String {
    let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.as_micros()) * 1_000).ok();
    // Years beyond 9999 cannot be written; no clock that we are told of shows one.
    moment
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}
