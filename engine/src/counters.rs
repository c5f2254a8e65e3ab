//! What was asked and answered, counted by each serving thread for itself and added up when read.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::respond::{Outcome, Transport};

/// Response codes above this are counted together with it.
const CODES: usize = 17;

/// One thread's counts; on cache lines of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
pub struct Counts {
    udp: AtomicU64,
    tcp: AtomicU64,
    codes: [AtomicU64; CODES],
    truncated: AtomicU64,
    steered: AtomicU64,
    dropped: AtomicU64,
    failed: AtomicU64,
    limited_dropped: AtomicU64,
    limited_slipped: AtomicU64,
    open: AtomicU64,
    connections: AtomicU64,
    displaced: AtomicU64,
    overdue: AtomicU64,
}

impl Counts {
    /// Counts a message that came, and what became of it; no outcome is silence.
    pub fn count(&self, transport: Transport, outcome: Option<Outcome>) {
        add(match transport {
            Transport::Udp => &self.udp,
            Transport::Tcp => &self.tcp,
        });
        let Some(outcome) = outcome else {
            return add(&self.dropped);
        };
        add(&self.codes[usize::from(outcome.code).min(CODES - 1)]);
        if outcome.truncated {
            add(&self.truncated);
        }
        if outcome.steered {
            add(&self.steered);
        }
    }

    /// Counts a query that is not answered, for its network was answered too often.
    pub fn count_limited(&self) {
        add(&self.udp);
        add(&self.limited_dropped);
    }

    /// Counts a query that is answered only with the word to ask again over TCP, for the same reason.
    pub fn count_slipped(&self, code: u8) {
        add(&self.udp);
        add(&self.codes[usize::from(code).min(CODES - 1)]);
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
    // Only its own thread writes, so a plain store would do; this stays right even if not.
    counter.fetch_add(1, Ordering::Relaxed);
}

/// The sums over all threads.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Messages that came over UDP.
    pub udp: u64,
    /// Messages that came over TCP.
    pub tcp: u64,
    /// Responses by response code.
    pub codes: [u64; CODES],
    /// Responses with TC set.
    pub truncated: u64,
    /// Responses with steered records.
    pub steered: u64,
    /// Messages answered with silence.
    pub dropped: u64,
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
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        let mut totals = Totals::default();
        for counts in threads.iter() {
            let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
            totals.udp += get(&counts.udp);
            totals.tcp += get(&counts.tcp);
            totals.truncated += get(&counts.truncated);
            totals.steered += get(&counts.steered);
            totals.dropped += get(&counts.dropped);
            totals.failed += get(&counts.failed);
            totals.limited_dropped += get(&counts.limited_dropped);
            totals.limited_slipped += get(&counts.limited_slipped);
            totals.open += get(&counts.open);
            totals.connections += get(&counts.connections);
            totals.displaced += get(&counts.displaced);
            totals.overdue += get(&counts.overdue);
            for (total, code) in totals.codes.iter_mut().zip(&counts.codes) {
                *total += get(code);
            }
        }
        totals
    }
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
        one.count(Transport::Udp, Some(refused));
        two.count(Transport::Tcp, None);
        one.count_limited();
        two.count_slipped(refused.code);
        let totals = counters.read();
        assert_eq!(
            (totals.udp, totals.tcp, totals.codes[5], totals.dropped),
            (3, 1, 2, 1)
        );
        assert_eq!((totals.limited_dropped, totals.limited_slipped), (1, 1));
    }
}
