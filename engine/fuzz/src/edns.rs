//! EDNS (RFC 6891) and its options, the client subnet (RFC 7871) bit by bit.

use crate::message::Record;

/// An OPT of version 0 whose options are sound.
#[derive(Clone)]
pub struct Opt {
    /// The longest response over UDP that is asked for, in bytes.
    pub payload: usize,
    /// DNSSEC OK.
    pub dnssec_ok: bool,
    /// Code and data of each.
    pub options: Vec<(usize, Vec<u8>)>,
}

/// A client subnet as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// 1 is IPv4, 2 is IPv6; 0 is sent by some with an empty prefix.
    pub family: usize,
    /// How many of the bits matter.
    pub prefix: usize,
    /// How many the answer holds for; 0 in a query.
    pub scope: usize,
    /// Only the octets that were sent.
    pub octets: Vec<u8>,
}

impl Opt {
    /// Nothing if an option is cut short.
    pub fn of(record: &Record) -> Option<Self> {
        Some(Self {
            payload: usize::from(record.class),
            dnssec_ok: record.ttl / 0x8000 % 2 == 1,
            options: options(&record.rdata)?,
        })
    }

    /// The data of all options with this code.
    pub fn all(&self, code: usize) -> Vec<&Vec<u8>> {
        let found = self.options.iter().filter(|(known, _)| *known == code);
        found.map(|(_, data)| data).collect()
    }

    /// The client subnet; nothing at all if there are two, or one that RFC 7871 section 6 forbids in a query.
    pub fn subnet(&self) -> Option<Option<Subnet>> {
        match self.all(8)[..] {
            [] => Some(None),
            [data] => Subnet::of(data)
                .filter(|found| found.scope == 0 && found.family < 3)
                .map(Some),
            _ => None,
        }
    }

    /// The first cookie: others are ignored (RFC 7873 section 5).
    pub fn cookie(&self) -> Option<&Vec<u8>> {
        self.all(10).first().copied()
    }

    /// The client subnet of a response.
    pub fn subnet_told(&self) -> Option<Subnet> {
        self.all(8).first().and_then(|data| Subnet::of(data))
    }
}

impl Subnet {
    /// Checks all that holds in queries and in responses.
    pub fn of(data: &[u8]) -> Option<Self> {
        let [high, low, prefix, scope] = *data.get(..4)? else {
            return None;
        };
        let found = Self {
            family: usize::from(high) * 256 + usize::from(low),
            prefix: usize::from(prefix),
            scope: usize::from(scope),
            octets: data[4..].to_vec(),
        };
        found.is_sound().then_some(found)
    }

    fn is_sound(&self) -> bool {
        let bits: Vec<bool> = self.bits();
        // Padded with zero bits to the last octet that is needed, and not one octet more.
        let octets = bits.len() / 8;
        let needed = (0..=16).find(|octets| octets * 8 >= self.prefix);
        let rest_is_zero = bits.iter().skip(self.prefix).all(|bit| !bit);
        self.prefix <= self.longest()
            && self.scope <= self.longest()
            && needed == Some(octets)
            && rest_is_zero
    }

    /// The bits of an address of the family.
    pub fn longest(&self) -> usize {
        match self.family {
            1 => 32,
            2 => 128,
            _ => 0,
        }
    }

    /// All bits that were sent.
    pub fn bits(&self) -> Vec<bool> {
        let each = |octet: &u8| -> Vec<bool> { (0..8).map(|bit| octet & (128 >> bit) != 0).collect() };
        self.octets.iter().flat_map(each).collect()
    }
}

fn options(mut rest: &[u8]) -> Option<Vec<(usize, Vec<u8>)>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let [c0, c1, l0, l1] = *rest.get(..4)? else {
            return None;
        };
        let length = usize::from(l0) * 256 + usize::from(l1);
        let data = rest.get(4..4 + length)?;
        found.push((usize::from(c0) * 256 + usize::from(c1), data.to_vec()));
        rest = &rest[4 + length..];
    }
    Some(found)
}
