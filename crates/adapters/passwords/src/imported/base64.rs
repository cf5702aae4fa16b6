//! How hashes write bytes: in three dialects of base64.

use ::base64::alphabet;
use ::base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::Engine as _;

use crate::argon::Fault;

/// bcrypt's own alphabet. The bits that are left over in a last character mean nothing, and some programs set them.
const OF_BCRYPT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::BCRYPT,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// PHC's, and passlib's, which writes `.` for `+`.
pub(super) fn unpadded(text: &str) -> Result<Vec<u8>, Fault> {
    STANDARD_NO_PAD
        .decode(text.replace('.', "+"))
        .map_err(|_decoding| Fault::Malformed)
}

/// Django's.
pub(super) fn padded(text: &str) -> Result<Vec<u8>, Fault> {
    STANDARD.decode(text).map_err(|_decoding| Fault::Malformed)
}

/// bcrypt's, of exactly this many bytes.
pub(super) fn of_bcrypt<const N: usize>(text: &str) -> Result<[u8; N], Fault> {
    let bytes = OF_BCRYPT.decode(text).map_err(|_decoding| Fault::Malformed)?;
    bytes.try_into().map_err(|_length| Fault::Malformed)
}
