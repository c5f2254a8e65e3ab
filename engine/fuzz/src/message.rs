//! A whole message, read to its last byte (RFC 1035 section 4).

use crate::name::{followed, passed, plain, Labels};

/// The type of an OPT record.
pub const OPT: u16 = 41;

/// What is asked, and the very bytes in which it is.
pub struct Question {
    pub name: Labels,
    pub kind: u16,
    pub class: u16,
    pub bytes: Vec<u8>,
}

/// A record; of a query's, the owner is only known to be the root or not.
pub struct Record {
    pub owner: Option<Labels>,
    pub kind: u16,
    pub class: u16,
    pub ttl: u32,
    pub rdata: Vec<u8>,
    /// Where the data stands in the message.
    pub at: usize,
}

/// Two bytes as a number; nothing past the end.
pub fn number(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(*bytes.get(at)?) * 256 + usize::from(*bytes.get(at + 1)?))
}

/// The question at the usual place, and where it ends.
pub fn question(message: &[u8]) -> Option<(Question, usize)> {
    let (name, at) = plain(message, 12)?;
    let question = Question {
        name,
        kind: number(message, at)? as u16,
        class: number(message, at + 2)? as u16,
        bytes: message[12..at + 4].to_vec(),
    };
    Some((question, at + 4))
}

/// The records of the three sections that follow a question; nothing unless they end where the message does.
pub fn sections(message: &[u8], after_question: usize, whole_names: bool) -> Option<[Vec<Record>; 3]> {
    let mut at = after_question;
    let mut found = [Vec::new(), Vec::new(), Vec::new()];
    for (section, records) in found.iter_mut().enumerate() {
        for _ in 0..number(message, 6 + 2 * section)? {
            let record = record(message, at, whole_names)?;
            at = record.at + record.rdata.len();
            records.push(record);
        }
    }
    (at == message.len()).then_some(found)
}

fn record(message: &[u8], start: usize, whole_names: bool) -> Option<Record> {
    let (owner, at) = match whole_names {
        true => followed(message, start).map(|(owner, at)| (Some(owner), at))?,
        false => {
            let root = message.get(start) == Some(&0);
            (root.then(Labels::new), passed(message, start)?)
        }
    };
    let length = number(message, at + 8)?;
    Some(Record {
        owner,
        kind: number(message, at)? as u16,
        class: number(message, at + 2)? as u16,
        ttl: number(message, at + 4)? as u32 * 65_536 + number(message, at + 6)? as u32,
        rdata: message.get(at + 10..at + 10 + length)?.to_vec(),
        at: at + 10,
    })
}
