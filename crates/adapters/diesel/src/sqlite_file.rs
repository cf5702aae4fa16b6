//! An SQLite file: making it private, opening it for what it is wanted for, and leaving it as it is where that is asked.

use std::path::Path;
use std::time::Duration;

use diesel::SqliteConnection;
use diesel::connection::{Connection as _, SimpleConnection as _};

use crate::backend::Use;

/// Opens it. The error is for the operator.
pub(crate) fn open(path: &Path, purpose: Use, patience: Duration) -> Result<SqliteConnection, String> {
    match purpose {
        Use::Work | Use::Migrating => {
            make_private_file(path).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Use::Reading | Use::Looking => {}
    }
    let name = path.to_str().ok_or("the name of the file is not UTF-8")?;
    let place = match purpose {
        Use::Looking => untouched(name),
        Use::Work | Use::Reading | Use::Migrating => name.to_owned(),
    };
    let mut conn = SqliteConnection::establish(&place).map_err(|error| format!("{name}: {error}"))?;
    let patience = format!("PRAGMA busy_timeout = {}", patience.as_millis());
    // 16384 pages are 64 MiB: checkpoints have a thread of their own, and the writer does one only if that falls behind. The caches
    // hold what one commit writes, in KiB, and leave the rest to the system, whose cache is there once for all connections.
    let settings = match purpose {
        Use::Work => &[
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA wal_autocheckpoint = 16384",
            // While somebody reads for long, the log grows beyond that; begun anew, it is cut to it.
            "PRAGMA journal_size_limit = 67108864",
            // What is erased is overwritten, and does not lie on in pages that nobody uses.
            "PRAGMA secure_delete = ON",
            "PRAGMA cache_size = -4096",
            // What a savepoint may have to undo is kept in memory: as a file it would be made and removed with each commit.
            "PRAGMA temp_store = MEMORY",
        ][..],
        Use::Reading | Use::Looking => &["PRAGMA query_only = ON", "PRAGMA cache_size = -1024"],
        Use::Migrating => &[
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
        ],
    };
    for setting in std::iter::once(patience.as_str()).chain(settings.iter().copied()) {
        conn.batch_execute(setting)
            .map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(conn)
}

/// The file as a URI (<https://www.sqlite.org/uri.html>) with which it stays as it is. The last connection to be closed moves the
/// log into the file, unless it may only read; one that may only read makes a log where there is none, and leaves it there.
fn untouched(name: &str) -> String {
    let has_log = Path::new(&format!("{name}-wal")).exists();
    let mode = if has_log { "ro" } else { "rw" };
    let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{name}?mode={mode}")
}

/// Makes the file before SQLite does, so that nobody else may read it; the log beside it takes over its mode.
fn make_private_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}
