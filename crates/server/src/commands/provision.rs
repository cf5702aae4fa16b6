//! `enroll provision`: where users stand at their identity provider, and asking for one again, as the operator.

use enroll::domain::id::UserId;
use enroll::{Caller, Enrollment, ListError, ManageProvisioningError, ProvisioningView};

use super::user;
use crate::command_line::{ProvisionRetry, ProvisionStatus};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::Settings;
use crate::sources::Sources;

/// How many users are read at once.
const PAGE: usize = 100;

/// Says where users stand: everybody, or one.
///
/// # Errors
/// The settings or the database are out of order, there is no such user, or the output cannot be written.
pub(super) fn status(asked: &ProvisionStatus, sources: &Sources) -> Result<(), Failure> {
    let settings = user::settings(sources)?;
    super::runtime()?.block_on(tell(settings, asked))
}

/// Asks for a user again.
///
/// # Errors
/// The settings or the database are out of order, or there is no such user.
pub(super) fn retry(asked: &ProvisionRetry, sources: &Sources) -> Result<(), Failure> {
    let settings = user::settings(sources)?;
    super::runtime()?.block_on(ask_again(settings, asked))
}

async fn tell(settings: Settings, asked: &ProvisionStatus) -> Result<(), Failure> {
    let wired = user::wire(settings).await?;
    let enrollment = wired.enroll.enrollment();
    let operator = user::operator(enrollment, asked.tenant.as_deref()).await?;
    output::write(&row("user", "provider", "state", "versions", "why"))?;
    if let Some(user) = &asked.user {
        let view = enrollment.read_provisioning(&operator, id(user)?).await;
        return output::write(&told(&view.map_err(|error| failed(&error))?));
    }
    let mut after = None;
    loop {
        after = page(enrollment, &operator, after).await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Writes one page, and says after whom the next one begins.
async fn page(enrollment: &Enrollment, operator: &Caller, after: Option<UserId>) -> Result<Option<UserId>, Failure> {
    let page = enrollment.list_provisioning(operator, after, PAGE).await;
    let page = page.map_err(|error| match error {
        ListError::Forbidden => Failure::new(Exit::Failed, "the operator may not see provisioning"),
        ListError::Unavailable(error) => user::unavailable(&error),
    })?;
    page.items.iter().try_for_each(|view| output::write(&told(view)))?;
    Ok(page.next)
}

async fn ask_again(settings: Settings, asked: &ProvisionRetry) -> Result<(), Failure> {
    let wired = user::wire(settings).await?;
    let enrollment = wired.enroll.enrollment();
    let operator = user::operator(enrollment, asked.tenant.as_deref()).await?;
    let view = enrollment
        .retry_provisioning(&operator, id(&asked.user)?)
        .await
        .map_err(|error| failed(&error))?;
    output::write(&format!(
        "version {} of user {} is wanted at {}; the servers and workers see to it\n",
        view.wanted,
        view.user,
        view.target.as_str()
    ))
}

fn id(text: &str) -> Result<UserId, Failure> {
    UserId::parse(text).map_err(|_rule| Failure::new(Exit::Failed, "the user is named by their id, which is a UUID"))
}

fn failed(error: &ManageProvisioningError) -> Failure {
    match error {
        ManageProvisioningError::Forbidden => Failure::new(Exit::Failed, "the operator may not see provisioning"),
        ManageProvisioningError::NotFound => Failure::new(
            Exit::Failed,
            "there is no such user, or they were never to be provisioned",
        ),
        ManageProvisioningError::Unavailable(error) => user::unavailable(error),
    }
}

fn told(view: &ProvisioningView) -> String {
    row(
        &view.user.to_string(),
        view.target.as_str(),
        view.state,
        &format!("{}/{}", view.settled, view.wanted),
        view.why.as_deref().unwrap_or("-"),
    )
}

fn row(user: &str, provider: &str, state: &str, versions: &str, why: &str) -> String {
    format!("{user:<36}  {provider:<16}  {state:<8}  {versions:<9}  {why}\n")
}
