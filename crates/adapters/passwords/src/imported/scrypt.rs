//! scrypt (RFC 7914): the PHC string `$scrypt$ln=…,r=…,p=…$salt$output`, and what Django makes of the same parts.

use enroll_domain::password::Password;
use scrypt::Params;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{base64, number, parts, sized};
use crate::argon::Fault;

/// 256 MiB.
const MOST_MEMORY: u64 = 256 << 20;
/// Memory times parallelism, for one thread does all of it: 1 GiB.
const MOST_WORK: u64 = 1 << 30;
const MOST_LOG_N: u32 = 24;
const MOST_BLOCK: u32 = 64;
const MOST_LANES: u32 = 64;

/// A scrypt hash.
pub(crate) struct Scrypt {
    params: Params,
    salt: Vec<u8>,
    tag: Vec<u8>,
}

impl Scrypt {
    /// Reads what stands after the name of a PHC string.
    pub(super) fn read(rest: &str) -> Result<Self, Fault> {
        let [cost, salt, tag] = parts(rest)?;
        let mut costs = ["ln=", "r=", "p="].into_iter().zip(cost.split(','));
        let mut cost_of = || {
            let (name, text) = costs.next().ok_or(Fault::Malformed)?;
            number(text.strip_prefix(name).ok_or(Fault::Malformed)?)
        };
        let (log_n, block, lanes) = (cost_of()?, cost_of()?, cost_of()?);
        if cost.split(',').count() != 3 {
            return Err(Fault::Malformed);
        }
        Self::new(log_n, block, lanes, base64::unpadded(salt)?, base64::unpadded(tag)?)
    }

    /// Puts the parts together, within bounds.
    pub(super) fn new(log_n: u32, block: u32, lanes: u32, salt: Vec<u8>, tag: Vec<u8>) -> Result<Self, Fault> {
        if log_n > MOST_LOG_N || block > MOST_BLOCK || lanes > MOST_LANES {
            return Err(Fault::Excessive);
        }
        let memory = (128 * u64::from(block)) << log_n;
        if memory > MOST_MEMORY || memory * u64::from(lanes) > MOST_WORK {
            return Err(Fault::Excessive);
        }
        let log_n = u8::try_from(log_n).map_err(|_bounded| Fault::Excessive)?;
        let params = Params::new(log_n, block, lanes).map_err(|_invalid| Fault::Malformed)?;
        let (salt, tag) = sized(salt, tag)?;
        Ok(Self { params, salt, tag })
    }

    /// Whether it is the hash of this password.
    pub(super) fn is_of(&self, password: &Password) -> Result<bool, Fault> {
        let mut made = Zeroizing::new(vec![0; self.tag.len()]);
        scrypt::scrypt(password.expose().as_bytes(), &self.salt, &self.params, &mut made)
            .map_err(|_length| Fault::Malformed)?;
        Ok(made.ct_eq(&self.tag).into())
    }
}
