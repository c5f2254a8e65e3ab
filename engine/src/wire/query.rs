//! Reading a query: header, one question, and whatever records come with it.

use crate::error::Malformed;
use crate::wire::edns::Edns;
use crate::wire::name::skip;
use crate::wire::{kind, u16_at};

const OPT: u8 = kind::OPT as u8;

/// What a message says of itself in its first twelve bytes.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// Chosen by the asker, given back.
    pub id: u16,
    /// 0 is QUERY.
    pub opcode: u8,
    /// The message is a response, not a query.
    pub response: bool,
    /// Given back, otherwise ignored.
    pub recursion_desired: bool,
    /// How many questions, answers, authority and additional records follow.
    pub counts: [u16; 4],
}

impl Header {
    /// Nothing if the message is shorter than a header.
    #[inline(always)]
    pub fn read(message: &[u8]) -> Option<Self> {
        let flags = *message.get(2)?;
        Some(Self {
            id: u16_at(message, 0)?,
            opcode: flags >> 3 & 0x0F,
            response: flags & 0x80 != 0,
            recursion_desired: flags & 1 != 0,
            counts: [
                u16_at(message, 4)?,
                u16_at(message, 6)?,
                u16_at(message, 8)?,
                u16_at(message, 10)?,
            ],
        })
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The record type.
    pub kind: u16,
    /// The class.
    pub class: u16,
    /// Where the question ends in the message.
    pub end: usize,
}

impl Question {
    /// Reads the rest of the first question, whose name ends at `at`.
    #[inline(always)]
    pub fn read(message: &[u8], at: usize) -> Result<Self, Malformed> {
        Ok(Self {
            kind: u16_at(message, at).ok_or(Malformed)?,
            class: u16_at(message, at + 2).ok_or(Malformed)?,
            end: at + 4,
        })
    }
}

/// Reads the OPT among the records after the question.
///
/// Malformed: records cut short, bytes left over, an OPT out of its place, or two (RFC 6891 section 6.1.1).
#[inline(always)]
pub fn read_edns(message: &[u8], counts: [u16; 4], at: usize) -> Result<Option<Edns<'_>>, Malformed> {
    match (counts, message.get(at..)) {
        ([_, 0, 0, 0], Some([])) => Ok(None),
        ([_, 0, 0, 1], Some(rest)) => match opt_alone(rest) {
            Some(edns) => Ok(Some(edns)),
            None => walk(message, counts, at),
        },
        _ => walk(message, counts, at),
    }
}

/// The same for any records.
#[cold]
fn walk(message: &[u8], counts: [u16; 4], at: usize) -> Result<Option<Edns<'_>>, Malformed> {
    let mut found = None;
    let mut here = at;
    for (section, &count) in (1..).zip(&counts[1..]) {
        for _ in 0..count {
            let record = Record::read(message, here)?;
            here = record.end;
            if record.kind != kind::OPT {
                continue;
            }
            if section != 3 || !record.at_root || found.is_some() {
                return Err(Malformed);
            }
            found = Some(Edns::read(record.class, record.ttl, record.rdata));
        }
    }
    if here == message.len() {
        Ok(found)
    } else {
        Err(Malformed)
    }
}

/// What most queries end with: nothing but an OPT.
#[inline(always)]
fn opt_alone(rest: &[u8]) -> Option<Edns<'_>> {
    let (&[0, 0, OPT, c0, c1, ttl @ .., l0, l1], rdata) = rest.split_first_chunk::<11>()? else {
        return None;
    };
    let whole = usize::from(u16::from_be_bytes([l0, l1])) == rdata.len();
    whole.then(|| Edns::read(u16::from_be_bytes([c0, c1]), ttl, rdata))
}

struct Record<'a> {
    at_root: bool,
    kind: u16,
    class: u16,
    ttl: [u8; 4],
    rdata: &'a [u8],
    end: usize,
}

impl<'a> Record<'a> {
    fn read(message: &'a [u8], at: usize) -> Result<Self, Malformed> {
        let fixed = skip(message, at)?;
        let length = usize::from(u16_at(message, fixed + 8).ok_or(Malformed)?);
        let end = fixed + 10 + length;
        let bytes = message.get(fixed..end).ok_or(Malformed)?;
        Ok(Self {
            at_root: message[at] == 0,
            kind: u16::from_be_bytes([bytes[0], bytes[1]]),
            class: u16::from_be_bytes([bytes[2], bytes[3]]),
            ttl: [bytes[4], bytes[5], bytes[6], bytes[7]],
            rdata: &bytes[10..],
            end,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPT: &[u8] = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00";

    fn additional(count: u16, records: &[u8]) -> Result<Option<Edns<'_>>, Malformed> {
        read_edns(records, [1, 0, 0, count], 0)
    }

    #[test]
    fn an_opt_is_found_among_the_additional_records() {
        let found = additional(1, OPT).unwrap().unwrap();
        assert_eq!((found.version, found.payload), (0, 1232));
    }

    #[test]
    fn a_second_opt_is_malformed() {
        assert!(additional(2, &OPT.repeat(2)).is_err());
    }

    #[test]
    fn an_opt_outside_the_additional_section_is_malformed() {
        assert!(read_edns(OPT, [1, 1, 0, 0], 0).is_err());
    }

    #[test]
    fn missing_and_left_over_bytes_are_malformed() {
        assert!(additional(1, &OPT[..10]).is_err());
        assert!(additional(0, OPT).is_err());
        assert!(additional(2, OPT).is_err());
    }
}
