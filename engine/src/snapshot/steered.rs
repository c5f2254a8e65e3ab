//! The tree of steered names: they exist, and so does every name above them (RFC 4592 section 2.2.2).

use std::sync::Arc;

use crate::snapshot::answer::Steered;
use crate::snapshot::names::Names;
use crate::wire::name::parent;

/// A name that is steered, or stands above one that is.
#[derive(Debug, Clone, Default)]
pub struct SteeredNode {
    entries: Arc<[Arc<Steered>]>,
    children: u32,
}

impl SteeredNode {
    /// What is steered here for queries of type `kind`.
    pub fn find(&self, kind: u16) -> Option<&Steered> {
        let entry = self.entries.iter().find(|steered| steered.kind() == kind);
        entry.map(Arc::as_ref)
    }

    /// All that is steered here, by type: however it came to be so, the same order.
    pub fn iter(&self) -> impl Iterator<Item = &Steered> {
        self.entries.iter().map(Arc::as_ref)
    }

    fn replace(&mut self, kind: u16, with: Option<Arc<Steered>>) {
        let others = self.entries.iter().filter(|steered| steered.kind() != kind);
        let mut entries: Vec<_> = others.cloned().chain(with).collect();
        entries.sort_unstable_by_key(|steered| steered.kind());
        self.entries = entries.into();
    }
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

    /// Steers `name` for queries of the entry's type.
    pub fn put(&mut self, name: &[u8], steered: Steered) {
        let known = self.names.get(name).cloned();
        if known.is_none() {
            self.count_child(name);
        }
        let mut node = known.unwrap_or_default();
        node.replace(steered.kind(), Some(Arc::new(steered)));
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
            let known = self.names.get(above).cloned();
            let is_new = known.is_none();
            let mut node = known.unwrap_or_default();
            node.children += 1;
            self.names.put(above, node);
            if !is_new {
                return;
            }
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
    use crate::lines::{AskerTable, Plan};
    use crate::snapshot::answer::{Answer, Draw};
    use crate::wire::kind;

    const ABC: &[u8] = b"\x01a\x01b\x01c\x00";

    fn steered(kind: u16) -> Steered {
        let plan = Arc::new(Plan::new(&AskerTable::default(), &[0]).unwrap());
        Steered::new(kind, plan, [Answer::new(Draw::All, [].into())].into()).unwrap()
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
