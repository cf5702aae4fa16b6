//! Looking after an installation: beginning with settings, trying the mail server, seeing whether everything is right.

use clap::{Args, Subcommand};

pub(super) const DOCTOR_EXAMPLES: &str = "\
Examples:
  enroll doctor                 before the first start, and whenever something is odd; ends with 1 if anything fails
  enroll doctor --ready         in a container's health check: 0 if the server that runs here says that it is ready

Each line is ok, warn or fail, the part, and what to do. Nothing is written, but for an empty file beside SQLite's, which
is removed again. No mail is sent.";

/// `enroll doctor`.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Only ask the server that runs with these settings whether it is ready (GET /readyz)
    #[arg(long)]
    pub(crate) ready: bool,
}

/// `enroll config init`.
#[derive(Debug, Args)]
pub(crate) struct InitConfig {
    /// Print it instead
    #[arg(long)]
    pub(crate) stdout: bool,
}

/// `enroll mail`.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Send a mail at once, through the mail server of the settings, and say what became of it
    #[command(after_help = "\
Example:
  enroll mail test you@example.org

It ends with 0 once the mail server has taken the mail, with 69 if it cannot be reached or says not now, with 78 if it will not have mail
of us at all, and with 1 if it will not have this address.")]
    Test(TestMail),
}

/// `enroll mail test`.
#[derive(Debug, Args)]
pub(crate) struct TestMail {
    /// To whom
    #[arg(value_name = "ADDRESS")]
    pub(crate) address: String,
}
