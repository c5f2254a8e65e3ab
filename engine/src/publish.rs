//! The one snapshot that is served, and how the next takes its place: readers never wait.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};

use crate::counters::Counters;
use crate::error::Unreadable;
use crate::samples::Samples;
use crate::snapshot::format::{apply, apply_whole, Workshop};
use crate::snapshot::Snapshot;

const PATIENCE: u32 = 100;
const PAUSE: Duration = Duration::from_micros(100);

/// Holds the present snapshot; one writer at a time replaces it.
#[derive(Default)]
pub struct Published {
    present: ArcSwap<Snapshot>,
    workshop: Mutex<Workshop>,
    /// What was answered by all of them.
    pub counters: Counters,
    /// What is told of some of it.
    pub samples: Samples,
}

impl Published {
    /// The present snapshot, for as long as the guard is held: a batch of queries, no longer.
    pub fn present(&self) -> Guard<Arc<Snapshot>> {
        self.present.load()
    }

    /// Reads a change and swaps in what it makes of the present snapshot (`whole`: of an empty one).
    pub fn publish(&self, change: &[u8], whole: bool) -> Result<(), Unreadable> {
        let mut workshop = self.workshop();
        let present = self.present.load_full();
        let after = match whole {
            true => apply_whole(&present, &mut workshop, change),
            false => apply(&present, &mut workshop, change),
        };
        drop(present);
        let after = after.inspect_err(|_| workshop.ledger.undo())?;
        let old = self.present.swap(Arc::new(after));
        workshop.ledger.keep();
        workshop.replaced.push(Arc::downgrade(&old));
        release(old);
        workshop.replaced.retain(|one| one.strong_count() > 0);
        if workshop.replaced.is_empty() {
            workshop.ledger.settle(&self.counters);
        }
        Ok(())
    }

    /// How many queries were answered on each line, under whatever name.
    ///
    /// Where names are many this takes long, and no change waits for it: while the snapshot is held, no place in it is
    /// another's.
    pub fn by_line(&self) -> HashMap<Box<str>, u64> {
        let workshop = self.workshop();
        let present = self.present.load_full();
        let mut sums = workshop.ledger.given_back(&self.counters);
        drop(workshop);
        let counted = self.counters.reading();
        for (_, steered) in present.all_steered() {
            for (line, place) in steered.lines().iter().zip(steered.places().each()) {
                match sums.get_mut(line) {
                    Some(sum) => *sum += counted.at(place),
                    None => drop(sums.insert(line.clone(), counted.at(place))),
                }
            }
        }
        sums
    }

    /// How often what is steered at this name was asked for, by line; nothing if there is no such thing.
    pub fn by_line_of(&self, name: &[u8], kind: u16) -> Option<Vec<(Box<str>, u64)>> {
        let present = self.present.load_full();
        let steered = present.steered_at(name, kind)?;
        let counted = self.counters.read_places(steered.places());
        Some(steered.lines().iter().cloned().zip(counted).collect())
    }

    /// The steered names that are asked for most, at most so many and in no order: name, type, how often; and the sum of
    /// the others.
    pub fn most_asked(&self, most: usize) -> (Vec<(Vec<u8>, u16, u64)>, u64) {
        let (present, counted) = (self.present.load_full(), self.counters.reading());
        let all = present.all_steered().map(|(name, steered)| {
            let sum = steered.places().each().map(|place| counted.at(place)).sum();
            (sum, name, steered.kind())
        });
        let mut named: Vec<(u64, &[u8], u16)> = all.collect();
        let mut others = 0;
        if most < named.len() {
            named.select_nth_unstable_by_key(most, |&(sum, name, kind)| (Reverse(sum), name, kind));
            others = named.drain(most..).map(|(sum, ..)| sum).sum();
        }
        let told = named.iter().map(|&(sum, name, kind)| (name.to_vec(), kind, sum));
        (told.collect(), others)
    }

    fn workshop(&self) -> MutexGuard<'_, Workshop> {
        // A panic while reading leaves it as sound as before: plans are finished ones, places are lost at worst.
        self.workshop.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Frees an old snapshot here, if that is possible, rather than in a serving thread, which would answer late meanwhile.
fn release(old: Arc<Snapshot>) {
    for _ in 0..PATIENCE {
        if Arc::strong_count(&old) == 1 {
            return;
        }
        std::thread::sleep(PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::example;
    use crate::respond::{respond, Asker, Transport};
    use crate::worker::Worker;

    const WWW: &[u8] = b"\x03www\x07example\x03com\x00";

    /// Steers `www.example.com` no more.
    fn gone() -> Vec<u8> {
        let step = [&[4, WWW.len() as u8], WWW, &[1, 0]].concat();
        let length = (step.len() as u64).to_le_bytes();
        [b"TKLN\x02\x00\x00\x00", &length[..], &step].concat()
    }

    fn nothing() -> Vec<u8> {
        [&b"TKLN\x02\x00\x00\x00"[..], &[0; 8]].concat()
    }

    fn ask(snapshot: &Snapshot, worker: &mut Worker) {
        let query = [b"\0\x07\0\0\0\x01\0\0\0\0\0\0", WWW, b"\0\x01\0\x01"].concat();
        let asker = Asker {
            address: [10, 0, 0, 1].into(),
            transport: Transport::Udp,
        };
        assert!(respond(snapshot, &query, asker, worker, &mut Vec::new()).is_some());
    }

    fn asked(published: &Published) -> u64 {
        published.by_line().values().sum()
    }

    #[test]
    fn nothing_counted_is_missing_while_somebody_holds_the_snapshot_before() {
        let published = example(2).unwrap();
        let mut worker = Worker::new(published.counters.for_thread());
        let held = published.present.load_full();
        ask(&held, &mut worker);
        published.publish(&gone(), false).unwrap();
        assert_eq!(asked(&published), 1);
        ask(&held, &mut worker);
        published.publish(&nothing(), false).unwrap();
        ask(&held, &mut worker);
        assert_eq!(asked(&published), 3);
        drop(held);
        published.publish(&nothing(), false).unwrap();
        assert_eq!(asked(&published), 3);
    }
}
