//! `enroll user create`: the way to the first administrator, and to any other user, without a mail.

use std::io::{self, BufRead as _};

use enroll::domain::Rejections;
use enroll::domain::profile::Field;
use enroll::{CreateUserError, Created, FirstCredential, NewUserForm, Receipted};

use crate::command_line::CreateUser;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Secret, Settings};
use crate::sources::Sources;

/// The longest password that is read, in bytes; the policy asks for a shorter one anyway.
const LONGEST: u64 = 4096;

/// Makes a user.
///
/// # Errors
/// The settings or the database are out of order, or the user is refused.
pub(in crate::commands) fn run(asked: CreateUser, sources: &Sources) -> Result<(), Failure> {
    let settings = super::settings(sources)?;
    let password = if asked.password_stdin {
        Some(read_password(io::stdin().lock())?)
    } else {
        None
    };
    let form = NewUserForm {
        email: Some(asked.email),
        username: asked.username,
        roles: asked.roles,
        profile: fields(&asked.fields)?,
        ..NewUserForm::default()
    };
    let place = match settings.public_url {
        Some(_) => Place::Known,
        None => Place::Guessed,
    };
    let tenant = asked.tenant.as_deref();
    let created = super::super::runtime()?.block_on(create(settings, tenant, &form, password.as_ref()))?;
    output::write(&told(&created, place))
}

async fn create(
    settings: Settings,
    tenant: Option<&str>,
    form: &NewUserForm,
    password: Option<&Secret>,
) -> Result<Created, Failure> {
    let wired = super::wire(settings).await?;
    let enrollment = wired.enroll.enrollment();
    let credential = password.map_or(FirstCredential::Link, |password| {
        FirstCredential::Password(password.expose())
    });
    match enrollment
        .create_user(&super::operator(enrollment, tenant).await?, form, credential, None)
        .await
    {
        Ok(Receipted::Fresh(created)) => Ok(created),
        Ok(Receipted::Replayed(_)) | Err(CreateUserError::KeyReused) => {
            Err(Failure::new(Exit::Failed, "the store answered what was not asked"))
        }
        Err(CreateUserError::Rejected(rejections)) => Err(refused(&rejections, &form.roles)),
        Err(CreateUserError::Forbidden) => Err(Failure::new(Exit::Failed, "the tenant takes no users at all")),
        Err(CreateUserError::Unavailable(error)) => Err(super::unavailable(&error)),
    }
}

/// Whether it is known where people reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// `public_url` says so.
    Known,
    /// Nothing does; the link leads to where the server listens.
    Guessed,
}

fn told(created: &Created, place: Place) -> String {
    let user = &created.user.user;
    let roles: Vec<&str> = created.user.roles.iter().map(|role| role.as_str()).collect();
    let made = format!(
        "made user {}, {}, with the roles {}\n",
        user.id,
        user.state.code(),
        roles.join(", ")
    );
    let Some(link) = &created.link else { return made };
    let guessed = match place {
        Place::Known => "",
        Place::Guessed => {
            "public_url is not set here, so the link may not lead to your server: set it, or mend the link by hand\n"
        }
    };
    format!("{made}their link to set a first password, which works once (keep it secret):\n\n{link}\n\n{guessed}")
}

/// The fields of the profile that were given.
fn fields(given: &[String]) -> Result<Vec<(Field, String)>, Failure> {
    let read = given.iter().map(|text| {
        let (name, value) = text.split_once('=')?;
        Some((Field::from_name(name)?, value.to_owned()))
    });
    let read: Option<Vec<_>> = read.collect();
    read.ok_or_else(|| {
        let known: Vec<_> = Field::ALL.iter().map(|field| field.name()).collect();
        Failure::new(
            Exit::Failed,
            format!("--field takes NAME=VALUE, the name one of {}", known.join(", ")),
        )
    })
}

/// The first line, without its end.
fn read_password(input: impl io::BufRead) -> Result<Secret, Failure> {
    let mut line = String::new();
    io::Read::take(input, LONGEST).read_line(&mut line).map_err(|error| {
        Failure::new(
            Exit::Io,
            format!("the password cannot be read from the standard input: {error}"),
        )
    })?;
    let password = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Secret::new(password.strip_suffix('\r').unwrap_or(password)))
}

fn refused(rejections: &Rejections, roles: &[String]) -> Failure {
    let lines = rejections.as_slice().iter().map(|rejection| {
        let (name, words) = (rejection.input.name(), super::words(rejection.rule));
        match super::role_of(*rejection, roles) {
            Some(role) => format!("{name} {role}: {words}"),
            None => format!("{name}: {words}"),
        }
    });
    Failure::of_all(Exit::Failed, lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_with_its_spaces_and_without_its_end() {
        for (input, password) in [("a b \n", "a b "), ("a b\r\nrest", "a b"), ("a b", "a b"), ("", "")] {
            assert_eq!(read_password(input.as_bytes()).unwrap().expose(), password);
        }
    }
}
