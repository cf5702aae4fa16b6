//! `enroll user list`: who there is.

use enroll::domain::id::UserId;
use enroll::domain::identifier::{EmailAddress, Username};
use enroll::domain::user::EmailProof;
use enroll::{Caller, Enrollment, ListUsersError, UserPage, UserView};
use serde::Serialize;

use crate::command_line::ListUsers;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::Settings;
use crate::sources::Sources;

/// How many users are read at once.
const PAGE: usize = 100;

/// Lists the users.
///
/// # Errors
/// The settings or the database are out of order, or the output cannot be written.
pub(in crate::commands) fn run(asked: &ListUsers, sources: &Sources) -> Result<(), Failure> {
    let settings = super::settings(sources)?;
    super::super::runtime()?.block_on(list(settings, asked))
}

async fn list(settings: Settings, asked: &ListUsers) -> Result<(), Failure> {
    let wired = super::wire(settings).await?;
    let operator = super::operator(wired.enroll.enrollment(), asked.tenant.as_deref()).await?;
    let mut form = if asked.json {
        Form::Json { first: true }
    } else {
        Form::Table
    };
    form.begin()?;
    let mut after = None;
    loop {
        let page = page(wired.enroll.enrollment(), &operator, after).await?;
        page.users.iter().try_for_each(|view| form.row(view))?;
        after = page.next;
        if after.is_none() {
            return form.end();
        }
    }
}

async fn page(enrollment: &Enrollment, operator: &Caller, after: Option<UserId>) -> Result<UserPage, Failure> {
    let page = enrollment.list_users(operator, after, PAGE).await;
    page.map_err(|error| match error {
        ListUsersError::Forbidden => Failure::new(Exit::Failed, "the operator may not list users"),
        ListUsersError::Unavailable(error) => super::unavailable(&error),
    })
}

/// How the list is written.
enum Form {
    Table,
    Json { first: bool },
}

impl Form {
    fn begin(&self) -> Result<(), Failure> {
        match self {
            Self::Table => output::write(&format!(
                "{:<36}  {:<9}  {:<16}  {:<20}  email\n",
                "id", "status", "username", "roles"
            )),
            Self::Json { .. } => output::write("[\n"),
        }
    }

    fn row(&mut self, view: &UserView) -> Result<(), Failure> {
        let row = Row::of(view);
        match self {
            Self::Table => {
                let (username, roles) = (row.username.unwrap_or("-"), row.roles.join(","));
                let (Row { sub, status, .. }, email) = (&row, row.email.unwrap_or("-"));
                output::write(&format!(
                    "{sub:<36}  {status:<9}  {username:<16}  {roles:<20}  {email}\n"
                ))
            }
            Self::Json { first } => {
                let comma = if std::mem::take(first) { "  " } else { ", " };
                let row = serde_json::to_string(&row).map_err(|error| {
                    Failure::new(Exit::Failed, format!("a user cannot be written as JSON: {error}"))
                })?;
                output::write(&format!("{comma}{row}\n"))
            }
        }
    }

    fn end(&self) -> Result<(), Failure> {
        match self {
            Self::Table => Ok(()),
            Self::Json { .. } => output::write("]\n"),
        }
    }
}

/// A user, with the names that the API uses.
#[derive(Serialize)]
struct Row<'a> {
    sub: String,
    email: Option<&'a str>,
    email_verified: bool,
    username: Option<&'a str>,
    status: &'static str,
    roles: Vec<&'a str>,
}

impl<'a> Row<'a> {
    fn of(view: &'a UserView) -> Self {
        let identifiers = &view.user.identifiers;
        Self {
            sub: view.user.id.to_string(),
            email: identifiers.email.as_ref().map(EmailAddress::as_str),
            email_verified: matches!(identifiers.email_proof, EmailProof::Proved { .. }),
            username: identifiers.username.as_ref().map(Username::as_str),
            status: view.user.state.code(),
            roles: view.roles.iter().map(|role| role.as_str()).collect(),
        }
    }
}
