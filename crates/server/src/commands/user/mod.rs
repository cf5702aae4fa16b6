//! `enroll user`: making, bringing in and listing users, as the operator; and how every command of the operator begins.

pub(super) mod create;
pub(super) mod import;
pub(super) mod list;
mod rows;
mod words;

use enroll::{Call, Caller, Enrollment, causes};

use crate::exit::{Exit, Failure};
use crate::logging::{self, Who};
use crate::settings::{Mode, Purpose, Settings};
use crate::sources::Sources;
use crate::wiring::{self, Pending, Wired};

pub(super) use words::{role_of, words};

/// enroll, wired for the operator. The relay does not run: what is written here is delivered by the servers and workers.
pub(super) async fn wire(settings: Settings) -> Result<Wired, Failure> {
    let store = tokio::task::block_in_place(|| wiring::open_store(&settings.database_url, Pending::Stop))?;
    let public_url = settings.public_url_at(settings.listen);
    let wired = wiring::wire(settings, store, public_url)?;
    wiring::prepare(&wired.enroll).await?;
    Ok(wired)
}

pub(super) fn settings(sources: &Sources) -> Result<Settings, Failure> {
    let settings = Settings::read(sources, Mode::Production, Purpose::Operating)?;
    logging::begin(settings.log, Who::Command, sources)?;
    Ok(settings)
}

/// The operator, in the tenant of this name or else in the default one.
pub(super) async fn operator(enrollment: &Enrollment, tenant: Option<&str>) -> Result<Caller, Failure> {
    let call = match tenant {
        None => Call::in_default_tenant(),
        Some(name) => {
            let unknown = || Failure::new(Exit::Failed, format!("there is no tenant {name}"));
            Call::in_tenant(enrollment.tenant_named(name).ok_or_else(unknown)?)
        }
    };
    let operator = enrollment.operator(&call).await;
    operator.map_err(|error| unavailable(&error))
}

pub(super) fn unavailable(error: &enroll::Unavailable) -> Failure {
    Failure::new(Exit::Unavailable, format!("not now: {}", causes(error)))
}
