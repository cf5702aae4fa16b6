//! `enroll keys`: what may be asked about secrets and keys.

use clap::{Args, Subcommand};
use enroll::OldKeys;
use enroll::adapters::tokens::SigningAlgorithm;

/// `enroll keys`.
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Make the root secret in `secret_file` (./enroll.secret unless set); never overwrites one
    #[command(after_help = "\
Examples:
  enroll keys init
  ENROLL_SECRET_FILE=/var/lib/enroll/secret enroll keys init

Every server and worker of one database needs the same secret. Keep a copy: without it, nobody's link
or session is good.")]
    Init,
    /// Have a new key sign access tokens, on every server of this database
    #[command(after_help = "\
Examples:
  enroll keys rotate
  enroll keys rotate --algorithm ES256
  enroll keys rotate --drop-old     when somebody else may have a key

Servers sign with the new key within a minute; nobody is signed out. The old one stays in the key set
until no token of it is good.

With --drop-old every key but the new one is gone at once: each access token of before is refused as
soon as a server has read the keys again, which is within a minute, and people refresh theirs.
Whoever verifies tokens elsewhere has to fetch the key set again.

Do it once the root secret has changed, too. previous_secret_file stays until the sessions, links and
invitations of before are over: 30 days with the defaults, and up to 90 for invitations that were
made to last.")]
    Rotate(RotateKeys),
}

/// `enroll keys rotate`.
#[derive(Debug, Args)]
pub(crate) struct RotateKeys {
    /// EdDSA or ES256, for this key alone; tokens.algorithm unless set
    #[arg(long, value_name = "A", value_parser = algorithm)]
    pub(crate) algorithm: Option<SigningAlgorithm>,
    /// Take the old keys out at once, so that no token that they signed is good any more
    #[arg(long)]
    drop_old: bool,
}

impl RotateKeys {
    pub(crate) const fn old_keys(&self) -> OldKeys {
        if self.drop_old { OldKeys::Drop } else { OldKeys::Keep }
    }
}

fn algorithm(text: &str) -> Result<SigningAlgorithm, String> {
    SigningAlgorithm::from_name(text).ok_or_else(|| "it is EdDSA or ES256".to_owned())
}
