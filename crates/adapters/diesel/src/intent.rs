//! What a message is about, as columns of the outbox. Which names there are is known here alone; the table's check knows
//! which columns go together.

use diesel::prelude::*;
use enroll_repository::{BudgetClass, Channel, Intent, Mail, Notice, StoreError};

use crate::columns::{Id, impossible};
use crate::schema::outbox;

/// The columns that say what is to be done.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub(crate) struct IntentColumns {
    channel: String,
    intent: String,
    proof_id: Option<Id>,
    user_id: Option<Id>,
    budget: Option<String>,
}

/// The name of a channel.
pub(crate) fn channel_code(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "mail",
        Channel::Provisioning => "provisioning",
    }
}

fn class_code(class: BudgetClass) -> &'static str {
    match class {
        BudgetClass::Registration => "registration",
        BudgetClass::Reset => "reset",
    }
}

impl IntentColumns {
    /// The columns of an intent.
    pub(crate) fn of(intent: Intent) -> Self {
        let (name, proof, user, class) = match intent {
            Intent::Mail(Mail::Activation { proof, class }) => ("activation", Some(proof), None, Some(class)),
            Intent::Mail(Mail::FirstPassword { proof, class }) => ("first_password", Some(proof), None, class),
            Intent::Mail(Mail::Confirmation { proof, class }) => ("confirmation", Some(proof), None, Some(class)),
            Intent::Mail(Mail::AccountExists { proof }) => ("account_exists", Some(proof), None, None),
            Intent::Mail(Mail::PasswordReset { proof }) => ("password_reset", Some(proof), None, None),
            Intent::Mail(Mail::Suspended { user, class }) => ("suspended", None, Some(user), Some(class)),
            Intent::Mail(Mail::AddressChange { proof }) => ("address_change", Some(proof), None, None),
            Intent::Mail(Mail::Notice { notice, user, class }) => (notice.code(), None, Some(user), class),
            Intent::Provision { user } => ("provision", None, Some(user), None),
        };
        Self {
            channel: channel_code(intent.channel()).to_owned(),
            intent: name.to_owned(),
            proof_id: proof.map(Id::of),
            user_id: user.map(Id::of),
            budget: class.map(|class| class_code(class).to_owned()),
        }
    }

    /// The intent again.
    pub(crate) fn intent(self) -> Result<Intent, StoreError> {
        let class = match self.budget.as_deref() {
            None => None,
            Some("registration") => Some(BudgetClass::Registration),
            Some("reset") => Some(BudgetClass::Reset),
            Some(_) => return Err(impossible("outbox.budget")),
        };
        let mail = match (self.intent.as_str(), self.proof_id.map(Id::to), self.user_id, class) {
            ("activation", Some(proof), None, Some(class)) => Mail::Activation { proof, class },
            ("first_password", Some(proof), None, class) => Mail::FirstPassword { proof, class },
            ("confirmation", Some(proof), None, Some(class)) => Mail::Confirmation { proof, class },
            ("account_exists", Some(proof), None, None) => Mail::AccountExists { proof },
            ("password_reset", Some(proof), None, None) => Mail::PasswordReset { proof },
            ("suspended", None, Some(user), Some(class)) => Mail::Suspended { user: user.to(), class },
            ("provision", None, Some(user), None) => return Ok(Intent::Provision { user: user.to() }),
            ("address_change", Some(proof), None, None) => Mail::AddressChange { proof },
            (name, None, Some(user), class) => Mail::Notice {
                notice: Notice::from_code(name).ok_or_else(|| impossible("outbox.intent"))?,
                user: user.to(),
                class,
            },
            _ => return Err(impossible("outbox.intent")),
        };
        Ok(Intent::Mail(mail))
    }
}
