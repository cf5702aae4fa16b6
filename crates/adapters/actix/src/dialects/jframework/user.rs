//! A user as the contract shows one: every key of its sample, in its order, null where we know nothing.

use enroll_application::{MembershipView, UserView};
use enroll_domain::id::TenantId;
use enroll_domain::identifier::{EmailAddress, ExternalId, Username};
use enroll_domain::membership::Package;
use enroll_domain::profile::Field;
use enroll_domain::registration::Policy;
use enroll_domain::role::{Authority, Needed, Role};
use enroll_domain::user::{EmailProof, State, User};
use serde::Serialize;

use super::answer::iso;
use super::package::PackageShown;
use super::{DISCLOSE_INVITER, base62};
use crate::dialects::{Early, Spoken};

/// The name space in which telephone numbers are unique.
pub(super) const PHONE: &str = "phone_number";

/// Everything that somebody may do who may do everything.
const EVERYTHING: &[Needed] = &[
    Needed::ReadUsers,
    Needed::CreateUsers,
    Needed::UpdateUsers,
    Needed::GrantRoles,
    Needed::ManageRoles,
    Needed::ManageDepartments,
    Needed::ManageTags,
    Needed::ManagePackages,
    Needed::ManageInvitations,
    Needed::ManageProvisioning,
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserShown {
    id: String,
    brand_id: String,
    parent_user: Option<ParentShown>,
    code: String,
    username: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    nick_name: Option<String>,
    avatar: Option<String>,
    email_address: Option<String>,
    phone_number: Option<String>,
    website: Option<String>,
    bio: Option<String>,
    r#type: &'static str,
    is_email_address_verified: bool,
    is_user_verified: bool,
    risk_mark: Option<i64>,
    roles: Vec<RoleShown>,
    referral_code: Option<String>,
    test_mode: bool,
    tags: Option<String>,
    status: &'static str,
    is_system: bool,
    package: Option<PackageShown>,
    package_id: Option<String>,
    language_code: Option<String>,
    country_code: Option<String>,
    time_zone_id: Option<String>,
    expiry_date: Option<String>,
    theme_style: Option<String>,
    enable_sign_in_detection: Option<bool>,
    is_user_integration: bool,
    created_date: String,
}

/// Whoever invited the user.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ParentShown {
    id: String,
    code: String,
    avatar: Option<String>,
    package_id: Option<String>,
    package_code: Option<String>,
    email_address: Option<String>,
    phone_number: Option<String>,
    nick_name: Option<String>,
    roles: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoleShown {
    id: String,
    parent_brand_id: String,
    guid: String,
    code: String,
    name: String,
    description: Option<String>,
    tags: Option<String>,
    r#type: &'static str,
    permissions: Vec<String>,
}

/// What is shown of a user.
///
/// # Errors
/// As [`enroll_application::Enrollment::read_membership`].
pub(super) async fn shown(spoken: &Spoken, view: &UserView) -> Result<UserShown, Early> {
    let enrollment = spoken.enrollment();
    let policy = enrollment.tenant(view.user.tenant)?.policy.clone();
    let membership = enrollment.read_membership(view).await?;
    let disclosed = if spoken.binding().is_on(DISCLOSE_INVITER) {
        Disclosed::Contacts
    } else {
        Disclosed::Name
    };
    Ok(put_together(&view.user, &membership, &policy, disclosed))
}

/// What a user sees of whoever invited them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Disclosed {
    Name,
    Contacts,
}

fn put_together(user: &User, membership: &MembershipView, policy: &Policy, disclosed: Disclosed) -> UserShown {
    let field = |field| user.profile.get(field).map(str::to_owned);
    let inviter = membership.inviter.as_ref();
    UserShown {
        id: base62::encode(user.id),
        brand_id: base62::encode(user.tenant),
        parent_user: inviter.map(|(inviter, package)| parent(inviter, package.as_ref(), policy, disclosed)),
        code: base62::code(user.id),
        username: user
            .identifiers
            .username
            .as_ref()
            .map(Username::as_str)
            .map(str::to_owned),
        first_name: field(Field::GivenName),
        last_name: field(Field::FamilyName),
        nick_name: field(Field::Nickname),
        avatar: field(Field::AvatarUrl),
        email_address: email(user),
        phone_number: phone(user),
        website: field(Field::Website),
        bio: field(Field::Bio),
        r#type: "EndUser",
        is_email_address_verified: match user.identifiers.email_proof {
            EmailProof::Proved { .. } => true,
            EmailProof::Unproved => false,
        },
        is_user_verified: false,
        risk_mark: None,
        roles: membership.roles.iter().map(|held| role(user.tenant, held)).collect(),
        referral_code: user
            .membership
            .referral_code
            .as_ref()
            .map(|code| code.as_str().to_owned()),
        test_mode: false,
        tags: None,
        status: status(&user.state),
        is_system: false,
        package: membership.package.as_ref().map(PackageShown::of),
        package_id: membership.package.as_ref().map(|package| base62::encode(package.id)),
        language_code: field(Field::Locale),
        country_code: field(Field::Country),
        time_zone_id: field(Field::Zoneinfo),
        expiry_date: None,
        theme_style: field(Field::Theme),
        enable_sign_in_detection: None,
        is_user_integration: false,
        created_date: iso(user.created_at),
    }
}

fn email(user: &User) -> Option<String> {
    user.identifiers
        .email
        .as_ref()
        .map(EmailAddress::as_str)
        .map(str::to_owned)
}

fn phone(user: &User) -> Option<String> {
    let ids = user.identifiers.external.iter();
    let number = ids.filter(|id| id.namespace() == PHONE).map(ExternalId::value).next();
    number.map(str::to_owned)
}

/// Whoever holds a referral code must not learn from it how its owner can be reached.
fn parent(inviter: &UserView, package: Option<&Package>, policy: &Policy, disclosed: Disclosed) -> ParentShown {
    let user = &inviter.user;
    let contact = |contact: fn(&User) -> Option<String>| match disclosed {
        Disclosed::Contacts => contact(user),
        Disclosed::Name => None,
    };
    let title = |name| policy.roles.find(name).and_then(Role::title).map(str::to_owned);
    ParentShown {
        id: base62::encode(user.id),
        code: base62::code(user.id),
        avatar: user.profile.get(Field::AvatarUrl).map(str::to_owned),
        package_id: package.map(|package| base62::encode(package.id)),
        package_code: package.map(|package| package.code.as_str().to_owned()),
        email_address: contact(email),
        phone_number: contact(phone),
        nick_name: user.profile.get(Field::Nickname).map(str::to_owned),
        roles: inviter
            .roles
            .iter()
            .map(|name| title(name).unwrap_or_else(|| name.as_str().to_owned()))
            .collect(),
    }
}

fn role(tenant: TenantId, role: &Role) -> RoleShown {
    let guid = base62::role(tenant, role.name());
    let name = role.name().as_str();
    let permissions: Vec<&str> = match role.authority() {
        Authority::Everything => EVERYTHING.iter().map(|needed| needed.as_str()).collect(),
        Authority::Only(held) => held.iter().map(|permission| permission.as_str()).collect(),
    };
    RoleShown {
        id: base62::encode(guid),
        parent_brand_id: base62::encode(tenant),
        guid: guid.to_string(),
        code: name.to_ascii_uppercase().replace('-', "_"),
        name: role.title().unwrap_or(name).to_owned(),
        description: role.description().map(str::to_owned),
        tags: None,
        r#type: if role.is_built_in() { "BuiltIn" } else { "Custom" },
        permissions: permissions.into_iter().map(str::to_ascii_uppercase).collect(),
    }
}

const fn status(state: &State) -> &'static str {
    match state {
        State::Pending { .. } => "Inactive",
        State::Active { .. } => "Active",
        State::Suspended { .. } => "Suspended",
        State::Closed { .. } => "Deleted",
    }
}
