//! Our own API: each file holds some routes and their handlers. A handler reads, makes one call of the driving port, and
//! renders; it holds no rule.

pub(crate) mod activations;
pub(crate) mod me;
pub(crate) mod password_resets;
pub(crate) mod registrations;
pub(crate) mod roles;
pub(crate) mod sessions;
pub(crate) mod users;

use actix_web::http::StatusCode;

use crate::answer::Answer;
use crate::views::Status;

/// What everybody is answered for whom everything else stands in a mail.
fn check_your_mail() -> Answer {
    Answer::json(StatusCode::ACCEPTED, &Status::CHECK_YOUR_MAIL)
}
