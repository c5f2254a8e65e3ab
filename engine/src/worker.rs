//! What one serving thread keeps from query to query; no other thread touches it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::chance::Chance;
use crate::counters::Counts;
use crate::limit::Limiter;
use crate::sampler::Sampler;

/// A thread's chance, its counts and its idea of the time.
#[derive(Debug, Default)]
pub struct Worker {
    /// For drawing by weight.
    pub chance: Chance,
    /// What it has answered.
    pub counts: Arc<Counts>,
    now: Option<u32>,
    /// Whom it has answered how often, while that is limited.
    pub limiter: Limiter,
    /// Of which queries it tells.
    pub sampler: Sampler,
}

impl Worker {
    /// One that counts here.
    pub fn new(counts: Arc<Counts>) -> Self {
        Self {
            counts,
            ..Self::default()
        }
    }

    /// A repeatable one, for tests and benchmarks.
    pub fn from_seed(seed: u64) -> Self {
        Self {
            chance: Chance::from_seed(seed),
            ..Self::default()
        }
    }

    /// Another batch of queries: who wants the time looks at the clock anew.
    pub fn begin_batch(&mut self) {
        self.now = None;
    }

    /// Seconds since 1970. Few want it, and once for a batch of queries is enough.
    pub fn now(&mut self) -> u32 {
        *self.now.get_or_insert_with(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            since.map_or(0, |since| since.as_secs() as u32)
        })
    }
}
