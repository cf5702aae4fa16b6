//! Ending: the signals that ask for it. The first lets everything that runs come to its end, the second does not wait.

use crate::exit::{Exit, Failure};

/// SIGTERM and SIGINT, as they come.
#[cfg(unix)]
pub(crate) struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Listens from now on. Call it inside the runtime.
    ///
    /// # Errors
    /// The system does not allow it.
    pub(crate) fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};
        let listening = || {
            let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
            Ok(Self { terminate, interrupt })
        };
        listening()
            .map_err(|error: std::io::Error| Failure::new(Exit::Io, format!("signals cannot be received: {error}")))
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Ctrl-C, as it comes.
#[cfg(not(unix))]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// Never.
    pub(crate) fn listen() -> Result<Self, Failure> {
        Ok(Self)
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// What a second signal ends with.
pub(crate) fn cut_short() -> Failure {
    Failure::new(
        Exit::Failed,
        "a second signal: ended at once, without waiting for what was running",
    )
}
