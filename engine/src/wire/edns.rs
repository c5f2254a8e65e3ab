//! EDNS(0) (RFC 6891) and the client subnet inside it (RFC 7871).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::error::Malformed;
use crate::wire::option;

/// The largest response sent over UDP, in bytes: it crosses any IPv6 path unfragmented.
pub const MAX_UDP_PAYLOAD: u16 = 1232;
/// The UDP limit for who does not speak EDNS (RFC 1035 section 4.2.1).
pub const MIN_UDP_PAYLOAD: u16 = 512;

/// The OPT record of a query.
#[derive(Clone, Copy, Debug)]
pub struct Edns<'m> {
    /// The largest UDP response the asker takes, in bytes, as asked.
    pub payload: u16,
    /// Only version 0 is known.
    pub version: u8,
    /// DNSSEC OK, which is given back (RFC 3225).
    pub dnssec_ok: bool,
    /// The options break the format, and so mean nothing.
    pub malformed: bool,
    /// The subnet on whose behalf is asked.
    pub subnet: Option<Subnet>,
    /// The first cookie, of any length: others are ignored (RFC 7873 section 5).
    pub cookie: Option<&'m [u8]>,
    /// Which server answers is asked for (RFC 5001).
    pub wants_nsid: bool,
    /// For how long a connection may idle is asked for (RFC 7828).
    pub wants_keepalive: bool,
}

impl<'m> Edns<'m> {
    /// Reads the fields of an OPT record, whose class and TTL have meanings of their own.
    #[inline(always)]
    pub fn read(class: u16, ttl: [u8; 4], rdata: &'m [u8]) -> Self {
        let mut edns = Self {
            payload: class,
            version: ttl[1],
            dnssec_ok: ttl[2] & 0x80 != 0,
            malformed: false,
            subnet: None,
            cookie: None,
            wants_nsid: false,
            wants_keepalive: false,
        };
        // Another version's options may have another shape, so they are not read.
        if edns.version == 0 && edns.read_options(rdata).is_err() {
            (edns.malformed, edns.subnet) = (true, None);
        }
        edns
    }

    /// How long a UDP response may be, in bytes.
    pub fn udp_limit(&self) -> usize {
        usize::from(self.payload.clamp(MIN_UDP_PAYLOAD, MAX_UDP_PAYLOAD))
    }

    /// Takes those options that mean something here; others are ignored (RFC 6891 section 6.1.2).
    #[inline(always)]
    fn read_options(&mut self, mut rest: &'m [u8]) -> Result<(), Malformed> {
        while !rest.is_empty() {
            let [c0, c1, l0, l1, after @ ..] = rest else {
                return Err(Malformed);
            };
            let length = usize::from(u16::from_be_bytes([*l0, *l1]));
            let option = after.get(..length).ok_or(Malformed)?;
            match u16::from_be_bytes([*c0, *c1]) {
                // Two subnets leave it open whom the answer is for.
                option::CLIENT_SUBNET if self.subnet.is_some() => return Err(Malformed),
                option::CLIENT_SUBNET => self.subnet = Some(Subnet::read(option)?),
                option::COOKIE => self.cookie = self.cookie.or(Some(option)),
                option::NSID => self.wants_nsid = true,
                option::KEEPALIVE => self.wants_keepalive = true,
                _ => {}
            }
            rest = &after[length..];
        }
        Ok(())
    }
}

/// The network that a resolver asks for: the address is zero beyond `prefix` bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnet {
    family: u16,
    /// How many bits of the address are given; 0 asks not to be told apart by the subnet.
    pub prefix: u8,
    /// The network's first address.
    pub address: IpAddr,
}

impl Subnet {
    /// How many bytes an option takes at most.
    pub const LONGEST: usize = 8 + 16;

    /// Reads the option's data (RFC 7871 section 6); a query's scope has to be 0.
    ///
    /// Family 0 is taken only for the empty network, as common tools send it to mean "no subnet".
    #[inline(always)]
    fn read(option: &[u8]) -> Result<Self, Malformed> {
        let [family_high, family_low, prefix, 0, octets @ ..] = option else {
            return Err(Malformed);
        };
        let family = u16::from_be_bytes([*family_high, *family_low]);
        let address = match (family, *prefix) {
            (0, 0) => IpAddr::from(padded::<4>(octets, 0)?),
            (1, 0..=32) => IpAddr::V4(Ipv4Addr::from(padded::<4>(octets, *prefix)?)),
            (2, 0..=128) => IpAddr::V6(Ipv6Addr::from(padded::<16>(octets, *prefix)?)),
            _ => return Err(Malformed),
        };
        Ok(Self {
            family,
            prefix: *prefix,
            address,
        })
    }

    /// How many bytes the whole option takes.
    pub fn length(&self) -> usize {
        8 + usize::from(self.prefix).div_ceil(8)
    }

    /// The option, given back with the `scope` of the answer, in the first `length` of these bytes.
    #[inline(always)]
    pub fn option(&self, scope: u8) -> [u8; Self::LONGEST] {
        let [c0, c1] = option::CLIENT_SUBNET.to_be_bytes();
        let [f0, f1] = self.family.to_be_bytes();
        let scope = if self.prefix == 0 { 0 } else { scope };
        let mut whole = [0; Self::LONGEST];
        // An address has 16 bytes at most, so the length is below 256.
        whole[..8].copy_from_slice(&[c0, c1, 0, self.length() as u8 - 4, f0, f1, self.prefix, scope]);
        match self.address {
            IpAddr::V4(address) => whole[8..12].copy_from_slice(&address.octets()),
            IpAddr::V6(address) => whole[8..].copy_from_slice(&address.octets()),
        }
        whole
    }
}

/// The whole address: exactly the octets that `prefix` needs, no bit set beyond it.
fn padded<const N: usize>(octets: &[u8], prefix: u8) -> Result<[u8; N], Malformed> {
    if octets.len() != usize::from(prefix).div_ceil(8) || octets.len() > N {
        return Err(Malformed);
    }
    let mut address = [0; N];
    match *octets {
        // What most resolvers send, a /24, needs no loop.
        [a, b, c] => address[..3].copy_from_slice(&[a, b, c]),
        _ => address[..octets.len()].copy_from_slice(octets),
    }
    match octets.last() {
        Some(last) if last.trailing_zeros() < u32::from(8 * octets.len() as u8 - prefix) => Err(Malformed),
        _ => Ok(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_is_read_and_padded_with_zeros() {
        let subnet = Subnet::read(b"\x00\x01\x14\x00\xC6\x33\x60").unwrap();
        assert_eq!(subnet.address, IpAddr::from([198, 51, 96, 0]));
        assert_eq!(subnet.prefix, 20);
    }

    #[test]
    fn what_rfc_7871_forbids_is_malformed() {
        let table: [(&str, &[u8]); 8] = [
            ("a bit beyond the prefix", b"\x00\x01\x14\x00\xC6\x33\x61"),
            ("an octet too many", b"\x00\x01\x10\x00\xC6\x33\x00"),
            ("an octet too few", b"\x00\x01\x18\x00\xC6\x33"),
            ("a scope in a query", b"\x00\x01\x10\x10\xC6\x33"),
            ("an unknown family", b"\x00\x03\x10\x00\xC6\x33"),
            ("a prefix too long", b"\x00\x01\x21\x00\xC6\x33\x60\x00\x00"),
            ("family 0 with a prefix", b"\x00\x00\x08\x00\xC6"),
            ("cut short", b"\x00\x01\x00"),
        ];
        for (why, option) in table {
            assert!(Subnet::read(option).is_err(), "{why}");
        }
    }

    #[test]
    fn the_limit_lies_between_512_and_1232() {
        for (asked, limit) in [(0, 512), (512, 512), (1000, 1000), (4096, 1232)] {
            assert_eq!(Edns::read(asked, [0; 4], b"").udp_limit(), limit);
        }
    }

    #[test]
    fn the_options_that_mean_something_are_found_among_others() {
        let rdata = b"\xff\xff\x00\x01x\x00\x03\x00\x00\x00\x0a\x00\x02ab\x00\x0a\x00\x01c\x00\x0b\x00\x00";
        let edns = Edns::read(1232, [0; 4], rdata);
        assert_eq!((edns.subnet, edns.cookie), (None, Some(&b"ab"[..])));
        assert!(edns.wants_nsid && edns.wants_keepalive && !edns.malformed);
    }

    #[test]
    fn an_option_cut_short_or_a_second_subnet_is_malformed() {
        let subnet = b"\x00\x08\x00\x04\x00\x01\x00\x00";
        for rdata in [&b"\x00\x03\x00"[..], b"\x00\x03\x00\x01", &subnet.repeat(2)] {
            assert!(Edns::read(1232, [0; 4], rdata).malformed, "{rdata:?}");
        }
    }
}
