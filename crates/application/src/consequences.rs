//! What follows from a change, inside its transaction: links and their mails, provisioning, the end of what went before.

use enroll_domain::Timestamp;
use enroll_domain::id::{MessageId, ProofId, SessionId, TenantId, UserId};
use enroll_domain::identifier::EmailAddress;
use enroll_domain::password::PasswordHash;
use enroll_domain::proof::{Proof, ProofState, Purpose, RootKeyId, Subject};
use enroll_domain::registration::{Ask, Lifetimes, ProvisioningTarget, Reply};
use enroll_domain::role::{Grant, Grantor, RoleName};
use enroll_domain::user::{State, User};
use enroll_repository::{BudgetClass, Intent, Mail, Message, Moved, StoreError, Transaction};
use enroll_system::EntropyError;

use crate::{Call, Enrollment};

/// What was drawn for a link that may be mailed.
#[derive(Debug, Clone)]
pub(crate) struct LinkDraft {
    proof: ProofId,
    message: MessageId,
    key: RootKeyId,
    tenant: TenantId,
    lifetimes: Lifetimes,
    now: Timestamp,
}

impl LinkDraft {
    /// Writes the proof.
    pub(crate) fn prove(
        &self,
        tx: &mut dyn Transaction,
        purpose: Purpose,
        subject: Subject,
        address: &EmailAddress,
    ) -> Result<Proof, StoreError> {
        let lifetime = match purpose {
            Purpose::Activation => self.lifetimes.activation,
            Purpose::FirstPassword | Purpose::HandedFirstPassword => self.lifetimes.first_password,
            Purpose::PasswordReset => self.lifetimes.password_reset,
        };
        let proof = Proof {
            id: self.proof,
            tenant: self.tenant,
            purpose,
            subject,
            address: address.clone(),
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

    /// Writes the proof and the intent to mail its link, as an administrator wants it: no budget counts it.
    pub(crate) fn mail_first_password(&self, tx: &mut dyn Transaction, user: &User) -> Result<(), StoreError> {
        self.mail_first_password_as(tx, user, None)
    }

    fn mail_first_password_as(
        &self,
        tx: &mut dyn Transaction,
        user: &User,
        class: Option<BudgetClass>,
    ) -> Result<(), StoreError> {
        self.prove(
            tx,
            Purpose::FirstPassword,
            Subject::User(user.id),
            &user.identifiers.email,
        )?;
        let proof = self.proof;
        self.enqueue(tx, Mail::FirstPassword { proof, class })
    }

    fn mail_reset(&self, tx: &mut dyn Transaction, user: &User, mail: Mail) -> Result<(), StoreError> {
        self.prove(
            tx,
            Purpose::PasswordReset,
            Subject::User(user.id),
            &user.identifiers.email,
        )?;
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
            (Reply::AccountExistsMail(_), Some(user), _) => self.mail_reset(tx, user, Mail::AccountExists { proof }),
            (Reply::ResetMail(_), Some(user), _) => self.mail_reset(tx, user, Mail::PasswordReset { proof }),
            (Reply::SuspendedMail(user), _, _) => self.enqueue(tx, Mail::Suspended { user, class }),
            (Reply::Nothing, _, _) => Ok(()),
            (Reply::Attempt | Reply::ActivationMail, _, None)
            | (Reply::FirstPasswordMail(_) | Reply::AccountExistsMail(_) | Reply::ResetMail(_), None, _) => {
                Err(StoreError::broken("a mail was due to nobody"))
            }
        }
    }
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
    /// Wants the user, as they are when this transaction commits, at the provider. One intent for a user is open at a time.
    pub(crate) fn want(&self, tx: &mut dyn Transaction, user: UserId) -> Result<(), StoreError> {
        let Some(target) = &self.target else { return Ok(()) };
        tx.want_provisioning(self.tenant, user, target)?;
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
    pub(crate) fn draft_link(&self, call: &Call, now: Timestamp) -> Result<LinkDraft, EntropyError> {
        let mint = self.mint(now);
        Ok(LinkDraft {
            proof: mint.id()?,
            message: mint.id()?,
            key: self.ports.signer.current_key(),
            tenant: call.tenant,
            lifetimes: self.tenant().policy.lifetimes,
            now,
        })
    }

    pub(crate) fn draft_provision(&self, tenant: TenantId, now: Timestamp) -> Result<ProvisionDraft, EntropyError> {
        let target = self.tenant().policy.provisioning.clone();
        Ok(ProvisionDraft {
            message: self.mint(now).id()?,
            tenant,
            target,
            now,
        })
    }
}

/// Gives a new user the tenant's default roles.
pub(crate) fn grant_defaults(
    tx: &mut dyn Transaction,
    tenant: TenantId,
    user: UserId,
    roles: &[RoleName],
    at: Timestamp,
) -> Result<(), StoreError> {
    for role in roles {
        let _given_before = tx.grant(
            tenant,
            &Grant {
                user,
                role: role.clone(),
                grantor: Grantor::Policy,
                at,
            },
        )?;
    }
    Ok(())
}

/// Sets the password of an active user, whatever the present one is: whoever asks has proved themselves in another way. `Stale`
/// for a user in any other state. A sign-in that hashes the present password anew meanwhile is no reason to give up.
pub(crate) fn put_password(
    tx: &mut dyn Transaction,
    tenant: TenantId,
    user: UserId,
    password: &PasswordHash,
) -> Result<Moved, StoreError> {
    let Some(State::Active { password: present, .. }) = tx.user(tenant, user)?.map(|user| user.state) else {
        return Ok(Moved::Stale);
    };
    match tx.replace_password(tenant, user, &present, password)? {
        Moved::Yes => Ok(Moved::Yes),
        // Somebody was faster by a moment: run again, and read what is there by then.
        Moved::Stale => Err(StoreError::Busy),
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
    end_attempts_for(tx, user.tenant, &user.identifiers.email, at)
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
