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
use crate::chance::weighed;
use crate::history::What;
use crate::plan::Theme;
use enroll::adapters::memory::Chance;

/// What a call is made with.
pub(crate) struct Ask<'a> {
    pub(crate) book: &'a Book,
    pub(crate) enrollment: Enrollment,
    pub(crate) call: Call,
    pub(crate) tenant: usize,
    /// A number that no other call has.
    pub(crate) number: u64,
    /// What the run is about.
    pub(crate) theme: Theme,
    /// Another tenant.
    pub(crate) elsewhere: TenantId,
}

/// A call that begins.
pub(crate) type Play = Pin<Box<dyn Future<Output = Answer>>>;

/// Begins a call, unless nobody can make it yet.
type Opening = fn(&Ask<'_>, &mut Chance) -> Option<(What, Play)>;

/// How much likelier a call is in a run of its theme.
const LIKELIER: usize = 6;

/// Every call, with how often it is made, and the theme that makes it likelier.
const OPENINGS: &[(usize, Theme, Opening)] = &[
    (22, Theme::Any, entering::register),
    (8, Theme::Any, entering::register_again),
    (5, Theme::Any, entering::resend),
    (10, Theme::Any, entering::ask_reset),
    (24, Theme::Any, links::activate),
    (8, Theme::Any, links::confirm),
    (20, Theme::Moves, links::move_there),
    (18, Theme::Any, links::reset),
    (10, Theme::Any, links::set_first_password),
    (2, Theme::Any, links::disown),
    (5, Theme::Any, links::misuse),
    (30, Theme::Codes, codes::use_code),
    (14, Theme::Codes, codes::guess),
    (24, Theme::Moves, sessions::sign_in),
    (28, Theme::Keys, sessions::speak),
    (8, Theme::Any, sessions::refresh),
    (2, Theme::Any, sessions::sign_out),
    (9, Theme::Any, sessions::change_password),
    (4, Theme::Roles, administration::create),
    (2, Theme::Any, administration::create_again),
    (9, Theme::Roles, administration::change_roles),
    (4, Theme::Roles, administration::invite),
    (1, Theme::Any, administration::take_back),
    (2, Theme::Any, administration::provision_again),
    (4, Theme::Any, administration::overreach),
    (10, Theme::Moves, accounts::ask_address),
    (2, Theme::Any, accounts::sign_out_everywhere),
    (1, Theme::Any, accounts::close_own),
    (12, Theme::Roles, accounts::change_lifecycle),
    (3, Theme::Any, accounts::import),
    (4, Theme::Keys, accounts::rotate),
];

/// Begins one of all calls.
pub(crate) fn open(ask: &Ask<'_>, chance: &mut Chance) -> Option<(What, Play)> {
    let weights = OPENINGS.iter().map(|(weight, theme, _)| {
        let likelier = ask.theme != Theme::Any && ask.theme == *theme;
        if likelier { weight * LIKELIER } else { *weight }
    });
    OPENINGS[weighed(chance, weights)].2(ask, chance)
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
