//! Describe: what an administrator says of a user who is to be made, read under the tenant's policy.

use enroll_domain::id::{TenantId, UserId};
use enroll_domain::identifier::{EmailAddress, ExternalId, Username};
use enroll_domain::membership::Membership;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::profile::Profile;
use enroll_domain::registration::{
    Asked, ChosenPasswords, Claims, Policy, ProvisioningTarget, examine_identity, examine_realm, weigh_roles,
};
use enroll_domain::role::within_ceiling;
use enroll_domain::tenant::Tenant;
use enroll_domain::user::{ChosenBy, EmailProof, Identifiers, State, User, context_words};
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule, Timestamp};

use crate::{Caller, Enrollment, FirstCredential, NewUserForm};

impl Enrollment {
    /// Reads a form, and what breaks a rule of it that needs no store.
    pub(crate) fn describe(
        &self,
        tenant: &Tenant,
        caller: &Caller,
        form: &NewUserForm,
        credential: FirstCredential<'_>,
    ) -> Result<Described, Rejections> {
        let policy = &tenant.policy;
        let mut gathered = Gathered::new();
        let claims = Claims {
            email: form.email.as_deref(),
            username: form.username.as_deref(),
            external_ids: &form.external_ids,
            profile: &form.profile,
        };
        let identity = examine_identity(&mut gathered, policy, &claims);
        let may_give = |name: &enroll_domain::role::RoleName| {
            within_ceiling(caller.roles(), caller.authority(), name)
                .map(|_role| ())
                .map_err(|refusal| Rejection::from(refusal).rule)
        };
        let roles = weigh_roles(
            &mut gathered,
            policy.beyond_roles,
            caller.roles(),
            &form.roles,
            may_give,
        );
        let realm = examine_realm(&mut gathered, &policy.provisioning, form.realm.as_deref());
        let password = match credential {
            FirstCredential::Mail | FirstCredential::Link => None,
            FirstCredential::Password(text) => {
                let context = context_words(identity.email.as_ref(), identity.username.as_ref(), &identity.profile);
                if let Some(rule) = chosen_by(policy, caller).err() {
                    gathered.reject(Input::Password, rule);
                }
                let chosen = self.examine_password(policy, Input::Password, text, &context);
                chosen.map_err(|rejections| gathered.add(Err(rejections))).ok()
            }
        };
        if matches!(credential, FirstCredential::Link) && identity.email.is_none() {
            gathered.reject(Input::Email, Rule::Required);
        }
        gathered.finish()?;
        let who = Who {
            email: identity.email,
            username: identity.username,
            external: identity.external,
            profile: identity.profile,
            chosen_by: chosen_by(policy, caller).unwrap_or(ChosenBy::Owner),
        };
        Ok(Described {
            who,
            roles,
            password,
            realm,
        })
    }
}

/// As whose choice a password counts that the caller sets for somebody else. The operator sets up people who stand beside them.
fn chosen_by(policy: &Policy, caller: &Caller) -> Result<ChosenBy, Rule> {
    match (caller.view(), policy.chosen_passwords) {
        (None, _) => Ok(ChosenBy::Owner),
        (Some(_), ChosenPasswords::MustBeChanged) => Ok(ChosenBy::Administrator),
        (Some(_), ChosenPasswords::Refused) => Err(Rule::NotAccepted),
    }
}

/// A form that breaks no rule.
pub(crate) struct Described {
    pub(crate) who: Who,
    pub(crate) roles: Asked,
    pub(crate) password: Option<Password>,
    pub(crate) realm: Option<ProvisioningTarget>,
}

/// Whom a form describes.
pub(crate) struct Who {
    email: Option<EmailAddress>,
    username: Option<Username>,
    external: Vec<ExternalId>,
    profile: Profile,
    chosen_by: ChosenBy,
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
            external: self.external,
        };
        let (state, chosen_by) = match password {
            Some(password) => (State::Active { password, since: now }, self.chosen_by),
            None => (State::Pending { password: None }, ChosenBy::Owner),
        };
        User {
            id,
            tenant,
            created_at: now,
            identifiers,
            profile: self.profile,
            membership: Membership::default(),
            chosen_by,
            state,
        }
    }
}
