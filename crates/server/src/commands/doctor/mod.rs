//! `enroll doctor`: every setting against the part that it names, as things are. Nothing is written, but for an empty
//! file beside SQLite's, which is removed again. No mail is sent.

mod database;
mod machine;
mod ready;
mod report;
mod stored;

use enroll::adapters::smtp::SmtpMailer;
use enroll::causes;
use enroll::ports::mailer::DeliveryError;

use crate::command_line::Doctor;
use crate::exit::Failure;
use crate::logging::{self, Who};
use crate::settings::{DatabaseSettings, HINT, Mode, NamedProvider, PROXIES, Purpose, Settings};
use crate::sources::Sources;
use report::Report;

/// Looks at everything.
///
/// # Errors
/// Something fails; the lines on the standard output say what, and what to do about it.
pub(super) fn run(asked: &Doctor, sources: &Sources) -> Result<(), Failure> {
    if asked.ready {
        return ready::ask(sources);
    }
    let mut report = Report::new();
    match Settings::read(sources, Mode::Production, Purpose::Serving) {
        Ok(settings) => {
            logging::begin(settings.log, Who::Command, sources)?;
            super::runtime()?.block_on(examine(settings, &mut report))?;
        }
        Err(failure) => {
            for line in failure.into_lines() {
                match &*line {
                    HINT => report.note("settings", HINT)?,
                    line => report.fail("settings", line)?,
                }
            }
            // A database can be looked at though the rest is not ready yet.
            if let Ok(settings) = DatabaseSettings::read(sources) {
                logging::begin(settings.log, Who::Command, sources)?;
                let _standing = database::examine(&settings.database_url, &mut report)?;
            }
        }
    }
    report.end()
}

async fn examine(settings: Settings, report: &mut Report) -> Result<(), Failure> {
    let (tenants, providers, dialects) = (&settings.tenants, &settings.providers, &settings.dialects);
    report.ok(
        "settings",
        &format!(
            "they are complete: {} tenants, {} providers and {} contracts are declared",
            tenants.len(),
            providers.len(),
            dialects.len()
        ),
    )?;
    for warning in settings.warnings.iter().filter(|warning| warning.key != PROXIES) {
        report.warn(warning.key, &warning.text)?;
    }
    machine::public_url(settings.public_url.as_deref().unwrap_or_default(), report)?;
    machine::trusted_proxies(&settings, report)?;
    machine::listen(settings.listen, report)?;
    machine::hashing(&settings.hashing, report).await?;
    if let Some(mailer) = &settings.mail {
        mail(mailer, report).await?;
    }
    for provider in &settings.providers {
        identity_provider(provider, report).await?;
    }
    let url = settings.database_url.clone();
    let standing = tokio::task::block_in_place(|| database::examine(&url, report))?;
    match standing {
        database::Standing::Good => stored::examine(settings, report).await,
        database::Standing::NotYet => report.warn("keys", "what is in the database is looked at once that is in order"),
    }
}

async fn mail(mailer: &SmtpMailer, report: &mut Report) -> Result<(), Failure> {
    let server = mailer.destination();
    match mailer.check().await {
        Ok(()) => report.ok(
            "mail",
            &format!("{server} takes us as we are; `enroll mail test ADDRESS` sends one"),
        ),
        Err(error) => {
            let remedy = match &error {
                DeliveryError::Temporary(_) => "look at the host and port of mail.smtp_url, and at the way there",
                DeliveryError::Misconfigured(_) | DeliveryError::Permanent(_) => {
                    "look at mail.smtp_url: user, password and encryption"
                }
            };
            report.fail("mail", &format!("{server}: {}; {remedy}", causes(&error)))
        }
    }
}

async fn identity_provider(named: &NamedProvider, report: &mut Report) -> Result<(), Failure> {
    let name = named.target.as_str();
    match named.provider.check().await {
        Ok(()) => report.ok(
            "provider",
            &format!("{name}: the realm lets us in and keeps our attributes"),
        ),
        Err(error) => report.fail("provider", &format!("{name}: {}", causes(&error))),
    }
}
