//! Manage dead mails: see those that were given up, have one tried again, or have it forgotten. For the operator alone, as it is
//! the way to the mail server that is to be seen to.

use enroll_domain::Timestamp;
use enroll_domain::audit::Action;
use enroll_domain::id::MessageId;
use enroll_repository::{Channel, DeadMessage, Moved, Resolution, Stop};

use crate::enrollment::Audited;
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, ListError, Page, Unavailable};

/// A mail that was given up. To whom it was to go is not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadMailView {
    /// Its id.
    pub id: MessageId,
    /// Which mail, by its name.
    pub kind: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Since when it is given up.
    pub since: Timestamp,
    /// How many times it had been tried before.
    pub tries: u32,
    /// Why it was given up.
    pub why: String,
}

impl From<DeadMessage> for DeadMailView {
    fn from(dead: DeadMessage) -> Self {
        Self {
            id: dead.id,
            kind: dead.kind,
            made_at: dead.made_at,
            since: dead.died_at,
            tries: dead.tries,
            why: dead.why,
        }
    }
}

/// Why nothing was decided about a dead mail.
#[derive(Debug, thiserror::Error)]
pub enum ManageDeadMailsError {
    /// The operator alone may.
    #[error("the operator alone may decide about dead mails")]
    Forbidden,
    /// There is no such mail in the caller's tenant, or it is not dead.
    #[error("there is no such dead mail")]
    NotFound,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(ManageDeadMailsError);

impl Enrollment {
    /// Up to `limit` dead mails of the caller's tenant (at least 1, at most 100), those after `after`, the first made first. For the
    /// operator alone.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_dead_mails(
        &self,
        caller: &Caller,
        after: Option<MessageId>,
        limit: usize,
    ) -> Result<Page<DeadMailView, MessageId>, ListError> {
        if caller.view().is_some() {
            return Err(ListError::Forbidden);
        }
        let tenant = caller.tenant();
        let page = self.ports.store.view(move |queries| {
            let read = |limit| {
                let dead = queries.dead_messages(tenant, Channel::Mail, after, limit)?;
                Ok(dead.into_iter().map(DeadMailView::from).collect())
            };
            Page::read(limit, |view: &DeadMailView| view.id, read)
        });
        Ok(page.await?)
    }

    /// Has a dead mail tried again, at once, by whichever relay is first. What it was about is read then: a link that is over makes it
    /// moot, and so does a notice whose addressee is forgotten. For the operator alone.
    ///
    /// # Errors
    /// [`ManageDeadMailsError`].
    pub async fn retry_dead_mail(&self, caller: &Caller, mail: MessageId) -> Result<(), ManageDeadMailsError> {
        self.resolve_dead_mail(caller, mail, Resolution::Retry).await
    }

    /// Has a dead mail forgotten, with the address that was noted for it. For the operator alone.
    ///
    /// # Errors
    /// [`ManageDeadMailsError`].
    pub async fn forget_dead_mail(&self, caller: &Caller, mail: MessageId) -> Result<(), ManageDeadMailsError> {
        self.resolve_dead_mail(caller, mail, Resolution::Forget).await
    }

    async fn resolve_dead_mail(
        &self,
        caller: &Caller,
        mail: MessageId,
        resolution: Resolution,
    ) -> Result<(), ManageDeadMailsError> {
        if caller.view().is_some() {
            return Err(ManageDeadMailsError::Forbidden);
        }
        let (tenant, now) = (caller.tenant(), self.now());
        let action = match resolution {
            Resolution::Retry => Action::MailRetried,
            Resolution::Forget => Action::MailForgotten,
        };
        let audit = self.audit(&caller.call(), now, caller.actor(), action)?.about(mail);
        let written = self.ports.store.atomically::<_, ManageDeadMailsError>(move |tx| {
            match tx.resolve_dead(tenant, Channel::Mail, mail, resolution, now)? {
                Moved::Yes => {}
                Moved::Stale => return Err(Stop::Because(ManageDeadMailsError::NotFound)),
            }
            match resolution {
                Resolution::Retry => {}
                Resolution::Forget => {
                    let _noted_none = tx.forget_addressee(tenant, mail)?;
                }
            }
            Ok(tx.record(&audit)?)
        });
        written.await
    }
}
