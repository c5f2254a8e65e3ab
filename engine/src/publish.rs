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
        if release(old) {
            workshop.ledger.settle(&self.counters);
        }
        Ok(())
    }

    /// How many queries were answered on each line, under whatever name.
    pub fn by_line(&self) -> HashMap<Box<str>, u64> {
        let workshop = self.workshop();
        let mut sums = workshop.ledger.retired().clone();
        for (_, steered) in self.present.load_full().all_steered() {
            let counted = self.counters.read_places(steered.places());
            for (line, count) in steered.lines().iter().zip(counted) {
                match sums.get_mut(line) {
                    Some(sum) => *sum += count,
                    None => drop(sums.insert(line.clone(), count)),
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
        let present = self.present.load_full();
        let counted = present.all_steered().map(|(name, steered)| {
            let sum = self.counters.read_places(steered.places()).iter().sum();
            (sum, name, steered.kind())
        });
        let mut named: Vec<(u64, &[u8], u16)> = counted.collect();
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

/// Frees an old snapshot here rather than in a serving thread, which would answer late meanwhile; says whether that was
/// possible.
fn release(old: Arc<Snapshot>) -> bool {
    for _ in 0..PATIENCE {
        if Arc::strong_count(&old) == 1 {
            return true;
        }
        std::thread::sleep(PAUSE);
    }
    false
}
