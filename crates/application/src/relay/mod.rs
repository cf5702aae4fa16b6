//! The relay: claims what the outbox holds, performs it, and settles it. It alone holds a mailer and an identity provider.
//!
//! A step does what is due and never waits; the loop around it, with its timers, lives in the facade. Claiming and settling
//! are transactions, performing is outside of any. What happened is returned, not logged.

mod backoff;
mod mail;
mod owed;
mod pauses;
mod provision;
mod settle;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_domain::id::MessageId;
use enroll_domain::registration::ProvisioningTarget;
use enroll_identity_provider::IdentityProvider;
use enroll_mailer::Mailer;
use enroll_repository::{Backlog, Channel, Intent, Leased, Settlement, StoreError};

use crate::{Enrollment, Unavailable};
use owed::Owed;
use pauses::Pauses;

/// How many messages one claim takes.
const BATCH: usize = 8;
/// How long a lease holds: longer than a whole batch of deliveries, each of which gives up within a minute.
const LEASE: Duration = Duration::from_secs(10 * 60);

/// Performs what was committed to the outbox. Any number of relays may run beside each other, on any number of servers.
#[derive(Clone)]
pub struct Relay {
    enrollment: Enrollment,
    mailer: Arc<dyn Mailer>,
    providers: Arc<BTreeMap<ProvisioningTarget, Arc<dyn IdentityProvider>>>,
    pauses: Arc<Pauses>,
    owed: Arc<Owed>,
}

/// What a step did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    /// How each message that was settled ended.
    pub performed: Vec<Performed>,
    /// The messages whose settlement the store did not take. Each later step tries it again until their lease ends; then they
    /// are claimed and performed again.
    pub unsettled: Vec<Unsettled>,
    /// How many settlements are still to be tried again, those of earlier steps among them.
    pub owed: usize,
}

/// How one message ended this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performed {
    /// The message.
    pub id: MessageId,
    /// Who performed it.
    pub channel: Channel,
    /// How it ended.
    pub settlement: Settlement,
}

/// A message whose settlement the store did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    /// The message.
    pub id: MessageId,
    /// Who performed it.
    pub channel: Channel,
    /// Why, for the operator.
    pub why: String,
}

/// A channel that is paused because nothing will go out on it as things are set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// The channel.
    pub channel: Channel,
    /// Why, for the operator.
    pub why: String,
    /// When it is tried again.
    pub until: Timestamp,
}

impl Step {
    /// Whether it took as much as a step takes, so that more may be due.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.performed.len() + self.unsettled.len() >= BATCH
    }
}

/// How performing one message ended.
pub(super) enum Outcome {
    /// Nobody outside was asked.
    Settled(Settlement),
    /// The other side was asked, and it said or did something: the channel works as it is set up.
    Answered(Settlement),
    /// Nothing will go out on the channel for now; the message keeps its place.
    Misconfigured(String),
}

impl Relay {
    /// A relay that performs what `enrollment` commits. A user who is to exist at a provider that is not among these waits.
    #[must_use]
    pub fn new(
        enrollment: Enrollment,
        mailer: Arc<dyn Mailer>,
        providers: BTreeMap<ProvisioningTarget, Arc<dyn IdentityProvider>>,
    ) -> Self {
        Self {
            enrollment,
            mailer,
            providers: Arc::new(providers),
            pauses: Arc::new(Pauses::default()),
            owed: Arc::new(Owed::default()),
        }
    }

    /// Does up to a batch of what is due on each channel. Call it again at once while it was full.
    ///
    /// # Errors
    /// [`Unavailable`] when the store could not be asked what is due. Trouble with one message is no error: it is put off, and
    /// the others are performed.
    pub async fn step(&self) -> Result<Step, Unavailable> {
        let mut step = Step::default();
        self.settle_owed(&mut step).await;
        for channel in self.channels() {
            self.step_on(channel, &mut step).await?;
        }
        step.owed = self.owed.count();
        Ok(step)
    }

    /// When there is something to do next; `None` while there is nothing.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn next_due(&self) -> Result<Option<Timestamp>, Unavailable> {
        let mut earliest: Option<Timestamp> = None;
        for channel in self.channels() {
            let due = self
                .enrollment
                .ports
                .store
                .view(move |queries| queries.next_due(channel))
                .await?;
            // A channel that is paused has nothing to do before the pause is over.
            let due = due.map(|due| self.pauses.until(channel).map_or(due, |until| due.max(until)));
            earliest = earliest.into_iter().chain(due).min();
        }
        Ok(earliest)
    }

    /// The channels on which nothing goes out as things are set up.
    #[must_use]
    pub fn undelivered(&self) -> Vec<Undelivered> {
        self.pauses.all()
    }

    /// How much there is to do on a channel.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn backlog(&self, channel: Channel) -> Result<Backlog, Unavailable> {
        Ok(self
            .enrollment
            .ports
            .store
            .view(move |queries| queries.backlog(channel))
            .await?)
    }

    fn channels(&self) -> impl Iterator<Item = Channel> {
        let provisioning = (!self.providers.is_empty()).then_some(Channel::Provisioning);
        std::iter::once(Channel::Mail).chain(provisioning)
    }

    async fn step_on(&self, channel: Channel, step: &mut Step) -> Result<(), Unavailable> {
        let now = self.enrollment.now();
        let until = now.plus(LEASE);
        if self.pauses.holds(channel, now) {
            return Ok(());
        }
        let store = &self.enrollment.ports.store;
        let claimed = store
            .atomically::<_, StoreError>(move |tx| Ok(tx.claim(channel, now, until, BATCH)?))
            .await?;
        if claimed.is_empty() {
            return self.forget_pause_without_messages(channel, now).await;
        }
        let mut paused: Option<Timestamp> = None;
        let mut claimed = claimed.into_iter();
        while let Some(leased) = claimed.next() {
            // Whoever was held up for so long has no lease any more, and somebody else may be about the rest of the batch.
            if self.enrollment.now() >= until {
                break;
            }
            let outcome = match paused {
                // A moment before the one that was refused, so that it holds nobody up when the pause is over.
                Some(at) => self.postpone(&leased, at.minus(Duration::from_micros(1))).await,
                None => self.perform(&leased).await,
            };
            let settlement = match outcome {
                Ok(Outcome::Settled(settlement)) => settlement,
                Ok(Outcome::Answered(settlement)) => {
                    self.pauses.clear(channel);
                    settlement
                }
                Ok(Outcome::Misconfigured(why)) => {
                    let at = self.pauses.pause(channel, self.enrollment.now(), why.clone());
                    paused = Some(at);
                    Settlement::Postponed { at, why }
                }
                Err(error) => self.put_off(&leased, &error),
            };
            if let Err(error) = self.settle_into(step, &leased, &settlement).await {
                self.owe(step, until, leased, settlement, causes(&error));
                // What went out now could not be noted either, and would go out again.
                self.put_back(until, claimed.by_ref());
            }
        }
        Ok(())
    }

    /// A pause that is over is forgotten when no message is left that could show whether the channel works again.
    async fn forget_pause_without_messages(&self, channel: Channel, now: Timestamp) -> Result<(), Unavailable> {
        if self.pauses.until(channel).is_some() && self.backlog(channel).await?.open == 0 {
            self.pauses.clear_ended(channel, now);
        }
        Ok(())
    }

    async fn perform(&self, leased: &Leased) -> Result<Outcome, Unavailable> {
        match leased.message.intent {
            Intent::Mail(mail) => self.perform_mail(leased, mail).await,
            Intent::Provision { user } => self.perform_provision(leased, user).await,
        }
    }

    /// Puts off a message whose channel was paused after it was claimed. A mail is judged all the same, so that those
    /// that are not to be sent do not wait for the channel.
    async fn postpone(&self, leased: &Leased, at: Timestamp) -> Result<Outcome, Unavailable> {
        let settled = match leased.message.intent {
            Intent::Mail(mail) => self.held_back(leased, mail).await?,
            Intent::Provision { .. } => None,
        };
        let later = Settlement::Postponed {
            at,
            why: "the channel is paused".to_owned(),
        };
        Ok(Outcome::Settled(settled.unwrap_or(later)))
    }
}

/// An error with everything that caused it, in one line.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
