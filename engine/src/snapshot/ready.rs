//! A steered name's answers, laid out side by side so that most are copied into a response as they are.

use std::hint::black_box;
use std::slice::ChunksExact;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::snapshot::answer::{Answer, RecordHead};
use crate::wire::response::{ReadyRecords, TO_THE_QUESTION};

/// So many answers stand beside the name; most names have no more lines.
const INLINE: usize = 4;
const CACHE_LINE: usize = 64;

/// Where one answer is.
#[derive(Debug, Clone, Copy)]
enum Head {
    /// So many records, each this long with its owner, among the bytes.
    Bytes {
        start: u32,
        count: u16,
        stride: u16,
        turned: bool,
    },
    /// There is nothing to answer with: it is as if the name were not steered.
    Nothing,
    /// Among those that are put together when they are asked for.
    Made(u32),
}

/// The share of one query in a steered name's answer.
#[derive(Debug)]
pub enum Share<'a> {
    /// Records to be copied.
    Copied(ReadyRecords<'a>),
    /// To be dealt.
    Made(&'a Answer),
    /// None: it is as if the name were not steered.
    Nothing,
}

/// All answers of one steered name.
#[derive(Debug, Clone)]
pub struct Ready {
    heads: SmallVec<[Head; INLINE]>,
    bytes: Arc<[u8]>,
    /// Most names have none.
    made: Option<Arc<[Answer]>>,
}

impl Ready {
    /// Whether answer `number` is none.
    pub fn is_nothing(&self, number: u16) -> bool {
        matches!(self.heads[usize::from(number)], Head::Nothing)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.heads.len()
    }

    /// What the query that takes this `turn` gets of answer `number`: at most `most` records.
    pub fn share(&self, number: u16, turn: u64, most: usize) -> Share<'_> {
        match self.heads[usize::from(number)] {
            Head::Bytes {
                start,
                count,
                stride,
                turned,
            } => {
                let (start, length) = (start as usize, usize::from(count) * usize::from(stride));
                // The last moves to the front.
                let first = match turned {
                    true => (u64::from(count) - turn % u64::from(count)) % u64::from(count),
                    false => 0,
                };
                Share::Copied(ReadyRecords {
                    bytes: &self.bytes[start..start + length],
                    stride: usize::from(stride),
                    first: first as usize,
                    count: usize::from(count).min(most),
                })
            }
            Head::Made(at) => match self.made.as_ref().and_then(|made| made.get(at as usize)) {
                Some(answer) => Share::Made(answer),
                None => Share::Nothing,
            },
            Head::Nothing => Share::Nothing,
        }
    }

    /// Brings the first of the bytes into the cache.
    pub fn warm(&self) {
        for line in self.bytes.chunks(CACHE_LINE).take(INLINE) {
            black_box(line[0]);
        }
    }
}

/// The answers of one steered name after another, laid out in memory that is used again.
#[derive(Debug, Default)]
pub struct Layout {
    heads: SmallVec<[Head; INLINE]>,
    bytes: Vec<u8>,
    made: Vec<Answer>,
}

impl Layout {
    /// The next answer of the name.
    pub fn add(&mut self, answer: Answer) {
        let simple = answer.simple().and_then(|(group, turned)| {
            let stride = group.records.stride()? + TO_THE_QUESTION.len();
            let head = self.head(stride, group.records.count(), turned)?;
            for record in group.records.iter() {
                self.bytes.extend_from_slice(&TO_THE_QUESTION);
                self.bytes.extend_from_slice(record);
            }
            Some(head)
        });
        self.heads.push(match simple {
            Some(head) => head,
            None if answer.is_empty() && !answer.fails() => Head::Nothing,
            None => {
                self.made.push(answer);
                Head::Made(self.made.len() as u32 - 1)
            }
        });
    }

    /// The same for equally long data, each after two bytes that are left out, of records with this head, which everybody
    /// gets as they stand or `turned`. Nothing, and nothing is added, if that is too much to be laid out.
    pub fn add_alike(&mut self, record: RecordHead, turned: bool, rdatas: ChunksExact<'_, u8>) -> Option<()> {
        let stride = TO_THE_QUESTION.len() + record.len() + rdatas.clone().next()?.len() - 2;
        let head = self.head(stride, rdatas.len(), turned)?;
        for rdata in rdatas {
            self.bytes.extend_from_slice(&TO_THE_QUESTION);
            self.bytes.extend_from_slice(&record);
            self.bytes.extend_from_slice(&rdata[2..]);
        }
        self.heads.push(head);
        Some(())
    }

    /// All that were added since the last name.
    pub fn take(&mut self) -> Ready {
        let ready = Ready {
            heads: std::mem::take(&mut self.heads),
            bytes: self.bytes[..].into(),
            made: (!self.made.is_empty()).then(|| std::mem::take(&mut self.made).into()),
        };
        self.bytes.clear();
        ready
    }

    fn head(&self, stride: usize, count: usize, turned: bool) -> Option<Head> {
        Some(Head::Bytes {
            start: u32::try_from(self.bytes.len()).ok()?,
            count: u16::try_from(count).ok()?,
            stride: u16::try_from(stride).ok()?,
            turned,
        })
    }
}
