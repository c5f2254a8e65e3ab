//! What a response says, as far as it is looked at: RFC 1035 section 4, RFC 6891 section 6.1, RFC 7871 section 6.

use std::net::Ipv4Addr;

const HEADER: usize = 12;
const A: u16 = 1;
const OPT: u16 = 41;
const CLIENT_SUBNET: u16 = 8;

/// The header of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// As in the query.
    pub id: u16,
    /// Not all of it fitted.
    pub truncated: bool,
    /// The response code, 0 to 15.
    pub rcode: u8,
}

/// Reads the header; none if this is too short or a query.
pub fn head(message: &[u8]) -> Option<Head> {
    if message.len() < HEADER || message[2] & 0x80 == 0 {
        return None;
    }
    Some(Head {
        id: u16::from_be_bytes([message[0], message[1]]),
        truncated: message[2] & 0x02 != 0,
        rcode: message[3] & 0x0F,
    })
}

/// Marks a query as a response.
pub fn mark(message: &mut [u8]) {
    if let Some(flags) = message.get_mut(2) {
        *flags |= 0x80;
    }
}

/// What of a response can be compared with what was expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The first A record of the answer section.
    pub address: Option<Ipv4Addr>,
    /// The scope of the client subnet.
    pub scope: Option<u8>,
}

/// Reads the records; none if they are not well formed.
pub fn content(message: &[u8]) -> Option<Content> {
    let count = |place| number(message, place).map(usize::from);
    let (questions, answers) = (count(4)?, count(6)?);
    let records = answers + count(8)? + count(10)?;
    let mut found = Content::default();
    let mut at = HEADER;
    for _ in 0..questions {
        at = after_name(message, at)? + 4;
    }
    for record in 0..records {
        at = after_name(message, at)?;
        let (kind, length) = (number(message, at)?, usize::from(number(message, at + 8)?));
        let data = message.get(at + 10..at + 10 + length)?;
        if kind == A && record < answers && found.address.is_none() {
            found.address = Some(Ipv4Addr::from(<[u8; 4]>::try_from(data).ok()?));
        } else if kind == OPT {
            found.scope = scope(data)?;
        }
        at += 10 + length;
    }
    Some(found)
}

fn number(message: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(message.get(at..at + 2)?.try_into().ok()?))
}

/// Where a name ends: after its root label, or after the first pointer.
fn after_name(message: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match message.get(at)? {
            0 => return Some(at + 1),
            0xC0.. => return Some(at + 2),
            length => at += 1 + usize::from(*length),
        }
    }
}

/// The scope in the options of an OPT record, if there is one; nothing at all if they are not well formed.
fn scope(mut options: &[u8]) -> Option<Option<u8>> {
    while !options.is_empty() {
        let (code, length) = (number(options, 0)?, usize::from(number(options, 2)?));
        let data = options.get(4..4 + length)?;
        if code == CLIENT_SUBNET {
            return Some(Some(*data.get(3)?));
        }
        options = &options[4 + length..];
    }
    Some(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: &[u8] = b"\x03www\x07example\x00\x00\x01\x00\x01";

    fn message(counts: [u8; 4], parts: &[&[u8]]) -> Vec<u8> {
        let [questions, answers, authorities, additional] = counts;
        let mut made = vec![
            0x12,
            0x34,
            0x84,
            0,
            0,
            questions,
            0,
            answers,
            0,
            authorities,
            0,
            additional,
        ];
        made.extend(parts.concat());
        made
    }

    const CNAME: &[u8] = b"\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x04\x01w\xc0\x10";
    const FIRST: &[u8] = b"\x01w\xc0\x10\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01";
    const SECOND: &[u8] = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x02";
    const SUBNET: &[u8] =
        b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x11\x00\x0a\x00\x02hi\x00\x08\x00\x07\x00\x01\x18\x13\x0a\x01\x02";
    const BARE: &[u8] = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00";

    #[test]
    fn the_first_address_of_the_answer_and_the_scope_are_found() {
        let first = Some(Ipv4Addr::new(192, 0, 2, 1));
        for (counts, parts, address, scope) in [
            ([1, 1, 0, 0], vec![QUESTION, FIRST], first, None),
            (
                [1, 3, 0, 1],
                vec![QUESTION, CNAME, FIRST, SECOND, SUBNET],
                first,
                Some(19),
            ),
            ([1, 1, 0, 1], vec![QUESTION, CNAME, SUBNET], None, Some(19)),
            ([1, 1, 0, 2], vec![QUESTION, FIRST, BARE, SECOND], first, None),
            ([1, 0, 1, 1], vec![QUESTION, FIRST, SECOND], None, None),
            ([0, 0, 0, 0], vec![], None, None),
        ] {
            assert_eq!(
                content(&message(counts, &parts)),
                Some(Content { address, scope }),
                "{counts:?}"
            );
        }
    }

    #[test]
    fn what_is_cut_short_anywhere_says_nothing() {
        let whole = message([1, 3, 0, 1], &[QUESTION, CNAME, FIRST, SECOND, SUBNET]);
        for length in 0..whole.len() {
            assert_eq!(content(&whole[..length]), None, "{length}");
        }
    }

    #[test]
    fn the_head_tells_id_truncation_and_code_of_responses_only() {
        let mut made = message([0, 0, 0, 0], &[]);
        assert_eq!(head(&made[..11]), None);
        (made[2], made[3]) = (0x02, 0xF5);
        assert_eq!(head(&made), None, "a query");
        mark(&mut made);
        let expected = Head {
            id: 0x1234,
            truncated: true,
            rcode: 5,
        };
        assert_eq!(head(&made), Some(expected));
    }
}
