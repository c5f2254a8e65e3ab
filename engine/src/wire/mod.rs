//! DNS messages as bytes: read a query, write a response (RFC 1035 section 4).

pub mod edns;
pub mod name;
pub mod opt;
pub mod query;
pub mod response;
pub mod truncate;

/// The message header is always this long, so the question's name always stands here.
pub const QUESTION_AT: usize = 12;

/// Record types that mean something to the engine; all others are carried as they are.
pub mod kind {
    #![allow(missing_docs)]
    pub const A: u16 = 1;
    pub const NS: u16 = 2;
    pub const CNAME: u16 = 5;
    pub const SOA: u16 = 6;
    pub const MX: u16 = 15;
    pub const TXT: u16 = 16;
    pub const KEY: u16 = 25;
    pub const AAAA: u16 = 28;
    pub const SRV: u16 = 33;
    pub const DNAME: u16 = 39;
    pub const OPT: u16 = 41;
    pub const DS: u16 = 43;
    pub const RRSIG: u16 = 46;
    pub const NSEC: u16 = 47;
    pub const SVCB: u16 = 64;
    pub const HTTPS: u16 = 65;
    pub const NXNAME: u16 = 128;
    pub const IXFR: u16 = 251;
    pub const AXFR: u16 = 252;
    pub const ANY: u16 = 255;

    /// Whether records of this type may stand beside a CNAME, so that it does not answer for them
    /// (RFC 4035 section 2.5).
    pub fn stands_beside_cname(kind: u16) -> bool {
        matches!(kind, KEY | RRSIG | NSEC)
    }
}

/// Options of EDNS that mean something to the engine (RFC 5001, 7871, 7873, 7828, 8914).
pub mod option {
    #![allow(missing_docs)]
    pub const NSID: u16 = 3;
    pub const CLIENT_SUBNET: u16 = 8;
    pub const COOKIE: u16 = 10;
    pub const KEEPALIVE: u16 = 11;
    pub const EXTENDED_ERROR: u16 = 15;
}

/// Response codes (RFC 1035 section 4.1.1; BADVERS: RFC 6891 section 9; BADCOOKIE: RFC 7873 section 8).
pub mod rcode {
    #![allow(missing_docs)]
    pub const NOERROR: u8 = 0;
    pub const FORMERR: u8 = 1;
    pub const SERVFAIL: u8 = 2;
    pub const NXDOMAIN: u8 = 3;
    pub const NOTIMP: u8 = 4;
    pub const REFUSED: u8 = 5;
    pub const YXDOMAIN: u8 = 6;
    pub const BADVERS: u8 = 16;
    pub const BADCOOKIE: u8 = 23;
}

/// The Internet, the only class whose names are served.
pub const CLASS_IN: u16 = 1;
/// CHAOS, in which servers tell of themselves (RFC 4892).
pub const CLASS_CH: u16 = 3;

/// The 16 bits at `at`, or nothing past the end.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes([pair[0], pair[1]]))
}
