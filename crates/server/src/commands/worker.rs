//! `enroll worker`: the relay and the housekeeping without HTTP.

use std::time::Duration;

use super::serve::GRACE;
use crate::drain::{self, Signals};
use crate::exit::Failure;
use crate::logging::{self, Who};
use crate::settings::{Mode, Purpose, Settings};
use crate::sources::Sources;
use crate::wiring::{self, Pending};

/// Delivers and tidies until a signal comes.
///
/// # Errors
/// The settings are of no use, the database does not answer, or a second signal came.
pub(super) fn run(sources: &Sources) -> Result<(), Failure> {
    let runtime = super::runtime()?;
    let settings = Settings::read(sources, Mode::Production, Purpose::Serving)?;
    logging::begin(settings.log, Who::Server, sources)?;
    settings.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    let ended = runtime.block_on(work(settings));
    runtime.shutdown_timeout(Duration::from_millis(100));
    ended
}

async fn work(settings: Settings) -> Result<(), Failure> {
    let mut signals = Signals::listen()?;
    let store = tokio::task::block_in_place(|| wiring::open_store(&settings.database_url, Pending::Stop))?;
    let public_url = settings.public_url_at(settings.listen);
    let wired = wiring::wire(settings, store, public_url)?;
    wiring::prepare(&wired.enroll).await?;
    let running = wired.enroll.start();
    tracing::info!("delivering and tidying");
    signals.next().await;
    tracing::info!("ending: messages that are on their way are let through");
    tokio::select! {
        stopped = tokio::time::timeout(GRACE, running.stop()) => {
            if stopped.is_err() {
                tracing::warn!("a message took too long; it is tried again when its lease ends");
            }
            Ok(())
        }
        () = signals.next() => Err(drain::cut_short()),
    }
}
