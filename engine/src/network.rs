//! Networks: the one that an address is counted with, and those that an operator names.

use std::net::IpAddr;

const V4_BITS: u32 = 24;
/// What providers give to one customer, or a little more (RFC 6177).
const V6_BITS: u32 = 56;

/// The /24 or /56 that an address stands in. Whoever has one address most often has all of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(u64);

impl Network {
    /// That of this address.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Self(u64::from(u32::from(v4) >> (32 - V4_BITS))),
            // The bit above keeps the two families apart.
            IpAddr::V6(v6) => Self(1 << V6_BITS | (u128::from(v6) >> (128 - V6_BITS)) as u64),
        }
    }

    /// For hashing.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// An address and how many of its bits count, as operators write networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix {
    address: IpAddr,
    length: u8,
}

impl Prefix {
    /// Nothing if the address has fewer bits.
    pub fn new(address: IpAddr, length: u8) -> Option<Self> {
        let most = if address.is_ipv4() { 32 } else { 128 };
        (length <= most).then_some(Self { address, length })
    }

    /// Whether `other` stands in it.
    pub fn contains(&self, other: IpAddr) -> bool {
        let shared = match (self.address, other) {
            (IpAddr::V4(one), IpAddr::V4(two)) => (u32::from(one) ^ u32::from(two)).leading_zeros(),
            (IpAddr::V6(one), IpAddr::V6(two)) => (u128::from(one) ^ u128::from(two)).leading_zeros(),
            _ => return false,
        };
        shared >= u32::from(self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_of_one_24_or_56_are_one_network() {
        let table = [
            ("192.0.2.0", "192.0.2.255", true),
            ("192.0.2.255", "192.0.3.0", false),
            ("2001:db8:0:ff::1", "2001:db8::2", true),
            ("2001:db8:0:100::1", "2001:db8::1", false),
            ("0.0.0.0", "::", false),
        ];
        for (one, two, same) in table {
            assert_eq!(Network::of(ip(one)) == Network::of(ip(two)), same, "{one} {two}");
        }
    }

    #[test]
    fn a_prefix_contains_what_shares_its_bits() {
        let table = [
            ("192.0.2.0", 25, "192.0.2.127", true),
            ("192.0.2.0", 25, "192.0.2.128", false),
            ("0.0.0.0", 0, "203.0.113.9", true),
            ("0.0.0.0", 0, "::1", false),
            ("2001:db8::", 32, "2001:db8:ffff::", true),
            ("2001:db8::", 128, "2001:db8::1", false),
        ];
        for (address, length, other, contains) in table {
            let prefix = Prefix::new(ip(address), length).unwrap();
            assert_eq!(prefix.contains(ip(other)), contains, "{address}/{length} {other}");
        }
        assert!(Prefix::new(ip("192.0.2.0"), 33).is_none());
    }
}
