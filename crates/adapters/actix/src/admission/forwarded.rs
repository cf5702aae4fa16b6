//! The two ways in which proxies write down whom they speak for. Nothing is believed in here, only read.

use std::net::{IpAddr, SocketAddr};

/// The addresses of a list as `X-Forwarded-For` has it; none for an item that is no address.
pub(super) fn of_list(line: &str) -> Vec<Option<IpAddr>> {
    line.split(',').map(node).collect()
}

/// The addresses of the `for` parameters of a `Forwarded` line (RFC 7239 §4); none for an element that names no address.
pub(super) fn of_elements(line: &str) -> Vec<Option<IpAddr>> {
    let elements = outside_quotes(line, ',').into_iter();
    elements
        .map(|element| {
            let mut pairs = outside_quotes(element, ';').into_iter();
            pairs.find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                let named = name.trim().eq_ignore_ascii_case("for");
                named.then(|| node(value.trim().trim_matches('"'))).flatten()
            })
        })
        .collect()
}

/// The parts between separators that stand in no quoted string (RFC 9110 §5.6.4).
fn outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(|c: char| {
        let (was_escaped, was_quoted) = (escaped, quoted);
        escaped = was_quoted && c == '\\' && !was_escaped;
        if c == '"' && !was_escaped {
            quoted = !was_quoted;
        }
        c == separator && !was_quoted
    })
    .collect()
}

/// An address, with or without a port (RFC 7239 §6).
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
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
            ("", &["-"]),
        ] {
            assert_eq!(shown(of_elements(line)), expected, "{line}");
        }
    }
}
