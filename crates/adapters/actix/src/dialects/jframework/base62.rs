//! Ids as the contract writes them: short texts of letters and digits. Each is one of our ids in base 62, so that it can be read
//! back; nothing else is kept for it.

use enroll_domain::id::TenantId;
use enroll_domain::role::RoleName;
use uuid::{Builder, Uuid};

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE: u128 = 62;

/// An id as a short text.
pub(super) fn encode(id: impl Into<Uuid>) -> String {
    let mut rest = id.into().as_u128();
    let mut digits = Vec::new();
    loop {
        let digit = usize::try_from(rest % BASE).unwrap_or_default();
        digits.extend(DIGITS.get(digit).copied().map(char::from));
        rest /= BASE;
        if rest == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// The id that a text stands for; `None` for anything that [`encode`] does not write.
pub(super) fn decode(text: &str) -> Option<Uuid> {
    let number = text.bytes().try_fold(0_u128, |number, byte| {
        let digit = DIGITS.iter().position(|known| *known == byte)?;
        number.checked_mul(BASE)?.checked_add(u128::try_from(digit).ok()?)
    })?;
    let id = Uuid::from_u128(number);
    (encode(id) == text).then_some(id)
}

/// The 20 capital letters and digits by which people name a user: the part of the id that was drawn by chance, in hexadecimal.
pub(super) fn code(id: impl Into<Uuid>) -> String {
    let digits = id.into().simple().to_string();
    digits.chars().skip(12).map(|c| c.to_ascii_uppercase()).collect()
}

/// The id of a role, which has only its name within a tenant: a hash of both (FNV-1a of 128 bits) as a UUID of version 8 (RFC 9562).
pub(super) fn role(tenant: TenantId, name: &RoleName) -> Uuid {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let tenant = Uuid::from(tenant);
    let bytes = tenant.as_bytes().iter().chain(name.as_str().as_bytes());
    let hash = bytes.fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME));
    Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_from_its_text() {
        for number in [0, 1, 61, 62, u128::MAX, 0x0190_c2a4_6f1e_7cc3_9d0a_5f0b_5f4a_9e11] {
            let id = Uuid::from_u128(number);
            let text = encode(id);
            assert!(
                text.len() <= 22 && text.chars().all(|c| c.is_ascii_alphanumeric()),
                "{text}"
            );
            assert_eq!(decode(&text), Some(id));
        }
    }

    #[test]
    fn what_is_no_such_text_stands_for_nothing() {
        let too_great = "z".repeat(22);
        for text in ["", "00", "0A", "a-b", "é", too_great.as_str(), &"1".repeat(400)] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_has_twenty_capitals_and_digits() {
        let id = Uuid::from_u128(0x0190_c2a4_6f1e_7cc3_9d0a_5f0b_5f4a_9e11);
        assert_eq!(code(id), "7CC39D0A5F0B5F4A9E11");
    }

    #[test]
    fn a_role_has_one_id_in_each_tenant() {
        let other = TenantId::from_uuid(Uuid::from_u128(7));
        let (member, admin) = (RoleName::member(), RoleName::admin());
        assert_eq!(role(other, &member), role(other, &member));
        assert_ne!(role(other, &member), role(other, &admin));
        assert_ne!(role(other, &member), role(TenantId::DEFAULT, &member));
        assert_eq!(role(other, &member).get_version_num(), 8);
    }
}
