//! What somebody who registers asks for beside an account: roles, an inviter, an invitation, a realm. What of it they get is
//! the policy's to say.

use std::fmt;

use crate::id::InvitationId;
use crate::referral::ReferralCode;
use crate::rejection::{Gathered, Input, Rule};
use crate::role::{RoleName, Roles};

use super::request::given;
use super::{BeyondRoles, Policy, ProvisioningTarget};

/// What is asked for, as it was sent.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct WishesForm {
    /// Roles by name.
    pub roles: Vec<String>,
    /// The code of the user who invited the person.
    pub referral_code: Option<String>,
    /// The code of an invitation.
    pub invitation_code: Option<String>,
    /// The identity provider in which the user is to exist.
    pub realm: Option<String>,
}

// The code of an invitation is a secret.
impl fmt::Debug for WishesForm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("WishesForm(…)")
    }
}

/// What is asked for, and can be read. The code of an invitation is no part of it: whoever finds the invitation notes which it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The roles that are asked for and that the policy lets people ask for.
    pub roles: Vec<RoleName>,
    /// The roles that are left out.
    pub roles_left_out: Vec<RoleName>,
    /// The code of the user who invited the person.
    pub referral: Option<ReferralCode>,
    /// The invitation that the person holds, once it was found.
    pub invitation: Option<InvitationId>,
    /// The identity provider in which the user is to exist.
    pub realm: Option<ProvisioningTarget>,
}

/// What becomes of the roles that somebody asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Those that are given.
    pub granted: Vec<RoleName>,
    /// Those that are left out.
    pub left_out: Vec<RoleName>,
}

/// Weighs the roles that somebody asks for: `allows` says which of them may be given. What may not be is left out or refused, as
/// the policy has it. A role that is asked for twice counts once.
pub fn weigh_roles(
    gathered: &mut Gathered,
    beyond: BeyondRoles,
    roles: &Roles,
    names: &[String],
    allows: impl Fn(&RoleName) -> Result<(), Rule>,
) -> Asked {
    let mut asked = Asked::default();
    for (index, text) in names.iter().enumerate() {
        let name = match RoleName::parse(text) {
            Ok(name) => name,
            Err(rule) => {
                gathered.reject_item(Input::Role, index, rule);
                continue;
            }
        };
        let allowed = roles.find(&name).ok_or(Rule::Unknown).and_then(|_role| allows(&name));
        let is_known = asked.granted.contains(&name) || asked.left_out.contains(&name);
        match (allowed, beyond) {
            (Ok(()), _) | (Err(_), BeyondRoles::LeftOut) if is_known => {}
            (Ok(()), _) => asked.granted.push(name),
            (Err(_), BeyondRoles::LeftOut) => asked.left_out.push(name),
            (Err(rule), BeyondRoles::Refused) => gathered.reject_item(Input::Role, index, rule),
        }
    }
    asked
}

/// Reads what is asked for, and notes every rule that it breaks.
pub fn examine_wishes(gathered: &mut Gathered, policy: &Policy, form: &WishesForm) -> Wishes {
    let may_ask = |name: &RoleName| match policy.askable_roles.contains(name) || policy.default_roles.contains(name) {
        true => Ok(()),
        false => Err(Rule::NotAccepted),
    };
    let asked = weigh_roles(gathered, policy.beyond_roles, &policy.roles, &form.roles, may_ask);
    let referral = given(form.referral_code.as_deref()).and_then(|text| {
        let code = match policy.referrals.is_on() {
            true => ReferralCode::parse(text).map_err(|_malformed| Rule::Unknown),
            false => Err(Rule::NotAccepted),
        };
        gathered.take(Input::ReferralCode, code)
    });
    // Nobody chooses for themselves among whom they are to live.
    let usual = policy.provisioning.get(..1).unwrap_or_default();
    Wishes {
        roles: asked.granted,
        roles_left_out: asked.left_out,
        referral,
        invitation: None,
        realm: examine_realm(gathered, usual, form.realm.as_deref()),
    }
}

/// Reads the realm that is asked for: one of these.
pub fn examine_realm(
    gathered: &mut Gathered,
    own: &[ProvisioningTarget],
    text: Option<&str>,
) -> Option<ProvisioningTarget> {
    let read = ProvisioningTarget::parse(given(text)?).map_err(|_malformed| Rule::NotListed);
    let own = |target: ProvisioningTarget| match own.contains(&target) {
        true => Ok(target),
        false => Err(Rule::NotListed),
    };
    gathered.take(Input::Realm, read.and_then(own))
}
