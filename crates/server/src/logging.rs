//! Logs: what is told while a process runs, on the error output. Nothing personal is in it.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;

use crate::exit::{Exit, Failure};
use crate::settings::LogFormat;
use crate::sources::Sources;

/// Who logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// A process that runs for long.
    Server,
    /// A command that ends by itself, and has its own words for what it did.
    Command,
}

impl Who {
    const fn usual_filter(self) -> &'static str {
        match self {
            Self::Server => "info,actix_server=warn",
            Self::Command => "warn",
        }
    }
}

/// Begins to log. `RUST_LOG` says what, and the settings, or else whether a terminal reads it, say how.
///
/// # Errors
/// `RUST_LOG` is not understood.
pub(crate) fn begin(format: Option<LogFormat>, who: Who, sources: &Sources) -> Result<(), Failure> {
    let wish = sources
        .environment
        .get("RUST_LOG")
        .map_or(who.usual_filter(), String::as_str);
    let filter = EnvFilter::builder().parse(wish).map_err(|error| {
        Failure::new(
            Exit::Configuration,
            format!("RUST_LOG is not understood: {error}; write info, or enroll=debug,info"),
        )
    })?;
    let terminal = io::stderr().is_terminal();
    let coloured = terminal && !sources.environment.contains_key("NO_COLOR");
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(coloured)
        // Where nobody takes the log any more, nobody takes a complaint about that either.
        .log_internal_errors(false);
    let by_reader = if terminal { LogFormat::Text } else { LogFormat::Json };
    // It fails only where something logs already; then that goes on.
    let _begun = match format.unwrap_or(by_reader) {
        LogFormat::Text => log.with_target(false).try_init(),
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .with_span_list(false)
            .try_init(),
    };
    Ok(())
}
