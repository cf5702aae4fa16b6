//! MACs over several facts, and the texts that carry them.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The MAC of these facts (HMAC-SHA256, RFC 2104). Each is preceded by its length, so that no two lists of facts are the same
/// bytes.
pub(crate) fn mac(key: &hmac::Key, facts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(key);
    for fact in facts {
        // No address space holds more than 2^64 bytes.
        context.update(&u64::try_from(fact.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(fact);
    }
    let mut mac = [0; 32];
    for (to, from) in mac.iter_mut().zip(context.sign().as_ref()) {
        *to = *from;
    }
    mac
}

/// Whether two MACs are the same, in the same time for any two.
pub(crate) fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one, other).is_ok()
}

/// Writes bytes as a URL-safe text.
pub(crate) fn write(parts: &[&[u8]]) -> String {
    URL_SAFE_NO_PAD.encode(parts.concat())
}

/// Reads a text of just this many bytes, in the one way to write them: no padding, no other alphabet, no stray bits.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    // Four characters hold three bytes; whatever is longer is not even decoded.
    if text.len() != (N * 4).div_ceil(3) {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// Takes the first bytes off.
pub(crate) fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*taken)
}
