//! Set a first password: a user whom somebody else made takes the account over.

use enroll_domain::audit::{Action, Actor};
use enroll_domain::proof::{Proof, Purpose, Subject};
use enroll_domain::user::{State, User};
use enroll_domain::{Input, Rejections};
use enroll_repository::{Moved, Stop};

use crate::activate::Activated;
use crate::consequences::{end_what_went_before, lock_user};
use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, LinkError, Unavailable, UserView};

/// Why no first password was set.
#[derive(Debug, thiserror::Error)]
pub enum SetFirstPasswordError {
    /// The password breaks rules.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The link is not accepted.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(SetFirstPasswordError);

impl Enrollment {
    /// Makes the pending user of a link active with this password, and signs them in. A link that was mailed proves
    /// their address; one that was handed over in some other way does not.
    ///
    /// # Errors
    /// [`SetFirstPasswordError`].
    pub async fn set_first_password(
        &self,
        call: &Call,
        token: &str,
        password: &str,
    ) -> Result<Activated, SetFirstPasswordError> {
        let proof = self.good_link(call, token, Purpose::FirstPassword).await?;
        self.begin_with(call, proof, password).await
    }

    /// The same, once it is known which link was used, and that it is good.
    pub(crate) async fn begin_with(
        &self,
        call: &Call,
        proof: Proof,
        password: &str,
    ) -> Result<Activated, SetFirstPasswordError> {
        let user = self.user_of(&proof).await?;
        let State::Pending { password: None } = user.state else {
            return Err(LinkError::Expired.into());
        };
        let policy = &self.tenant(user.tenant)?.policy;
        let password = self.examine_password(policy, Input::Password, password, &user.context_words())?;
        let salt = self.mint(self.now()).salt()?;
        let password = self.ports.hasher.hash(password, salt).await?;
        // Hashing takes its time; the session begins only now.
        let now = self.now();
        let session = self.draft_session(user.tenant, now)?;
        let provision = self.draft_provision(user.tenant, now)?;
        let audit = self
            .audit(
                &call.within(user.tenant),
                now,
                Actor::User(user.id),
                Action::FirstPasswordSet,
            )?
            .about(user.id);
        let (tenant, id) = (user.tenant, user.id);
        let written = self.ports.store.atomically::<_, SetFirstPasswordError>(move |tx| {
            lock_user(tx, &user)?;
            let used = tx.use_proof(tenant, proof.id, now)?;
            let activated = tx.activate_user(tenant, id, Some(&password), now)?;
            if (used, activated) != (Moved::Yes, Moved::Yes) {
                return Err(Stop::Because(LinkError::Expired.into()));
            }
            if proof.purpose.proves_address() {
                let _proved_before = tx.prove_email(tenant, id, now)?;
            }
            end_what_went_before(tx, &user, None, now)?;
            tx.add_session(&session.of(id))?;
            provision.want(tx, id)?;
            tx.record(&audit)?;
            Ok(UserView::read(tx, tenant, id)?)
        });
        let user = written.await?.ok_or(LinkError::Expired)?;
        let tokens = self.first_tokens(&session, id, user.roles.clone())?;
        Ok(Activated {
            user,
            tokens,
            callback: None,
        })
    }

    /// The user for whom a link speaks.
    pub(crate) async fn user_of(&self, proof: &Proof) -> Result<User, LinkError> {
        let Subject::User(id) = proof.subject else {
            return Err(LinkError::Invalid);
        };
        let tenant = proof.tenant;
        self.ports
            .store
            .view(move |queries| queries.user(tenant, id))
            .await?
            .ok_or(LinkError::Expired)
    }
}
