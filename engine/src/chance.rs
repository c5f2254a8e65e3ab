//! Chance for drawing by weight: a small generator that each thread owns.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

/// SplitMix64: plenty for sharing out work, nothing for secrets.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Default for Chance {
    fn default() -> Self {
        // The standard library seeds its hashers from the system.
        Self(RandomState::new().hash_one(0u8))
    }
}

impl Chance {
    /// A repeatable run of chance, for tests and benchmarks.
    pub fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 up to, not including, `bound`; 0 when the bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        ((u128::from(z) * u128::from(bound)) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_below_the_bound_comes_up() {
        let mut chance = Chance::from_seed(7);
        let mut seen = [0; 5];
        for _ in 0..1000 {
            seen[chance.below(5) as usize] += 1;
        }
        assert!(seen.iter().all(|&times| times > 150), "{seen:?}");
        assert_eq!(chance.below(0), 0);
    }
}
