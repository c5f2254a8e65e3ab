//! How often each steered name was answered on each of its lines, by one thread; the same number tells whose turn it is.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::OnceLock;

const IN_A_CHUNK: usize = 4096;
const CHUNKS: usize = 8192;

type Chunk = Box<[AtomicU64]>;

/// Numbers by place; those of a chunk take memory from the first time that one of them counts.
pub struct Tallies {
    chunks: Box<[OnceLock<Chunk>]>,
}

impl std::fmt::Debug for Tallies {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tallies").finish_non_exhaustive()
    }
}

impl Default for Tallies {
    fn default() -> Self {
        Self {
            chunks: (0..CHUNKS).map(|_| OnceLock::new()).collect(),
        }
    }
}

impl Tallies {
    /// There are no places from here on: what would be counted there is not.
    pub const END: u32 = (IN_A_CHUNK * CHUNKS) as u32;

    /// Counts one more at `place` and says how many were before. Only the thread that owns this may call it.
    pub fn count(&self, place: u32) -> u64 {
        let Some(chunk) = self.chunks.get(place as usize / IN_A_CHUNK) else {
            return 0;
        };
        let chunk = chunk.get_or_init(|| (0..IN_A_CHUNK).map(|_| AtomicU64::new(0)).collect());
        // Nobody else writes here, so nothing comes between.
        let tally = &chunk[place as usize % IN_A_CHUNK];
        let before = tally.load(Ordering::Relaxed);
        tally.store(before.wrapping_add(1), Ordering::Relaxed);
        before
    }

    /// How many were counted at `place`.
    pub fn read(&self, place: u32) -> u64 {
        self.tally(place).map_or(0, |tally| tally.load(Ordering::Relaxed))
    }

    /// Begins again at `place`, where nothing may be counted meanwhile.
    pub fn clear(&self, place: u32) {
        if let Some(tally) = self.tally(place) {
            tally.store(0, Ordering::Relaxed);
        }
    }

    fn tally(&self, place: u32) -> Option<&AtomicU64> {
        let chunk = self.chunks.get(place as usize / IN_A_CHUNK)?.get()?;
        chunk.get(place as usize % IN_A_CHUNK)
    }
}

/// Places next to each other: one for each line of a steered name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// The first of them.
    pub first: u32,
    /// How many.
    pub count: u32,
}

impl Places {
    /// Where nothing is counted.
    pub const NONE: Self = Self {
        first: Tallies::END,
        count: 0,
    };

    /// Each of them.
    pub fn each(self) -> impl Iterator<Item = u32> {
        self.first..self.first + self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_counts_for_itself() {
        let tallies = Tallies::default();
        let counted = [7, 7, 4096, Tallies::END - 1].map(|place| tallies.count(place));
        assert_eq!(counted, [0, 1, 0, 0]);
        assert_eq!((tallies.read(7), tallies.read(8), tallies.read(4096)), (2, 0, 1));
        tallies.clear(7);
        assert_eq!((tallies.count(7), tallies.read(4096)), (0, 1));
    }

    #[test]
    fn beyond_the_end_nothing_is_counted() {
        let tallies = Tallies::default();
        assert_eq!((tallies.count(Tallies::END), tallies.count(u32::MAX)), (0, 0));
        assert_eq!(tallies.read(Tallies::END), 0);
    }
}
