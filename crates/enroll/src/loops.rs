//! The loops: the relay, the housekeeping and the reloading of keys and tenants, with their timers. What the inner rings return is
//! logged and counted here; nothing personal is in it.

use std::sync::Arc;
use std::time::Duration;

use enroll_application::{Enrollment, Housekeeping, Relay, Step, causes};
use enroll_domain::Timestamp;
use enroll_repository::{Channel, Settlement};
use enroll_system::Clock;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::Enroll;

/// How many relays run beside each other in one process: so many mails are on their way at once.
const LANES: usize = 4;
/// How long a relay sleeps at the most: another process may have committed something.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// How long a loop rests after the store could not be asked.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);
const TIDY_EVERY: Duration = Duration::from_secs(10 * 60);
const RELOAD_EVERY: Duration = Duration::from_secs(60);

/// The loops of one process. Dropping it stops them wherever they wait; [`Running::stop`] lets them end what they do.
pub struct Running {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Running {
    /// Lets every loop end the message it is about and give back what it has claimed beyond that, and returns when all have.
    pub async fn stop(mut self) {
        // There is nobody to tell only when all loops have ended already.
        let _ended = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

pub(crate) fn start(enroll: &Enroll) -> Running {
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    for _lane in 0..LANES {
        tasks.spawn(relay(
            enroll.relay().clone(),
            Arc::clone(&enroll.clock),
            Arc::clone(&enroll.woken),
            stopped.clone(),
        ));
    }
    tasks.spawn(tidy(enroll.housekeeping().clone(), stopped.clone()));
    tasks.spawn(reload(enroll.enrollment().clone(), stopped));
    Running { stop, tasks }
}

async fn relay(relay: Relay, clock: Arc<dyn Clock>, woken: Arc<Notify>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let wait = match relay.step_until(|| *stopped.borrow()).await {
            Ok(step) => {
                tell(&step);
                if step.cut_short.is_some() {
                    AFTER_TROUBLE
                } else if step.is_full() {
                    // There may be more than a batch: let another lane help.
                    woken.notify_one();
                    continue;
                } else if step.owed > 0 {
                    AFTER_TROUBLE
                } else {
                    // Whatever was committed since it was claimed has woken a lane, or keeps this one from sleeping.
                    rest(step.due, clock.now())
                }
            }
            Err(error) => {
                tracing::error!(error = causes(&error), "the outbox could not be asked");
                AFTER_TROUBLE
            }
        };
        tokio::select! {
            () = woken.notified() => {}
            () = tokio::time::sleep(wait) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// How long to wait for what is due next.
fn rest(due: Option<Timestamp>, now: Timestamp) -> Duration {
    due.map_or(LOOK_AGAIN, |due| due.since(now).min(LOOK_AGAIN))
        .max(Duration::from_millis(20))
}

async fn tidy(housekeeping: Housekeeping, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let wait = match housekeeping.step().await {
            Ok(tidied) if tidied.more() => continue,
            Ok(_) => TIDY_EVERY,
            Err(error) => {
                tracing::error!(error = causes(&error), "housekeeping could not be done");
                RELOAD_EVERY
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stopped.changed() => {}
        }
    }
}

/// Keys and tenants may have been written by another process.
async fn reload(enrollment: Enrollment, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        tokio::select! {
            () = tokio::time::sleep(RELOAD_EVERY) => {}
            _ = stopped.changed() => return,
        }
        if let Err(error) = enrollment.reload_keys().await {
            tracing::error!(error = causes(&error), "the signing keys could not be read again");
        }
        if let Err(error) = enrollment.reload_tenants().await {
            tracing::error!(error = causes(&error), "the tenants could not be read again");
        }
    }
}

fn tell(step: &Step) {
    for performed in &step.performed {
        let id = performed.id;
        let channel = name(performed.channel);
        let outcome = match &performed.settlement {
            Settlement::Delivered => {
                tracing::info!(%id, channel, "delivered");
                "delivered"
            }
            Settlement::Retry { why, .. } => {
                tracing::warn!(%id, channel, why, "not now; it is tried again");
                "retry"
            }
            Settlement::Postponed { why, .. } => {
                tracing::warn!(%id, channel, why, "put off");
                "postponed"
            }
            Settlement::Dead { why } => {
                tracing::error!(%id, channel, why, "given up");
                "dead"
            }
            Settlement::Suppressed => {
                tracing::warn!(%id, channel, "held back by the mail budget of the address");
                "suppressed"
            }
            Settlement::Moot => {
                tracing::info!(%id, channel, "no longer needed");
                "moot"
            }
        };
        metrics::counter!("enroll_outbox_settled_total", "channel" => channel, "outcome" => outcome).increment(1);
    }
    for unsettled in &step.unsettled {
        let (id, why) = (unsettled.id, &unsettled.why);
        tracing::error!(%id, channel = name(unsettled.channel), why, "could not be settled; that is tried again until the store takes it");
    }
    if let Some(why) = &step.cut_short {
        tracing::error!(error = why, "the outbox could not be asked");
    }
}

const fn name(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "mail",
        Channel::Provisioning => "provisioning",
    }
}

#[cfg(all(test, feature = "memory"))]
mod tests {
    use async_trait::async_trait;
    use enroll_application::{Call, Receipted};
    use enroll_domain::registration::RegistrationForm;
    use enroll_mailer::{DeliveryError, Letter, Mailer};
    use enroll_memory::Mailbox;
    use tokio::sync::Semaphore;

    use super::*;

    /// A mailer that takes its time.
    struct Slow {
        mailbox: Mailbox,
        asked: Notify,
        goes_on: Semaphore,
    }

    #[async_trait]
    impl Mailer for Slow {
        async fn deliver(&self, letter: &Letter) -> Result<(), DeliveryError> {
            self.asked.notify_one();
            let _permit = self.goes_on.acquire().await;
            self.mailbox.deliver(letter).await
        }
    }

    #[tokio::test]
    async fn loops_that_are_stopped_end_the_mail_they_are_about_and_leave_no_other_leased() {
        let slow = Arc::new(Slow {
            mailbox: Mailbox::new(),
            asked: Notify::new(),
            goes_on: Semaphore::new(0),
        });
        let enroll = Enroll::builder().in_memory().mailer(slow.clone()).build().unwrap();
        enroll.prepare().await.unwrap();
        for name in ["ada", "grace", "mary"] {
            let form = RegistrationForm {
                email: Some(format!("{name}@example.org")),
                password: Some("seven owls read maps".to_owned()),
                ..RegistrationForm::default()
            };
            let registered = enroll
                .enrollment()
                .register(&Call::in_default_tenant(), &form, None)
                .await;
            assert!(matches!(registered, Ok(Receipted::Fresh(_))));
        }
        let running = enroll.start();
        slow.asked.notified().await;
        tokio::join!(running.stop(), async { slow.goes_on.add_permits(1) });
        assert_eq!(slow.mailbox.letters().len(), 1);
        let due = enroll.relay().next_due().await.unwrap();
        assert!(
            due.is_some_and(|due| due <= enroll.clock.now()),
            "one is leased: {due:?}"
        );
        assert_eq!(enroll.relay().backlog(Channel::Mail).await.unwrap().open, 2);
    }
}
