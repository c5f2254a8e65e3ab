//! Writing a response: whole record sets or none, within a limit (RFC 2181 section 9).

use crate::wire::opt::Opt;
use crate::wire::query::Header;
use crate::wire::QUESTION_AT;

/// A compression pointer reaches no farther than this.
const MAX_POINTER: usize = 0x3FFF;

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// What was asked for.
    Answer = 1,
    /// Who knows more, or how long nothing is known.
    Authority = 2,
    /// What will be asked for next.
    Additional = 3,
}

/// The name that records belong to: most often one that already stands in the message.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// A compression pointer to it.
    Pointer([u8; 2]),
    /// Too far back for a pointer, or new.
    Full(&'a [u8]),
}

impl<'a> Owner<'a> {
    /// The name at byte `position` of the message; `name` is its text in case that is out of reach.
    pub fn at(position: usize, name: &'a [u8]) -> Self {
        if position <= MAX_POINTER {
            Self::Pointer([0xC0 | (position >> 8) as u8, position as u8])
        } else {
            Self::Full(name)
        }
    }

    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Pointer(pointer) => pointer,
            Self::Full(name) => name,
        }
    }

    /// How many bytes it takes before each record.
    pub fn length(&self) -> usize {
        self.as_bytes().len()
    }
}

/// A record that answers the question itself begins with a pointer to the question's name.
pub const TO_THE_QUESTION: [u8; 2] = [0xC0, QUESTION_AT as u8];

/// Records of equal length, each with `TO_THE_QUESTION` before it, and how many of them to take, going round.
#[derive(Clone, Copy, Debug)]
pub struct ReadyRecords<'a> {
    /// All of them.
    pub bytes: &'a [u8],
    /// How long each is, in bytes.
    pub stride: usize,
    /// Which one to begin with.
    pub first: usize,
    /// How many to take; not more than there are.
    pub count: usize,
}

impl<'a> ReadyRecords<'a> {
    /// The bytes to take: up to the end, then from the beginning.
    fn halves(&self) -> (&'a [u8], &'a [u8]) {
        let (before, from) = self.bytes.split_at(self.first * self.stride);
        let length = self.count * self.stride;
        match length.checked_sub(from.len()) {
            Some(rest) => (from, &before[..rest]),
            None => (&from[..length], &[]),
        }
    }
}

/// A response being written into a buffer that is used again and again.
pub struct Response<'a> {
    out: &'a mut Vec<u8>,
    limit: usize,
    counts: [u16; 4],
    truncated: bool,
}

impl<'a> Response<'a> {
    /// Starts with the query's header and question as they were asked (the header alone: no question); `limit` is the
    /// longest message in bytes.
    pub fn begin(out: &'a mut Vec<u8>, asked: &[u8], limit: usize) -> Self {
        out.clear();
        out.extend_from_slice(asked);
        let counts = [u16::from(asked.len() > QUESTION_AT), 0, 0, 0];
        Self {
            out,
            limit,
            counts,
            truncated: false,
        }
    }

    /// Adds a record set, all of it or nothing; says where it starts, or nothing if it does not fit.
    ///
    /// A record is ready bytes: type, class, TTL, length, data. Once a set did not fit, no later one is added.
    pub fn add<'r>(
        &mut self,
        section: Section,
        owner: Owner<'_>,
        records: impl Iterator<Item = &'r [u8]>,
    ) -> Option<usize> {
        let start = self.out.len();
        let mut count = 0;
        for record in records {
            self.out.extend_from_slice(owner.as_bytes());
            self.out.extend_from_slice(record);
            count += 1;
            if self.truncated || self.out.len() > self.limit {
                self.out.truncate(start);
                return None;
            }
        }
        self.counts[section as usize] += count;
        Some(start)
    }

    /// Adds a record set that the asker needs; if it does not fit, the response says that it is truncated.
    pub fn require<'r>(
        &mut self,
        section: Section,
        owner: Owner<'_>,
        records: impl Iterator<Item = &'r [u8]>,
    ) -> Option<usize> {
        let start = self.add(section, owner, records);
        self.truncated |= start.is_none();
        start
    }

    /// The same for records that are ready to be copied.
    pub fn require_ready(&mut self, owner: Owner<'_>, records: ReadyRecords<'_>) -> Option<usize> {
        if !matches!(owner, Owner::Pointer(TO_THE_QUESTION)) {
            let (one, other) = records.halves();
            let each = one.chunks(records.stride).chain(other.chunks(records.stride));
            return self.require(
                Section::Answer,
                owner,
                each.map(|record| &record[TO_THE_QUESTION.len()..]),
            );
        }
        let start = self.out.len();
        self.truncated |= start + records.count * records.stride > self.limit;
        if self.truncated {
            return None;
        }
        let (one, other) = records.halves();
        self.out.extend_from_slice(one);
        self.out.extend_from_slice(other);
        self.counts[Section::Answer as usize] += records.count as u16;
        Some(start)
    }

    /// Whether something needed did not fit.
    pub fn truncated(&self) -> bool {
        self.truncated
    }

    /// What is written so far.
    pub fn bytes(&self) -> &[u8] {
        self.out
    }

    /// Adds the OPT, for which the limit left the room that it needs, and fills in the header.
    pub fn finish(mut self, header: &Header, code: u8, authoritative: bool, opt: Option<Opt<'_>>) {
        if let Some(opt) = opt {
            let spare = self.limit.saturating_sub(self.out.len());
            opt.write(self.out, code, spare);
            self.counts[Section::Additional as usize] += 1;
        }
        let [asked, answer, authority, additional] = self.counts;
        let flags = 0x80
            | header.opcode << 3
            | u8::from(authoritative) << 2
            | u8::from(self.truncated) << 1
            | u8::from(header.recursion_desired);
        let first = u64::from(header.id) << 48
            | u64::from(flags) << 40
            | u64::from(code & 0x0F) << 32
            | u64::from(asked) << 16
            | u64::from(answer);
        if let Some(front) = self.out.first_chunk_mut::<QUESTION_AT>() {
            front[..8].copy_from_slice(&first.to_be_bytes());
            front[8..].copy_from_slice(&(u32::from(authority) << 16 | u32::from(additional)).to_be_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &[u8] = b"\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x01\x01\x01\x01";
    const OWNER: Owner<'_> = Owner::Pointer([0xC0, 0x0C]);

    #[test]
    fn a_set_is_added_whole_or_not_at_all() {
        let mut out = Vec::new();
        let mut response = Response::begin(&mut out, &[0; 12], 12 + 16);
        assert_eq!(
            response.add(Section::Answer, OWNER, [RECORD, RECORD].into_iter()),
            None
        );
        assert_eq!(response.bytes().len(), 12);
        assert_eq!(
            response.add(Section::Answer, OWNER, [RECORD].into_iter()),
            Some(12)
        );
    }

    #[test]
    fn after_truncation_nothing_is_added() {
        let mut out = Vec::new();
        let mut response = Response::begin(&mut out, &[0; 12], 12 + 16);
        assert_eq!(
            response.require(Section::Answer, OWNER, [RECORD, RECORD].into_iter()),
            None
        );
        assert!(response.truncated());
        assert_eq!(
            response.add(Section::Additional, OWNER, [RECORD].into_iter()),
            None
        );
    }

    #[test]
    fn ready_records_are_turned_capped_and_given_the_owner_that_fits() {
        let bytes: Vec<u8> = (1..=3).flat_map(|last| [0xC0, 12, last, last]).collect();
        for (first, count, expected) in [
            (0, 3, [1, 2, 3].as_slice()),
            (2, 3, &[3, 1, 2]),
            (2, 2, &[3, 1]),
            (1, 1, &[2]),
        ] {
            let records = ReadyRecords {
                bytes: &bytes,
                stride: 4,
                first,
                count,
            };
            for owner in [OWNER, Owner::Pointer([0xC0, 0x20])] {
                let mut out = Vec::new();
                let mut response = Response::begin(&mut out, &[0; 12], 100);
                assert_eq!(response.require_ready(owner, records), Some(12));
                let whole: Vec<u8> = expected
                    .iter()
                    .flat_map(|&last| [owner.as_bytes(), &[last, last]].concat())
                    .collect();
                assert_eq!(
                    (response.bytes()[12..].to_vec(), response.counts[1]),
                    (whole, count as u16)
                );
            }
        }
    }

    #[test]
    fn ready_records_that_do_not_fit_truncate() {
        let records = ReadyRecords {
            bytes: &[0; 32],
            stride: 16,
            first: 0,
            count: 2,
        };
        let mut out = Vec::new();
        let mut response = Response::begin(&mut out, &[0; 12], 12 + 31);
        assert_eq!(response.require_ready(OWNER, records), None);
        assert!(response.truncated() && response.bytes().len() == 12);
    }

    #[test]
    fn a_pointer_has_fourteen_bits() {
        assert!(matches!(Owner::at(0x3FFF, b"\x00"), Owner::Pointer([0xFF, 0xFF])));
        assert!(matches!(Owner::at(0x4000, b"\x00"), Owner::Full(b"\x00")));
    }
}
