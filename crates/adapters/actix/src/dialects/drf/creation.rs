//! Creation: the call that makes a user, and everything that speaks against one, told at once: serializers ask the store for
//! their unique fields and for rows that are named while they validate everything else.

use enroll_application::{Caller, CreateUserError, Created, FirstCredential, NewUserForm, Receipted};
use enroll_domain::Rejection;

use super::faults::Faults;
use crate::dialects::{Early, Spoken};

/// What came of it.
pub(crate) enum Making {
    /// The user is made.
    Made(Box<Created>),
    /// There is something against it. Empty where the reader alone found faults.
    Rejected(Vec<Rejection>),
    /// The caller may not.
    Forbidden,
}

/// Something was replayed though there was no key by which it could be.
#[derive(Debug, thiserror::Error)]
#[error("an answer was replayed that nobody asked for twice")]
struct Replayed;

/// Makes a user whose form was read well. Where it was not, and where something else is wrong, everything that is against it is
/// gathered.
///
/// # Errors
/// enroll cannot serve the call now.
pub(crate) async fn make(
    spoken: &Spoken,
    caller: &Caller,
    form: &NewUserForm,
    credential: FirstCredential<'_>,
    faults: &Faults,
) -> Result<Making, Early> {
    let enrollment = spoken.enrollment();
    let mut against = Vec::new();
    if faults.is_empty() {
        match enrollment.create_user(caller, form, credential, None).await {
            Ok(Receipted::Fresh(created)) => return Ok(Making::Made(Box::new(created))),
            Ok(Receipted::Replayed(_)) => return Err(Early::Broken(Box::new(Replayed))),
            Err(CreateUserError::Rejected(rejections)) => against.extend_from_slice(rejections.as_slice()),
            Err(CreateUserError::Forbidden | CreateUserError::KeyReused) => return Ok(Making::Forbidden),
            Err(CreateUserError::Unavailable(unavailable)) => return Err(unavailable.into()),
        }
    }
    let more = match enrollment.objections(caller, form, credential).await {
        Ok(more) => more,
        Err(CreateUserError::Rejected(rejections)) => rejections.as_slice().to_vec(),
        Err(CreateUserError::Forbidden | CreateUserError::KeyReused) => return Ok(Making::Forbidden),
        Err(CreateUserError::Unavailable(unavailable)) => return Err(unavailable.into()),
    };
    let new: Vec<_> = more.into_iter().filter(|known| !against.contains(known)).collect();
    against.extend(new);
    Ok(Making::Rejected(against))
}
