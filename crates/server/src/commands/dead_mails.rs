//! `enroll mail dead`, `retry` and `forget`: mails that were given up, as the operator.

use std::time::Duration;

use enroll::domain::id::MessageId;
use enroll::ports::system::Clock as _;
use enroll::{
    Call, Caller, DeadMailView, Enrollment, ListError, ManageDeadMailsError, ManageTenantsError, Page, SystemClock,
};

use super::user;
use crate::command_line::{DeadMails, DeadMailsMeant};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::Settings;
use crate::sources::Sources;

/// How many are read at once.
const PAGE: usize = 100;

/// What becomes of a dead mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is tried again.
    TriedAgain,
    /// It is forgotten.
    Forgotten,
}

/// Lists them.
///
/// # Errors
/// The settings or the database are out of order, or the output cannot be written.
pub(super) fn list(asked: &DeadMails, sources: &Sources) -> Result<(), Failure> {
    let settings = user::settings(sources)?;
    super::runtime()?.block_on(tell(settings, asked))
}

/// Has one of them, or all, tried again or forgotten.
///
/// # Errors
/// The settings or the database are out of order, or there is no such mail.
pub(super) fn resolve(asked: &DeadMailsMeant, fate: Fate, sources: &Sources) -> Result<(), Failure> {
    let settings = user::settings(sources)?;
    super::runtime()?.block_on(carry_out(settings, asked, fate))
}

async fn tell(settings: Settings, asked: &DeadMails) -> Result<(), Failure> {
    let wired = user::wire(settings).await?;
    let enrollment = wired.enroll.enrollment();
    output::write(&row("id", "tenant", "mail", "since", "tries", "why"))?;
    for place in places(enrollment, asked.tenant.as_deref()).await? {
        let mut after = None;
        loop {
            let page = page(enrollment, &place, after).await?;
            page.items
                .iter()
                .try_for_each(|view| output::write(&told(&place, view)))?;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(())
}

async fn carry_out(settings: Settings, asked: &DeadMailsMeant, fate: Fate) -> Result<(), Failure> {
    let wired = user::wire(settings).await?;
    let enrollment = wired.enroll.enrollment();
    let places = places(enrollment, asked.tenant.as_deref()).await?;
    let done = match &asked.id {
        Some(text) => one(enrollment, &places, id(text)?, fate).await?,
        None => all(enrollment, &places, fate).await?,
    };
    output::write(&match fate {
        Fate::TriedAgain => format!("{done} mails are due again; the servers and workers see to them\n"),
        Fate::Forgotten => format!("{done} mails are forgotten\n"),
    })
}

/// The operator in a tenant, and the tenant's name.
struct Place {
    tenant: String,
    operator: Caller,
}

/// Where to look: in the tenant of this name, or else in all of them.
async fn places(enrollment: &Enrollment, tenant: Option<&str>) -> Result<Vec<Place>, Failure> {
    let names = match tenant {
        Some(name) => vec![name.to_owned()],
        None => tenants(enrollment).await?,
    };
    let mut places = Vec::with_capacity(names.len());
    for tenant in names {
        let operator = user::operator(enrollment, Some(&tenant)).await?;
        places.push(Place { tenant, operator });
    }
    Ok(places)
}

async fn tenants(enrollment: &Enrollment) -> Result<Vec<String>, Failure> {
    let operator = enrollment.operator(&Call::in_default_tenant()).await;
    let operator = operator.map_err(|error| user::unavailable(&error))?;
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let page = enrollment.list_tenants(&operator, after, PAGE).await;
        let page = page.map_err(|error| match error {
            ManageTenantsError::Unavailable(error) => user::unavailable(&error),
            other => Failure::new(Exit::Failed, other.to_string()),
        })?;
        names.extend(page.items.iter().map(|view| view.tenant.name.as_str().to_owned()));
        after = page.next;
        if after.is_none() {
            return Ok(names);
        }
    }
}

async fn page(
    enrollment: &Enrollment,
    place: &Place,
    after: Option<MessageId>,
) -> Result<Page<DeadMailView, MessageId>, Failure> {
    let page = enrollment.list_dead_mails(&place.operator, after, PAGE).await;
    page.map_err(|error| match error {
        ListError::Forbidden => Failure::new(Exit::Failed, "the operator may not see dead mails"),
        ListError::Unavailable(error) => user::unavailable(&error),
    })
}

/// Looks for one mail in every place.
async fn one(enrollment: &Enrollment, places: &[Place], mail: MessageId, fate: Fate) -> Result<u64, Failure> {
    for place in places {
        if resolved(enrollment, place, mail, fate).await? {
            return Ok(1);
        }
    }
    Err(Failure::new(
        Exit::Failed,
        "there is no dead mail of this id; `enroll mail dead` lists those that there are",
    ))
}

/// Goes through all of them once: one that dies again meanwhile keeps its id and is not met twice.
async fn all(enrollment: &Enrollment, places: &[Place], fate: Fate) -> Result<u64, Failure> {
    let mut done = 0;
    for place in places {
        let mut after = None;
        loop {
            let page = page(enrollment, place, after).await?;
            for view in &page.items {
                done += u64::from(resolved(enrollment, place, view.id, fate).await?);
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(done)
}

/// Whether there was such a mail.
async fn resolved(enrollment: &Enrollment, place: &Place, mail: MessageId, fate: Fate) -> Result<bool, Failure> {
    let done = match fate {
        Fate::TriedAgain => enrollment.retry_dead_mail(&place.operator, mail).await,
        Fate::Forgotten => enrollment.forget_dead_mail(&place.operator, mail).await,
    };
    match done {
        Ok(()) => Ok(true),
        Err(ManageDeadMailsError::NotFound) => Ok(false),
        Err(ManageDeadMailsError::Forbidden) => Err(Failure::new(
            Exit::Failed,
            "the operator may not decide about dead mails",
        )),
        Err(ManageDeadMailsError::Unavailable(error)) => Err(user::unavailable(&error)),
    }
}

fn id(text: &str) -> Result<MessageId, Failure> {
    MessageId::parse(text).map_err(|_rule| Failure::new(Exit::Failed, "a mail is named by its id, which is a UUID"))
}

fn told(place: &Place, view: &DeadMailView) -> String {
    row(
        &view.id.to_string(),
        &place.tenant,
        &in_one_line(&view.kind),
        &age(SystemClock.now().since(view.since)),
        &view.tries.to_string(),
        &in_one_line(&view.why),
    )
}

fn row(id: &str, tenant: &str, mail: &str, since: &str, tries: &str, why: &str) -> String {
    format!("{id:<36}  {tenant:<16}  {mail:<20}  {since:<5}  {tries:<5}  {why}\n")
}

/// For how long, in the greatest unit that is whole.
fn age(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3_600 => format!("{}m", seconds / 60),
        3_600..86_400 => format!("{}h", seconds / 3_600),
        86_400.. => format!("{}d", seconds / 86_400),
    }
}

/// A mail server chose these words, or whoever damaged the row.
fn in_one_line(text: &str) -> String {
    text.replace(|letter: char| letter.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_its_greatest_unit() {
        for (seconds, told) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m"),
            (3_600, "1h"),
            (86_399, "23h"),
            (172_800, "2d"),
        ] {
            assert_eq!(age(Duration::from_secs(seconds)), told);
        }
    }

    #[test]
    fn words_of_others_stay_in_their_line() {
        assert_eq!(in_one_line("550\r\n\u{1b}[2Jno"), "550   [2Jno");
    }
}
