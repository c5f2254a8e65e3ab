//! A steered name's answers, laid out side by side so that most are copied into a response as they are.

use std::hint::black_box;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::snapshot::answer::Answer;
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
    made: Arc<[Answer]>,
}

impl Ready {
    /// Lays them out.
    pub fn of(answers: Vec<Answer>) -> Self {
        let (mut bytes, mut made) = (Vec::new(), Vec::new());
        let heads = answers
            .into_iter()
            .map(|answer| match laid_out(&answer, &mut bytes) {
                Some(head) => head,
                None if answer.is_empty() && !answer.fails() => Head::Nothing,
                None => {
                    made.push(answer);
                    Head::Made(made.len() as u32 - 1)
                }
            });
        Self {
            heads: heads.collect(),
            bytes: bytes.into(),
            made: made.into(),
        }
    }

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
            Head::Made(at) => Share::Made(&self.made[at as usize]),
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

fn laid_out(answer: &Answer, bytes: &mut Vec<u8>) -> Option<Head> {
    let (group, turned) = answer.simple()?;
    let stride = group.records.stride()? + TO_THE_QUESTION.len();
    let head = Head::Bytes {
        start: u32::try_from(bytes.len()).ok()?,
        count: u16::try_from(group.records.count()).ok()?,
        stride: u16::try_from(stride).ok()?,
        turned,
    };
    for record in group.records.iter() {
        bytes.extend(TO_THE_QUESTION);
        bytes.extend(record);
    }
    Some(head)
}
