//! Looking after an installation: beginning with settings, trying the mail server, seeing whether everything is right.

use clap::{Args, Subcommand};

pub(super) const DOCTOR_EXAMPLES: &str = "\
Examples:
  enroll doctor             before the first start, and whenever something is odd; 1 if anything fails
  enroll doctor --ready     in a container's health check: 0 if the server that runs here is ready

Each line is ok, warn or fail, the part, and what to do. Nothing is written, but for an empty file
beside SQLite's, which is removed again. No mail is sent.";

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

It ends with 0 once the mail server has taken the mail, with 69 if it cannot be reached or says not
now, with 78 if it will not have mail of us at all, and with 1 if it will not have this address.")]
    Test(TestMail),
    /// List the mails that were given up: the id, the tenant, which mail, for how long it is dead, how often it was tried again, and why
    #[command(after_help = "\
Examples:
  enroll mail dead
  enroll mail dead --tenant north | grep '550 '

No address is shown, nor the mail server's own words, in which addresses stand: its codes are. The
mails are counted in enroll_outbox_dead, and stay until they are tried again or forgotten.")]
    Dead(DeadMails),
    /// Have mails that were given up tried again, by the servers and workers
    #[command(after_help = "\
Examples:
  enroll mail retry 01902f3c-5d7e-7000-8000-000000000001
  enroll mail retry --all           once the mail server is in order again

A mail whose link is over by now, or whose address was forgotten after a week, is dropped and not
sent. What fails for the moment is tried on only within a day of when the mail was made, and is dead
again after that.")]
    Retry(DeadMailsMeant),
    /// Have mails that were given up forgotten, with the addresses that were kept for them
    #[command(after_help = "\
Examples:
  enroll mail forget 01902f3c-5d7e-7000-8000-000000000001
  enroll mail forget --all --tenant north")]
    Forget(DeadMailsMeant),
}

/// `enroll mail dead`.
#[derive(Debug, Args)]
pub(crate) struct DeadMails {
    /// The tenant, by its name; all of them without
    #[arg(long, value_name = "NAME")]
    pub(crate) tenant: Option<String>,
}

/// `enroll mail retry` and `enroll mail forget`.
#[derive(Debug, Args)]
pub(crate) struct DeadMailsMeant {
    /// The id of one mail, as `enroll mail dead` shows it
    #[arg(value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    pub(crate) id: Option<String>,
    /// All that are dead
    #[arg(long)]
    pub(crate) all: bool,
    /// The tenant, by its name; all of them without
    #[arg(long, value_name = "NAME")]
    pub(crate) tenant: Option<String>,
}

/// `enroll mail test`.
#[derive(Debug, Args)]
pub(crate) struct TestMail {
    /// To whom
    #[arg(value_name = "ADDRESS")]
    pub(crate) address: String,
}
