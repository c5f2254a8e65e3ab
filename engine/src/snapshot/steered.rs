//! The tree of steered names: they exist, and so does every name above them (RFC 4592 section 2.2.2).

use std::net::IpAddr;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::error::Unreadable;
use crate::lines::{Found, Plan};
use crate::snapshot::names::{Names, Place};
use crate::snapshot::ready::{Ready, Share};
use crate::tallies::Places;
use crate::wire::kind;
use crate::wire::name::parent;

/// One response carries at most this many steered records (gtm.md Q33).
pub const MAX_STEERED_RECORDS: usize = 50;

/// Of so many names, all that is asked for stays in the nearer caches without any help.
const MANY: usize = 4096;

/// A name and type whose answer depends on who asks.
#[derive(Debug, Clone)]
pub struct Steered {
    kind: u16,
    places: Places,
    plan: Arc<Plan>,
    answers: Ready,
}

impl Steered {
    /// The plan must name none but these answers. Its queries are not counted yet.
    pub fn new(kind: u16, plan: Arc<Plan>, answers: Ready) -> Result<Self, Unreadable> {
        if usize::from(plan.highest) >= answers.count() {
            return Err(Unreadable::because("a plan names an answer that does not exist"));
        }
        Ok(Self {
            kind,
            places: Places::NONE,
            plan,
            answers,
        })
    }

    /// The same answers, and who gets which is as another plan says. Its queries are not counted yet.
    pub fn following(&self, plan: Arc<Plan>) -> Result<Self, Unreadable> {
        Self::new(self.kind, plan, self.answers.clone())
    }

    /// The record type that it answers for.
    pub fn kind(&self) -> u16 {
        self.kind
    }

    /// Which answer `asker` gets, on which line, and the prefix length for which it holds.
    pub fn find(&self, asker: IpAddr) -> Found {
        self.plan.find(asker)
    }

    /// Whether there is nothing to answer with: it is as if the name were not steered.
    pub fn is_nothing(&self, found: Found) -> bool {
        self.answers.is_nothing(found.answer)
    }

    /// Where a query on this line is counted.
    pub fn place_of(&self, found: Found) -> u32 {
        self.places.first.saturating_add(u32::from(found.line))
    }

    /// What the query that takes this `turn` gets.
    pub fn share(&self, found: Found, turn: u64) -> Share<'_> {
        self.answers.share(found.answer, turn, self.most())
    }

    /// How many records one response may carry: a name has one CNAME (RFC 2181 section 10.1).
    pub fn most(&self) -> usize {
        match self.kind {
            kind::CNAME => 1,
            _ => MAX_STEERED_RECORDS,
        }
    }

    /// The line of an asker for whom this was found.
    pub fn line_of(&self, found: Found) -> Option<&str> {
        self.lines().get(usize::from(found.line)).map(AsRef::as_ref)
    }

    /// The lines that it is counted under.
    pub fn lines(&self) -> &[Box<str>] {
        &self.plan.lines
    }

    /// Who gets which answer.
    pub fn plan(&self) -> Arc<Plan> {
        Arc::clone(&self.plan)
    }

    /// Where its queries are counted, a place for each line.
    pub fn places(&self) -> Places {
        self.places
    }

    /// Counts them there from now on.
    pub fn count_at(&mut self, places: Places) {
        self.places = places;
    }
}

/// A name that is steered, or stands above one that is.
#[derive(Debug, Clone, Default)]
pub struct SteeredNode {
    entries: SmallVec<[Steered; 1]>,
    children: u32,
    /// One of them is a CNAME.
    is_alias: bool,
}

impl SteeredNode {
    /// What is steered here for queries of type `kind`.
    pub fn find(&self, kind: u16) -> Option<&Steered> {
        self.entries.iter().find(|steered| steered.kind() == kind)
    }

    /// What is steered here for queries of type `kind`, unless it is a CNAME or there is one beside it.
    pub fn find_alone(&self, kind: u16) -> Option<&Steered> {
        match self.is_alias {
            true => None,
            false => self.find(kind),
        }
    }

    /// All that is steered here, by type: however it came to be so, the same order.
    pub fn iter(&self) -> impl Iterator<Item = &Steered> {
        self.entries.iter()
    }

    fn replace(&mut self, kind: u16, with: Option<Steered>) {
        self.entries.retain(|steered| steered.kind() != kind);
        self.entries.extend(with);
        self.entries.sort_unstable_by_key(|steered| steered.kind());
        self.is_alias = self.find(kind::CNAME).is_some();
    }
}

/// The steps of `SteeredNames::warm`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warming {
    /// First.
    Slot,
    /// Then.
    Node,
    /// At last.
    Answers,
}

/// All steered names of a snapshot.
#[derive(Debug, Clone, Default)]
pub struct SteeredNames {
    names: Names<SteeredNode>,
}

impl SteeredNames {
    /// The node of `name`; also for a name that only stands above steered ones.
    pub fn get(&self, name: &[u8]) -> Option<&SteeredNode> {
        self.names.get(name)
    }

    /// Each steered name with what is steered there, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &SteeredNode)> {
        self.names.iter()
    }

    /// Whether there are so many that they do not stay in the cache by themselves.
    pub fn are_many(&self) -> bool {
        self.names.count() > MANY
    }

    /// The same as `get`, for who knows the name's place already.
    pub fn get_at(&self, place: Place, name: &[u8]) -> Option<&SteeredNode> {
        self.names.get_at(place, name)
    }

    /// Brings the slot of the name at `place` into the cache, then what is there, then its answers: for many names at
    /// once, one step for all before the next, so that the memory is asked for all of them together.
    pub fn warm(&self, step: Warming, place: Place) {
        match step {
            Warming::Slot => self.names.warm_slot(place),
            Warming::Node => drop(self.names.warm(place)),
            Warming::Answers => {
                let node = self.names.warm(place);
                let first = node.and_then(|node| node.entries.first());
                if let Some(steered) = first {
                    steered.answers.warm();
                }
            }
        }
    }

    /// Steers `name` for queries of the entry's type.
    pub fn put(&mut self, name: &[u8], steered: Steered) {
        if let Some(node) = self.names.get_mut(name) {
            return node.replace(steered.kind(), Some(steered));
        }
        self.count_child(name);
        let mut node = SteeredNode::default();
        node.replace(steered.kind(), Some(steered));
        self.names.put(name, node);
    }

    /// Stops steering `name` for queries of type `kind`.
    pub fn remove(&mut self, name: &[u8], kind: u16) {
        if let Some(mut node) = self.names.get(name).cloned() {
            node.replace(kind, None);
            self.keep_or_prune(name, node);
        }
    }

    fn count_child(&mut self, name: &[u8]) {
        let mut here = name;
        while let Some(above) = parent(here) {
            if let Some(node) = self.names.get_mut(above) {
                node.children += 1;
                return;
            }
            let node = SteeredNode {
                children: 1,
                ..SteeredNode::default()
            };
            self.names.put(above, node);
            here = above;
        }
    }

    fn keep_or_prune(&mut self, name: &[u8], node: SteeredNode) {
        let (mut here, mut node) = (name, node);
        while node.entries.is_empty() && node.children == 0 {
            self.names.remove(here);
            let Some(above) = parent(here) else { return };
            let Some(known) = self.names.get(above) else {
                return;
            };
            node = known.clone();
            node.children = node.children.saturating_sub(1);
            here = above;
        }
        self.names.put(here, node);
    }

    /// How many names there are, those above steered ones counted too.
    pub fn count(&self) -> usize {
        self.names.count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::{AskerTable, Plan, Said};
    use crate::snapshot::answer::{Answer, Draw};
    use crate::snapshot::ready::Layout;
    use crate::wire::kind;

    const ABC: &[u8] = b"\x01a\x01b\x01c\x00";

    fn steered(kind: u16) -> Steered {
        let plan = Arc::new(Plan::new(&AskerTable::default(), &Said::of_answers([0].into())).unwrap());
        let mut layout = Layout::default();
        layout.add(Answer::new(Draw::All, [].into()));
        Steered::new(kind, plan, layout.take()).unwrap()
    }

    #[test]
    fn the_names_above_a_steered_one_exist() {
        let mut names = SteeredNames::default();
        names.put(ABC, steered(kind::A));
        assert!(names.get(b"\x01b\x01c\x00").unwrap().find(kind::A).is_none());
        assert_eq!(names.count(), 4);
    }

    #[test]
    fn siblings_leave_nothing_behind() {
        let mut names = SteeredNames::default();
        for name in [ABC, b"\x01x\x01b\x01c\x00"] {
            names.put(name, steered(kind::A));
        }
        for name in [ABC, b"\x01x\x01b\x01c\x00"] {
            names.remove(name, kind::A);
        }
        assert_eq!(names.count(), 0);
    }

    #[test]
    fn removal_leaves_only_what_others_need() {
        let mut names = SteeredNames::default();
        names.put(ABC, steered(kind::A));
        names.put(ABC, steered(kind::AAAA));
        names.put(b"\x01b\x01c\x00", steered(kind::A));
        names.remove(ABC, kind::A);
        assert!(names.get(ABC).unwrap().find(kind::AAAA).is_some());
        names.remove(ABC, kind::AAAA);
        assert_eq!(names.count(), 3);
        names.remove(b"\x01b\x01c\x00", kind::A);
        names.remove(b"\x01x\x00", kind::A);
        assert_eq!(names.count(), 0);
    }
}
