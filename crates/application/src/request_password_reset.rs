//! Request a password reset, and what it shares with asking for another activation mail: an address is all that is sent,
//! and the answer never says what it is.

use std::fmt;

use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{Landing, LandsWhen};
use enroll_domain::registration::{Ask, Holder, OpenAttempts, Policy, examine_callback};
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};
use enroll_repository::{StoreError, Transaction};

use crate::consequences::LinkDraft;
use crate::enrollment::{Audited, read_email};
use crate::receipts::replay;
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, Receipt, Receipted, Unavailable};

/// An address, and where its owner goes with the link. An empty text stands for an absent input.
#[derive(Clone, Copy, Default)]
pub struct AddressForm<'a> {
    /// The address.
    pub email: Option<&'a str>,
    /// Where to go; a place of the tenant's list.
    pub callback_url: Option<&'a str>,
    /// When to go there: afterwards, where it is not said.
    pub lands: Option<LandsWhen>,
}

impl<'a> AddressForm<'a> {
    /// An address alone.
    #[must_use]
    pub const fn of(email: Option<&'a str>) -> Self {
        Self {
            email,
            callback_url: None,
            lands: None,
        }
    }

    pub(crate) fn examine(&self, policy: &Policy) -> Result<(EmailAddress, Option<Landing>), Rejections> {
        let mut gathered = Gathered::new();
        let email = read_email(self.email).map_err(|rejections| gathered.add(Err(rejections)));
        let url = examine_callback(&mut gathered, policy, self.callback_url);
        gathered.finish()?;
        let email = email.map_err(|()| Rejections::from(Rejection::new(Input::Email, Rule::Required)))?;
        let when = self.lands.unwrap_or(LandsWhen::Afterwards);
        Ok((email, url.map(|url| Landing { url, when })))
    }
}

impl fmt::Debug for AddressForm<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AddressForm(…)")
    }
}

/// What becomes of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requested {
    /// Whatever comes next stands in a mail to the address.
    CheckYourMail,
}

/// Why a request was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// The address is not one.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The same caller used the idempotency key with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(RequestError);
replay!(RequestError);

impl Enrollment {
    /// Accepts the request, whatever the address is. An active user gets a link to set a new password.
    ///
    /// # Errors
    /// [`RequestError`].
    pub async fn request_password_reset(
        &self,
        call: &Call,
        form: AddressForm<'_>,
        receipt: Option<Receipt<Requested>>,
    ) -> Result<Receipted<Requested>, RequestError> {
        self.request_by_address(call, Ask::Reset, Action::ResetRequested, form, receipt)
            .await
    }

    pub(crate) async fn request_by_address(
        &self,
        call: &Call,
        ask: Ask,
        action: Action,
        form: AddressForm<'_>,
        receipt: Option<Receipt<Requested>>,
    ) -> Result<Receipted<Requested>, RequestError> {
        let tenant = self.tenant(call.tenant())?;
        let (email, landing) = form.examine(&tenant.policy)?;
        let claim = self.claim(call, action.code(), None, receipt);
        if let Some(answer) = self.replayed(claim.as_ref()).await? {
            return Ok(Receipted::Replayed(answer));
        }
        let now = self.now();
        let link = self.draft_link(tenant.id, now)?.landing_at(landing);
        let audit = self.audit(call, now, Actor::Anybody, action)?;
        self.once(claim, now, move |tx| {
            accept(tx, ask, &email, &link, &audit)?;
            Ok(Requested::CheckYourMail)
        })
        .await
    }
}

fn accept(
    tx: &mut dyn Transaction,
    ask: Ask,
    email: &EmailAddress,
    link: &LinkDraft,
    audit: &AuditRecord,
) -> Result<(), StoreError> {
    tx.lock_address(audit.tenant, email.key())?;
    let user = tx.user_by_email(audit.tenant, email.key())?;
    let attempts = tx.open_attempts(audit.tenant, email.key(), audit.at)?;
    let newest = attempts.first().map(|attempt| &attempt.email);
    let holder = Holder::of(user.as_ref());
    let reply = ask.reply(
        holder,
        if newest.is_some() {
            OpenAttempts::Some
        } else {
            OpenAttempts::None
        },
    );
    link.carry_out(tx, ask, reply, user.as_ref(), newest)?;
    let audit = audit.clone().coded(holder.code());
    tx.record(&match &user {
        Some(user) => audit.about(user.id),
        None => audit,
    })
}
