//! A birth: what somebody is made of who becomes a user by a link, and everything that is written then.

use enroll_domain::Timestamp;
use enroll_domain::id::{AttemptId, TenantId, UserId};
use enroll_domain::identifier::{EmailAddress, ExternalId, Username};
use enroll_domain::membership::Membership;
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::proof::Proof;
use enroll_domain::registration::{Attempt, CallbackUrl, Holder, TermsVersion, Wishes};
use enroll_domain::user::{ChosenBy, EmailProof, Identifiers, State, User};
use enroll_domain::{Input, Rejection, Rejections, Rule};
use enroll_repository::{Moved, Stop, Transaction};

use crate::activate::ActivateError;
use crate::newcomer::{Newcomer, NotAdmitted, because};
use crate::tokens::SessionDraft;
use crate::{LinkError, UserView};

/// What the new user is made of.
pub(crate) struct Person {
    pub(crate) attempt: Option<AttemptId>,
    pub(crate) email: EmailAddress,
    pub(crate) username: Option<Username>,
    pub(crate) password: PasswordHash,
    pub(crate) external: Vec<ExternalId>,
    pub(crate) profile: Profile,
    pub(crate) callback: Option<CallbackUrl>,
    pub(crate) terms: Option<TermsVersion>,
    pub(crate) wishes: Wishes,
}

impl From<Attempt> for Person {
    fn from(attempt: Attempt) -> Self {
        let Attempt {
            id,
            email,
            username,
            password,
            external,
            profile,
            landing,
            terms,
            wishes,
            ..
        } = attempt;
        Self {
            attempt: Some(id),
            email,
            username,
            password,
            external,
            profile,
            callback: landing.map(|landing| landing.url),
            terms,
            wishes,
        }
    }
}

impl Person {
    /// The user that this person becomes, whose address was proved just now.
    pub(crate) fn into_user(self, id: UserId, tenant: TenantId, now: Timestamp) -> User {
        let identifiers = Identifiers {
            email: Some(self.email),
            email_proof: EmailProof::Proved { at: now },
            username: self.username,
            external: self.external,
        };
        let state = State::Active {
            password: self.password,
            since: now,
        };
        User {
            id,
            tenant,
            created_at: now,
            identifiers,
            profile: self.profile,
            membership: Membership::default(),
            chosen_by: ChosenBy::Owner,
            state,
        }
    }

    /// What the audit says of where this person comes from.
    pub(crate) fn codes(&self) -> Vec<String> {
        let attempt = self.attempt.map(|id| format!("attempt:{id}"));
        let terms = self.terms.as_ref().map(|terms| format!("terms:{}", terms.as_str()));
        let left_out = self.wishes.roles_left_out.iter().map(|role| format!("left_out:{role}"));
        attempt.into_iter().chain(terms).chain(left_out).collect()
    }
}

/// Everything that is written when somebody becomes a user by a link.
pub(crate) struct Birth {
    pub(crate) newcomer: Newcomer,
    pub(crate) attempt: Option<AttemptId>,
    pub(crate) proof: Proof,
    pub(crate) session: SessionDraft,
}

impl Birth {
    pub(crate) fn write(&self, tx: &mut dyn Transaction) -> Result<UserView, Stop<ActivateError>> {
        let (tenant, at, address) = (self.newcomer.tenant.id, self.newcomer.audit.at, &self.proof.address);
        let expired = || Stop::Because(ActivateError::Link(LinkError::Expired));
        self.newcomer.lock(tx)?;
        if tx.use_proof(tenant, self.proof.id, at)? == Moved::Stale {
            return Err(expired());
        }
        let open = tx.open_attempts(tenant, address.key(), at)?;
        let stands = |id: AttemptId| open.iter().any(|attempt| attempt.id == id);
        if open.is_empty() || self.attempt.is_some_and(|id| !stands(id)) {
            return Err(expired());
        }
        if Holder::of(tx.user_by_email(tenant, address.key())?.as_ref()) != Holder::Nobody {
            return Err(expired());
        }
        let user = self.newcomer.write(tx).map_err(|stop| because(stop, reason))?;
        tx.add_session(&self.session.of(user.id))?;
        Ok(UserView::of(tx, user)?)
    }
}

fn reason(not_admitted: NotAdmitted) -> ActivateError {
    match not_admitted {
        NotAdmitted::Rejected(Rejection {
            input: Input::Email,
            rule: Rule::Taken,
            ..
        }) => ActivateError::Link(LinkError::Expired),
        NotAdmitted::Rejected(Rejection {
            input: Input::Username,
            rule: Rule::Taken,
            ..
        }) => ActivateError::UsernameTaken,
        NotAdmitted::Rejected(rejection) => ActivateError::Rejected(Rejections::from(rejection)),
        NotAdmitted::NotInvited => ActivateError::NotInvited,
    }
}
