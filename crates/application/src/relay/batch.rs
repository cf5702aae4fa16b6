//! A batch: what is due on one channel is claimed, performed one after the other, and settled.

use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_repository::{Channel, Intent, Leased, Moved, Settlement};

use super::claim::{Claimed, Known};
use super::mail::Granted;
use super::{LEASE, Relay, Step};
use crate::Unavailable;

/// Why messages are put back that were claimed and not performed.
const STOPS: &str = "the relay stops";
const NOT_TAKEN: &str = "the store did not take the settlement of another";

/// How performing one message ended.
pub(super) enum Outcome {
    /// Nobody outside was asked.
    Settled(Settlement),
    /// The other side was asked, and it said or did something: the channel works as it is set up.
    Answered(Settlement),
    /// The same, and the message was settled like this together with what the other side said; unless another relay has it by
    /// now.
    Noted(Settlement, Moved),
    /// Nothing will go out on the channel for now; the message keeps its place.
    Misconfigured(String),
    /// Another relay has the message by now: it is none of ours any more.
    TakenOver,
}

impl Relay {
    /// Does up to a batch of what is due on a channel, and says when something is due on it next.
    pub(super) async fn step_on(
        &self,
        channel: Channel,
        step: &mut Step,
        stop: &(dyn Fn() -> bool + Send + Sync),
    ) -> Result<Option<Timestamp>, Unavailable> {
        let now = self.enrollment.now();
        let until = now.plus(LEASE);
        let pause = self.pauses.until(channel, now);
        if stop() || pause.is_some() || self.owed.hold(now) {
            return Ok(pause);
        }
        let Claimed { batch, due } = self.claim(channel, now, until).await?;
        if batch.is_empty() {
            self.forget_pause_without_messages(channel, now).await?;
            return Ok(due);
        }
        self.perform_all(channel, until, batch, step, stop).await;
        let due = due.into_iter().chain(step.again(channel)).min();
        // A channel that is paused has nothing to do before the pause is over.
        let pause = self.pauses.until(channel, self.enrollment.now());
        Ok(due.map(|due| pause.map_or(due, |until| due.max(until))))
    }

    async fn perform_all(
        &self,
        channel: Channel,
        until: Timestamp,
        claimed: Vec<(Leased, Known)>,
        step: &mut Step,
        stop: &(dyn Fn() -> bool + Send + Sync),
    ) {
        let mut paused: Option<Timestamp> = None;
        let mut claimed = claimed.into_iter();
        while let Some((leased, known)) = claimed.next() {
            // Whoever was held up for so long has no lease any more, and somebody else may be about the rest of the batch.
            if self.enrollment.now() >= until {
                return;
            }
            if stop() {
                let rest = std::iter::once((leased, known)).chain(claimed);
                self.put_back(until, STOPS, rest);
                return self.settle_owed(step).await;
            }
            let granted = match known {
                Known::Owed(owed) => {
                    self.settle_remembered(step, leased, owed).await;
                    continue;
                }
                Known::Granted(granted) => Some(granted),
                Known::Nothing => None,
            };
            let outcome = match paused {
                // A moment before the one that was refused, so that it holds nobody up when the pause is over.
                Some(at) => self.postpone(&leased, at.minus(Duration::from_micros(1))).await,
                None => self.perform(&leased, granted).await,
            };
            let settlement = match outcome {
                Ok(Outcome::Settled(settlement)) => settlement,
                Ok(Outcome::Answered(settlement)) => {
                    self.pauses.clear(channel);
                    settlement
                }
                Ok(Outcome::Noted(settlement, moved)) => {
                    self.pauses.clear(channel);
                    step.note(&leased, settlement, moved);
                    continue;
                }
                Ok(Outcome::Misconfigured(why)) => {
                    let at = self.pauses.pause(channel, self.enrollment.now(), why.clone());
                    paused = Some(at);
                    Settlement::Postponed { at, why }
                }
                Ok(Outcome::TakenOver) => continue,
                Err(error) => self.put_off(&leased, &error),
            };
            if !self.settle_or_owe(step, until, leased, settlement).await {
                // What went out now could not be noted either.
                self.put_back(until, NOT_TAKEN, claimed.by_ref());
            }
        }
    }

    /// A pause that is over is forgotten when no message is left that could show whether the channel works again.
    async fn forget_pause_without_messages(&self, channel: Channel, now: Timestamp) -> Result<(), Unavailable> {
        if self.pauses.remembers(channel) && self.backlog(channel).await?.open == 0 {
            self.pauses.clear_ended(channel, now);
        }
        Ok(())
    }

    async fn perform(&self, leased: &Leased, granted: Option<Granted>) -> Result<Outcome, Unavailable> {
        match leased.message.intent {
            Intent::Mail(mail) => self.perform_mail(leased, mail, granted).await,
            Intent::Provision { user } => self.perform_provision(leased, user).await,
        }
    }

    /// Puts off a message whose channel was paused after it was claimed. A mail is judged all the same, so that those
    /// that are not to be sent do not wait for the channel.
    async fn postpone(&self, leased: &Leased, at: Timestamp) -> Result<Outcome, Unavailable> {
        let judged = match leased.message.intent {
            Intent::Mail(mail) => self.held_back(leased, mail).await?,
            Intent::Provision { .. } => None,
        };
        let later = || Settlement::Postponed {
            at,
            why: "the channel is paused".to_owned(),
        };
        Ok(judged.unwrap_or_else(|| Outcome::Settled(later())))
    }
}
