//! Our own API: each file holds some routes and their handlers. A handler reads, makes one call of the driving port, and
//! renders; it holds no rule.

pub(crate) mod activations;
pub(crate) mod address_changes;
pub(crate) mod confirmations;
pub(crate) mod departments;
pub(crate) mod invitations;
pub(crate) mod lifecycle;
pub(crate) mod lookups;
pub(crate) mod me;
pub(crate) mod memberships;
pub(crate) mod packages;
mod paging;
pub(crate) mod password_resets;
mod proven;
pub(crate) mod provisioning;
pub(crate) mod registrations;
pub(crate) mod role_catalogue;
pub(crate) mod roles;
pub(crate) mod sessions;
pub(crate) mod tags;
pub(crate) mod tenants;
pub(crate) mod users;

use actix_web::http::StatusCode;

use crate::answer::Answer;
use crate::views::Status;

/// What everybody is answered for whom everything else stands in a mail.
fn check_your_mail() -> Answer {
    Answer::json(StatusCode::ACCEPTED, &Status::CHECK_YOUR_MAIL)
}
