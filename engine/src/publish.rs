//! The one snapshot that is served, and how the next takes its place: readers never wait.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};

use crate::error::Unreadable;
use crate::lines::Plans;
use crate::snapshot::format::apply;
use crate::snapshot::Snapshot;

const PATIENCE: u32 = 100;
const PAUSE: Duration = Duration::from_micros(100);

/// Holds the present snapshot; one writer at a time replaces it.
#[derive(Default)]
pub struct Published {
    present: ArcSwap<Snapshot>,
    plans: Mutex<Plans>,
}

impl Published {
    /// The present snapshot, for as long as the guard is held: a batch of queries, no longer.
    pub fn present(&self) -> Guard<Arc<Snapshot>> {
        self.present.load()
    }

    /// Reads a change and swaps in what it makes of the present snapshot (`whole`: of an empty one).
    pub fn publish(&self, change: &[u8], whole: bool) -> Result<(), Unreadable> {
        // A panic while reading leaves the plans as sound as before: they hold only finished ones.
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        let before = if whole {
            Arc::default()
        } else {
            self.present.load_full()
        };
        let after = apply(&before, &mut plans, change)?;
        drop(before);
        let old = self.present.swap(Arc::new(after));
        release(old);
        Ok(())
    }
}

/// Frees an old snapshot here rather than in a serving thread, which would answer late meanwhile.
fn release(old: Arc<Snapshot>) {
    for _ in 0..PATIENCE {
        if Arc::strong_count(&old) == 1 {
            return;
        }
        std::thread::sleep(PAUSE);
    }
}
