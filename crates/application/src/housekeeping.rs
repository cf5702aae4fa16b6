//! Housekeeping: what has had its time is removed, a little at a time.

use std::time::Duration;

use enroll_domain::registration::TRIES_COUNTED_OVER;
use enroll_repository::StoreError;

use crate::keys::retired_before;
use crate::{Enrollment, Unavailable};

/// How many rows of a kind go in one transaction, so that none holds others up for long.
const CHUNK: usize = 500;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long an expired link or session is kept for whoever looks into a complaint.
const AFTERLIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Removes what has had its time.
#[derive(Clone)]
pub struct Housekeeping {
    enrollment: Enrollment,
}

/// How many rows of each kind went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tidied {
    /// Registration attempts that expired a day ago; they hold personal data, so they go first.
    pub attempts: usize,
    /// Links that expired a week ago.
    pub proofs: usize,
    /// Tries of typed codes that are counted no more.
    pub code_tries: usize,
    /// Sessions that expired a week ago.
    pub sessions: usize,
    /// Receipts that are a day old.
    pub receipts: usize,
    /// Messages that were settled, and not dead, a week ago.
    pub messages: usize,
    /// Invitations that expired a month ago.
    pub invitations: usize,
    /// Addresses, user names and external ids of users whose accounts were closed longer ago than the tenant's cool-down.
    pub identifiers: usize,
    /// Addressees of notices that were noted a week ago.
    pub addressees: usize,
    /// Signing keys whose last tokens are over. There are never many, so they all go at once.
    pub signing_keys: usize,
    /// Addresses whose mail budgets were last used longer ago than their window.
    pub addresses: usize,
}

impl Tidied {
    /// Whether there may be more to remove at once.
    #[must_use]
    pub const fn more(&self) -> bool {
        let Self {
            attempts,
            proofs,
            code_tries,
            sessions,
            receipts,
            messages,
            invitations,
            identifiers,
            addressees,
            signing_keys: _,
            addresses,
        } = *self;
        attempts >= CHUNK
            || proofs >= CHUNK
            || code_tries >= CHUNK
            || sessions >= CHUNK
            || receipts >= CHUNK
            || messages >= CHUNK
            || invitations >= CHUNK
            || identifiers >= CHUNK
            || addressees >= CHUNK
            || addresses >= CHUNK
    }
}

impl Housekeeping {
    /// Housekeeping for the store that `enrollment` uses.
    #[must_use]
    pub const fn new(enrollment: Enrollment) -> Self {
        Self { enrollment }
    }

    /// Removes up to a chunk of each kind, and says how many of each.
    ///
    /// # Errors
    /// [`Unavailable`]; then nothing was removed.
    pub async fn step(&self) -> Result<Tidied, Unavailable> {
        let now = self.enrollment.now();
        let window = self.enrollment.longest_mail_window();
        let budgets = now.minus(window);
        let tries = now.minus(TRIES_COUNTED_OVER);
        let retired = now.minus(self.enrollment.retirement());
        let (day, week, month) = (now.minus(DAY), now.minus(AFTERLIFE), now.minus(DAY.saturating_mul(30)));
        let cool_downs = self.enrollment.cool_downs();
        let tidied = self.enrollment.ports.store.atomically::<_, StoreError>(move |tx| {
            let mut identifiers = 0;
            for (tenant, cool_down) in &cool_downs {
                let left = CHUNK.saturating_sub(identifiers);
                identifiers += tx.release_identifiers(*tenant, now.minus(*cool_down), left)?;
            }
            let retired = retired_before(&tx.signing_keys()?, retired);
            Ok(Tidied {
                identifiers,
                addressees: tx.remove_addressees(week, CHUNK)?,
                signing_keys: match retired {
                    Some(before) => tx.remove_signing_keys(before)?,
                    None => 0,
                },
                attempts: tx.remove_expired_attempts(day, CHUNK)?,
                proofs: tx.remove_expired_proofs(week, CHUNK)?,
                code_tries: tx.remove_code_tries(tries, CHUNK)?,
                sessions: tx.remove_expired_sessions(week, CHUNK)?,
                receipts: tx.remove_receipts(day, CHUNK)?,
                messages: tx.remove_settled_messages(week, CHUNK)?,
                invitations: tx.remove_expired_invitations(month, CHUNK)?,
                addresses: tx.remove_idle_addresses(budgets, CHUNK)?,
            })
        });
        Ok(tidied.await?)
    }
}
