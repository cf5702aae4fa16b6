//! Typed codes in a tenant: which mails carry one beside the link, how long it is good, and how often codes may be tried.

use std::time::Duration;

use crate::Timestamp;
use crate::proof::{Proof, Purpose};

/// The span over which tries are counted: 24 hours.
pub const TRIES_COUNTED_OVER: Duration = Duration::from_secs(24 * 60 * 60);

/// What a tenant says about typed codes. By default no mail carries one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePolicy {
    /// The links beside which a code stands; none by default.
    pub purposes: Vec<Purpose>,
    /// How long a code is good, from the making of its link on. 10 minutes by default; a link that ends earlier ends its code.
    pub lifetime: Duration,
    /// How many codes may be tried for one purpose and one address within [`TRIES_COUNTED_OVER`], whichever codes they are. 10 by
    /// default. After that only links work.
    pub tries: u32,
}

impl CodePolicy {
    /// The purposes that may have codes. A link that was handed over comes with no mail, and one to confirm an address is part of
    /// contracts that know links alone.
    pub const POSSIBLE: &[Purpose] = &[Purpose::Activation, Purpose::FirstPassword, Purpose::PasswordReset];

    /// The point in time at which the code of a proof is no longer good; `None` where it never had one.
    #[must_use]
    pub fn ends_at(&self, proof: &Proof) -> Option<Timestamp> {
        let coded = self.purposes.contains(&proof.purpose);
        coded.then(|| proof.made_at.plus(self.lifetime).min(proof.expires_at))
    }
}

impl Default for CodePolicy {
    fn default() -> Self {
        Self {
            purposes: Vec::new(),
            lifetime: Duration::from_secs(10 * 60),
            tries: 10,
        }
    }
}
