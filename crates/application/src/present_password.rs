//! The present password, as somebody who is signed in gives it once more before something that cannot be undone.

use enroll_credentials::{HashError, Verification};
use enroll_domain::password::{Password, PasswordHash};
use enroll_domain::user::{State, User};
use enroll_domain::{Gathered, Input, Rejection, Rejections, Rule};
use enroll_repository::StoreError;

use crate::Enrollment;

/// Reads what was given as the present password.
pub(crate) fn read_password(gathered: &mut Gathered, input: Input, text: Option<&str>) -> Option<Password> {
    let text = text.filter(|text| !text.is_empty()).ok_or(Rule::Required);
    gathered.take(input, text.and_then(Password::parse))
}

/// What an active user signs in with.
pub(crate) fn present(user: &User) -> Option<&PasswordHash> {
    match &user.state {
        State::Active { password, .. } => Some(password),
        State::Pending { .. } | State::Suspended { .. } | State::Closed { .. } => None,
    }
}

impl Enrollment {
    /// The user as they are by now, if they still have the address that they had: whoever has another one is signed out, and asks
    /// again.
    pub(crate) async fn still(&self, user: &User) -> Result<Option<User>, StoreError> {
        let (tenant, id) = (user.tenant, user.id);
        let found = self.ports.store.view(move |queries| queries.user(tenant, id)).await?;
        Ok(found.filter(|found| found.identifiers.email == user.identifiers.email))
    }

    /// Sees that what was given as `input` is the password behind `stored`.
    pub(crate) async fn see_password<E>(&self, input: Input, given: &Password, stored: &PasswordHash) -> Result<(), E>
    where
        E: From<Rejections> + From<HashError>,
    {
        match self.ports.hasher.verify(given.clone(), stored.clone()).await? {
            Verification::Match(_) => Ok(()),
            Verification::Mismatch => Err(Rejections::from(Rejection::new(input, Rule::Mismatch)).into()),
        }
    }
}
