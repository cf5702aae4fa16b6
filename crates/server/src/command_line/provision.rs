//! `enroll provision`: what may be asked about users at their identity provider.

use clap::{Args, Subcommand};

/// `enroll provision`.
#[derive(Debug, Subcommand)]
pub(crate) enum Provision {
    /// Say where users stand: the state (pending, created, done or failed), the version that is there and the wanted one
    #[command(after_help = "\
Examples:
  enroll provision status | grep failed
  enroll provision status --tenant north")]
    Status(ProvisionStatus),
    /// Ask for a user at their identity provider again, as they are by then
    Retry(ProvisionRetry),
}

/// `enroll provision status`.
#[derive(Debug, Args)]
pub(crate) struct ProvisionStatus {
    /// The id of one user; everybody without
    #[arg(value_name = "USER")]
    pub(crate) user: Option<String>,
    /// The tenant, by its name; the default one without
    #[arg(long, value_name = "NAME")]
    pub(crate) tenant: Option<String>,
}

/// `enroll provision retry`.
#[derive(Debug, Args)]
pub(crate) struct ProvisionRetry {
    /// The id of the user
    #[arg(value_name = "USER")]
    pub(crate) user: String,
    /// The tenant, by its name; the default one without
    #[arg(long, value_name = "NAME")]
    pub(crate) tenant: Option<String>,
}
