//! EDNS(0) (RFC 6891) and the client subnet inside it (RFC 7871).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::error::Malformed;
use crate::wire::kind;

/// The largest response sent over UDP, in bytes: it crosses any IPv6 path unfragmented.
pub const MAX_UDP_PAYLOAD: u16 = 1232;
/// The UDP limit for who does not speak EDNS (RFC 1035 section 4.2.1).
pub const MIN_UDP_PAYLOAD: u16 = 512;

const CLIENT_SUBNET: u16 = 8;

/// The OPT record of a query.
#[derive(Clone, Copy, Debug)]
pub struct Edns {
    /// The largest UDP response the asker takes, in bytes, as asked.
    pub payload: u16,
    /// Only version 0 is known.
    pub version: u8,
    /// DNSSEC OK, which is given back (RFC 3225).
    pub dnssec_ok: bool,
    /// The subnet on whose behalf is asked; an error if the options are malformed.
    pub subnet: Result<Option<Subnet>, Malformed>,
}

impl Edns {
    /// Reads the fields of an OPT record, whose class and TTL have meanings of their own.
    pub fn read(class: u16, ttl: [u8; 4], rdata: &[u8]) -> Self {
        let version = ttl[1];
        Self {
            payload: class,
            version,
            dnssec_ok: ttl[2] & 0x80 != 0,
            // Another version's options may have another shape, so they are not read.
            subnet: if version == 0 {
                find_subnet(rdata)
            } else {
                Ok(None)
            },
        }
    }

    /// How long a UDP response may be, in bytes.
    pub fn udp_limit(&self) -> usize {
        usize::from(self.payload.clamp(MIN_UDP_PAYLOAD, MAX_UDP_PAYLOAD))
    }

    /// How many bytes `write` takes.
    pub fn response_length(&self) -> usize {
        let option = match self.subnet {
            Ok(Some(subnet)) => 8 + subnet.octets(),
            _ => 0,
        };
        11 + option
    }

    /// Appends the OPT of a response: version 0, our limit, and the subnet back with `scope`.
    pub fn write(&self, out: &mut Vec<u8>, response_code: u8, scope: u8) {
        let extended = response_code >> 4;
        let flags = if self.dnssec_ok { 0x80 } else { 0 };
        out.push(0);
        out.extend(kind::OPT.to_be_bytes());
        out.extend(MAX_UDP_PAYLOAD.to_be_bytes());
        out.extend([extended, 0, flags, 0]);
        match self.subnet {
            Ok(Some(subnet)) => subnet.write(out, scope),
            _ => out.extend([0, 0]),
        }
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
    /// Reads the option's data (RFC 7871 section 6); a query's scope has to be 0.
    ///
    /// Family 0 is taken only for the empty network, as common tools send it to mean "no subnet".
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

    fn octets(&self) -> usize {
        usize::from(self.prefix).div_ceil(8)
    }

    /// Appends the OPT's rdata length and this one option.
    fn write(&self, out: &mut Vec<u8>, scope: u8) {
        let octets = self.octets();
        let length = 4 + octets as u16;
        out.extend((length + 4).to_be_bytes());
        out.extend(CLIENT_SUBNET.to_be_bytes());
        out.extend(length.to_be_bytes());
        out.extend(self.family.to_be_bytes());
        out.extend([self.prefix, if self.prefix == 0 { 0 } else { scope }]);
        match self.address {
            IpAddr::V4(address) => out.extend(&address.octets()[..octets]),
            IpAddr::V6(address) => out.extend(&address.octets()[..octets]),
        }
    }
}

/// The whole address: exactly the octets that `prefix` needs, no bit set beyond it.
fn padded<const N: usize>(octets: &[u8], prefix: u8) -> Result<[u8; N], Malformed> {
    if octets.len() != usize::from(prefix).div_ceil(8) {
        return Err(Malformed);
    }
    let beyond = (8 - prefix % 8) % 8;
    if octets.last().is_some_and(|last| last & !(0xFF << beyond) != 0) {
        return Err(Malformed);
    }
    let mut address = [0; N];
    address
        .get_mut(..octets.len())
        .ok_or(Malformed)?
        .copy_from_slice(octets);
    Ok(address)
}

fn find_subnet(mut options: &[u8]) -> Result<Option<Subnet>, Malformed> {
    let mut found = None;
    while !options.is_empty() {
        let [c0, c1, l0, l1, rest @ ..] = options else {
            return Err(Malformed);
        };
        let length = usize::from(u16::from_be_bytes([*l0, *l1]));
        let option = rest.get(..length).ok_or(Malformed)?;
        if u16::from_be_bytes([*c0, *c1]) == CLIENT_SUBNET {
            // Two subnets leave it open whom the answer is for.
            if found.replace(Subnet::read(option)?).is_some() {
                return Err(Malformed);
            }
        }
        options = &rest[length..];
    }
    Ok(found)
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
    fn what_is_written_is_as_long_as_promised() {
        let rdata = b"\x00\x08\x00\x07\x00\x01\x18\x00\xC6\x33\x64";
        let edns = Edns::read(1232, [0; 4], rdata);
        let mut out = Vec::new();
        edns.write(&mut out, 0, 24);
        assert_eq!(out.len(), edns.response_length());
        assert_eq!(&out[15..], b"\x00\x01\x18\x18\xC6\x33\x64");
    }
}
