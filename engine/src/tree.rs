//! Sorted numbers in nodes of one cache line each, so that a search reads few of them.
//!
//! ```text
//! level 1   0         80          the first number of each node below
//!           │         └────┐
//! level 0   0 10 … 70      80 90 …
//! ```

/// So many numbers fill a cache line.
const IN_A_NODE: usize = 8;

#[derive(Debug, Clone)]
#[repr(align(64))]
struct Node([u64; IN_A_NODE]);

impl Node {
    /// Which is the last that is not above `bound`, as the first is not: by halves, without a branch.
    #[inline(always)]
    fn last_up_to(&self, bound: u64) -> usize {
        let mut at = 0;
        for half in [4, 2, 1] {
            at += half * usize::from(self.0[at + half] <= bound);
        }
        at
    }
}

/// Numbers that never fall, the first of which is zero.
#[derive(Debug)]
pub struct Tree {
    /// The lowest first, each with the first number of every node of the one below; the last is a single node.
    levels: Box<[Box<[Node]>]>,
    length: usize,
}

impl Tree {
    /// Lays them out.
    pub fn of(numbers: &[u64]) -> Self {
        let mut levels = vec![nodes(numbers.iter().copied())];
        while let Some(highest) = levels.last().filter(|level| level.len() > 1) {
            levels.push(nodes(highest.iter().map(|node| node.0[0])));
        }
        Self {
            levels: levels.into(),
            length: numbers.len(),
        }
    }

    /// Number `at`.
    pub fn at(&self, at: usize) -> u64 {
        self.levels[0][at / IN_A_NODE].0[at % IN_A_NODE]
    }

    /// Which is the last that is not above `bound`.
    pub fn last_up_to(&self, bound: u64) -> usize {
        let mut at = 0;
        for (height, level) in self.levels.iter().enumerate().rev() {
            let below = height
                .checked_sub(1)
                .map_or(self.length, |below| self.levels[below].len());
            at = (at * IN_A_NODE + level[at].last_up_to(bound)).min(below - 1);
        }
        at
    }
}

/// The last one is filled up with what is above all others, or equal to them.
fn nodes(numbers: impl Iterator<Item = u64>) -> Box<[Node]> {
    let mut nodes = Vec::new();
    for (at, number) in numbers.enumerate() {
        if at % IN_A_NODE == 0 {
            nodes.push(Node([u64::MAX; IN_A_NODE]));
        }
        if let Some(node) = nodes.last_mut() {
            node.0[at % IN_A_NODE] = number;
        }
    }
    nodes.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;

    #[test]
    fn the_last_number_up_to_a_bound_is_found_among_any_that_may_repeat() {
        let mut chance = Chance::from_seed(5);
        for size in [1, 2, 7, 8, 9, 63, 64, 65, 512, 513, 5000] {
            for highest in [3, 1000, u64::MAX] {
                let mut numbers = vec![0];
                numbers.extend((1..size).map(|_| chance.below(highest)));
                numbers.sort_unstable();
                if let (true, Some(last)) = (highest == u64::MAX, numbers.last_mut().filter(|_| size > 1)) {
                    *last = u64::MAX;
                }
                let tree = Tree::of(&numbers);
                for (at, &number) in numbers.iter().enumerate() {
                    assert_eq!(tree.at(at), number);
                    for bound in [
                        number.saturating_sub(1),
                        number,
                        number.saturating_add(1),
                        u64::MAX,
                    ] {
                        let expected = numbers.partition_point(|&one| one <= bound) - 1;
                        assert_eq!(tree.last_up_to(bound), expected, "{bound} of {size}");
                    }
                }
            }
        }
    }
}
