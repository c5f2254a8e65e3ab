//! What is asked, what is to be answered, and who asks: three files made beforehand.

use std::fs;
use std::net::Ipv4Addr;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{bail, ensure, Context};

use crate::addresses::Reach;
use crate::response::{content, Content};

const SHORTEST: usize = 12;
const UNCHECKED: u8 = 255;

/// Where the files are.
#[derive(clap::Args)]
pub struct Files {
    /// The queries: for each its length (2 bytes, big endian) and the message, whose id does not matter
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// What each is to be answered: the first A record (4 bytes), the ECS scope (1 byte, 255: any), 3 bytes of zero
    #[arg(long, value_name = "FILE")]
    expected: Option<PathBuf>,
    /// The IPv4 address that each is sent from (4 bytes)
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
}

/// All of them, in order.
pub struct Questions {
    bytes: Vec<u8>,
    messages: Vec<Range<usize>>,
    expected: Vec<Expected>,
    sources: Vec<Ipv4Addr>,
}

/// What one is to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    address: Ipv4Addr,
    scope: Option<u8>,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faults {
    /// The address is another, or there is none.
    pub address: bool,
    /// The scope is another, or there is none.
    pub scope: bool,
}

impl Expected {
    /// Compares an answer with it.
    pub fn faults(self, answer: &[u8]) -> Faults {
        let Content { address, scope } = content(answer).unwrap_or_default();
        Faults {
            address: address != Some(self.address),
            scope: self.scope.is_some() && scope != self.scope,
        }
    }
}

impl Questions {
    /// Reads the files; those that do not fit together are refused, and so are sources out of reach.
    pub fn read(files: &Files, reach: Reach) -> anyhow::Result<Self> {
        let bytes = read(&files.queries)?;
        let messages = framed(&bytes).with_context(|| format!("in {}", files.queries.display()))?;
        let expected = records(files.expected.as_deref(), messages.len(), expectation)?;
        let sources = records(
            files.sources.as_deref(),
            messages.len(),
            |[a, b, c, d]: [u8; 4]| Ipv4Addr::new(a, b, c, d),
        )?;
        for &source in &sources {
            reach.check(source.into())?;
        }
        Ok(Self {
            bytes,
            messages,
            expected,
            sources,
        })
    }

    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        self.messages.len()
    }

    /// The query at this place.
    pub fn message(&self, place: usize) -> &[u8] {
        &self.bytes[self.messages[place].clone()]
    }

    /// Who asks it, if that was said.
    pub fn source(&self, place: usize) -> Option<Ipv4Addr> {
        self.sources.get(place).copied()
    }

    /// Whether anybody was named who asks.
    pub fn has_sources(&self) -> bool {
        !self.sources.is_empty()
    }

    /// What it is to be answered, if that was said.
    pub fn expected(&self, place: usize) -> Option<Expected> {
        self.expected.get(place).copied()
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Where the messages are among their lengths.
fn framed(bytes: &[u8]) -> anyhow::Result<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let &[high, low, ..] = &bytes[at..] else {
            bail!("half a length at byte {at}")
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let message = at + 2..at + 2 + length;
        ensure!(
            length >= SHORTEST,
            "a message of {length} bytes at byte {at}: a header has {SHORTEST}"
        );
        ensure!(
            message.end <= bytes.len(),
            "the message at byte {at} is longer than the file"
        );
        at = message.end;
        found.push(message);
    }
    ensure!(!found.is_empty(), "no queries");
    Ok(found)
}

/// One record of `SIZE` bytes for each query; none where there is no file.
fn records<const SIZE: usize, T>(
    path: Option<&Path>,
    count: usize,
    one: impl Fn([u8; SIZE]) -> T,
) -> anyhow::Result<Vec<T>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let bytes = read(path)?;
    let (found, wanted) = (bytes.len(), count * SIZE);
    ensure!(
        found == wanted,
        "{} has {found} bytes: {count} queries need {wanted}",
        path.display()
    );
    let whole = bytes.chunks_exact(SIZE).filter_map(|chunk| chunk.try_into().ok());
    Ok(whole.map(one).collect())
}

fn expectation([a, b, c, d, scope, ..]: [u8; 8]) -> Expected {
    Expected {
        address: Ipv4Addr::new(a, b, c, d),
        scope: (scope != UNCHECKED).then_some(scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_between_their_lengths() -> anyhow::Result<()> {
        let file = [&[0, 12][..], &[7; 12], &[0, 13], &[8; 13]].concat();
        assert_eq!(framed(&file)?, [2..14, 16..29]);
        Ok(())
    }

    #[test]
    fn files_that_are_cut_short_or_empty_are_refused() {
        let whole = [&[0, 12][..], &[7; 12]].concat();
        for length in 0..whole.len() {
            assert!(framed(&whole[..length]).is_err(), "{length}");
        }
        assert!(
            framed(&[&[0, 11][..], &[7; 11]].concat()).is_err(),
            "less than a header"
        );
    }

    #[test]
    fn an_answer_is_compared_with_what_was_expected() {
        let answer = b"\x00\x00\x84\x00\x00\x00\x00\x01\x00\x00\x00\x01\
            \x00\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01\
            \x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x0b\x00\x08\x00\x07\x00\x01\x18\x13\x0a\x01\x02";
        for (record, address, scope) in [
            ([192, 0, 2, 1, 19, 0, 0, 0], false, false),
            ([192, 0, 2, 1, 255, 0, 0, 0], false, false),
            ([192, 0, 2, 1, 24, 0, 0, 0], false, true),
            ([192, 0, 2, 2, 19, 0, 0, 0], true, false),
        ] {
            assert_eq!(
                expectation(record).faults(answer),
                Faults { address, scope },
                "{record:?}"
            );
        }
        let nothing = expectation([192, 0, 2, 1, 19, 0, 0, 0]).faults(&answer[..12]);
        assert_eq!(
            nothing,
            Faults {
                address: true,
                scope: true
            }
        );
    }
}
