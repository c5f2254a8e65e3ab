//! Where to look among sorted addresses: an index that stays in the nearer caches, whatever stands beside the addresses.

use std::fmt::Debug;
use std::ops::Range;

use crate::tree::Tree;

/// So many addresses, about, are left to look at when the index has been asked.
const LEFT: usize = 8;

/// An address as a number.
pub trait Address: Copy + Ord + Debug {
    /// The first of all.
    const ZERO: Self;
    /// How many leading bits two addresses share.
    fn shared_bits(self, other: Self) -> u8;
    /// The address before; not asked of the first.
    fn before(self) -> Self;
    /// What tells where to look.
    type Index: Debug + Send + Sync;
    /// The index of addresses that rise from zero.
    fn index(rising: &[Self]) -> Self::Index;
    /// Those before this range are not above the address, those behind it are.
    fn near(self, index: &Self::Index) -> Range<usize>;
}

/// By the first bits of an address.
#[derive(Debug)]
pub struct ByBits {
    /// Which is the first that begins with these bits, or with higher ones; and the end.
    begins: Box<[u32]>,
    /// How many bits are not the first ones.
    others: u32,
}

impl Address for u32 {
    const ZERO: Self = 0;
    type Index = ByBits;

    fn shared_bits(self, other: Self) -> u8 {
        (self ^ other).leading_zeros() as u8
    }

    fn before(self) -> Self {
        self.wrapping_sub(1)
    }

    fn index(rising: &[u32]) -> ByBits {
        let first_bits = (rising.len() / LEFT).max(1).ilog2();
        let others = u32::BITS - first_bits;
        let begin = |first: u64| rising.partition_point(|&start| u64::from(start) < first << others);
        ByBits {
            begins: (0..=1 << first_bits).map(|first| begin(first) as u32).collect(),
            others,
        }
    }

    fn near(self, index: &ByBits) -> Range<usize> {
        let first = (u64::from(self) >> index.others) as usize;
        index.begins[first] as usize..index.begins[first + 1] as usize
    }
}

/// By the upper half of every so manieth address: in those most of them differ, but they crowd in few corners.
#[derive(Debug)]
pub struct ByHalves {
    upper: Tree,
    count: usize,
}

impl Address for u128 {
    const ZERO: Self = 0;
    type Index = ByHalves;

    fn shared_bits(self, other: Self) -> u8 {
        (self ^ other).leading_zeros() as u8
    }

    fn before(self) -> Self {
        self.wrapping_sub(1)
    }

    fn index(rising: &[u128]) -> ByHalves {
        let upper: Vec<u64> = rising
            .iter()
            .step_by(LEFT)
            .map(|start| (start >> 64) as u64)
            .collect();
        ByHalves {
            upper: Tree::of(&upper),
            count: rising.len(),
        }
    }

    fn near(self, index: &ByHalves) -> Range<usize> {
        let upper = (self >> 64) as u64;
        let last = index.upper.last_up_to(upper);
        let first = match index.upper.at(last) == upper {
            // There may be more of this upper half, and of those the lower one decides.
            true => upper
                .checked_sub(1)
                .map_or(0, |below| index.upper.last_up_to(below)),
            false => last,
        };
        first * LEFT..((last + 1) * LEFT).min(index.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    /// Whether for all of these the index leads to where the last one stands that is not above.
    fn check<A: Address>(rising: &[A], asked: impl Iterator<Item = A>) {
        let index = A::index(rising);
        for address in asked {
            let (near, after) = (
                address.near(&index),
                rising.partition_point(|&start| start <= address),
            );
            let inside = rising[near.clone()].partition_point(|&start| start <= address);
            assert_eq!(near.start + inside, after, "{address:?} of {}", rising.len());
        }
    }

    #[test]
    fn the_index_leads_to_the_last_start_up_to_an_address_in_tables_of_any_size() {
        let mut chance = Chance::from_seed(3);
        for size in [1, 2, 15, 16, 17, 255, 256, 257, 4096, 5000] {
            let mut rising = vec![0u32];
            rising.extend((1..size).map(|_| chance.below(1 << 32) as u32));
            rising.extend([u32::MAX, 1 << 31, (1 << 31) - 1].iter().take(size - 1));
            rising.sort_unstable();
            rising.dedup();
            let near = |&start: &u32| [start.wrapping_sub(1), start, start.wrapping_add(1)];
            check(&rising, rising.iter().flat_map(near).chain([0, u32::MAX]));
        }
    }

    #[test]
    fn longer_addresses_are_found_in_whichever_half_they_differ() {
        let mut chance = Chance::from_seed(6);
        for (size, uppers, lowers) in [
            (2, 1, 9),
            (9, 3, 2),
            (300, 1 << 60, 3),
            (300, 5, 1 << 60),
            (5000, 900, 9),
        ] {
            let mut rising = vec![0u128, u128::MAX, u128::from(u64::MAX), 1 << 64];
            let mut any = || u128::from(chance.below(uppers)) << 64 | u128::from(chance.below(lowers));
            rising.extend((0..size).map(|_| any()));
            rising.sort_unstable();
            rising.dedup();
            let edge = |start: u128| [start.wrapping_sub(1), start, start.wrapping_add(1)];
            let near = |&start: &u128| edge(start).into_iter().chain(edge(start | u128::from(u64::MAX)));
            check(&rising, rising.iter().flat_map(near));
        }
    }
}
