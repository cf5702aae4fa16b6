//! Reading and writing the few texts of the protocol that the mail server for tests needs.

/// Whether a reply is positive (RFC 5321 §4.2.1).
pub(super) fn is_yes(reply: &str) -> bool {
    reply.starts_with(['2', '3'])
}

/// The address in `FROM:<…>` or `TO:<…>`, when nothing follows it.
pub(super) fn path(rest: &str, keyword: &str) -> Option<String> {
    let (before, path) = rest.split_at_checked(keyword.len())?;
    let address = path.strip_prefix('<')?.strip_suffix('>')?;
    (before.eq_ignore_ascii_case(keyword) && !address.contains(['<', '>', ' '])).then(|| address.to_owned())
}

/// Base64 as in RFC 4648 §4.
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let three = chunk.iter().chain(std::iter::repeat(&0)).take(3);
        let bits = three.fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        for place in 0..4 {
            let index = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or_default();
            let letter = ALPHABET.get(index).copied().map_or('=', char::from);
            text.push(if place > chunk.len() { '=' } else { letter });
        }
    }
    text
}
