//! Back-off: when something that failed for the moment is tried again.

use std::time::Duration;

use enroll_domain::Timestamp;
use enroll_system::{Entropy, EntropyError};

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The time of the next try after `tries` failed: 5 s, doubled with each, at most an hour; then up to a quarter more by
/// chance, so that what failed together does not come back together.
pub(super) fn next_try(now: Timestamp, tries: u32, entropy: &dyn Entropy) -> Result<Timestamp, EntropyError> {
    let factor = 2_u32.saturating_pow(tries.saturating_sub(1));
    let wait = FIRST.saturating_mul(factor).min(LONGEST);
    let mut chance = [0; 1];
    entropy.fill(&mut chance)?;
    let [chance] = chance;
    let jitter = wait.saturating_mul(u32::from(chance)) / (4 * 256);
    Ok(now.plus(wait).plus(jitter))
}
