//! The `enroll` binary, as a library: commands, settings, logging, metrics and shutdown. What enroll does lives behind its
//! facade; what stands here decides with what it is wired, and tells the operator what happens.

mod banner;
mod bound_tenants;
mod command_line;
mod commands;
mod descriptors;
mod drain;
mod exit;
mod logging;
mod metrics;
mod output;
mod secret_file;
mod settings;
mod sources;
mod wiring;

use std::process::ExitCode;

/// Runs the command that the arguments of this process name, to its end.
///
/// The exit code is one of sysexits: 0 for success, 1 for failure, 2 for arguments that are not understood, 69 when the
/// database does not answer, 74 when a file or a port cannot be had, 78 when the settings are of no use. Whatever went wrong
/// stands on the error output, a line each.
#[must_use]
pub fn run() -> ExitCode {
    match command_line::parse(std::env::args_os()) {
        Ok(asked) => match commands::run(asked) {
            Ok(()) => exit::Exit::Done.into(),
            Err(failure) => failure.tell(),
        },
        Err(not_understood) => {
            // Help and version come this way too. Where nobody reads them any more, nothing is lost.
            let _unread = not_understood.print();
            ExitCode::from(u8::try_from(not_understood.exit_code()).unwrap_or(2))
        }
    }
}
