//! Who is asking: from an address to an answer, and how far around the address that answer holds.
//!
//! ```text
//! AskerTable   555,000 ranges ─► class          (the same for every name)
//! Plan         class ─► answer                  (shared by all names steered alike)
//!              └─ merged once: a few thousand ranges ─► answer, small enough to stay in cache
//! ```

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Weak};

use crate::error::Unreadable;

/// An address as a number.
pub trait Address: Copy + Ord {
    /// The first of all.
    const ZERO: Self;
    /// How many leading bits two addresses share.
    fn shared_bits(self, other: Self) -> u8;
    /// The address before; not asked of the first.
    fn before(self) -> Self;
}

impl Address for u32 {
    const ZERO: Self = 0;
    fn shared_bits(self, other: Self) -> u8 {
        (self ^ other).leading_zeros() as u8
    }
    fn before(self) -> Self {
        self.wrapping_sub(1)
    }
}

impl Address for u128 {
    const ZERO: Self = 0;
    fn shared_bits(self, other: Self) -> u8 {
        (self ^ other).leading_zeros() as u8
    }
    fn before(self) -> Self {
        self.wrapping_sub(1)
    }
}

/// Ranges without holes: each holds from its start up to the next one's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranges<A> {
    starts: Box<[A]>,
    values: Box<[u16]>,
}

impl<A: Address> Ranges<A> {
    /// Starts must rise from address zero, values be below `bound`.
    pub fn new(starts: Box<[A]>, values: Box<[u16]>, bound: u32) -> Result<Self, Unreadable> {
        let rising = starts.windows(2).all(|pair| pair[0] < pair[1]);
        if starts.first() != Some(&A::ZERO) || !rising || starts.len() != values.len() {
            return Err(Unreadable::because(
                "the ranges of askers do not rise from address zero",
            ));
        }
        if values.iter().any(|&value| u32::from(value) >= bound) {
            return Err(Unreadable::because(
                "a range of askers has a class that does not exist",
            ));
        }
        Ok(Self { starts, values })
    }

    fn everywhere(value: u16) -> Self {
        Self {
            starts: Box::new([A::ZERO]),
            values: Box::new([value]),
        }
    }

    /// Other values for the same ranges, neighbours of equal value joined.
    fn merged(&self, value_of: &[u16]) -> Self {
        let mut starts = Vec::new();
        let mut values = Vec::new();
        for (&start, &class) in self.starts.iter().zip(&self.values) {
            let value = value_of[usize::from(class)];
            if values.last() != Some(&value) {
                starts.push(start);
                values.push(value);
            }
        }
        Self {
            starts: starts.into(),
            values: values.into(),
        }
    }

    /// The value at `address`, and the shortest prefix around it that holds no other range's address.
    fn find(&self, address: A) -> Found {
        // The first start is zero, so at least one start is not above the address.
        let next = self.starts.partition_point(|&start| start <= address);
        let here = next.saturating_sub(1);
        let mut scope = 0;
        if here > 0 {
            scope = address.shared_bits(self.starts[here].before()) + 1;
        }
        if let Some(&after) = self.starts.get(next) {
            scope = scope.max(address.shared_bits(after) + 1);
        }
        Found {
            answer: self.values[here],
            scope,
        }
    }
}

/// What a plan says of an asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Which of a name's answers.
    pub answer: u16,
    /// The prefix length for which that holds, in bits (RFC 7871).
    pub scope: u8,
}

/// Which class of askers an address belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskerTable {
    /// How many classes there are.
    pub classes: u32,
    /// IPv4.
    pub v4: Ranges<u32>,
    /// IPv6.
    pub v6: Ranges<u128>,
}

impl Default for AskerTable {
    fn default() -> Self {
        Self {
            classes: 1,
            v4: Ranges::everywhere(0),
            v6: Ranges::everywhere(0),
        }
    }
}

/// Who gets which answer, ready to be searched.
#[derive(Debug)]
pub struct Plan {
    v4: Ranges<u32>,
    v6: Ranges<u128>,
    /// The highest answer it names.
    pub highest: u16,
}

impl Plan {
    /// One answer for each class of `askers`.
    pub fn new(askers: &AskerTable, answer_of_class: &[u16]) -> Result<Self, Unreadable> {
        if answer_of_class.len() != askers.classes as usize {
            return Err(Unreadable::because("a plan does not fit the table of askers"));
        }
        Ok(Self {
            v4: askers.v4.merged(answer_of_class),
            v6: askers.v6.merged(answer_of_class),
            highest: answer_of_class.iter().copied().max().unwrap_or(0),
        })
    }

    /// Which answer `asker` gets, and for what prefix around it.
    pub fn find(&self, asker: IpAddr) -> Found {
        match asker {
            IpAddr::V4(address) => self.v4.find(u32::from(address)),
            IpAddr::V6(address) => self.v6.find(u128::from(address)),
        }
    }
}

/// The plans in use, so that names steered alike share one.
#[derive(Default)]
pub struct Plans {
    askers: Arc<AskerTable>,
    known: HashMap<Box<[u16]>, Weak<Plan>>,
    tidy_at: usize,
}

impl Plans {
    /// The plan for these classes of `askers`: the one in use, or a new one.
    pub fn intern(&mut self, askers: &Arc<AskerTable>, content: Box<[u16]>) -> Result<Arc<Plan>, Unreadable> {
        if !Arc::ptr_eq(&self.askers, askers) {
            self.askers = Arc::clone(askers);
            self.known.clear();
        }
        if let Some(plan) = self.known.get(&content).and_then(Weak::upgrade) {
            return Ok(plan);
        }
        let plan = Arc::new(Plan::new(askers, &content)?);
        self.known.insert(content, Arc::downgrade(&plan));
        self.tidy();
        Ok(plan)
    }

    /// Forgets plans that no name uses, now and then.
    fn tidy(&mut self) {
        if self.known.len() > self.tidy_at {
            self.known.retain(|_, plan| plan.strong_count() > 0);
            self.tidy_at = 2 * self.known.len() + 16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Arc<AskerTable> {
        let v4 = Ranges::new([0, 0x0A00_0000, 0x0B00_0000].into(), [0, 1, 2].into(), 3).unwrap();
        Arc::new(AskerTable {
            classes: 3,
            v4,
            ..AskerTable::default()
        })
    }

    fn find(plan: &Plan, asker: [u8; 4]) -> (u16, u8) {
        let found = plan.find(IpAddr::from(asker));
        (found.answer, found.scope)
    }

    #[test]
    fn the_scope_is_the_shortest_prefix_inside_the_range() {
        let plan = Plan::new(&table(), &[0, 1, 2]).unwrap();
        assert_eq!(find(&plan, [10, 1, 2, 3]), (1, 8));
        assert_eq!(find(&plan, [9, 255, 0, 0]), (0, 7));
        assert_eq!(find(&plan, [1, 0, 0, 0]), (0, 5));
        assert_eq!(find(&plan, [200, 0, 0, 0]), (2, 1));
    }

    #[test]
    fn ranges_with_one_answer_are_joined() {
        let plan = Plan::new(&table(), &[4, 4, 4]).unwrap();
        assert_eq!(find(&plan, [10, 1, 2, 3]), (4, 0));
        assert_eq!(plan.highest, 4);
    }

    #[test]
    fn a_scope_never_exceeds_the_address() {
        let v4 = Ranges::new([0, 7, 8].into(), [0, 1, 0].into(), 2).unwrap();
        let table = AskerTable {
            classes: 2,
            v4,
            v6: Ranges::new([0, 7, 8].into(), [0, 1, 0].into(), 2).unwrap(),
        };
        let plan = Plan::new(&table, &[0, 1]).unwrap();
        assert_eq!(plan.find("0.0.0.7".parse().unwrap()).scope, 32);
        assert_eq!(plan.find("::7".parse().unwrap()).scope, 128);
    }

    #[test]
    fn equal_plans_are_shared_until_the_table_changes() {
        let mut plans = Plans::default();
        let table_one = table();
        let one = plans.intern(&table_one, [0, 1, 2].into()).unwrap();
        let two = plans.intern(&table_one, [0, 1, 2].into()).unwrap();
        let three = plans.intern(&table(), [0, 1, 2].into()).unwrap();
        assert!(Arc::ptr_eq(&one, &two));
        assert!(!Arc::ptr_eq(&one, &three));
    }

    #[test]
    fn ranges_must_rise_from_zero_and_name_known_classes() {
        assert!(Ranges::<u32>::new([1].into(), [0].into(), 1).is_err());
        assert!(Ranges::<u32>::new([0, 0].into(), [0, 0].into(), 1).is_err());
        assert!(Ranges::<u32>::new([].into(), [].into(), 1).is_err());
        assert!(Ranges::<u32>::new([0].into(), [1].into(), 1).is_err());
    }
}
