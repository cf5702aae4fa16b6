//! Views: what our API shows of users and tokens, under OpenID Connect's claim names. The profile is driven by the domain's
//! table of fields.

mod administration;
mod document;

use enroll_application::{Activated, Confirmed, Tokens, UserPage, UserView};
use enroll_domain::Timestamp;
use enroll_domain::identifier::{EmailAddress, ExternalId, Username};
use enroll_domain::membership::Code;
use enroll_domain::profile::Profile;
use enroll_domain::referral::ReferralCode;
use enroll_domain::role::RoleName;
use enroll_domain::user::{ChosenBy, EmailProof};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(crate) use administration::{
    DepartmentShown, InvitationShown, InvitedShown, ItemsShown, PackageShown, ProvisioningShown, RoleShown, TagShown,
    TenantListed, TenantShown,
};

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
    email: Option<&'a str>,
    email_verified: bool,
    must_change_password: bool,
    status: &'static str,
    roles: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<&'a str>,
    #[serde(skip_serializing_if = "ExternalShown::is_empty")]
    external_ids: ExternalShown<'a>,
    created_at: String,
    #[serde(flatten)]
    membership: MembershipShown<'a>,
    #[serde(flatten)]
    profile: ProfileShown<'a>,
}

impl<'a> UserShown<'a> {
    /// What is shown of a user.
    pub(crate) fn of(view: &'a UserView) -> Self {
        let user = &view.user;
        Self {
            sub: user.id.to_string(),
            email: user.identifiers.email.as_ref().map(EmailAddress::as_str),
            email_verified: match user.identifiers.email_proof {
                EmailProof::Proved { .. } => true,
                EmailProof::Unproved => false,
            },
            must_change_password: match user.chosen_by {
                ChosenBy::Administrator => true,
                ChosenBy::Owner => false,
            },
            status: user.state.code(),
            roles: view.roles.iter().map(|role| role.as_str()).collect(),
            username: user.identifiers.username.as_ref().map(Username::as_str),
            external_ids: ExternalShown(&user.identifiers.external),
            created_at: rfc3339(user.created_at),
            membership: MembershipShown::of(view),
            profile: ProfileShown(&user.profile),
        }
    }
}

/// Ids of other systems, by their name spaces.
struct ExternalShown<'a>(&'a [ExternalId]);

impl ExternalShown<'_> {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for ExternalShown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|id| (id.namespace(), id.value())))
    }
}

/// A user who was made just now, and the roles that were asked for and not given.
#[derive(Serialize)]
pub(crate) struct CreatedShown<'a> {
    #[serde(flatten)]
    user: UserShown<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<&'a str>,
}

impl<'a> CreatedShown<'a> {
    /// What is shown of a new user.
    pub(crate) fn of(view: &'a UserView, left_out: &'a [RoleName]) -> Self {
        Self {
            user: UserShown::of(view),
            left_out: left_out.iter().map(RoleName::as_str).collect(),
        }
    }
}

/// Somebody whose address is proved now.
#[derive(Serialize)]
pub(crate) struct ConfirmedShown<'a> {
    user: UserShown<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
}

impl<'a> ConfirmedShown<'a> {
    /// What is shown of a confirmation.
    pub(crate) fn of(confirmed: &'a Confirmed) -> Self {
        Self {
            user: UserShown::of(&confirmed.user),
            callback_url: confirmed.landing.as_ref().map(|landing| landing.url.as_str()),
        }
    }
}

/// Where a user stands within the tenant.
#[derive(Serialize)]
struct MembershipShown<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    tags: &'a [u64],
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    referral_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inviter: Option<String>,
}

impl<'a> MembershipShown<'a> {
    fn of(view: &'a UserView) -> Self {
        let membership = &view.user.membership;
        Self {
            number: membership.number,
            department: membership.department.map(|id| id.to_string()),
            section: membership.section.map(|id| id.to_string()),
            tags: &view.tags,
            package: view.package.as_ref().map(Code::as_str),
            referral_code: membership.referral_code.as_ref().map(ReferralCode::as_str),
            inviter: membership.inviter.map(|id| id.to_string()),
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
