//! Performing a mail: its subject is read as it is now, the budget of the address is asked, the letter is put together and
//! handed over.

use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_domain::identifier::EmailAddress;
use enroll_domain::profile::Field;
use enroll_domain::proof::{Proof, Standing, Subject};
use enroll_domain::registration::{MailBudget, Policy};
use enroll_domain::user::State;
use enroll_mailer::{DeliveryError, Letter};
use enroll_repository::{
    About, BudgetClass, Leased, Mail, Message, Moved, Queries, Settlement, Spend, Stop, StoreError, Transaction,
};

use super::Relay;
use super::backoff::next_try;
use super::batch::Outcome;
use crate::Unavailable;
use crate::letters::{CodePart, Language, letter, tell_when, words_of};

/// How long a mail is tried at the most.
const TRIED_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// What a mail is about, as it is now.
pub(super) struct Occasion {
    to: EmailAddress,
    proof: Option<Proof>,
    class: Option<BudgetClass>,
    /// The language that the person reads.
    language: Option<String>,
}

/// Whether a mail is to be sent.
pub(super) enum Granted {
    /// It is, for this reason.
    Send(Box<Occasion>),
    /// It is not, and ends like this.
    Not(Outcome),
}

/// Why nothing is noted of what a mail is about.
pub(super) enum Ungranted {
    /// Another relay has the message by now, and spends for it.
    TakenOver,
    /// The store's own error.
    Store(StoreError),
}

impl From<StoreError> for Ungranted {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Relay {
    /// Performs a mail, which may have been granted when it was claimed.
    pub(super) async fn perform_mail(
        &self,
        leased: &Leased,
        mail: Mail,
        granted: Option<Granted>,
    ) -> Result<Outcome, Unavailable> {
        let granted = match granted {
            Some(granted) => granted,
            None => self.grant(leased, mail).await?,
        };
        let occasion = match granted {
            Granted::Send(occasion) => occasion,
            Granted::Not(outcome) => return Ok(outcome),
        };
        let last_call = last_call(leased, occasion.proof.as_ref());
        let tenant = self.enrollment.tenant(leased.message.tenant)?;
        let letter = match self.put_together(leased, mail, &tenant.policy, *occasion) {
            Ok(letter) => letter,
            Err(why) => return Ok(Outcome::Settled(Settlement::Dead { why })),
        };
        Ok(match self.mailer.deliver(&letter).await {
            Ok(()) => Outcome::Answered(Settlement::Delivered),
            Err(DeliveryError::Temporary(why)) => {
                let at = next_try(
                    self.enrollment.now(),
                    leased.tries.saturating_add(1),
                    self.enrollment.ports.entropy.as_ref(),
                )?;
                let why = why.to_string();
                Outcome::Answered(if at < last_call {
                    Settlement::Retry { at, why }
                } else {
                    Settlement::Dead { why }
                })
            }
            Err(DeliveryError::Permanent(why)) => Outcome::Answered(Settlement::Dead { why: why.to_string() }),
            Err(DeliveryError::Misconfigured(why)) => Outcome::Misconfigured(why.to_string()),
        })
    }

    /// How a mail ends that is not to be sent; `None` for one that is.
    pub(super) async fn held_back(&self, leased: &Leased, mail: Mail) -> Result<Option<Outcome>, Unavailable> {
        Ok(match self.grant(leased, mail).await? {
            Granted::Send(_) => None,
            Granted::Not(outcome) => Some(outcome),
        })
    }

    /// Grants a mail in a transaction of its own.
    async fn grant(&self, leased: &Leased, mail: Mail) -> Result<Granted, Unavailable> {
        let now = self.enrollment.now();
        let tenant = self.enrollment.tenant_or_read(leased.message.tenant).await?;
        let (budget, leased) = (tenant.policy.mail_budget, leased.clone());
        let store = &self.enrollment.ports.store;
        let granted = store.atomically(move |tx| judge(tx, &leased, mail, budget, now));
        match granted.await {
            Ok(granted) => Ok(granted),
            Err(Ungranted::TakenOver) => Ok(Granted::Not(Outcome::TakenOver)),
            Err(Ungranted::Store(error)) => Err(error.into()),
        }
    }

    fn put_together(&self, leased: &Leased, mail: Mail, policy: &Policy, occasion: Occasion) -> Result<Letter, String> {
        let link = occasion
            .proof
            .as_ref()
            .map(|proof| self.enrollment.link_url(proof))
            .transpose();
        let link = link.map_err(|error| error.to_string())?;
        let code = match occasion.proof.as_ref().filter(|_proof| awaits_code(mail)) {
            Some(proof) => self.enrollment.code_beside(proof, &policy.codes),
            None => Ok(None),
        };
        let code = code.map_err(|error| error.to_string())?;
        let letters = &policy.letters;
        // The place without its scheme, so that no mail program makes a second link of it.
        let (_, place) = self.enrollment.public_url().split_once("://").unwrap_or_default();
        let sender = letters.sender.as_deref().unwrap_or(place);
        let asked = occasion.language.as_deref().or(letters.language.as_deref());
        let language = Language::of(asked);
        let mut words = words_of(mail, occasion.proof.as_ref(), language);
        if let Mail::Notice { .. } = mail {
            tell_when(&mut words, language, leased.message.made_at);
        }
        let code = code.map(|code| CodePart::new(&code, &policy.codes, language));
        if let Some(subject) = letters.subjects.get(mail.code()) {
            words.subject = subject.clone().into();
        }
        letter(
            leased.message.id,
            occasion.to,
            &words,
            link.as_deref(),
            code.as_ref(),
            sender,
        )
        .map_err(|error| error.to_string())
    }
}

/// Reads what the mail is about and, unless this message has done so before, spends one of the address's mails: in one
/// transaction, so that no two servers spend the same one.
pub(super) fn judge(
    tx: &mut dyn Transaction,
    leased: &Leased,
    mail: Mail,
    budget: MailBudget,
    now: Timestamp,
) -> Result<Granted, Stop<Ungranted>> {
    let Some(occasion) = occasion(tx, &leased.message, mail, now)? else {
        return Ok(Granted::Not(Outcome::Settled(Settlement::Moot)));
    };
    if let Some(class) = occasion.class.filter(|_counted| !leased.spent) {
        let (tenant, key) = (leased.message.tenant, occasion.to.key());
        if tx.spend_mail(tenant, key, class, budget, now)? == Spend::Exhausted {
            return Ok(Granted::Not(Outcome::Settled(Settlement::Suppressed)));
        }
        if tx.note_spent(leased, now)? == Moved::Stale {
            return Err(Stop::Because(Ungranted::TakenOver));
        }
    }
    Ok(Granted::Send(Box::new(occasion)))
}

/// Whether the person was told to look for this very mail, and may be asked for its code. Who registers with an address that has an
/// account is asked for the code of an activation.
const fn awaits_code(mail: Mail) -> bool {
    match mail {
        Mail::Activation { .. } | Mail::FirstPassword { .. } | Mail::PasswordReset { .. } => true,
        Mail::Confirmation { .. }
        | Mail::AccountExists { .. }
        | Mail::Suspended { .. }
        | Mail::AddressChange { .. }
        | Mail::Notice { .. } => false,
    }
}

/// Until when a mail is tried: a day, or as long as its link is good. What failed for the moment until then is seen as dead
/// with its reason; a link that ran out in silence would be moot, and nobody would know.
fn last_call(leased: &Leased, proof: Option<&Proof>) -> Timestamp {
    let day = leased.message.made_at.plus(TRIED_FOR);
    proof.map_or(day, |proof| proof.expires_at.min(day))
}

/// What a mail is about; `None` if that is gone: the link was used or ended, the account is in another state.
fn occasion<Q: Queries + ?Sized>(
    queries: &mut Q,
    message: &Message,
    mail: Mail,
    now: Timestamp,
) -> Result<Option<Occasion>, StoreError> {
    let tenant = message.tenant;
    let (about, class) = mail.about();
    let proof = match about {
        About::Link(proof) => proof,
        About::Suspension(user) => {
            let user = queries
                .user(tenant, user)?
                .filter(|user| matches!(user.state, State::Suspended { .. }));
            let user = user.and_then(|user| Some((user.identifiers.email?, user.profile)));
            return Ok(user.map(|(to, profile)| Occasion {
                to,
                proof: None,
                class,
                language: profile.get(Field::Locale).map(str::to_owned),
            }));
        }
        About::Addressee => {
            let addressee = queries.addressee(tenant, message.id)?;
            return Ok(addressee.map(|addressee| Occasion {
                to: addressee.address,
                proof: None,
                class,
                language: addressee.language,
            }));
        }
    };
    let Some(proof) = queries
        .proof(tenant, proof)?
        .filter(|proof| proof.standing(now) == Standing::Good)
    else {
        return Ok(None);
    };
    let reader = match proof.subject {
        Subject::Address => queries
            .open_attempts(tenant, proof.address.key(), now)?
            .into_iter()
            .next()
            .map(|attempt| attempt.profile),
        Subject::User(user) => queries.user(tenant, user)?.map(|user| user.profile),
    };
    Ok(reader.map(|profile| Occasion {
        to: proof.address.clone(),
        proof: Some(proof),
        class,
        language: profile.get(Field::Locale).map(str::to_owned),
    }))
}
