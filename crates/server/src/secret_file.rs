//! Files that hold secrets: making them for their owner alone, and the root secret among them.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use enroll::SystemEntropy;
use enroll::adapters::tokens::RootSecret;
use enroll::ports::system::Entropy as _;

/// Makes a root secret and writes it to a file that is not there yet, readable by its owner alone.
///
/// # Errors
/// The file is there, or cannot be written; then nothing is left behind.
pub(crate) fn make(path: &Path) -> io::Result<RootSecret> {
    let mut bytes = [0; 32];
    SystemEntropy.fill(&mut bytes).map_err(io::Error::other)?;
    let mut file = for_owner_alone().write(true).create_new(true).open(path)?;
    let text = RootSecret::encode(&bytes);
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half a secret is worse than none; where even this fails, the first error says why.
        let _removed = std::fs::remove_file(path);
        return Err(error);
    }
    Ok(RootSecret::from_bytes(bytes))
}

/// A file that is made is readable by its owner alone.
#[cfg(unix)]
pub(crate) fn for_owner_alone() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

/// A file that is made is as the system makes them.
#[cfg(not(unix))]
pub(crate) fn for_owner_alone() -> OpenOptions {
    OpenOptions::new()
}

/// Whether others than the owner of a file may read or write it.
#[cfg(unix)]
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

/// Whether others than the owner of a file may read or write it; not known on this system.
#[cfg(not(unix))]
pub(crate) fn is_open_to_others(_path: &Path) -> bool {
    false
}
