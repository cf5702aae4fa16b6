//! What whoever made a call is told, sorted into what was done, what was refused and what nobody can tell.

use std::time::Duration;

use enroll::domain::id::{InvitationId, UserId};
use enroll::{Tokens, Unavailable};
use enroll_tests::refusal::Refusal;

use crate::history::End;

/// An answer.
pub(crate) struct Answer {
    pub(crate) end: End,
    /// What an error says, with everything that caused it.
    pub(crate) said: String,
    pub(crate) user: Option<UserId>,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) code: Option<(InvitationId, String, u32)>,
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Answer {
    /// It was done.
    pub(crate) const fn done() -> Self {
        Self {
            end: End::Done,
            said: String::new(),
            user: None,
            tokens: None,
            code: None,
            bytes: None,
        }
    }

    /// It was done for this user, who is signed in.
    pub(crate) fn signed_in(user: UserId, tokens: Tokens) -> Self {
        Self {
            user: Some(user),
            tokens: Some(tokens),
            ..Self::done()
        }
    }

    /// It had been done before.
    pub(crate) fn replayed(bytes: Vec<u8>) -> Self {
        Self {
            end: End::Replayed,
            bytes: Some(bytes),
            ..Self::done()
        }
    }
}

impl<E: Refusal> From<E> for Answer {
    fn from(error: E) -> Self {
        let busy = Unavailable::Busy {
            retry_after: Duration::ZERO,
        };
        let busy = busy.to_string();
        Self {
            end: match (error.is_unserved(), error.to_string() == busy) {
                (false, _) => End::Refused,
                (true, true) => End::Busy,
                (true, false) => End::Unknown,
            },
            said: error.told(),
            ..Self::done()
        }
    }
}
