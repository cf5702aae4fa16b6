//! The root secret, and the keys that are derived from it: one for each use, so that no MAC of one use is good for another.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Okm, Prk, Salt};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use enroll_domain::proof::RootKeyId;
use zeroize::Zeroizing;

/// The 32 bytes from which every other secret of an installation follows. They are wiped when dropped, and shown nowhere.
#[derive(Clone)]
pub struct RootSecret(Zeroizing<[u8; 32]>);

/// Why a text is no root secret. It does not say what the text was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RootSecretError {
    /// Neither hexadecimal nor base64.
    #[error("the root secret is neither 64 hexadecimal digits nor base64")]
    Encoding,
    /// Too short or too long.
    #[error("the root secret is not 32 bytes long")]
    Length,
    /// The same byte over and over: somebody left a placeholder.
    #[error("the root secret is one byte repeated; make a random one")]
    Constant,
}

impl RootSecret {
    /// Takes 32 random bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads a root secret as a file or a variable holds it: 64 hexadecimal digits, or base64 of either alphabet, padded or
    /// not. White space around it is ignored.
    ///
    /// # Errors
    /// [`RootSecretError`].
    pub fn parse(text: &str) -> Result<Self, RootSecretError> {
        let text = text.trim();
        let bytes = if text.len() == 64 { hex(text) } else { base64(text) }.ok_or(RootSecretError::Encoding)?;
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_length| RootSecretError::Length)?;
        if bytes.iter().all(|byte| Some(byte) == bytes.first()) {
            return Err(RootSecretError::Constant);
        }
        Ok(Self::from_bytes(bytes))
    }

    /// The text of a root secret, as [`parse`](Self::parse) reads it: base64 with the URL-safe alphabet, 43 characters.
    #[must_use]
    pub fn encode(bytes: &[u8; 32]) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

impl fmt::Debug for RootSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RootSecret(…)")
    }
}

fn hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = Zeroizing::new(digits?);
    Some(Zeroizing::new(
        digits
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit))
            .collect(),
    ))
}

fn base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    [URL_SAFE_NO_PAD, URL_SAFE, STANDARD, STANDARD_NO_PAD]
        .iter()
        .find_map(|alphabet| alphabet.decode(text).ok())
        .map(Zeroizing::new)
}

/// What one root secret is used for.
pub(crate) struct RootKeys {
    id: RootKeyId,
    tag: [u8; 4],
    /// Links in mails.
    pub(crate) links: hmac::Key,
    /// Codes that are typed instead of links.
    pub(crate) codes: hmac::Key,
    /// Codes of invitations.
    pub(crate) invitations: hmac::Key,
    /// Refresh tokens.
    pub(crate) refresh: hmac::Key,
    /// Receipts: idempotency keys and bodies.
    pub(crate) receipts: hmac::Key,
    /// The seal of token-signing keys.
    pub(crate) ring: LessSafeKey,
}

impl RootKeys {
    /// Derives the keys (HKDF-SHA256, RFC 5869), each under its own label.
    pub(crate) fn derive(secret: &RootSecret) -> Self {
        let root = Salt::new(HKDF_SHA256, b"enroll").extract(secret.0.as_slice());
        let name = hmac::sign(&expand(&root, &[b"enroll id"], HMAC_SHA256).into(), b"");
        let mut tag = [0; 4];
        for (to, from) in tag.iter_mut().zip(name.as_ref()) {
            *to = *from;
        }
        Self {
            id: name_of(tag),
            tag,
            links: expand(&root, &[b"enroll link"], HMAC_SHA256).into(),
            codes: expand(&root, &[b"enroll code"], HMAC_SHA256).into(),
            invitations: expand(&root, &[b"enroll invitation"], HMAC_SHA256).into(),
            refresh: expand(&root, &[b"enroll refresh"], HMAC_SHA256).into(),
            receipts: expand(&root, &[b"enroll idempotency"], HMAC_SHA256).into(),
            ring: LessSafeKey::new(UnboundKey::from(expand(&root, &[b"enroll ring"], &AES_256_GCM))),
        }
    }

    /// The name that rows know it by.
    pub(crate) const fn id(&self) -> &RootKeyId {
        &self.id
    }

    /// The name as tokens hold it.
    pub(crate) const fn tag(&self) -> [u8; 4] {
        self.tag
    }
}

/// The name of the root secret whose tag a token holds.
pub(crate) fn name_of(tag: [u8; 4]) -> RootKeyId {
    RootKeyId::new(format!("{:08x}", u32::from_be_bytes(tag)))
}

#[expect(
    clippy::expect_used,
    reason = "RFC 5869 §2.3 sets a bound of 255 digests, and no key here is longer than one"
)]
fn expand<'a, L: KeyType>(root: &'a Prk, label: &'a [&'a [u8]], length: L) -> Okm<'a, L> {
    root.expand(label, length)
        .expect("a key as long as a digest can be derived")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const BYTES: [u8; 32] = *b"\x00\x01\x02\x03 thirty-two bytes longs\xfb\xff\xfe\xfd ";

    #[test]
    fn a_root_secret_is_read_from_hexadecimal_and_from_every_base64() {
        let hexadecimal: String = BYTES.iter().map(|byte| format!("{byte:02x}")).collect();
        let texts = [
            RootSecret::encode(&BYTES),
            STANDARD.encode(BYTES),
            STANDARD_NO_PAD.encode(BYTES),
            URL_SAFE.encode(BYTES),
            format!("\n {hexadecimal}\r\n"),
            hexadecimal.to_uppercase(),
        ];
        for text in texts {
            assert_eq!(*RootSecret::parse(&text).unwrap().0, BYTES, "{text}");
        }
    }

    #[test]
    fn what_is_no_root_secret_is_refused_and_not_repeated() {
        for (text, expected) in [
            ("", RootSecretError::Length),
            ("c2VjcmV0", RootSecretError::Length),
            ("a secret that somebody typed", RootSecretError::Encoding),
            (&"0g".repeat(32), RootSecretError::Encoding),
            (&"é".repeat(32), RootSecretError::Encoding),
            (&"0".repeat(64), RootSecretError::Constant),
            (&"A".repeat(43), RootSecretError::Constant),
            (&"abcd".repeat(11), RootSecretError::Length),
        ] {
            assert_eq!(RootSecret::parse(text).unwrap_err(), expected, "{text}");
        }
        assert_eq!(format!("{:?}", RootSecret::from_bytes(BYTES)), "RootSecret(…)");
    }

    #[test]
    fn keys_are_derived_as_rfc_5869_says_and_differ_by_use() {
        // HKDF-SHA256 with the salt "enroll", computed with Python's hmac module.
        let keys = RootKeys::derive(&RootSecret::from_bytes([7; 32]));
        assert_eq!(hmac::sign(&keys.links, b"a row").as_ref(), LINK_MAC);
        let uses = [
            &keys.links,
            &keys.codes,
            &keys.invitations,
            &keys.refresh,
            &keys.receipts,
        ];
        let macs: BTreeSet<_> = uses.iter().map(|key| hmac::sign(key, b"").as_ref().to_vec()).collect();
        assert_eq!(macs.len(), uses.len());
        assert_eq!(keys.id().as_str().len(), 8);
        assert_eq!(name_of(keys.tag()), *keys.id());
    }

    const LINK_MAC: [u8; 32] = [
        0xe0, 0xc5, 0x5d, 0xf6, 0x71, 0x91, 0x94, 0x56, 0x22, 0x47, 0x5f, 0x5d, 0xb3, 0x18, 0x92, 0x11, 0x1a, 0x26,
        0xab, 0x39, 0xf4, 0x92, 0xad, 0x5d, 0x87, 0xb0, 0x99, 0xb8, 0x41, 0xe1, 0x9c, 0x87,
    ];
}
