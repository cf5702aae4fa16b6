//! Register: somebody asks for an account.
//!
//! Where identifiers are claimed by activation, the answer is the same whoever has the address, and so is the work: only the
//! mail differs, and only the owner of the address reads that. The table of who gets what is [`Ask::reply`]. Where they are
//! claimed at once, the rest stands in `sign_up.rs`.

use enroll_domain::audit::{Action, Actor, AuditRecord};
use enroll_domain::registration::{
    Ask, Attempt, Claim, Holder, OPEN_ATTEMPTS_KEPT, OpenAttempts, RegistrationForm, RegistrationRequest, Reply,
    examine,
};
use enroll_domain::tenant::Tenant;
use enroll_domain::{Input, Rejection, Rejections, Rule};
use enroll_repository::{Stop, StoreError, Transaction};

use crate::consequences::LinkDraft;
use crate::enrollment::Audited;
use crate::newcomer::Held;
use crate::receipts::{self, replay};
use crate::unavailable::unavailable;
use crate::{Call, Enrollment, Receipt, Receipted, SignedUp, Unavailable};

/// What becomes of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Registered {
    /// Whatever comes next stands in a mail to the address.
    CheckYourMail,
    /// The person is a user. Where the tenant keeps to itself who is known, it says so of known addresses too.
    SignedUp(Box<SignedUp>),
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
    /// Only invited people may register here.
    #[error("registration needs an invitation")]
    NotInvited,
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
    /// Accepts a registration. Once it answers, whatever follows from it is durable: the attempt or the user, the intent to mail
    /// and the audit record.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn register(
        &self,
        call: &Call,
        form: &RegistrationForm,
        receipt: Option<Receipt<Registered>>,
    ) -> Result<Receipted<Registered>, RegisterError> {
        let tenant = self.tenant(call.tenant())?;
        Self::admission_is_open(&tenant)?;
        let mut request = examine(form, &tenant.policy, |password, context| self.rate(password, context))?;
        let claim = self.claim(call, "registrations", None, receipt);
        if let Some(answer) = self.replayed(claim.as_ref()).await? {
            return Ok(Receipted::Replayed(answer));
        }
        let code = form.wishes.invitation_code.as_deref();
        let code = code.map(str::trim).filter(|code| !code.is_empty());
        let held = code.map_or(Held::ByAddressAlone, |_code| Held::Themselves);
        request.wishes.invitation = self
            .invitation_for(&tenant, code, request.email.as_ref(), self.now())
            .await?;
        match tenant.policy.claim {
            Claim::AtActivation => self.attempt(call, &tenant, request, claim).await,
            Claim::AtRegistration(beginning) => self.sign_up(call, tenant, request, beginning, held, claim).await,
        }
    }

    /// Keeps an attempt, which reserves nothing.
    async fn attempt(
        &self,
        call: &Call,
        tenant: &Tenant,
        request: RegistrationRequest,
        claim: Option<receipts::Claim<Registered>>,
    ) -> Result<Receipted<Registered>, RegisterError> {
        let now = self.now();
        let mint = self.mint(now);
        let (id, salt) = (mint.id()?, mint.salt()?);
        let RegistrationRequest {
            email,
            password,
            username,
            external,
            profile,
            landing,
            terms,
            wishes,
        } = request;
        let email = email.ok_or_else(|| Rejections::from(Rejection::new(Input::Email, Rule::Required)))?;
        let link = self.draft_link(tenant.id, now)?.landing_at(landing.clone());
        let audit = self.audit(call, now, Actor::Anybody, Action::Registered)?;
        let attempt = Attempt {
            id,
            tenant: tenant.id,
            email,
            username,
            password: self.ports.hasher.hash(password, salt).await?,
            external,
            profile,
            landing,
            terms,
            wishes,
            made_at: now,
            expires_at: now.plus(tenant.policy.lifetimes.activation),
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
