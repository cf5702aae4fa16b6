//! What follows from a change, inside its transaction: links and their mails, provisioning, the end of what went before.

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, ProofId, SessionId, TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::proof::{Landing, Proof, ProofState, Purpose, RootKeyId, Subject};
use enroll_domain::registration::{Ask, Lifetimes, ProvisioningTarget, Reply, Use};
use enroll_domain::tenant::Tenant;
use enroll_domain::user::User;
use enroll_repository::{BudgetClass, Intent, Mail, Message, SessionsThere, StoreError, Transaction};
use enroll_system::EntropyError;

use crate::{Enrollment, Unavailable};

/// What was drawn for a link that may be mailed.
#[derive(Debug, Clone)]
pub(crate) struct LinkDraft {
    proof: ProofId,
    message: MessageId,
    key: RootKeyId,
    tenant: TenantId,
    lifetimes: Lifetimes,
    landing: Option<Landing>,
    first_password_mail: Use,
    now: Timestamp,
}

impl LinkDraft {
    /// The draft of a link that leads to where the person asked to go.
    pub(crate) fn landing_at(self, landing: Option<Landing>) -> Self {
        Self { landing, ..self }
    }

    /// Writes the proof.
    pub(crate) fn prove(
        &self,
        tx: &mut dyn Transaction,
        purpose: Purpose,
        subject: Subject,
        address: &EmailAddress,
    ) -> Result<Proof, StoreError> {
        let lifetime = match purpose {
            Purpose::Activation | Purpose::Confirmation | Purpose::AddressChange => self.lifetimes.activation,
            Purpose::FirstPassword | Purpose::HandedFirstPassword => self.lifetimes.first_password,
            Purpose::PasswordReset => self.lifetimes.password_reset,
        };
        let proof = Proof {
            id: self.proof,
            tenant: self.tenant,
            purpose,
            subject,
            address: address.clone(),
            landing: self.landing.clone(),
            key: self.key.clone(),
            made_at: self.now,
            expires_at: self.now.plus(lifetime),
            state: ProofState::Open,
        };
        tx.add_proof(&proof)?;
        Ok(proof)
    }

    fn mail_activation(
        &self,
        tx: &mut dyn Transaction,
        address: &EmailAddress,
        class: BudgetClass,
    ) -> Result<(), StoreError> {
        self.prove(tx, Purpose::Activation, Subject::Address, address)?;
        let proof = self.proof;
        self.enqueue(tx, Mail::Activation { proof, class })
    }

    /// Writes the proof and the intent to mail its link, as an administrator wants it: no budget counts it. A tenant may want no
    /// such mail, and a user without an address gets none.
    pub(crate) fn mail_first_password(&self, tx: &mut dyn Transaction, user: &User) -> Result<(), StoreError> {
        match (&user.identifiers.email, self.first_password_mail) {
            (Some(_), Use::On) => self.mail_first_password_as(tx, user, None),
            (None, _) | (_, Use::Off) => Ok(()),
        }
    }

    /// Writes the proof and the intent to mail the link that proves the user's address.
    pub(crate) fn mail_confirmation(
        &self,
        tx: &mut dyn Transaction,
        user: &User,
        class: BudgetClass,
    ) -> Result<(), StoreError> {
        self.prove(tx, Purpose::Confirmation, Subject::User(user.id), address_of(user)?)?;
        let proof = self.proof;
        self.enqueue(tx, Mail::Confirmation { proof, class })
    }

    fn mail_first_password_as(
        &self,
        tx: &mut dyn Transaction,
        user: &User,
        class: Option<BudgetClass>,
    ) -> Result<(), StoreError> {
        self.prove(tx, Purpose::FirstPassword, Subject::User(user.id), address_of(user)?)?;
        let proof = self.proof;
        self.enqueue(tx, Mail::FirstPassword { proof, class })
    }

    fn mail_reset(&self, tx: &mut dyn Transaction, user: &User, mail: Mail) -> Result<(), StoreError> {
        self.prove(tx, Purpose::PasswordReset, Subject::User(user.id), address_of(user)?)?;
        self.enqueue(tx, mail)
    }

    fn enqueue(&self, tx: &mut dyn Transaction, mail: Mail) -> Result<(), StoreError> {
        let intent = Intent::Mail(mail);
        tx.enqueue(&Message {
            id: self.message,
            tenant: self.tenant,
            intent,
            made_at: self.now,
        })
    }

    /// Carries out what asking with an address leads to, but for a new attempt, which only a registration can make. Mail goes to
    /// the address that is stored, never to the one that was typed just now. `holder` is the user who has the address.
    pub(crate) fn carry_out(
        &self,
        tx: &mut dyn Transaction,
        ask: Ask,
        reply: Reply,
        holder: Option<&User>,
        newest_attempt: Option<&EmailAddress>,
    ) -> Result<(), StoreError> {
        let (proof, class) = (self.proof, class_of(ask));
        match (reply, holder, newest_attempt) {
            (Reply::Attempt | Reply::ActivationMail, _, Some(address)) => self.mail_activation(tx, address, class),
            (Reply::FirstPasswordMail(_), Some(user), _) => self.mail_first_password_as(tx, user, Some(class)),
            (Reply::ConfirmationMail(_), Some(user), _) => self.mail_confirmation(tx, user, class),
            (Reply::AccountExistsMail(_), Some(user), _) => self.mail_reset(tx, user, Mail::AccountExists { proof }),
            (Reply::ResetMail(_), Some(user), _) => self.mail_reset(tx, user, Mail::PasswordReset { proof }),
            (Reply::SuspendedMail(user), _, _) => self.enqueue(tx, Mail::Suspended { user, class }),
            (Reply::Nothing, _, _) => Ok(()),
            (Reply::Attempt | Reply::ActivationMail, _, None)
            | (
                Reply::FirstPasswordMail(_)
                | Reply::ConfirmationMail(_)
                | Reply::AccountExistsMail(_)
                | Reply::ResetMail(_),
                None,
                _,
            ) => Err(due_to_nobody()),
        }
    }
}

fn due_to_nobody() -> StoreError {
    StoreError::broken("a mail was due to nobody")
}

/// The address of a user who is to be mailed.
fn address_of(user: &User) -> Result<&EmailAddress, StoreError> {
    user.identifiers.email.as_ref().ok_or_else(due_to_nobody)
}

const fn class_of(ask: Ask) -> BudgetClass {
    match ask {
        Ask::Registration | Ask::Resend => BudgetClass::Registration,
        Ask::Reset => BudgetClass::Reset,
    }
}

/// What was drawn for the intent to provision a user, where the tenant names a target.
#[derive(Debug, Clone)]
pub(crate) struct ProvisionDraft {
    message: MessageId,
    tenant: TenantId,
    target: Option<ProvisioningTarget>,
    now: Timestamp,
}

impl ProvisionDraft {
    /// The draft for a new user who is to exist at this provider, if one was asked for.
    pub(crate) fn towards(self, realm: Option<ProvisioningTarget>) -> Self {
        Self {
            target: realm.or(self.target),
            ..self
        }
    }

    /// Wants the user, as they are when this transaction commits, at the provider. One intent for a user is open at a time.
    pub(crate) fn want(&self, tx: &mut dyn Transaction, user: UserId) -> Result<(), StoreError> {
        self.want_with(tx, user, SessionsThere::Keep)
    }

    /// The same, and their sessions there end.
    pub(crate) fn want_signed_out(&self, tx: &mut dyn Transaction, user: UserId) -> Result<(), StoreError> {
        self.want_with(tx, user, SessionsThere::End)
    }

    fn want_with(&self, tx: &mut dyn Transaction, user: UserId, sessions: SessionsThere) -> Result<(), StoreError> {
        // Somebody who exists at one provider does not move to another, and is looked after there even when the policy names none
        // any more.
        let standing = tx.provisioning(self.tenant, user)?.map(|standing| standing.target);
        let Some(target) = standing.as_ref().or(self.target.as_ref()) else {
            return Ok(());
        };
        tx.want_provisioning(self.tenant, user, target, sessions)?;
        if tx.provision_is_open(self.tenant, user)? {
            return Ok(());
        }
        let intent = Intent::Provision { user };
        tx.enqueue(&Message {
            id: self.message,
            tenant: self.tenant,
            intent,
            made_at: self.now,
        })
    }
}

impl Enrollment {
    pub(crate) fn draft_link(&self, tenant: TenantId, now: Timestamp) -> Result<LinkDraft, Unavailable> {
        Ok(self.draft_link_in(self.tenant(tenant)?.as_ref(), now)?)
    }

    /// The same for a tenant that need not be known yet.
    pub(crate) fn draft_link_in(&self, tenant: &Tenant, now: Timestamp) -> Result<LinkDraft, EntropyError> {
        let mint = self.mint(now);
        let (tenant, policy) = (tenant.id, &tenant.policy);
        Ok(LinkDraft {
            proof: mint.id()?,
            message: mint.id()?,
            key: self.ports.signer.current_key(),
            tenant,
            lifetimes: policy.lifetimes,
            landing: None,
            first_password_mail: policy.first_password_mail,
            now,
        })
    }

    pub(crate) fn draft_provision(&self, tenant: TenantId, now: Timestamp) -> Result<ProvisionDraft, Unavailable> {
        Ok(self.draft_provision_in(self.tenant(tenant)?.as_ref(), now)?)
    }

    /// The same for a tenant that need not be known yet.
    pub(crate) fn draft_provision_in(&self, tenant: &Tenant, now: Timestamp) -> Result<ProvisionDraft, EntropyError> {
        Ok(ProvisionDraft {
            message: self.mint(now).id()?,
            tenant: tenant.id,
            target: tenant.policy.provisioning.first().cloned(),
            now,
        })
    }
}

/// Ends what could speak for a user before: their sessions but `except`, and every open link of theirs or to their address. The
/// caller holds the lock of the address.
pub(crate) fn end_what_went_before(
    tx: &mut dyn Transaction,
    user: &User,
    except: Option<SessionId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.end_sessions(user.tenant, user.id, except, at)?;
    tx.end_proofs_of(user.tenant, user.id, at)?;
    match &user.identifiers.email {
        Some(address) => end_attempts_for(tx, user.tenant, address, at),
        None => Ok(()),
    }
}

/// Locks what two changes of one user both lock: their address, or else the tenant.
pub(crate) fn lock_user(tx: &mut dyn Transaction, user: &User) -> Result<(), StoreError> {
    match &user.identifiers.email {
        Some(address) => tx.lock_address(user.tenant, address.key()),
        None => tx.lock_tenant(user.tenant),
    }
}

/// Ends every registration attempt for an address, and every open link to it: somebody claimed or disowned it. The caller
/// holds the lock of the address.
pub(crate) fn end_attempts_for(
    tx: &mut dyn Transaction,
    tenant: TenantId,
    address: &EmailAddress,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.end_attempts(tenant, address.key(), 0)?;
    tx.end_proofs_to(tenant, address.key(), at)?;
    Ok(())
}
