//! Notices: what a user is told without a link, at the address that they have when it happens. Each goes there even if the account
//! has another one, or none, by the time it is sent.

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, TenantId};
use enroll_domain::profile::Field;
use enroll_domain::user::{EmailProof, User};
use enroll_repository::{Addressee, BudgetClass, Intent, Mail, Message, Notice, StoreError, Transaction};

use crate::{Enrollment, Unavailable};

/// What was drawn for one mail.
#[derive(Debug, Clone)]
pub(crate) struct MailDraft {
    message: MessageId,
    tenant: TenantId,
    now: Timestamp,
}

impl MailDraft {
    /// Writes the intent to send a mail.
    pub(crate) fn send(&self, tx: &mut dyn Transaction, mail: Mail) -> Result<(), StoreError> {
        tx.enqueue(&Message {
            id: self.message,
            tenant: self.tenant,
            intent: Intent::Mail(mail),
            made_at: self.now,
        })
    }

    /// Tells a user something, at the address that they have here; nothing, if they have none.
    pub(crate) fn tell(&self, tx: &mut dyn Transaction, notice: Notice, user: &User) -> Result<(), StoreError> {
        let Some(address) = user.identifiers.email.clone() else {
            return Ok(());
        };
        let addressee = Addressee {
            address,
            language: user.profile.get(Field::Locale).map(str::to_owned),
        };
        tx.add_addressee(self.tenant, self.message, &addressee, self.now)?;
        self.send(
            tx,
            Mail::Notice {
                notice,
                user: user.id,
                class: class_of(notice, user.identifiers.email_proof),
            },
        )
    }
}

/// What a notice is counted as. What the owner of an account must hear is not counted, or else whoever has their password could use up
/// their mails first; but nobody can have mails sent to an address that they never proved as often as they like.
const fn class_of(notice: Notice, proof: EmailProof) -> Option<BudgetClass> {
    match (notice, proof) {
        (Notice::AddressInUse, _) | (_, EmailProof::Unproved) => Some(BudgetClass::Registration),
        (
            Notice::AddressChangeAsked
            | Notice::AddressChanged
            | Notice::AccountSuspended
            | Notice::AccountReinstated
            | Notice::AccountClosed,
            EmailProof::Proved { .. },
        ) => None,
    }
}

impl Enrollment {
    pub(crate) fn draft_mail(&self, tenant: TenantId, now: Timestamp) -> Result<MailDraft, Unavailable> {
        let message = self.mint(now).id()?;
        Ok(MailDraft { message, tenant, now })
    }
}
