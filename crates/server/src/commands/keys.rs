//! `enroll keys`: making secrets, and having another key sign tokens.

use std::io;

use enroll::{OldKeys, RotateKeysError, RotatedKey};

use super::user;
use crate::command_line::RotateKeys;
use crate::exit::{Exit, Failure};
use crate::settings::Settings;
use crate::sources::Sources;
use crate::{output, secret_file, settings};

/// Makes the root secret.
///
/// # Errors
/// There is one already, or its file cannot be written.
pub(super) fn init(sources: &Sources) -> Result<(), Failure> {
    let path = settings::secret_path(sources)?;
    let shown = path.display();
    match secret_file::make(&path) {
        Ok(_secret) => output::write(&format!(
            "made the root secret in {shown}, readable by its owner alone; keep a copy, and give every server the same\n"
        )),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::new(
            Exit::Failed,
            format!(
                "{shown} is there already and stays as it is; without it, no link, session or signing key is good any more"
            ),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(&path).display();
            Err(Failure::new(
                Exit::Io,
                format!("{shown} cannot be written: there is no folder {folder}: mkdir -p {folder}"),
            ))
        }
        Err(error) => Err(Failure::new(Exit::Io, format!("{shown} cannot be written: {error}"))),
    }
}

/// Has a new key sign access tokens.
///
/// # Errors
/// The settings or the database are out of order.
pub(super) fn rotate(asked: &RotateKeys, sources: &Sources) -> Result<(), Failure> {
    let mut settings = user::settings(sources)?;
    settings.algorithm = asked.algorithm.unwrap_or(settings.algorithm);
    let algorithm = settings.algorithm.name();
    let RotatedKey {
        id,
        instead_of,
        published_for,
    } = super::runtime()?.block_on(make_another(settings, asked.old_keys()))?;
    let old = instead_of.map_or_else(String::new, |old| {
        if asked.old_keys() == OldKeys::Drop {
            return format!(
                "{old} and all before it are gone; every server refuses what they signed within a minute\n"
            );
        }
        let minutes = published_for.as_secs().div_ceil(60);
        format!(
            "{old} stays in the key set for {minutes} minutes, so tokens that it signed are good until they expire\n"
        )
    });
    output::write(&format!(
        "made signing key {id} ({algorithm}); every server signs with it within a minute\n{old}"
    ))
}

async fn make_another(settings: Settings, old: OldKeys) -> Result<RotatedKey, Failure> {
    let wired = user::wire(settings).await?;
    let enrollment = wired.enroll.enrollment();
    let operator = user::operator(enrollment, None).await?;
    enrollment
        .rotate_keys(&operator, old)
        .await
        .map_err(|error| match error {
            RotateKeysError::Forbidden => Failure::new(Exit::Failed, "the operator may not rotate the signing keys"),
            RotateKeysError::Unavailable(error) => user::unavailable(&error),
        })
}
