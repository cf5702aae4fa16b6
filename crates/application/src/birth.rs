//! A birth: what somebody is made of who becomes a user by a link, and everything that is written then.

use enroll_domain::Timestamp;
use enroll_domain::audit::AuditRecord;
use enroll_domain::id::{AttemptId, TenantId, UserId};
use enroll_domain::identifier::{EmailAddress, Username};
use enroll_domain::password::PasswordHash;
use enroll_domain::profile::Profile;
use enroll_domain::proof::Proof;
use enroll_domain::registration::{Attempt, CallbackUrl, Holder, TermsVersion};
use enroll_domain::role::RoleName;
use enroll_domain::user::{EmailProof, Identifiers, State, User};
use enroll_repository::{Moved, Stop, StoreError, Transaction, Unique};

use crate::LinkError;
use crate::activate::ActivateError;
use crate::consequences::{ProvisionDraft, end_attempts_for, grant_defaults};
use crate::tokens::SessionDraft;

/// What the new user is made of.
pub(crate) struct Person {
    pub(crate) attempt: Option<AttemptId>,
    pub(crate) email: EmailAddress,
    pub(crate) username: Option<Username>,
    pub(crate) password: PasswordHash,
    pub(crate) profile: Profile,
    pub(crate) callback: Option<CallbackUrl>,
    pub(crate) terms: Option<TermsVersion>,
}

impl From<Attempt> for Person {
    fn from(attempt: Attempt) -> Self {
        let Attempt {
            id,
            email,
            username,
            password,
            profile,
            callback,
            terms,
            ..
        } = attempt;
        Self {
            attempt: Some(id),
            email,
            username,
            password,
            profile,
            callback,
            terms,
        }
    }
}

impl Person {
    /// The user that this person becomes, whose address was proved just now.
    pub(crate) fn into_user(self, id: UserId, tenant: TenantId, now: Timestamp) -> User {
        let identifiers = Identifiers {
            email: self.email,
            email_proof: EmailProof::Proved { at: now },
            username: self.username,
            external: Vec::new(),
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
            state,
        }
    }

    /// What the audit says of where this person comes from.
    pub(crate) fn codes(&self) -> Vec<String> {
        let attempt = self.attempt.map(|id| format!("attempt:{id}"));
        let terms = self.terms.as_ref().map(|terms| format!("terms:{}", terms.as_str()));
        attempt.into_iter().chain(terms).collect()
    }
}

/// Everything that is written when somebody becomes a user.
pub(crate) struct Birth {
    pub(crate) user: User,
    pub(crate) attempt: Option<AttemptId>,
    pub(crate) proof: Proof,
    pub(crate) roles: Vec<RoleName>,
    pub(crate) session: SessionDraft,
    pub(crate) provision: ProvisionDraft,
    pub(crate) audit: AuditRecord,
}

impl Birth {
    pub(crate) fn write(&self, tx: &mut dyn Transaction) -> Result<(), Stop<ActivateError>> {
        let (tenant, at, address) = (self.user.tenant, self.audit.at, &self.proof.address);
        let expired = || Stop::Because(ActivateError::Link(LinkError::Expired));
        tx.lock_address(tenant, address.key())?;
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
        match tx.add_user(&self.user) {
            Err(StoreError::Conflict(Unique::Username)) => return Err(Stop::Because(ActivateError::UsernameTaken)),
            Err(StoreError::Conflict(Unique::Email)) => return Err(expired()),
            added => added?,
        }
        grant_defaults(tx, tenant, self.user.id, &self.roles, at)?;
        end_attempts_for(tx, tenant, address, at)?;
        tx.add_session(&self.session.of(self.user.id))?;
        self.provision.want(tx, self.user.id)?;
        tx.record(&self.audit)?;
        Ok(())
    }
}
