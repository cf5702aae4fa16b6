//! `enroll user import`: what may be asked when users come from another system.

use clap::Args;

pub(super) const EXAMPLES: &str = r#"Examples:
  enroll user import --dry-run users.jsonl
  enroll user import --tenant acme users.jsonl | grep refused
  export-users | enroll user import -

A user is an object on a line of its own. All members may be left out that the tenant does not require:
  {"email": "ada@example.org", "email_verified": true, "username": "ada", "external_ids": {"employee_number": "7"},
   "profile": {"given_name": "Ada"}, "roles": ["editor"], "realm": "staff", "password_hash": "$2b$12$...", "state": "active"}

password_hash is of Argon2, bcrypt, scrypt or PBKDF2, or as Django writes it. state is active (as it is with a hash), pending (as it is
without one) or suspended. Who has neither a hash nor a verified address is mailed a link to set a first password; nobody else is mailed.

Who is here already, by their address, or else an external id, or else the user name, is left as they are, so it can be run again. A line
that is refused does not keep the others from coming in; the end is 1 then. With --dry-run each line is tried by itself, so two lines
that want the same name do not show. What is wrong with a line is named by its member, and an item of a list by its index from 0, too:
  7       refused  roles.1 (emperor): there is no such thing here"#;

/// `enroll user import`.
#[derive(Debug, Args)]
pub(crate) struct ImportUsers {
    /// The file, with a user on each line; - for the standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    /// The tenant; the default one unless set
    #[arg(long, value_name = "T")]
    pub(crate) tenant: Option<String>,
    /// Only say what would come of each line
    #[arg(long)]
    pub(crate) dry_run: bool,
}
