//! Who is asking: from an address to an answer, and how far around the address that answer holds.
//!
//! ```text
//! AskerTable   555,000 ranges ─► class          (the same for every name)
//! Plan         class ─► answer, line            (shared by all names steered alike)
//!              └─ merged once: a few thousand ranges ─► answer, line, scope; small enough to stay in cache
//! ```
//!
//! The line is the one that the asker is counted under; neighbours with one answer have one scope, whatever their lines.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Weak};

use crate::error::Unreadable;
use crate::starts::Address;

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

/// What a plan says of the classes of askers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Said {
    /// Which of a name's answers each class gets.
    pub answer_of_class: Box<[u16]>,
    /// Which of the plan's lines each class is counted under.
    pub line_of_class: Box<[u16]>,
    /// Those lines, as operators write them; never empty.
    pub lines: Box<[Box<str>]>,
}

impl Said {
    /// Answer and line of each class.
    fn of_classes(&self) -> impl Iterator<Item = (u16, u16)> + '_ {
        let answers = self.answer_of_class.iter().copied();
        answers.zip(self.line_of_class.iter().copied())
    }

    /// All classes are counted under one line, the default.
    pub fn of_answers(answer_of_class: Box<[u16]>) -> Self {
        Self {
            line_of_class: vec![0; answer_of_class.len()].into(),
            answer_of_class,
            lines: ["default".into()].into(),
        }
    }
}

/// What a plan says of an asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Which of a name's answers.
    pub answer: u16,
    /// Which of the plan's lines.
    pub line: u16,
    /// The prefix length for which the answer holds, in bits (RFC 7871).
    pub scope: u8,
}

/// Addresses in a row that are counted under one line and get one answer.
#[derive(Debug, Clone, Copy)]
struct Stretch<A> {
    start: A,
    answer: u16,
    line: u16,
    /// The first stretch of those around it that get the same answer, on whatever line, and the one that follows them.
    alike: (u32, u32),
}

/// The stretches of all addresses, without holes.
#[derive(Debug)]
struct Stretches<A: Address> {
    stretches: Box<[Stretch<A>]>,
    index: A::Index,
}

impl<A: Address> Stretches<A> {
    fn of(ranges: &Ranges<A>, said: &Said) -> Self {
        let mut stretches: Vec<Stretch<A>> = Vec::new();
        let of_class: Vec<(u16, u16)> = said.of_classes().collect();
        let mut now = None;
        for (&start, &class) in ranges.starts.iter().zip(&ranges.values) {
            let (answer, line) = of_class[usize::from(class)];
            if now == Some((answer, line)) {
                continue;
            }
            now = Some((answer, line));
            let at = stretches.len() as u32;
            let first = match stretches.last() {
                Some(before) if before.answer == answer => before.alike.0,
                _ => at,
            };
            stretches.push(Stretch {
                start,
                answer,
                line,
                alike: (first, at + 1),
            });
        }
        // From the last one back: each learns where the next other answer begins.
        for at in (1..stretches.len()).rev() {
            if stretches[at - 1].answer == stretches[at].answer {
                stretches[at - 1].alike.1 = stretches[at].alike.1;
            }
        }
        let starts: Vec<A> = stretches.iter().map(|stretch| stretch.start).collect();
        Self {
            stretches: stretches.into(),
            index: A::index(&starts),
        }
    }

    /// What holds at `address`, and the shortest prefix around it where nobody is answered otherwise.
    fn find(&self, address: A) -> Found {
        let near = address.near(&self.index);
        let up_to = self.stretches[near.clone()].partition_point(|stretch| stretch.start <= address);
        // The first of all starts at zero, so at least one is not above the address.
        let stretch = &self.stretches[(near.start + up_to).saturating_sub(1)];
        let (first, after) = (stretch.alike.0 as usize, stretch.alike.1 as usize);
        let mut scope = 0;
        if first > 0 {
            scope = address.shared_bits(self.stretches[first].start.before()) + 1;
        }
        if let Some(other) = self.stretches.get(after) {
            scope = scope.max(address.shared_bits(other.start) + 1);
        }
        Found {
            answer: stretch.answer,
            line: stretch.line,
            scope,
        }
    }
}

/// Who gets which answer, ready to be searched.
#[derive(Debug)]
pub struct Plan {
    v4: Stretches<u32>,
    v6: Stretches<u128>,
    /// The lines that askers are counted under.
    pub lines: Box<[Box<str>]>,
    /// The highest answer it names.
    pub highest: u16,
}

impl Plan {
    /// One answer and one line for each class of `askers`.
    pub fn new(askers: &AskerTable, said: &Said) -> Result<Self, Unreadable> {
        let classes = askers.classes as usize;
        if said.answer_of_class.len() != classes || said.line_of_class.len() != classes {
            return Err(Unreadable::because("a plan does not fit the table of askers"));
        }
        let highest_line = said.line_of_class.iter().copied().max().unwrap_or(0);
        if usize::from(highest_line) >= said.lines.len() {
            return Err(Unreadable::because(
                "a plan counts under a line that it does not name",
            ));
        }
        Ok(Self {
            v4: Stretches::of(&askers.v4, said),
            v6: Stretches::of(&askers.v6, said),
            lines: said.lines.clone(),
            highest: said.answer_of_class.iter().copied().max().unwrap_or(0),
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
    known: HashMap<Said, Weak<Plan>>,
    tidy_at: usize,
}

impl Plans {
    /// The plan for these classes of `askers`: the one in use, or a new one.
    pub fn intern(&mut self, askers: &Arc<AskerTable>, said: Said) -> Result<Arc<Plan>, Unreadable> {
        if !Arc::ptr_eq(&self.askers, askers) {
            self.askers = Arc::clone(askers);
            self.known.clear();
        }
        if let Some(plan) = self.known.get(&said).and_then(Weak::upgrade) {
            return Ok(plan);
        }
        let plan = Arc::new(Plan::new(askers, &said)?);
        self.known.insert(said, Arc::downgrade(&plan));
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

    fn answers(of_class: &[u16]) -> Said {
        Said::of_answers(of_class.into())
    }

    fn find(plan: &Plan, asker: [u8; 4]) -> (u16, u8) {
        let found = plan.find(IpAddr::from(asker));
        (found.answer, found.scope)
    }

    #[test]
    fn the_scope_is_the_shortest_prefix_inside_the_range() {
        let plan = Plan::new(&table(), &answers(&[0, 1, 2])).unwrap();
        assert_eq!(find(&plan, [10, 1, 2, 3]), (1, 8));
        assert_eq!(find(&plan, [9, 255, 0, 0]), (0, 7));
        assert_eq!(find(&plan, [1, 0, 0, 0]), (0, 5));
        assert_eq!(find(&plan, [200, 0, 0, 0]), (2, 1));
    }

    #[test]
    fn ranges_with_one_answer_are_joined() {
        let plan = Plan::new(&table(), &answers(&[4, 4, 4])).unwrap();
        assert_eq!(find(&plan, [10, 1, 2, 3]), (4, 0));
        assert_eq!(plan.highest, 4);
    }

    #[test]
    fn lines_with_one_answer_are_counted_apart_and_share_its_scope() {
        let said = Said {
            line_of_class: [0, 1, 2].into(),
            lines: ["default".into(), "cn_telecom".into(), "cn".into()].into(),
            ..answers(&[0, 0, 1])
        };
        let plan = Plan::new(&table(), &said).unwrap();
        let found = |asker: [u8; 4]| plan.find(IpAddr::from(asker));
        let (below, inside, above) = (found([9, 0, 0, 0]), found([10, 0, 0, 0]), found([11, 0, 0, 0]));
        assert_eq!((below.line, inside.line, above.line), (0, 1, 2));
        assert_eq!((below.answer, inside.answer, above.answer), (0, 0, 1));
        assert_eq!((below.scope, inside.scope, above.scope), (7, 8, 8));
    }

    #[test]
    fn a_plan_counts_under_lines_that_it_names() {
        let mut said = answers(&[0, 1, 2]);
        said.line_of_class = [0, 0, 1].into();
        assert!(Plan::new(&table(), &said).is_err());
    }

    #[test]
    fn a_scope_never_exceeds_the_address() {
        let v4 = Ranges::new([0, 7, 8].into(), [0, 1, 0].into(), 2).unwrap();
        let table = AskerTable {
            classes: 2,
            v4,
            v6: Ranges::new([0, 7, 8].into(), [0, 1, 0].into(), 2).unwrap(),
        };
        let plan = Plan::new(&table, &answers(&[0, 1])).unwrap();
        assert_eq!(plan.find("0.0.0.7".parse().unwrap()).scope, 32);
        assert_eq!(plan.find("::7".parse().unwrap()).scope, 128);
    }

    #[test]
    fn equal_plans_are_shared_until_the_table_changes() {
        let mut plans = Plans::default();
        let table_one = table();
        let one = plans.intern(&table_one, answers(&[0, 1, 2])).unwrap();
        let two = plans.intern(&table_one, answers(&[0, 1, 2])).unwrap();
        let three = plans.intern(&table(), answers(&[0, 1, 2])).unwrap();
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
