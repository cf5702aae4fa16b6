//! Ask for another address: the new one is mailed a link, the present one is told, and the answer never says who has the new one.

use enroll_domain::audit::{Action, AuditRecord};
use enroll_domain::id::TenantId;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::proof::{Purpose, Subject};
use enroll_domain::registration::{ChangeReply, Holder, Presence};
use enroll_domain::user::User;
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};
use enroll_repository::{BudgetClass, Mail, Moved, Notice, StoreError, Transaction};

use crate::consequences::{LinkDraft, lock_user};
use crate::enrollment::{Audited, read_email};
use crate::notices::MailDraft;
use crate::present_password::{present, read_password};
use crate::unavailable::unavailable;
use crate::{Caller, Enrollment, Requested, Unavailable};

/// Why no other address was asked for.
#[derive(Debug, thiserror::Error)]
pub enum AskAddressChangeError {
    /// The password is wrong ([`Rule::Mismatch`]), or the address is not one that the tenant takes.
    #[error(transparent)]
    Rejected(#[from] Rejections),
    /// The caller has no password: it is the operator, or was shut out a moment ago.
    #[error("the caller has no password to ask with")]
    Refused,
    /// enroll cannot serve the call now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
unavailable!(AskAddressChangeError);

/// What was drawn for a request.
#[derive(Clone)]
struct Drafts {
    link: LinkDraft,
    to_the_new: MailDraft,
    to_the_present: MailDraft,
    audit: AuditRecord,
}

impl Enrollment {
    /// Mails a link to the address that the caller wants, if nobody else has it; whoever uses it makes the change. Another request of
    /// theirs that is open ends. Whoever has the address is told that somebody wants it, and the caller is answered the same.
    ///
    /// # Errors
    /// [`AskAddressChangeError`].
    pub async fn ask_address_change(
        &self,
        caller: &Caller,
        email: Option<&str>,
        password: Option<&str>,
    ) -> Result<Requested, AskAddressChangeError> {
        let view = caller.view().ok_or(AskAddressChangeError::Refused)?;
        let mut user = view.user.clone();
        let (address, password) = self.read_address_change(user.tenant, email, password)?;
        // A sign-in may have hashed the same password anew while it was compared: what is there by then is looked at once more.
        for _ in 0..2 {
            let stored = present(&user).cloned().ok_or(AskAddressChangeError::Refused)?;
            self.see_password::<AskAddressChangeError>(Input::Password, &password, &stored)
                .await?;
            if self.put_asked(caller, &user, &stored, &address).await? == Moved::Yes {
                return Ok(Requested::CheckYourMail);
            }
            user = self.still(&user).await?.ok_or(AskAddressChangeError::Refused)?;
        }
        Err(AskAddressChangeError::Refused)
    }

    /// Reads what is asked for.
    pub(crate) fn read_address_change(
        &self,
        tenant: TenantId,
        email: Option<&str>,
        password: Option<&str>,
    ) -> Result<(EmailAddress, Password), AskAddressChangeError> {
        let policy = &self.tenant(tenant)?.policy;
        let mut gathered = Gathered::new();
        let read = read_email(email).and_then(|address| match policy.email {
            Presence::Refused => Err(Rejection::new(Input::Email, Rule::NotAccepted).into()),
            Presence::Required | Presence::Optional if policy.takes_domain_of(&address) => Ok(address),
            Presence::Required | Presence::Optional => Err(Rejection::new(Input::Email, Rule::NotListed).into()),
        });
        let address = read.map_err(|rejections| gathered.add(Err(rejections))).ok();
        let password = read_password(&mut gathered, Input::Password, password);
        gathered.finish()?;
        match (address, password) {
            (Some(address), Some(password)) => Ok((address, password)),
            (None, _) => Err(Rejections::from(Rejection::new(Input::Email, Rule::Required)).into()),
            (_, None) => Err(Rejections::from(Rejection::new(Input::Password, Rule::Required)).into()),
        }
    }

    /// Writes the request. `Stale` if the user is not any more what they were when the password was seen to be right.
    async fn put_asked(
        &self,
        caller: &Caller,
        user: &User,
        stored: &PasswordHash,
        address: &EmailAddress,
    ) -> Result<Moved, AskAddressChangeError> {
        let (call, now) = (caller.call(), self.now());
        let audit = self.audit(&call, now, caller.actor(), Action::AddressChangeRequested)?;
        let drafts = Drafts {
            link: self.draft_link(user.tenant, now)?,
            to_the_new: self.draft_mail(user.tenant, now)?,
            to_the_present: self.draft_mail(user.tenant, now)?,
            audit: audit.about(user.id),
        };
        let (user, stored, address) = (user.clone(), stored.clone(), address.clone());
        let written = self.ports.store.atomically::<_, AskAddressChangeError>(move |tx| {
            if user.identifiers.email.is_none() {
                lock_user(tx, &user)?;
            }
            lock_addresses(tx, user.tenant, user.identifiers.email.iter().chain([&address]))?;
            let known = tx.user(user.tenant, user.id)?;
            let unchanged = known.is_some_and(|known| {
                present(&known) == Some(&stored) && known.identifiers.email == user.identifiers.email
            });
            if !unchanged {
                return Ok(Moved::Stale);
            }
            Ok(ask(tx, &user, &address, &drafts).map(|()| Moved::Yes)?)
        });
        written.await
    }
}

fn ask(tx: &mut dyn Transaction, user: &User, address: &EmailAddress, drafts: &Drafts) -> Result<(), StoreError> {
    let Drafts {
        link,
        to_the_new,
        to_the_present,
        audit,
    } = drafts;
    tx.end_proofs_for(user.tenant, user.id, Purpose::AddressChange, audit.at)?;
    let found = tx.user_by_email(user.tenant, address.key())?;
    let holder = Holder::of(found.as_ref());
    match (ChangeReply::to(user.id, holder), &found) {
        (ChangeReply::Link, _) => {
            let proof = link.prove(tx, Purpose::AddressChange, Subject::User(user.id), address)?;
            to_the_new.send(tx, Mail::AddressChange { proof: proof.id })?;
        }
        (ChangeReply::InUse(_), Some(holder)) => to_the_new.tell(tx, Notice::AddressInUse, holder)?,
        (ChangeReply::SuspendedMail(user), _) => {
            let class = BudgetClass::Registration;
            to_the_new.send(tx, Mail::Suspended { user, class })?;
        }
        (ChangeReply::InUse(_), None) | (ChangeReply::Nothing, _) => {}
    }
    if !is_the_same(user, address) {
        to_the_present.tell(tx, Notice::AddressChangeAsked, user)?;
    }
    tx.record(&audit.clone().coded(holder.code()))
}

/// Whether somebody has this address already, perhaps written in another way.
pub(crate) fn is_the_same(user: &User, address: &EmailAddress) -> bool {
    let present = user.identifiers.email.as_ref();
    present.is_some_and(|present| present.key() == address.key())
}

/// Locks addresses, always in the same order, so that no two transactions wait for each other.
pub(crate) fn lock_addresses<'a>(
    tx: &mut dyn Transaction,
    tenant: TenantId,
    addresses: impl Iterator<Item = &'a EmailAddress>,
) -> Result<(), StoreError> {
    let mut keys: Vec<_> = addresses.map(EmailAddress::key).collect();
    keys.sort_by_key(|key| key.as_str());
    keys.dedup();
    keys.into_iter().try_for_each(|key| tx.lock_address(tenant, key))
}
