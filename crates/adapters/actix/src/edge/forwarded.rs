//! The two ways in which proxies write down whom they speak for. Nothing is believed in here, only read; and as bytes, for a
//! client may have begun the line with anything.

use std::net::{IpAddr, SocketAddr};

/// The addresses of a list as `X-Forwarded-For` has it; none for an item that is no address.
pub(super) fn of_list(line: &[u8]) -> Vec<Option<IpAddr>> {
    line.split(|&byte| byte == b',').map(node).collect()
}

/// The addresses of the `for` parameters of a `Forwarded` line (RFC 7239 §4); none for an element that names no address, and
/// none for all of a line that ends inside a quoted string: what a client left open swallows what its proxy appended.
pub(super) fn of_elements(line: &[u8]) -> Vec<Option<IpAddr>> {
    match outside_quotes(line, b',') {
        Some(elements) => elements.into_iter().map(of_element).collect(),
        None => vec![None],
    }
}

/// The address in the first `for` of an element.
fn of_element(element: &[u8]) -> Option<IpAddr> {
    let mut values = outside_quotes(element, b';')?.into_iter().filter_map(|pair| {
        let mut halves = pair.splitn(2, |&byte| byte == b'=');
        let (name, value) = (halves.next()?, halves.next()?);
        name.trim_ascii()
            .eq_ignore_ascii_case(b"for")
            .then_some(value.trim_ascii())
    });
    let value = values.next()?;
    let quoted = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    node(quoted.unwrap_or(value))
}

/// The parts between separators that stand in no quoted string (RFC 9110 §5.6.4), unless the last of those is not closed.
fn outside_quotes(text: &[u8], separator: u8) -> Option<Vec<&[u8]>> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = text
        .split(|&byte| {
            let (was_escaped, was_quoted) = (escaped, quoted);
            escaped = was_quoted && byte == b'\\' && !was_escaped;
            if byte == b'"' && !was_escaped {
                quoted = !was_quoted;
            }
            byte == separator && !was_quoted
        })
        .collect();
    (!quoted).then_some(parts)
}

/// An address, with or without a port (RFC 7239 §6).
fn node(text: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(text.trim_ascii()).ok()?;
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    text.parse().ok().or_else(with_port).or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(found: Vec<Option<IpAddr>>) -> Vec<String> {
        let shown = found.into_iter();
        shown
            .map(|address| address.map_or_else(|| "-".to_owned(), |address| address.to_string()))
            .collect()
    }

    #[test]
    fn elements_are_read_as_the_standard_writes_them() {
        for (line, expected) in [
            ("for=192.0.2.60;proto=http;by=203.0.113.43", &["192.0.2.60"][..]),
            ("For=\"[2001:db8:cafe::17]:4711\"", &["2001:db8:cafe::17"]),
            ("for=192.0.2.43, for=198.51.100.17", &["192.0.2.43", "198.51.100.17"]),
            ("by=\"a,b;for=1.1.1.1\";for=192.0.2.43", &["192.0.2.43"]),
            ("by=\"\\\",for=1.1.1.1\";for=192.0.2.43", &["192.0.2.43"]),
            ("for=unknown, for=_hidden, proto=https", &["-", "-", "-"]),
            ("for=\"[2001:db8::1]\"", &["2001:db8::1"]),
            ("for=unknown;for=1.1.1.1", &["-"]),
            ("for=\"\u{e9}\", for=192.0.2.43", &["-", "192.0.2.43"]),
            ("", &["-"]),
        ] {
            assert_eq!(shown(of_elements(line.as_bytes())), expected, "{line}");
        }
    }

    #[test]
    fn a_line_that_ends_inside_a_quoted_string_says_nothing() {
        for line in [
            "for=1.1.1.1, for=\"1.1.1.1, for=198.51.100.7",
            "for=1.1.1.1, for=\"1.1.1.1, for=\"[2001:db8::1]:4711\"",
            "for=1.1.1.1;x=\"\\, for=\"[2001:db8::1]:4711\";by=\"[fd00::1]\"",
            "for=1.1.1.1;x=\"\\\", for=198.51.100.7",
            "\"",
        ] {
            assert_eq!(shown(of_elements(line.as_bytes())), ["-"], "{line}");
        }
    }

    #[test]
    fn an_item_that_cannot_be_read_hides_no_other() {
        assert_eq!(shown(of_list(b"\xff\xfe, 198.51.100.7")), ["-", "198.51.100.7"]);
        assert_eq!(shown(of_list("1.1.1.\u{661},\u{a0}1.1.1.1".as_bytes())), ["-", "-"]);
    }
}
