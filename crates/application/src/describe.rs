//! Describe: what an administrator says of a user who is to be made, read under the tenant's policy.

use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::profile::Profile;
use enroll_domain::registration::{Policy, examine_identity};
use enroll_domain::role::{Refusal, RoleName, within_ceiling};
use enroll_domain::user::{EmailProof, Identifiers, State, User, context_words};
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule, Timestamp};

use crate::{Caller, Enrollment, FirstCredential, NewUserForm};

impl Enrollment {
    /// Reads a form, and what breaks a rule of it.
    pub(crate) fn describe(
        &self,
        caller: &Caller,
        form: &NewUserForm,
        credential: FirstCredential<'_>,
    ) -> Result<Described, Rejections> {
        let policy = &self.tenant().policy;
        let mut gathered = Gathered::new();
        let (email, username) = (form.email.as_deref(), form.username.as_deref());
        let identity = examine_identity(&mut gathered, policy, email, username, &form.profile);
        let roles = examine_roles(&mut gathered, policy, caller, &form.roles);
        let password = match credential {
            FirstCredential::Mail | FirstCredential::Link => None,
            FirstCredential::Password(text) => {
                let context = context_words(identity.email.as_ref(), identity.username.as_ref(), &identity.profile);
                let chosen = self.examine_password(Input::Password, text, &context);
                chosen.map_err(|rejections| gathered.add(Err(rejections))).ok()
            }
        };
        gathered.finish()?;
        let email = identity
            .email
            .ok_or_else(|| Rejection::new(Input::Email, Rule::Required))?;
        let who = Who {
            email,
            username: identity.username,
            profile: identity.profile,
        };
        Ok(Described { who, roles, password })
    }
}

fn examine_roles(gathered: &mut Gathered, policy: &Policy, caller: &Caller, names: &[String]) -> Vec<RoleName> {
    let mut roles = Vec::new();
    for name in names {
        let Some(name) = gathered.take(Input::Role, RoleName::parse(name)) else {
            continue;
        };
        match within_ceiling(&policy.roles, caller.authority(), &name) {
            Ok(role) => roles.push(role.name().clone()),
            Err(refusal @ (Refusal::Unknown | Refusal::Beyond)) => {
                gathered.reject(Input::Role, Rejection::from(refusal).rule);
            }
        }
    }
    roles
}

/// A form that breaks no rule.
pub(crate) struct Described {
    pub(crate) who: Who,
    pub(crate) roles: Vec<RoleName>,
    pub(crate) password: Option<Password>,
}

/// Whom a form describes.
pub(crate) struct Who {
    email: EmailAddress,
    username: Option<Username>,
    profile: Profile,
}

impl Who {
    /// The user who is described: active with a password, and else waiting for their first one.
    pub(crate) fn into_user(
        self,
        id: UserId,
        tenant: TenantId,
        password: Option<PasswordHash>,
        now: Timestamp,
    ) -> User {
        let identifiers = Identifiers {
            email: self.email,
            email_proof: EmailProof::Unproved,
            username: self.username,
            external: Vec::new(),
        };
        let state = password.map_or(State::Pending, |password| State::Active { password, since: now });
        User {
            id,
            tenant,
            created_at: now,
            identifiers,
            profile: self.profile,
            state,
        }
    }
}
