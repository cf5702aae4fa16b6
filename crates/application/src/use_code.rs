//! Use a typed code: whatever a link in a mail does, the code beside it does too, for whoever says to which address it came.
//!
//! A code names no row. Those that it may be the code of are the newest open links that were mailed to the address for that purpose, as
//! long as their codes are good. Every try is counted before anything is compared, and what is not told is why a code is not accepted:
//! an address that nobody has costs the same steps, and hears the same.

use std::{fmt, iter};

use enroll_credentials::TokenError;
use enroll_domain::Timestamp;
use enroll_domain::id::{ProofId, TenantId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{Proof, ProofState, Purpose, Subject};
use enroll_domain::typed_code::{CODES_TRIED, TypedCode};
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};
use enroll_repository::{Spend, StoreError};
use uuid::Uuid;

use crate::activation_wishes::Sent;
use crate::enrollment::read_email;
use crate::{
    ActivateError, Activated, ActivationPassword, Call, CompletePasswordResetError, Enrollment, LinkError,
    SetFirstPasswordError, Unavailable,
};

/// A code that somebody typed, and the address to which they say it came.
#[derive(Clone, Copy)]
pub struct CodeForm<'a> {
    /// The address.
    pub email: &'a str,
    /// The code, with or without spaces.
    pub code: &'a str,
}

impl CodeForm<'_> {
    pub(crate) fn read(self) -> Result<(EmailAddress, TypedCode), Rejections> {
        let mut gathered = Gathered::new();
        let email = read_email(Some(self.email)).map_err(|rejections| gathered.add(Err(rejections)));
        let code = gathered.take(Input::Code, TypedCode::parse(self.code));
        gathered.finish()?;
        let required = |input| Rejections::from(Rejection::new(input, Rule::Required));
        Ok((
            email.map_err(|()| required(Input::Email))?,
            code.ok_or_else(|| required(Input::Code))?,
        ))
    }
}

impl fmt::Debug for CodeForm<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("CodeForm(…)")
    }
}

/// What is sent to activate by a code.
#[derive(Debug, Clone)]
pub struct ActivateByCode<'a> {
    /// The code, and where it came.
    pub code: CodeForm<'a>,
    /// The password.
    pub password: ActivationPassword<'a>,
    /// A user name instead of the one that was wished for.
    pub username: Option<&'a str>,
    /// The terms that are accepted, as with a link.
    pub terms_version: Option<&'a str>,
}

impl<'a> ActivateByCode<'a> {
    pub(crate) const fn sent(&self) -> Sent<'a> {
        Sent {
            password: self.password,
            username: self.username,
            terms_version: self.terms_version,
        }
    }
}

/// Why nothing was done by a code; `E` is why the link beside it would not have done it either.
#[derive(Debug, thiserror::Error)]
pub enum CodeError<E> {
    /// The address or the code is none.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// It is not the code of that address, it was used, its time is over, or codes were tried too often. Which of them is nobody's
    /// business. A link that is good stays good.
    #[error("the code is not good")]
    Invalid,
    /// The code is good, and what else was sent is not. The code stays good.
    #[error(transparent)]
    Refused(E),
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl<E> From<LinkError> for CodeError<E> {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Invalid | LinkError::Expired | LinkError::OtherTenant => Self::Invalid,
            LinkError::Unavailable(unavailable) => Self::Unavailable(unavailable),
        }
    }
}

impl Enrollment {
    /// As [`Enrollment::activate`], by the code of an activation link.
    ///
    /// # Errors
    /// [`CodeError`].
    pub async fn activate_by_code(
        &self,
        call: &Call,
        activate: ActivateByCode<'_>,
    ) -> Result<Activated, CodeError<ActivateError>> {
        let proof = self.proof_of_code(call, Purpose::Activation, activate.code).await?;
        let activated = self.activate_with(call, proof, activate.sent()).await;
        activated.map_err(|error| match error {
            ActivateError::Link(error) => error.into(),
            ActivateError::Unavailable(unavailable) => unavailable.into(),
            error @ (ActivateError::Rejected(_)
            | ActivateError::PasswordMismatch
            | ActivateError::UsernameTaken
            | ActivateError::NotInvited) => CodeError::Refused(error),
        })
    }

    /// As [`Enrollment::complete_password_reset`], by the code of a link to reset the password.
    ///
    /// # Errors
    /// [`CodeError`].
    pub async fn complete_password_reset_by_code(
        &self,
        call: &Call,
        code: CodeForm<'_>,
        password: &str,
    ) -> Result<(), CodeError<CompletePasswordResetError>> {
        let proof = self.proof_of_code(call, Purpose::PasswordReset, code).await?;
        let completed = self.reset_with(call, proof, password).await;
        completed.map_err(|error| match error {
            CompletePasswordResetError::Link(error) => error.into(),
            CompletePasswordResetError::Unavailable(unavailable) => unavailable.into(),
            error @ CompletePasswordResetError::Rejected(_) => CodeError::Refused(error),
        })
    }

    /// As [`Enrollment::set_first_password`], by the code of a link that was mailed for it.
    ///
    /// # Errors
    /// [`CodeError`].
    pub async fn set_first_password_by_code(
        &self,
        call: &Call,
        code: CodeForm<'_>,
        password: &str,
    ) -> Result<Activated, CodeError<SetFirstPasswordError>> {
        let proof = self.proof_of_code(call, Purpose::FirstPassword, code).await?;
        let begun = self.begin_with(call, proof, password).await;
        begun.map_err(|error| match error {
            SetFirstPasswordError::Link(error) => error.into(),
            SetFirstPasswordError::Unavailable(unavailable) => unavailable.into(),
            error @ SetFirstPasswordError::Rejected(_) => CodeError::Refused(error),
        })
    }

    /// The link whose code was typed. The try is counted, and that is kept, whatever comes of it.
    async fn proof_of_code<E>(&self, call: &Call, purpose: Purpose, form: CodeForm<'_>) -> Result<Proof, CodeError<E>> {
        let (email, code) = form.read()?;
        let tenant = call.tenant();
        let codes = self.tenant(tenant)?.policy.codes.clone();
        if !codes.purposes.contains(&purpose) {
            return Err(CodeError::Invalid);
        }
        let (now, key) = (self.now(), email.key().clone());
        let counted = self.ports.store.atomically::<_, StoreError>(move |tx| {
            let spend = tx.spend_code_try(tenant, &key, purpose, codes.tries, now)?;
            let since = now.minus(codes.lifetime);
            let open = tx.open_proofs_to(tenant, &key, purpose, since, now, CODES_TRIED)?;
            Ok(match spend {
                Spend::Granted => open,
                Spend::Exhausted => Vec::new(),
            })
        });
        let open = counted.await.map_err(Unavailable::from)?;
        let decoy = self.decoy(tenant, purpose, email, now);
        self.whose(&code, &open, &decoy)?.cloned().ok_or(CodeError::Invalid)
    }

    /// The first of these rows whose code this is. As many are compared, however many there are: the decoy stands in for the others.
    fn whose<'p>(&self, code: &TypedCode, open: &'p [Proof], decoy: &Proof) -> Result<Option<&'p Proof>, Unavailable> {
        let candidates = open.iter().map(Some).chain(iter::repeat(None)).take(CODES_TRIED);
        let mut found = None;
        for candidate in candidates {
            match self.ports.signer.check_code(code, candidate.unwrap_or(decoy)) {
                Ok(()) => found = found.or(candidate),
                Err(TokenError::Invalid | TokenError::UnknownKey | TokenError::Expired) => {}
                Err(error @ TokenError::Broken(_)) => return Err(error.into()),
            }
        }
        Ok(found)
    }

    /// A row that no store holds.
    fn decoy(&self, tenant: TenantId, purpose: Purpose, address: EmailAddress, now: Timestamp) -> Proof {
        Proof {
            id: ProofId::from_uuid(Uuid::nil()),
            tenant,
            purpose,
            subject: Subject::Address,
            address,
            landing: None,
            key: self.ports.signer.current_key(),
            made_at: now,
            expires_at: now,
            state: ProofState::Open,
        }
    }
}
