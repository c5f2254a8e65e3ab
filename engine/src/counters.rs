//! What was asked and answered, counted by each serving thread for itself and added up when read.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::respond::{Outcome, Transport};
use crate::tallies::{Places, Tallies};

/// Response codes above this are counted together with it.
pub const CODES: usize = 24;
/// UDP and TCP.
pub const TRANSPORTS: usize = 2;

/// One thread's counts; on cache lines of its own, and written by that thread alone.
#[derive(Debug, Default)]
#[repr(align(128))]
pub struct Counts {
    codes: [[AtomicU64; CODES]; TRANSPORTS],
    dropped: [AtomicU64; TRANSPORTS],
    truncated: AtomicU64,
    steered: AtomicU64,
    failed: AtomicU64,
    limited_dropped: AtomicU64,
    limited_slipped: AtomicU64,
    open: AtomicU64,
    connections: AtomicU64,
    displaced: AtomicU64,
    overdue: AtomicU64,
    /// By steered name and line.
    pub tallies: Tallies,
}

impl Counts {
    /// Counts a message that came, and what became of it; no outcome is silence.
    pub fn count(&self, transport: Transport, outcome: Option<Outcome>) {
        let transport = transport as usize;
        let Some(outcome) = outcome else {
            return add(&self.dropped[transport]);
        };
        add(&self.codes[transport][usize::from(outcome.code).min(CODES - 1)]);
        if outcome.truncated {
            add(&self.truncated);
        }
        if outcome.steered {
            add(&self.steered);
        }
    }

    /// Counts a query that is not answered, for its network was answered too often.
    pub fn count_limited(&self) {
        add(&self.limited_dropped);
    }

    /// Counts a query that is answered only with the word to ask again over TCP, for the same reason.
    pub fn count_slipped(&self, code: u8) {
        add(&self.codes[Transport::Udp as usize][usize::from(code).min(CODES - 1)]);
        add(&self.truncated);
        add(&self.limited_slipped);
    }

    /// Counts a connection that was taken, and one that had to give way for it.
    pub fn count_connection(&self, displaced: bool) {
        add(&self.connections);
        if displaced {
            add(&self.displaced);
        }
    }

    /// Counts a connection that did not get on and was closed.
    pub fn count_overdue(&self) {
        add(&self.overdue);
    }

    /// How many connections there are now.
    pub fn set_open(&self, open: usize) {
        self.open.store(open as u64, Ordering::Relaxed);
    }

    /// Counts a message that was lost to an error of ours.
    pub fn count_failure(&self) {
        add(&self.failed);
    }
}

fn add(counter: &AtomicU64) {
    // Only its own thread writes, so nothing comes between; and no core waits for another.
    counter.store(counter.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
}

/// The sums over all threads.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Responses by transport (UDP, TCP) and response code.
    pub codes: [[u64; CODES]; TRANSPORTS],
    /// Messages answered with silence, by transport.
    pub dropped: [u64; TRANSPORTS],
    /// Responses with TC set.
    pub truncated: u64,
    /// Responses with steered records.
    pub steered: u64,
    /// Messages lost to an error of ours.
    pub failed: u64,
    /// Queries over UDP that are not answered, for their network was answered too often.
    pub limited_dropped: u64,
    /// Responses that for the same reason only say: ask again over TCP.
    pub limited_slipped: u64,
    /// TCP connections that there are now.
    pub open: u64,
    /// TCP connections that were taken.
    pub connections: u64,
    /// TCP connections that were closed to make room for others.
    pub displaced: u64,
    /// TCP connections that were closed, for they did not get on.
    pub overdue: u64,
}

/// All threads' counts.
#[derive(Debug, Default)]
pub struct Counters {
    threads: Mutex<Vec<Arc<Counts>>>,
}

impl Counters {
    /// Counts for one more thread.
    pub fn for_thread(&self) -> Arc<Counts> {
        let counts = Arc::new(Counts::default());
        let mut threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.push(Arc::clone(&counts));
        counts
    }

    /// The sums so far.
    pub fn read(&self) -> Totals {
        let mut totals = Totals::default();
        self.each(|counts| {
            totals.truncated += get(&counts.truncated);
            totals.steered += get(&counts.steered);
            totals.failed += get(&counts.failed);
            totals.limited_dropped += get(&counts.limited_dropped);
            totals.limited_slipped += get(&counts.limited_slipped);
            totals.open += get(&counts.open);
            totals.connections += get(&counts.connections);
            totals.displaced += get(&counts.displaced);
            totals.overdue += get(&counts.overdue);
            for transport in 0..TRANSPORTS {
                totals.dropped[transport] += get(&counts.dropped[transport]);
                for (total, code) in totals.codes[transport].iter_mut().zip(&counts.codes[transport]) {
                    *total += get(code);
                }
            }
        });
        totals
    }

    /// What was counted at each of these places.
    pub fn read_places(&self, places: Places) -> Vec<u64> {
        let counted = self.reading();
        places.each().map(|place| counted.at(place)).collect()
    }

    /// For reading many places one by one.
    pub fn reading(&self) -> Reading {
        Reading(
            self.threads
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        )
    }

    /// Begins again at these places, which no snapshot in use may name.
    pub fn clear_places(&self, places: Places) {
        self.each(|counts| places.each().for_each(|place| counts.tallies.clear(place)));
    }

    fn each(&self, mut look: impl FnMut(&Counts)) {
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        threads.iter().for_each(|counts| look(counts));
    }
}

/// The counts of all threads that there were when it was made; they go on.
pub struct Reading(Vec<Arc<Counts>>);

impl Reading {
    /// What was counted at this place.
    pub fn at(&self, place: u32) -> u64 {
        self.0.iter().map(|counts| counts.tallies.read(place)).sum()
    }
}

fn get(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_added_up() {
        let counters = Counters::default();
        let (one, two) = (counters.for_thread(), counters.for_thread());
        let refused = Outcome {
            code: 5,
            truncated: false,
            steered: false,
            known: false,
            counts_as: 12,
        };
        one.tallies.count(7);
        two.tallies.count(7);
        let places = Places { first: 7, count: 2 };
        assert_eq!(counters.read_places(places), [2, 0]);
        counters.clear_places(places);
        assert_eq!(counters.read_places(places), [0, 0]);
        one.count(Transport::Udp, Some(refused));
        two.count(Transport::Tcp, None);
        one.count_limited();
        two.count_slipped(refused.code);
        let totals = counters.read();
        assert_eq!(
            (totals.codes[0][5], totals.codes[1][5], totals.dropped),
            (2, 0, [0, 1])
        );
        assert_eq!((totals.limited_dropped, totals.limited_slipped), (1, 1));
    }
}
