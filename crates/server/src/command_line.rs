//! The command line: what may be asked of the binary, and its help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

mod care;
mod import;
mod keys;
mod provision;

use crate::settings::Mode;

pub(crate) use care::{DeadMails, DeadMailsMeant, Doctor, InitConfig, Mail, TestMail};
pub(crate) use import::ImportUsers;
pub(crate) use keys::{Keys, RotateKeys};
pub(crate) use provision::{Provision, ProvisionRetry, ProvisionStatus};

/// User registration: from a request to an active account.
#[derive(Debug, Parser)]
#[command(name = "enroll", version, propagate_version = true, after_help = EXAMPLES)]
pub(crate) struct Asked {
    /// Read this settings file too; it wins over ./enroll.toml. ENROLL_CONFIG names it as well
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Try it, with nothing set up:
  enroll serve --dev

In earnest, with a few lines in ./enroll.toml (`enroll config init` writes it):
  public_url = \"https://accounts.example.org\"
  # the proxy that speaks TLS; without it all people together have the limits of one
  trusted_proxies = [\"127.0.0.1\"]
  database_url = \"postgres://enroll@db.example.org/enroll\"
  [mail]
  smtp_url = \"smtps://enroll:password@mail.example.org\"
  from = \"Example <no-reply@example.org>\"

  enroll keys init && enroll migrate && enroll doctor && enroll serve

Settings, later ones win: built in, /etc/enroll/enroll.toml, ./enroll.toml, --config or
ENROLL_CONFIG, environment (mail.smtp_url is ENROLL_MAIL__SMTP_URL), flags.
`enroll config show` says what holds, and why.";

/// What may be asked.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the HTTP API and the pages, and deliver mails
    #[command(after_help = "\
Examples:
  enroll serve --dev                    SQLite in ./enroll.db, mails at /dev/mailbox
  enroll serve --dev --listen 127.0.0.1:9000
  enroll serve                          in earnest; says at once whatever is missing

--dev makes up what is not set. Where an enroll.toml sets a database or a mail server, those are used.
SIGTERM and Ctrl-C let running requests and deliveries end, for 30 seconds at most; a second one ends
at once.")]
    Serve(Serve),
    /// Deliver mails and tidy up without serving HTTP, beside any number of servers and workers
    #[command(after_help = "\
Example:
  ENROLL_DATABASE_URL=postgres://db.example.org/enroll enroll worker")]
    Worker,
    /// Bring the database to the schema of this program
    #[command(after_help = "\
Examples:
  enroll migrate --dry-run    what it would do
  enroll migrate

`enroll serve` does this by itself for SQLite; for PostgreSQL, run it before a new version serves.
There it needs the right to make tables: of a database of its own (CREATE DATABASE ... OWNER ...), or by
GRANT CREATE ON SCHEMA public.")]
    Migrate(Migrate),
    /// Look at every setting and every part that it names as they are, and say what to do about what is not right
    #[command(after_help = care::DOCTOR_EXAMPLES)]
    Doctor(Doctor),
    /// Look at the settings, or begin with some
    #[command(subcommand)]
    Config(Config),
    /// Try the mail server, and see to mails that were given up
    #[command(subcommand)]
    Mail(Mail),
    /// Make secrets, and change the keys that sign tokens
    #[command(subcommand)]
    Keys(Keys),
    /// Make, bring in and list users, as the operator
    #[command(subcommand)]
    User(User),
    /// See where users stand at their identity provider, and ask for one again, as the operator
    #[command(subcommand)]
    Provision(Provision),
    /// Print the OpenAPI description of the HTTP API
    #[command(after_help = "\
Example:
  enroll openapi > openapi.json")]
    Openapi,
}

/// `enroll serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// For trying out: SQLite, a secret and a mailbox of its own where nothing is set, migrations applied, checks relaxed, and no
    /// limits (limits.enabled sets them again)
    #[arg(long)]
    dev: bool,
    /// Where to listen, such as 127.0.0.1:8080; port 0 lets the system choose
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<String>,
    /// Never change the schema; pending migrations stop the start
    #[arg(long)]
    no_migrate: bool,
}

/// Whether the server brings the database to its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Migrating {
    /// Where that is its business.
    AsUsual,
    /// Never.
    Never,
}

impl Serve {
    pub(crate) const fn mode(&self) -> Mode {
        mode(self.dev)
    }

    pub(crate) const fn migrating(&self) -> Migrating {
        if self.no_migrate {
            Migrating::Never
        } else {
            Migrating::AsUsual
        }
    }
}

const fn mode(dev: bool) -> Mode {
    if dev { Mode::Development } else { Mode::Production }
}

/// `enroll migrate`.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Only say what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// `enroll config`.
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Say whether `enroll serve` could start with these settings; nothing is connected to
    #[command(after_help = "\
Example:
  enroll config check --config staging.toml && systemctl restart enroll")]
    Check(Development),
    /// Print every setting that holds, as TOML, with where it comes from; secrets are not shown
    Show(Development),
    /// Write an enroll.toml of the few lines that serving in earnest needs, with a word on each; never overwrites one
    Init(InitConfig),
}

/// Whether the settings of development are meant.
#[derive(Debug, Args)]
pub(crate) struct Development {
    /// Look at them as `enroll serve --dev` does
    #[arg(long)]
    dev: bool,
}

impl Development {
    pub(crate) const fn mode(&self) -> Mode {
        mode(self.dev)
    }
}

/// `enroll user`.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make a user; without a password, print the link with which they set their first one
    #[command(after_help = "\
Examples:
  enroll user create --email ada@example.org --role admin
  enroll user create --tenant acme --email ada@example.org --role admin
  pass show ada | enroll user create --email ada@example.org --username ada --password-stdin")]
    Create(CreateUser),
    /// Bring users in from another system, with the hashes of their passwords
    #[command(after_help = import::EXAMPLES)]
    Import(ImportUsers),
    /// List the users, the first made first
    #[command(after_help = "\
Examples:
  enroll user list | head
  enroll user list --json | jq -r '.[].email'")]
    List(ListUsers),
}

/// `enroll user create`.
#[derive(Debug, Args)]
pub(crate) struct CreateUser {
    /// The address of the user
    #[arg(long, value_name = "E")]
    pub(crate) email: String,
    /// A user name to sign in with, beside the address
    #[arg(long, value_name = "U")]
    pub(crate) username: Option<String>,
    /// The tenant; the default one unless set
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// A role, such as admin; may be given several times
    #[arg(long = "role", value_name = "R")]
    pub(crate) roles: Vec<String>,
    /// A field of the profile, such as given_name=Ada; may be given several times
    #[arg(long = "field", value_name = "NAME=VALUE")]
    pub(crate) fields: Vec<String>,
    /// Read the password from the first line of the standard input, and make the user active at once
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// `enroll user list`.
#[derive(Debug, Args)]
pub(crate) struct ListUsers {
    /// The tenant; the default one unless set
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// As a JSON array
    #[arg(long)]
    pub(crate) json: bool,
}

/// Reads the arguments of a process.
///
/// # Errors
/// clap's own, which also carries help and version.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Asked, clap::Error> {
    Asked::try_parse_from(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Asked::command().debug_assert();
    }
}
