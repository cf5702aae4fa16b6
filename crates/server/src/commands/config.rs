//! `enroll config`: looking at the settings, and beginning with some. Nothing is opened but the files that they name.

use std::io::{self, Write as _};
use std::path::PathBuf;

use crate::bound_tenants::{self, Flaw};
use crate::command_line::{Development, InitConfig};
use crate::exit::{Exit, Failure};
use crate::secret_file::for_owner_alone;
use crate::settings::{self, DatabaseSettings, Purpose, Secret, Settings};
use crate::sources::Sources;
use crate::{output, wiring};

/// What serving in earnest needs.
const BEGINNING: &str = include_str!("config/beginning.toml");

/// Says whether the server could start with these settings.
///
/// # Errors
/// Everything that is wrong or missing, a line each.
pub(super) fn check(asked: &Development, sources: &Sources) -> Result<(), Failure> {
    let settings = Settings::read(sources, asked.mode(), Purpose::Serving).map_err(|failure| {
        // The folder is looked at whatever else is wrong, so that it is told with it.
        let database = DatabaseSettings::read(sources).ok();
        match database.and_then(|settings| lacking_folder(&settings.database_url)) {
            Some(line) => failure.preceded_by(line),
            None => failure,
        }
    })?;
    let mut warnings: Vec<String> = settings.warnings.iter().map(ToString::to_string).collect();
    let mut problems = Vec::new();
    for flaw in bound_tenants::among_declared(&settings.dialects, &settings.tenants) {
        match flaw {
            Flaw::Unfit(line) => problems.push(line),
            Flaw::Missing { tenant, .. } if tenant == "default" => {}
            Flaw::Missing { dialect, tenant } => warnings.push(format!(
                "{dialect} is bound to the tenant {tenant}, which is not declared here: it must be in the database already"
            )),
        }
    }
    problems.extend(lacking_folder(&settings.database_url));
    if !problems.is_empty() {
        return Err(Failure::of_all(Exit::Configuration, problems));
    }
    let warnings: String = warnings.iter().map(|warning| format!("warning: {warning}\n")).collect();
    output::write(&format!("{warnings}the settings are good\n"))
}

/// That the folder is not there in which the database is to be, where it is a file.
fn lacking_folder(url: &Secret) -> Option<String> {
    let folder = wiring::folder_of(url)?;
    let shown = folder.display();
    (!folder.is_dir()).then(|| format!("database_url: there is no folder {shown} for the database: mkdir -p {shown}"))
}

/// Prints every setting that holds.
///
/// # Errors
/// Keys that do not exist, or files that cannot be read.
pub(super) fn show(asked: &Development, sources: &Sources) -> Result<(), Failure> {
    output::write(&settings::show(sources, asked.mode())?)
}

/// Writes settings to begin with.
///
/// # Errors
/// There are some already, or the file cannot be written.
pub(super) fn init(asked: &InitConfig, sources: &Sources) -> Result<(), Failure> {
    if asked.stdout {
        return output::write(BEGINNING);
    }
    let named = sources.named.as_ref().map(|(path, _)| path.clone());
    let path = named.unwrap_or_else(|| PathBuf::from("enroll.toml"));
    let shown = path.display();
    // A password of the mail server or the database will stand in it.
    let written = for_owner_alone()
        .write(true)
        .create_new(true)
        .open(&path)
        .and_then(|mut file| file.write_all(BEGINNING.as_bytes()));
    match written {
        Ok(()) => output::write(&format!(
            "wrote {shown}: fill in its lines, then `enroll keys init` and `enroll doctor`\n"
        )),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::new(
            Exit::Failed,
            format!(
                "{shown} is there already and stays as it is; `enroll config init --stdout` prints what would be written"
            ),
        )),
        Err(error) => Err(Failure::new(Exit::Io, format!("{shown} cannot be written: {error}"))),
    }
}
