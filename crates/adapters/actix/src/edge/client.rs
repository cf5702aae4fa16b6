//! Addresses of clients, in one spelling each.

use std::net::{IpAddr, Ipv6Addr};

/// The bits of an IPv6 address by which providers tell subscribers apart: whoever has one address of a /64 has all of them
/// (RFC 6177 §2, RFC 7421).
const SUBSCRIBER: u128 = !0 << 64;

/// The bits of an IPv6 address that whoever rents a server or an office line is often given whole (RFC 6177 §2).
const SITE: u128 = !0 << 80;

/// The address without the detour over IPv6 (RFC 4291 §2.5.5.2): `::ffff:192.0.2.1` is `192.0.2.1`.
pub(super) fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// What one client has: an IPv4 address, or the /64 around an IPv6 one.
pub(super) fn network(address: IpAddr) -> IpAddr {
    masked(address, SUBSCRIBER)
}

/// What one client may have at the most: an IPv4 address, or the /48 around an IPv6 one.
pub(super) fn site(address: IpAddr) -> IpAddr {
    masked(address, SITE)
}

fn masked(address: IpAddr, bits: u128) -> IpAddr {
    match canonical(address) {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & bits)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> IpAddr {
        network(text.parse().unwrap())
    }

    #[test]
    fn every_spelling_of_an_address_is_one_client() {
        let spellings = [
            "2001:db8:1:2::7",
            "2001:0db8:0001:0002:0000:0000:0000:0007",
            "2001:DB8:1:2:0:0:0:7",
            "2001:db8:1:2::0:7",
            "2001:db8:1:2:0:0:0.0.0.7",
            "2001:db8:1:2:ffff:ffff:ffff:ffff",
        ];
        for spelling in spellings {
            assert_eq!(of(spelling), of("2001:db8:1:2::"), "{spelling}");
        }
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn all_addresses_of_a_64_are_one_client_and_the_next_64_is_another() {
        let first = u128::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, 0));
        for host in 0..1_u128 << 16 {
            let address = IpAddr::V6(Ipv6Addr::from_bits(first | host << 40 | host));
            assert_eq!(network(address), of("2001:db8:0:1::"));
        }
        assert_ne!(of("2001:db8:0:2::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn all_64s_of_a_48_are_one_site_and_the_next_48_is_another() {
        let of = |text: &str| site(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:ffff::7"), of("2001:db8:1::"));
        assert_ne!(of("2001:db8:2::1"), of("2001:db8:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
