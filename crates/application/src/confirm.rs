//! Confirm: a link proves the address of a user who exists from registration on, and makes them active if they are pending; on
//! request it signs them in.

use enroll_domain::audit::{Action, Actor};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{Landing, Proof, ProofState, Purpose, Subject};
use enroll_domain::user::{EmailProof, State, User};
use enroll_repository::{Moved, Stop};

use crate::consequences::{end_what_went_before, lock_user};
use crate::enrollment::Audited;
use crate::tokens::SessionDraft;
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, LinkError, Tokens, Unavailable, UserView};

/// An address is proved now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Whose.
    pub user: UserView,
    /// Where they asked to go.
    pub landing: Option<Landing>,
}

/// An address is proved now, and its user signed in.
#[derive(Debug, Clone)]
pub struct ConfirmedAndSignedIn {
    /// What was proved.
    pub confirmed: Confirmed,
    /// The tokens of their session.
    pub tokens: Tokens,
}

/// Why no address was proved.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// The link is not accepted.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The address of the link's user was proved before.
    #[error("the address was proved before")]
    ProvedBefore,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ConfirmError);

impl Enrollment {
    /// As [`Enrollment::confirm`], for whoever says beside the token whose address it proves. A token for another address is not
    /// accepted.
    ///
    /// # Errors
    /// [`ConfirmError`].
    pub async fn confirm_address(&self, call: &Call, email: &str, token: &str) -> Result<Confirmed, ConfirmError> {
        let proof = self.proof_behind(call, token, Purpose::Confirmation).await?;
        let meant = EmailAddress::parse(email).is_ok_and(|address| address.key() == proof.address.key());
        if meant {
            self.confirm(call, token).await
        } else {
            Err(LinkError::Invalid.into())
        }
    }

    /// Proves the address of the user of a link. Somebody who was pending is active from now on, with the password that they chose
    /// at registration; whatever else was open for them ends.
    ///
    /// # Errors
    /// [`ConfirmError`].
    pub async fn confirm(&self, call: &Call, token: &str) -> Result<Confirmed, ConfirmError> {
        let proof = self.proof_behind(call, token, Purpose::Confirmation).await?;
        self.confirm_with(call, proof, None).await
    }

    /// The same, and opens a session for that user: for contracts in which whoever holds the link is signed in by it. Like the
    /// link itself it is good once.
    ///
    /// # Errors
    /// [`ConfirmError`].
    pub async fn confirm_and_sign_in(&self, call: &Call, token: &str) -> Result<ConfirmedAndSignedIn, ConfirmError> {
        let proof = self.proof_behind(call, token, Purpose::Confirmation).await?;
        let session = self.draft_session(proof.tenant, self.now())?;
        let confirmed = self.confirm_with(call, proof, Some(session)).await?;
        let tokens = self.first_tokens(&session, confirmed.user.user.id, confirmed.user.roles.clone())?;
        Ok(ConfirmedAndSignedIn { confirmed, tokens })
    }

    async fn confirm_with(
        &self,
        call: &Call,
        proof: Proof,
        session: Option<SessionDraft>,
    ) -> Result<Confirmed, ConfirmError> {
        let user = self.user_of(&proof).await?;
        if matches!(proof.state, ProofState::Used { .. }) && is_settled(&user) {
            return Err(ConfirmError::ProvedBefore);
        }
        let now = self.now();
        let provision = self.draft_provision(proof.tenant, now)?;
        let call = call.within(proof.tenant);
        let audit = self
            .audit(&call, now, Actor::User(user.id), Action::AddressProved)?
            .about(user.id);
        let audit = match session {
            Some(_) => audit.coded("signed_in"),
            None => audit,
        };
        let landing = proof.landing.clone();
        let written = self.ports.store.atomically::<_, ConfirmError>(move |tx| {
            let (tenant, id) = (proof.tenant, user.id);
            lock_user(tx, &user)?;
            let expired = || Stop::Because(ConfirmError::Link(LinkError::Expired));
            let known = tx.user(tenant, id)?.filter(|known| speaks_of(&proof, known));
            let known = known.ok_or_else(expired)?;
            if tx.use_proof(tenant, proof.id, now)? == Moved::Stale {
                return Err(if is_settled(&known) {
                    Stop::Because(ConfirmError::ProvedBefore)
                } else {
                    expired()
                });
            }
            let proved = tx.prove_email(tenant, id, now)?;
            match known.state {
                State::Pending { password: Some(_) } => {
                    if tx.activate_user(tenant, id, None, now)? == Moved::Stale {
                        return Err(expired());
                    }
                    end_what_went_before(tx, &known, None, now)?;
                }
                State::Active { .. } if proved == Moved::Yes => {}
                State::Active { .. } => return Err(Stop::Because(ConfirmError::ProvedBefore)),
                State::Pending { password: None } | State::Suspended { .. } | State::Closed { .. } => {
                    return Err(expired());
                }
            }
            if let Some(session) = &session {
                tx.add_session(&session.of(id))?;
            }
            provision.want(tx, id)?;
            tx.record(&audit)?;
            UserView::read(tx, tenant, id)?.ok_or_else(expired)
        });
        Ok(Confirmed {
            user: written.await?,
            landing,
        })
    }
}

/// Whether there is nothing left to confirm.
const fn is_settled(user: &User) -> bool {
    matches!(
        (&user.state, user.identifiers.email_proof),
        (State::Active { .. }, EmailProof::Proved { .. })
    )
}

/// Whether the link was mailed to the address that the user still has.
fn speaks_of(proof: &Proof, user: &User) -> bool {
    let has_it = user
        .identifiers
        .email
        .as_ref()
        .is_some_and(|address| address.key() == proof.address.key());
    has_it && proof.subject == Subject::User(user.id)
}
