//! Sessions: a person's sign-in, and the family of refresh tokens that keeps it going.

use std::time::Duration;

use crate::id::{SessionId, TenantId, UserId};
use crate::time::Timestamp;

/// How long a spent refresh token still answers with the same successor: long enough for a client that lost the
/// answer or sent the token twice, too short for a thief.
pub const REFRESH_GRACE: Duration = Duration::from_secs(30);

/// A sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The `sid` of its tokens, and the name of its refresh family.
    pub id: SessionId,
    /// The tenant.
    pub tenant: TenantId,
    /// Who signed in.
    pub user: UserId,
    /// When.
    pub made_at: Timestamp,
    /// The first point in time at which no refresh token of it is good any more; using one does not move it.
    pub expires_at: Timestamp,
    /// The generation of the newest refresh token.
    pub generation: u32,
    /// When that generation was made.
    pub rotated_at: Timestamp,
    /// When the session ended before its time, if it did.
    pub ended_at: Option<Timestamp>,
}

/// What a presented refresh token asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// It is the newest: make the next one.
    Rotate {
        /// The generation of the next token.
        to: u32,
    },
    /// It was spent a moment ago: give the same successor again.
    Repeat {
        /// The generation of that successor.
        to: u32,
    },
    /// It was spent before: somebody else has it. End the whole family.
    Reuse,
    /// The session is over, or there never was such a token.
    Refuse,
}

impl Session {
    /// Whether the session stands.
    #[must_use]
    pub fn stands(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }

    /// What to do about a refresh token of this generation (RFC 9700 §4.14: rotation with reuse detection).
    #[must_use]
    pub fn refresh(&self, presented: u32, now: Timestamp) -> Refresh {
        if !self.stands(now) || presented > self.generation {
            return Refresh::Refuse;
        }
        if presented == self.generation {
            return match presented.checked_add(1) {
                Some(to) => Refresh::Rotate { to },
                None => Refresh::Refuse,
            };
        }
        let just_before = presented.checked_add(1) == Some(self.generation);
        // A clock that went back makes no grace longer; one that is a little behind another server's takes none away.
        let apart = now.since(self.rotated_at).max(self.rotated_at.since(now));
        if just_before && apart < REFRESH_GRACE {
            Refresh::Repeat { to: self.generation }
        } else {
            Refresh::Reuse
        }
    }
}
