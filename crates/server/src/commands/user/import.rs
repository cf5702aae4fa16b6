//! `enroll user import`: users who come from another system, a line each.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use enroll::domain::{Input, Rejections};
use enroll::{Caller, Enrollment, ImportMode, ImportUserError, Imported};

use super::rows::{Line, Lines, read};
use crate::command_line::ImportUsers;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::Settings;
use crate::sources::Sources;

/// Brings users in, whether or not anybody reads what came of each line.
///
/// # Errors
/// The settings or the database are out of order, the file cannot be read, or a line was refused.
pub(in crate::commands) fn run(asked: &ImportUsers, sources: &Sources) -> Result<(), Failure> {
    let settings = super::settings(sources)?;
    let input: Box<dyn BufRead> = if asked.file == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(&asked.file)
            .map_err(|error| Failure::new(Exit::Io, format!("{} cannot be opened: {error}", asked.file)))?;
        Box::new(BufReader::new(file))
    };
    super::super::runtime()?.block_on(import(settings, asked, input))
}

async fn import(settings: Settings, asked: &ImportUsers, input: Box<dyn BufRead>) -> Result<(), Failure> {
    let wired = super::wire(settings).await?;
    let enrollment = wired.enroll.enrollment();
    let operator = super::operator(enrollment, asked.tenant.as_deref()).await?;
    let mode = if asked.dry_run {
        ImportMode::Trial
    } else {
        ImportMode::Write
    };
    let mut count = Count::default();
    for (number, line) in (1_u64..).zip(Lines::of(input)) {
        let line = line.map_err(|error| Failure::new(Exit::Io, format!("line {number} cannot be read: {error}")))?;
        let came = match line {
            Line::Blank => continue,
            Line::TooLong => Came::Refused(vec![format!("it is longer than {} bytes", Lines::LONGEST)]),
            Line::Text(text) => take(enrollment, &operator, mode, &text)
                .await
                .map_err(|failure| failure.at(number))?,
        };
        count.add(&came);
        output::tell(&format!("{number:<6}  {}\n", came.told(mode)))?;
    }
    count.end(mode)
}

/// What came of a line.
enum Came {
    Made {
        id: String,
        state: &'static str,
        left_out: Vec<String>,
    },
    Exists(String),
    Refused(Vec<String>),
}

async fn take(enrollment: &Enrollment, operator: &Caller, mode: ImportMode, text: &str) -> Result<Came, Stopped> {
    let form = match read(text) {
        Ok(form) => form,
        Err(problems) => return Ok(Came::Refused(problems)),
    };
    Ok(match enrollment.import_user(operator, &form, mode).await {
        Ok(Imported::Made { user, left_out }) => Came::Made {
            id: user.user.id.to_string(),
            state: user.user.state.code(),
            left_out: left_out.iter().map(ToString::to_string).collect(),
        },
        Ok(Imported::Exists(id)) => Came::Exists(id.to_string()),
        Err(ImportUserError::Rejected(rejections)) => Came::Refused(refusals(&rejections, &form.user.roles)),
        Err(ImportUserError::Forbidden) => Came::Refused(vec!["the tenant takes no users at all".to_owned()]),
        Err(ImportUserError::Unavailable(error)) => return Err(Stopped(super::unavailable(&error))),
    })
}

/// Why it does not go on.
struct Stopped(Failure);

impl Stopped {
    /// The same, said of the line at which it stopped.
    fn at(self, number: u64) -> Failure {
        self.0.preceded_by(format!(
            "stopped at line {number}; those before it are in, and are left as they are when it is run again"
        ))
    }
}

/// What is wrong with a line, each by its place: an item of a list by its index, and a role by its name, too.
fn refusals(rejections: &Rejections, roles: &[String]) -> Vec<String> {
    let told = rejections.as_slice().iter().map(|rejection| {
        let (input, words) = (rejection.input, super::words(rejection.rule));
        match (input, rejection.item) {
            (Input::Role, Some(index)) => match super::role_of(*rejection, roles) {
                Some(name) => format!("roles.{index} ({name}): {words}"),
                None => format!("roles.{index}: {words}"),
            },
            (Input::Password, _) => format!("password_hash: {words}"),
            _ => format!("{}: {words}", input.name()),
        }
    });
    told.collect()
}

impl Came {
    fn told(&self, mode: ImportMode) -> String {
        match (self, mode) {
            (Self::Made { id, state, left_out }, ImportMode::Write) => {
                format!("made     {id}  {state}{}", without(left_out))
            }
            // The id is of nobody once the trial is undone.
            (Self::Made { state, left_out, .. }, ImportMode::Trial) => format!("good     {state}{}", without(left_out)),
            (Self::Exists(id), _) => format!("exists   {id}"),
            (Self::Refused(problems), _) => format!("refused  {}", problems.join("; ")),
        }
    }
}

fn without(roles: &[String]) -> String {
    if roles.is_empty() {
        String::new()
    } else {
        format!(", without the roles {}", roles.join(", "))
    }
}

#[derive(Default)]
struct Count {
    made: u64,
    exists: u64,
    refused: u64,
}

impl Count {
    fn add(&mut self, came: &Came) {
        match came {
            Came::Made { .. } => self.made += 1,
            Came::Exists(_) => self.exists += 1,
            Came::Refused(_) => self.refused += 1,
        }
    }

    fn end(&self, mode: ImportMode) -> Result<(), Failure> {
        let Self { made, exists, refused } = self;
        let done = match mode {
            ImportMode::Write => "made",
            ImportMode::Trial => "good",
        };
        output::tell(&format!("{done} {made}, exists {exists}, refused {refused}\n"))?;
        if *refused == 0 {
            Ok(())
        } else {
            Err(Failure::new(
                Exit::Failed,
                format!("{refused} were refused; the lines above say why"),
            ))
        }
    }
}
