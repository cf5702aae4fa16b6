//! Proxies that stand before the server, and whom they speak for. What a header says of an address is looked at only if the
//! proxy that sent it is trusted, and then from the right: everything left of the first address that is no trusted proxy's is
//! what that client itself may have written.

use std::net::IpAddr;

use actix_web::http::header::{self, HeaderMap, HeaderName};
use ipnet::IpNet;

use super::client::canonical;
use super::forwarded;

/// How a line of the header is read: whom each hop names, if anybody.
type Reading = fn(&[u8]) -> Vec<Option<IpAddr>>;

/// The most hops that are looked at.
const HOPS: usize = 32;

/// The header in which proxies name the client. Only one is read, for a proxy passes the other one on as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`: addresses in a list.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies whose word about a client's address is taken; by default there are none.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    header: ForwardedHeader,
}

/// What names no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no network: write an address such as 10.0.0.7, or a network such as 10.0.0.0/8 or fd00::/8")]
pub struct ProxiesError(String);

impl TrustedProxies {
    /// Trusts whatever stands in these networks: addresses, or networks in CIDR notation (RFC 4632 §3.1).
    ///
    /// # Errors
    /// The first that is neither.
    pub fn parse<'a>(networks: impl IntoIterator<Item = &'a str>) -> Result<Self, ProxiesError> {
        let networks = networks.into_iter().map(|text| {
            let host = || {
                text.parse::<IpAddr>()
                    .ok()
                    .map(|address| IpNet::from(canonical(address)))
            };
            let network = text.parse::<IpNet>().ok().or_else(host);
            network.ok_or_else(|| ProxiesError(text.to_owned()))
        });
        Ok(Self {
            networks: networks.collect::<Result<_, _>>()?,
            header: ForwardedHeader::default(),
        })
    }

    /// Reads this header of theirs.
    #[must_use]
    pub const fn telling_by(mut self, header: ForwardedHeader) -> Self {
        self.header = header;
        self
    }

    /// Whether somebody at this address is trusted to speak for others.
    pub(super) fn trusts(&self, address: IpAddr) -> bool {
        let address = canonical(address);
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// The client for whom `peer` sent these headers: `peer` itself unless it is trusted, and else the last one that the trusted
    /// proxies name.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = canonical(peer);
        if !self.trusts(client) {
            return client;
        }
        for hop in self.hops(headers).into_iter().rev().take(HOPS) {
            // A proxy that names nobody is the last that is known.
            let Some(named) = hop else { return client };
            client = canonical(named);
            if !self.trusts(client) {
                return client;
            }
        }
        client
    }

    /// Whom the header names, from the first hop to the last; nobody, where it names something else than an address.
    fn hops(&self, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
        let (name, read): (HeaderName, Reading) = match self.header {
            ForwardedHeader::XForwardedFor => (header::X_FORWARDED_FOR, forwarded::of_list),
            ForwardedHeader::Forwarded => (header::FORWARDED, forwarded::of_elements),
        };
        headers.get_all(name).flat_map(|line| read(line.as_bytes())).collect()
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    const PROXY: &str = "10.0.0.2";

    fn trusted() -> TrustedProxies {
        TrustedProxies::parse(["10.0.0.0/8", "fd00::/8", "192.0.2.9"]).unwrap()
    }

    fn client(proxies: &TrustedProxies, peer: &str, lines: &[(HeaderName, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_stranger_is_who_they_are_whatever_they_say() {
        for name in [
            header::X_FORWARDED_FOR,
            header::FORWARDED,
            HeaderName::from_static("x-real-ip"),
        ] {
            for value in ["198.51.100.7", "for=198.51.100.7", "127.0.0.1", "10.0.0.2, 10.0.0.3"] {
                let lines = [(name.clone(), value)];
                for proxies in [trusted(), TrustedProxies::default()] {
                    assert_eq!(client(&proxies, "203.0.113.5", &lines), "203.0.113.5");
                }
            }
        }
    }

    #[test]
    fn a_trusted_proxy_is_believed_from_the_right() {
        for (line, expected) in [
            ("198.51.100.7", "198.51.100.7"),
            ("1.1.1.1, 198.51.100.7", "198.51.100.7"),
            ("1.1.1.1, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
            ("1.1.1.1,198.51.100.7 ,fd00::1, 192.0.2.9", "198.51.100.7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("198.51.100.7:4711", "198.51.100.7"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("198.51.100.7, unknown", PROXY),
            ("198.51.100.7, unknown, 10.0.0.9", "10.0.0.9"),
            ("", PROXY),
            ("10.0.0.7, 10.0.0.8", "10.0.0.7"),
        ] {
            let lines = [(header::X_FORWARDED_FOR, line)];
            assert_eq!(client(&trusted(), PROXY, &lines), expected, "{line}");
        }
        let split = [
            (header::X_FORWARDED_FOR, "1.1.1.1"),
            (header::X_FORWARDED_FOR, "198.51.100.7"),
        ];
        assert_eq!(client(&trusted(), "::ffff:10.0.0.2", &split), "198.51.100.7");
    }

    #[test]
    fn what_a_client_wrote_changes_nothing_of_what_its_proxy_appended() {
        let read = |proxies: &TrustedProxies, name: HeaderName, line: &[u8]| {
            let mut headers = HeaderMap::new();
            headers.append(name, HeaderValue::from_bytes(line).unwrap());
            proxies.client(PROXY.parse().unwrap(), &headers).to_string()
        };
        for (line, expected) in [
            (&b"1.1.1.1\xff, 198.51.100.7"[..], "198.51.100.7"),
            ("\u{e9}, 198.51.100.7, 10.0.0.9".as_bytes(), "198.51.100.7"),
            (b"198.51.100.7, \xff, 10.0.0.9", "10.0.0.9"),
            (b"1.1.1.1, \xff", PROXY),
        ] {
            assert_eq!(read(&trusted(), header::X_FORWARDED_FOR, line), expected, "{line:?}");
        }
        let by_standard = trusted().telling_by(ForwardedHeader::Forwarded);
        for (line, expected) in [
            (&b"for=1.1.1.1, for=\"1.1.1.1, for=198.51.100.7"[..], PROXY),
            (b"for=1.1.1.1;x=\", for=\"[2001:db8::1]:4711\"", PROXY),
            (b"for=1.1.1.1;x=\"\xff\", for=198.51.100.7", "198.51.100.7"),
        ] {
            assert_eq!(read(&by_standard, header::FORWARDED, line), expected, "{line:?}");
        }
    }

    #[test]
    fn only_the_header_that_is_agreed_on_is_read() {
        let lines = [
            (header::FORWARDED, "for=1.1.1.1, for=\"[2001:db8::1]:4711\";proto=https"),
            (header::X_FORWARDED_FOR, "198.51.100.7"),
        ];
        assert_eq!(client(&trusted(), PROXY, &lines), "198.51.100.7");
        let by_standard = trusted().telling_by(ForwardedHeader::Forwarded);
        assert_eq!(client(&by_standard, PROXY, &lines), "2001:db8::1");
        assert_eq!(client(&by_standard, PROXY, &lines[1..]), PROXY);
    }

    #[test]
    fn a_list_of_any_length_is_looked_at_no_further_than_so() {
        let line = vec!["10.0.0.9"; 1000].join(",");
        let lines = [(header::X_FORWARDED_FOR, &*format!("198.51.100.7,{line}"))];
        assert_eq!(client(&trusted(), PROXY, &lines), "10.0.0.9");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "everybody", "10.0.0.0/33", "10.0.0.0/", "10.0.0.1:80", "::1/129"] {
            assert_eq!(
                TrustedProxies::parse([text]).unwrap_err(),
                ProxiesError(text.to_owned())
            );
        }
    }
}
