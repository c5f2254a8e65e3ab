//! Sorted numbers, laid out so that a search among them reads few lines of the cache.

/// An address as a number.
pub trait Address: Copy + Ord + Layout {
    /// The first of all.
    const ZERO: Self;
    /// The last of all.
    const LAST: Self;
    /// How many leading bits two addresses share.
    fn shared_bits(self, other: Self) -> u8;
    /// The address before; not asked of the first.
    fn before(self) -> Self;
    /// The address after; not asked of the last.
    fn after(self) -> Self;
}

macro_rules! address {
    ($number:ty) => {
        impl Address for $number {
            const ZERO: Self = 0;
            const LAST: Self = Self::MAX;
            fn shared_bits(self, other: Self) -> u8 {
                (self ^ other).leading_zeros() as u8
            }
            fn before(self) -> Self {
                self.wrapping_sub(1)
            }
            fn after(self) -> Self {
                self.wrapping_add(1)
            }
        }
    };
}

address!(u32);
address!(u128);

/// How numbers of one kind are laid out to be searched.
pub trait Layout: Sized {
    /// The numbers, laid out.
    type Table: std::fmt::Debug + Send + Sync;
    /// Lays out numbers that rise from zero.
    fn lay_out(rising: Vec<Self>) -> Self::Table;
    /// Which is the last that is not above `bound`.
    fn last_up_to(table: &Self::Table, bound: Self) -> usize;
}

/// Numbers that rise from zero.
#[derive(Debug)]
pub struct Starts<A: Layout>(A::Table);

impl<A: Layout> Starts<A> {
    /// Lays them out.
    pub fn of(rising: Vec<A>) -> Self {
        Self(A::lay_out(rising))
    }

    /// Which is the last that is not above `bound`.
    pub fn last_up_to(&self, bound: A) -> usize {
        A::last_up_to(&self.0, bound)
    }
}

impl Layout for u128 {
    type Table = Box<[u128]>;

    fn lay_out(rising: Vec<u128>) -> Box<[u128]> {
        rising.into()
    }

    fn last_up_to(table: &Box<[u128]>, bound: u128) -> usize {
        // The first is zero, so at least one is not above the bound.
        table.partition_point(|&start| start <= bound).saturating_sub(1)
    }
}

/// So many numbers, about, have their first bits in common: few enough to lie side by side in the cache.
const IN_COMMON: u32 = 8;

/// Numbers in a row, and where in it those begin that start with the same bits.
#[derive(Debug)]
pub struct Indexed {
    numbers: Box<[u32]>,
    /// By the first bits; and the end.
    begins: Box<[u32]>,
    /// How many bits are not the first ones.
    others: u32,
}

impl Layout for u32 {
    type Table = Indexed;

    fn lay_out(rising: Vec<u32>) -> Indexed {
        let first_bits = (rising.len() as u32 / IN_COMMON).max(1).ilog2();
        let others = u32::BITS - first_bits;
        let begin = |first: u64| rising.partition_point(|&number| u64::from(number) < first << others);
        Indexed {
            begins: (0..=1 << first_bits).map(|first| begin(first) as u32).collect(),
            others,
            numbers: rising.into(),
        }
    }

    fn last_up_to(table: &Indexed, bound: u32) -> usize {
        let first = (u64::from(bound) >> table.others) as usize;
        let (begin, end) = (table.begins[first] as usize, table.begins[first + 1] as usize);
        let up_to = table.numbers[begin..end].partition_point(|&number| number <= bound);
        // The first of all is zero, so at least one is not above the bound.
        (begin + up_to).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn the_last_start_up_to_a_bound_is_found_in_tables_of_any_size() {
        let mut chance = Chance::from_seed(3);
        for size in [1, 2, 15, 16, 17, 255, 256, 257, 4096, 5000] {
            let mut rising = vec![0u32];
            rising.extend((1..size).map(|_| chance.below(1 << 32) as u32));
            rising.extend([u32::MAX, 1 << 31, (1 << 31) - 1].iter().take(size - 1));
            rising.sort_unstable();
            rising.dedup();
            let tree = Starts::of(rising.clone());
            let near = rising
                .iter()
                .flat_map(|&start| [start.wrapping_sub(1), start, start.wrapping_add(1)]);
            for bound in near.chain([0, u32::MAX]) {
                let expected = rising.partition_point(|&start| start <= bound) - 1;
                assert_eq!(tree.last_up_to(bound), expected, "{bound} of {}", rising.len());
            }
        }
    }

    #[test]
    fn longer_addresses_are_found_too() {
        let starts = Starts::of(vec![0u128, 7, 1 << 100]);
        let found = [0, 6, 7, 1 << 100, u128::MAX].map(|bound| starts.last_up_to(bound));
        assert_eq!(found, [0, 0, 1, 2, 2]);
    }
}
