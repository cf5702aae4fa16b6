//! The calls that people make: each is chosen by chance from what stands in the book, and becomes a future that ends in an answer.

mod accounts;
mod administration;
mod codes;
mod entering;
mod links;
mod sessions;

pub(crate) use links::perform;
use std::pin::Pin;

use enroll::domain::id::TenantId;
use enroll::{AuthenticateError, Call, Caller, Enrollment};

use crate::answer::Answer;
use crate::book::Book;
use crate::chance::Chance;
use crate::history::What;

/// What a call is made with.
pub(crate) struct Ask<'a> {
    pub(crate) book: &'a Book,
    pub(crate) enrollment: Enrollment,
    pub(crate) call: Call,
    pub(crate) tenant: usize,
    /// A number that no other call has.
    pub(crate) number: u64,
    /// Another tenant.
    pub(crate) elsewhere: TenantId,
}

/// A call that begins.
pub(crate) type Play = Pin<Box<dyn Future<Output = Answer>>>;

/// Begins a call, unless nobody can make it yet.
type Opening = fn(&Ask<'_>, &mut Chance) -> Option<(What, Play)>;

/// Every call, with how often it is made.
const OPENINGS: &[(usize, Opening)] = &[
    (22, entering::register),
    (8, entering::register_again),
    (5, entering::resend),
    (10, entering::ask_reset),
    (24, links::activate),
    (8, links::confirm),
    (20, links::move_there),
    (18, links::reset),
    (10, links::set_first_password),
    (2, links::disown),
    (5, links::misuse),
    (30, codes::use_code),
    (14, codes::guess),
    (24, sessions::sign_in),
    (28, sessions::speak),
    (8, sessions::refresh),
    (2, sessions::sign_out),
    (9, sessions::change_password),
    (4, administration::create),
    (2, administration::create_again),
    (9, administration::change_roles),
    (4, administration::invite),
    (1, administration::take_back),
    (2, administration::provision_again),
    (4, administration::overreach),
    (10, accounts::ask_address),
    (2, accounts::sign_out_everywhere),
    (1, accounts::close_own),
    (12, accounts::change_lifecycle),
    (3, accounts::import),
    (4, accounts::rotate),
];

/// Begins one of all calls.
pub(crate) fn open(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let place = chance.weighed(OPENINGS.iter().map(|(weight, _)| *weight));
    OPENINGS[place].1(ask, chance)
}

/// Whoever an access token speaks for, or the operator.
async fn caller(enrollment: &Enrollment, call: &Call, access: Option<&str>) -> Result<Caller, AuthenticateError> {
    match access {
        Some(access) => enrollment.authenticate(call, access).await,
        None => Ok(enrollment.operator(call).await?),
    }
}

/// Turns what a use case answers into an answer.
macro_rules! tell {
    ($asked:expr, $done:expr) => {
        match $asked.await {
            Ok(done) => $done(done),
            Err(error) => return Answer::from(error),
        }
    };
}
use tell;
