//! Register: somebody asks for an account.
//!
//! Whoever has the address, the answer is the same, and so is the work: only the mail differs, and only the owner of the
//! address reads that. The table of who gets what is [`Ask::reply`].

use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::registration::{
    Admission, Ask, Attempt, Holder, OPEN_ATTEMPTS_KEPT, OpenAttempts, RegistrationForm, RegistrationRequest, Reply,
    examine,
};
use enroll_domain::{Input, Rejection, Rejections, Rule};
use enroll_repository::{Stop, StoreError, Transaction};

use crate::consequences::LinkDraft;
use crate::enrollment::Audited;
use crate::receipts::replay;
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, Receipt, Receipted, Unavailable};

/// What becomes of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// Whatever comes next stands in a mail to the address.
    CheckYourMail,
}

/// Why a registration was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// It breaks rules.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// Nobody may register by themselves here.
    #[error("registration is closed")]
    Closed,
    /// The same caller used the idempotency key with another body.
    #[error("the idempotency key was used with another body")]
    KeyReused,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(RegisterError);
replay!(RegisterError);

impl Enrollment {
    /// Accepts a registration. Once it answers, the attempt, the intent to mail and the audit record are durable.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn register(
        &self,
        call: &Call,
        form: &RegistrationForm,
        receipt: Option<Receipt<Registered>>,
    ) -> Result<Receipted<Registered>, RegisterError> {
        let policy = &self.tenant().policy;
        match policy.admission {
            Admission::Open => {}
            Admission::ByAdministrator | Admission::Closed => return Err(RegisterError::Closed),
        }
        let request = examine(form, policy, |password, context| self.rate(password, context))?;
        let claim = self.claim(call, "registrations", None, receipt);
        if let Some(answer) = self.replayed(claim.as_ref()).await? {
            return Ok(Receipted::Replayed(answer));
        }
        let now = self.now();
        let mint = self.mint(now);
        let (id, salt) = (mint.id()?, mint.salt()?);
        let link = self.draft_link(call, now)?;
        let audit = self.audit(call, now, Actor::Anybody, Action::Registered)?;
        let RegistrationRequest {
            email,
            password,
            username,
            profile,
            callback,
            terms,
        } = request;
        let password = self.ports.hasher.hash(password, salt).await?;
        let expires_at = now.plus(policy.lifetimes.activation);
        let tenant = call.tenant;
        let attempt = Attempt {
            id,
            tenant,
            email,
            username,
            password,
            profile,
            callback,
            terms,
            made_at: now,
            expires_at,
        };
        self.once(claim, now, move |tx| accept(tx, &attempt, &link, &audit))
            .await
    }
}

fn accept(
    tx: &mut dyn Transaction,
    attempt: &Attempt,
    link: &LinkDraft,
    audit: &AuditRecord,
) -> Result<Registered, Stop<RegisterError>> {
    if let Some(username) = &attempt.username
        && tx.user_by_username(attempt.tenant, username.key())?.is_some()
    {
        // User names are public; this is said whoever has the address.
        return Err(Stop::Because(RegisterError::Rejected(
            Rejection::new(Input::Username, Rule::Taken).into(),
        )));
    }
    tx.lock_address(attempt.tenant, attempt.email.key())?;
    let user = tx.user_by_email(attempt.tenant, attempt.email.key())?;
    let holder = Holder::of(user.as_ref());
    let reply = Ask::Registration.reply(holder, OpenAttempts::None);
    if reply == Reply::Attempt {
        keep(tx, attempt)?;
    }
    link.carry_out(tx, Ask::Registration, reply, user.as_ref(), Some(&attempt.email))?;
    let audit = audit.clone().coded(holder.code());
    let audit = if reply == Reply::Attempt {
        audit.about(attempt.id)
    } else {
        audit
    };
    let audit = match &attempt.terms {
        Some(terms) => audit.coded(format!("terms:{}", terms.as_str())),
        None => audit,
    };
    tx.record(&audit)?;
    Ok(Registered::CheckYourMail)
}

fn keep(tx: &mut dyn Transaction, attempt: &Attempt) -> Result<(), StoreError> {
    tx.add_attempt(attempt)?;
    tx.end_attempts(attempt.tenant, attempt.email.key(), OPEN_ATTEMPTS_KEPT)?;
    Ok(())
}
