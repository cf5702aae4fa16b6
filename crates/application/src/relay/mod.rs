//! The relay: claims what the outbox holds, performs it, and settles it. It alone holds a mailer and an identity provider.
//!
//! A step does what is due and never waits; the loop around it, with its timers, lives in the facade. Claiming and settling
//! are transactions, performing is outside of any. What happened is returned, not logged.

mod backoff;
mod batch;
mod claim;
mod mail;
mod owed;
mod pauses;
mod provision;
mod settle;
mod step;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_domain::registration::ProvisioningTarget;
use enroll_identity_provider::IdentityProvider;
use enroll_mailer::Mailer;
use enroll_repository::{Backlog, Channel};

use crate::{Enrollment, Unavailable, causes};
use owed::Owed;
use pauses::Pauses;
pub use step::{Performed, Step, Undelivered, Unsettled};

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
    /// [`Unavailable`] when the store could not be asked what is due and nothing was done; a step that did something says so in
    /// [`Step::cut_short`]. Trouble with one message is no error: it is put off, and the others are performed.
    pub async fn step(&self) -> Result<Step, Unavailable> {
        self.step_until(|| false).await
    }

    /// A step that ends between two messages when it is to stop, and gives back at once what it has claimed and not performed.
    ///
    /// # Errors
    /// As [`Relay::step`].
    pub async fn step_until(&self, stop: impl Fn() -> bool + Send + Sync) -> Result<Step, Unavailable> {
        let mut step = Step::default();
        let done = self.step_into(&mut step, &stop).await;
        step.owed = self.owed.count();
        match done {
            Err(error) if step.is_empty() => return Err(error),
            Err(error) => step.cut_short = Some(causes(&error)),
            Ok(()) => {}
        }
        Ok(step)
    }

    async fn step_into(&self, step: &mut Step, stop: &(dyn Fn() -> bool + Send + Sync)) -> Result<(), Unavailable> {
        self.settle_owed(step).await;
        for channel in self.channels() {
            let due = self.step_on(channel, step, stop).await?;
            step.due = step.due.into_iter().chain(due).min();
        }
        Ok(())
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
            let pause = self.pauses.until(channel, self.enrollment.now());
            let due = due.map(|due| pause.map_or(due, |until| due.max(until)));
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
}
