//! The database: whether it is reached and has our schema, and whether SQLite has what it needs.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use super::report::Report;
use crate::exit::Failure;
use crate::settings::Secret;
use crate::wiring;

/// Whether what is in the database can be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It can.
    Good,
    /// It cannot, and the report says why.
    NotYet,
}

/// How the header of a database says that it keeps a write-ahead log (bytes 18 and 19 of the file format).
const WITH_LOG: [u8; 2] = [2, 2];

/// Looks at it. Blocks until it has answered.
pub(super) fn examine(url: &Secret, report: &mut Report) -> Result<Standing, Failure> {
    if let (Some(folder), Some(file)) = (wiring::folder_of(url), wiring::file_of(url)) {
        if folder_of_sqlite(&folder, report)? == Standing::NotYet {
            return Ok(Standing::NotYet);
        }
        if !file.exists() {
            let shown = file.display();
            report.warn(
                "database",
                &format!("{shown} is not there yet: `enroll migrate`, or the first start, makes it"),
            )?;
            return Ok(Standing::NotYet);
        }
        write_ahead_log(&file, report)?;
    }
    let shown = url.without_password();
    match wiring::pending(url) {
        Ok(names) if names.is_empty() => {
            report.ok("database", &format!("{shown} answers and has our schema"))?;
            Ok(Standing::Good)
        }
        Ok(names) => {
            let lacking = format!(
                "{shown} lacks the migrations {}: run `enroll migrate`",
                names.join(", ")
            );
            report.fail("database", &lacking)?;
            Ok(Standing::NotYet)
        }
        Err(failure) => {
            for line in failure.into_lines() {
                report.fail("database", &line)?;
            }
            Ok(Standing::NotYet)
        }
    }
}

/// SQLite makes files beside the database, so the folder has to be writable, and not the file alone.
fn folder_of_sqlite(folder: &Path, report: &mut Report) -> Result<Standing, Failure> {
    let shown = folder.display();
    let probe = folder.join(format!(".enroll-doctor-{}", std::process::id()));
    match OpenOptions::new().write(true).create_new(true).open(&probe) {
        Ok(_empty) => {
            // It was there to see whether it can be; where it cannot be removed, nobody needs it either.
            let _removed = std::fs::remove_file(&probe);
            report.ok("folder", &format!("{shown} can be written"))?;
            Ok(Standing::Good)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            report.fail("folder", &format!("there is no folder {shown}: mkdir -p {shown}"))?;
            Ok(Standing::NotYet)
        }
        Err(error) => {
            report.fail(
                "folder",
                &format!("{shown} cannot be written: {error}; look at its owner"),
            )?;
            Ok(Standing::NotYet)
        }
    }
}

fn write_ahead_log(file: &Path, report: &mut Report) -> Result<(), Failure> {
    let mut header = [0; 20];
    let read = File::open(file).and_then(|mut file| file.read_exact(&mut header));
    match (read, header.last_chunk()) {
        (Ok(()), Some(&WITH_LOG)) => report.ok("sqlite", "it keeps a write-ahead log"),
        (Ok(()), _) => report.warn(
            "sqlite",
            "it keeps no write-ahead log yet; the server turns it on, unless the file lies on a network",
        ),
        (Err(error), _)
            if error.kind() == io::ErrorKind::UnexpectedEof && file.metadata().is_ok_and(|it| it.len() > 0) =>
        {
            report.fail(
                "sqlite",
                &format!("{} is no database: look at database_url", file.display()),
            )
        }
        (Err(error), _) if error.kind() == io::ErrorKind::UnexpectedEof => report.warn(
            "sqlite",
            "it is empty: `enroll migrate`, or the first start, makes the tables",
        ),
        (Err(error), _) => report.fail(
            "sqlite",
            &format!("{} cannot be read: {error}; look at its owner", file.display()),
        ),
    }
}
