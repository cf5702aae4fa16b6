//! A keyed digest of 32 bytes from the standard library's hash function. Any change of its input shows; it keeps no secret.

use std::hash::{DefaultHasher, Hasher};

/// The digest of these parts under this key. Each part is preceded by its length, so that no two lists are the same bytes.
pub(super) fn digest(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut out = [0; 32];
    for (round, place) in (0_u8..).zip(out.chunks_exact_mut(8)) {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(round);
        hasher.write(key);
        for part in parts {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        place.copy_from_slice(&hasher.finish().to_be_bytes());
    }
    out
}

/// Bytes in lower-case hexadecimal.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes from lower-case hexadecimal, and from nothing else.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) || !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// Just this many bytes from lower-case hexadecimal.
pub(super) fn exactly<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() == N * 2 {
        from_hex(text)?.try_into().ok()
    } else {
        None
    }
}
