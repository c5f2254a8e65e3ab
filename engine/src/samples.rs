//! What is told of single queries: kept in a bounded list until somebody takes it.

use std::mem::take;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::respond::{Asker, Outcome, Query, Transport, Wanted};
use crate::wire::name::Name;
use crate::wire::u16_at;

/// So many wait at most to be taken; further ones are lost.
pub const ROOM: usize = 1024;
const ANSWERS_AT: usize = 6;

/// One query, and what became of it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// When it was answered, in seconds since 1970.
    pub at: f64,
    /// Who asked, and how.
    pub asker: Asker,
    /// The subnet on whose behalf was asked: an address and how many of its bits count.
    pub subnet: Option<(IpAddr, u8)>,
    /// The asked name in wire format and lower case, and the type; nothing where none could be read.
    pub question: Option<(Box<[u8]>, u16)>,
    /// The response code.
    pub code: u8,
    /// The response carries steered records.
    pub steered: bool,
    /// Under which line it counts, if a steered name decided.
    pub line: Option<Box<str>>,
    /// How many records the response has in its answer section.
    pub answers: u16,
    /// How long the response is, in bytes; 0: it was kept back by a limit.
    pub size: usize,
}

impl Sample {
    /// Reads `message` once more, for who answers keeps nothing of it; nothing for what deserves silence.
    pub fn of(
        message: &[u8],
        asker: Asker,
        outcome: Outcome,
        line: Option<Box<str>>,
        response: &[u8],
    ) -> Option<Self> {
        let mut name = Name::ROOT;
        let wanted = Wanted::read(message, &mut name);
        let query = Query::read(message, &name, wanted)?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Some(Self {
            at: since.map_or(0.0, |since| since.as_secs_f64()),
            asker,
            subnet: query.subnet().map(|subnet| (subnet.address, subnet.prefix)),
            question: query.asked().map(|(name, kind)| (name.as_wire().into(), kind)),
            code: outcome.code,
            steered: outcome.steered,
            line,
            answers: u16_at(response, ANSWERS_AT).unwrap_or(0),
            size: response.len(),
        })
    }

    /// The name of its transport.
    pub fn transport(&self) -> &'static str {
        match self.asker.transport {
            Transport::Udp => "udp",
            Transport::Tcp => "tcp",
        }
    }
}

/// Those that wait to be taken, of all threads. Whoever serves never waits for it.
#[derive(Debug, Default)]
pub struct Samples {
    waiting: Mutex<Vec<Sample>>,
    lost: AtomicU64,
}

impl Samples {
    /// Keeps it, unless there is no room, or another thread is at the list: then it is lost, and counted.
    pub fn keep(&self, sample: Sample) {
        match self.waiting.try_lock() {
            Ok(mut waiting) if waiting.len() < ROOM => waiting.push(sample),
            _ => drop(self.lost.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// Takes all that wait, in the order in which they came.
    pub fn take(&self) -> Vec<Sample> {
        take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many were lost so far.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &[u8] = b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01W\x00\x00\x1c\x00\x01";

    fn sample(message: &[u8], response: &[u8]) -> Option<Sample> {
        let asker = Asker {
            address: [192, 0, 2, 1].into(),
            transport: Transport::Udp,
        };
        let outcome = Outcome {
            code: 5,
            truncated: false,
            steered: false,
            known: false,
            counts_as: 12,
        };
        Sample::of(message, asker, outcome, None, response)
    }

    #[test]
    fn a_query_and_its_response_are_told() {
        let told = sample(QUERY, b"\x00\x07\x81\x05\x00\x01\x01\x02\x00\x00\x00\x00").unwrap();
        assert_eq!(told.question, Some(((*b"\x01w\x00").into(), 28)));
        assert_eq!(
            (told.code, told.answers, told.size, told.subnet),
            (5, 258, 12, None)
        );
        assert!(told.at > 1.6e9);
    }

    #[test]
    fn what_was_kept_back_has_no_size_and_what_is_not_understood_no_name() {
        let told = sample(&QUERY[..13], b"").unwrap();
        assert_eq!((told.question, told.answers, told.size), (None, 0, 0));
        assert!(sample(&QUERY[..11], b"").is_none());
    }

    #[test]
    fn beyond_the_room_there_is_they_are_lost_and_counted() {
        let samples = Samples::default();
        let one = sample(QUERY, b"").unwrap();
        for _ in 0..ROOM + 3 {
            samples.keep(one.clone());
        }
        assert_eq!((samples.take().len(), samples.lost()), (ROOM, 3));
        samples.keep(one);
        assert_eq!(
            (samples.take().len(), samples.take().len(), samples.lost()),
            (1, 0, 3)
        );
    }

    #[test]
    fn nobody_waits_for_another_thread() {
        let samples = Samples::default();
        let held = samples.waiting.lock().unwrap();
        samples.keep(sample(QUERY, b"").unwrap());
        drop(held);
        assert_eq!((samples.take().len(), samples.lost()), (0, 1));
    }
}
