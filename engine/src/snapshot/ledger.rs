//! Where each steered name's queries are counted: places are handed out, kept while its lines stay, and given back.

use std::collections::HashMap;
use std::sync::Arc;

use crate::counters::Counters;
use crate::lines::Plan;
use crate::snapshot::steered::Steered;
use crate::tallies::{Places, Tallies};

/// Which places are taken, and what was counted at those that are no more.
#[derive(Debug, Default)]
pub struct Ledger {
    next: u32,
    free: HashMap<u32, Vec<u32>>,
    /// Taken or given back by a change that is not served yet.
    fresh: Vec<Places>,
    leaving: Vec<(Places, Arc<Plan>)>,
    /// Given back, but a serving thread may still count there.
    left: Vec<(Places, Arc<Plan>)>,
    retired: HashMap<Box<str>, u64>,
}

impl Ledger {
    /// Has `steered` counted where `known` is, if their lines are the same; else at places of its own.
    pub fn enter(&mut self, steered: &mut Steered, known: Option<&Steered>) {
        if let Some(known) = known.filter(|known| known.lines() == steered.lines()) {
            return steered.count_at(known.places());
        }
        if let Some(known) = known {
            self.leave(known);
        }
        let places = self.take(steered.lines().len() as u32);
        self.fresh.push(places);
        steered.count_at(places);
    }

    /// Gives back the places of a name that is steered no more.
    pub fn leave(&mut self, steered: &Steered) {
        self.leaving.push((steered.places(), steered.plan()));
    }

    /// The change was refused: all is as before it.
    pub fn undo(&mut self) {
        self.leaving.clear();
        for places in std::mem::take(&mut self.fresh) {
            self.set_free(places);
        }
    }

    /// The change is served.
    pub fn keep(&mut self) {
        self.fresh.clear();
        self.left.append(&mut self.leaving);
    }

    /// No thread answers from the snapshots before: what was given back begins again at nothing.
    pub fn settle(&mut self, counters: &Counters) {
        for (places, plan) in std::mem::take(&mut self.left) {
            add(&mut self.retired, places, &plan, counters);
            counters.clear_places(places);
            self.set_free(places);
        }
    }

    /// What was counted by line under names that are steered no more.
    pub fn given_back(&self, counters: &Counters) -> HashMap<Box<str>, u64> {
        let mut sums = self.retired.clone();
        for (places, plan) in &self.left {
            add(&mut sums, *places, plan, counters);
        }
        sums
    }

    fn take(&mut self, count: u32) -> Places {
        let again = self.free.get_mut(&count).and_then(Vec::pop);
        let first = again.unwrap_or(self.next);
        if first + count > Tallies::END {
            return Places::NONE;
        }
        if again.is_none() {
            self.next += count;
        }
        Places { first, count }
    }

    fn set_free(&mut self, places: Places) {
        if places.count > 0 {
            self.free.entry(places.count).or_default().push(places.first);
        }
    }
}

fn add(sums: &mut HashMap<Box<str>, u64>, places: Places, plan: &Plan, counters: &Counters) {
    for (line, count) in plan.lines.iter().zip(counters.read_places(places)) {
        *sums.entry(line.clone()).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::{AskerTable, Said};
    use crate::snapshot::answer::{Answer, Draw};
    use crate::snapshot::ready::Layout;

    fn steered(line: &str) -> Steered {
        let said = Said {
            lines: [line.into()].into(),
            ..Said::of_answers([0].into())
        };
        let plan = Arc::new(Plan::new(&AskerTable::default(), &said).unwrap());
        let mut layout = Layout::default();
        layout.add(Answer::new(Draw::All, [].into()));
        Steered::new(1, plan, layout.take()).unwrap()
    }

    fn entered(ledger: &mut Ledger, line: &str, known: Option<&Steered>) -> Steered {
        let mut made = steered(line);
        ledger.enter(&mut made, known);
        made
    }

    #[test]
    fn a_name_keeps_its_place_while_its_lines_stay() {
        let mut ledger = Ledger::default();
        let one = entered(&mut ledger, "default", None);
        let same = entered(&mut ledger, "default", Some(&one));
        let other = entered(&mut ledger, "cn", Some(&one));
        assert_eq!(one.places(), same.places());
        assert_ne!(one.places(), other.places());
    }

    #[test]
    fn what_a_place_counted_goes_to_its_line_before_another_has_it() {
        let (mut ledger, counters) = (Ledger::default(), Counters::default());
        let counts = counters.for_thread();
        let one = entered(&mut ledger, "cn", None);
        counts.tallies.count(one.places().first);
        ledger.leave(&one);
        ledger.keep();
        assert_ne!(entered(&mut ledger, "default", None).places(), one.places());
        ledger.settle(&counters);
        assert_eq!(ledger.given_back(&counters).get("cn"), Some(&1));
        let next = entered(&mut ledger, "default", None);
        assert_eq!(
            (next.places(), counters.read_places(next.places())),
            (one.places(), vec![0])
        );
    }

    #[test]
    fn a_refused_change_takes_and_gives_back_nothing() {
        let mut ledger = Ledger::default();
        let one = entered(&mut ledger, "cn", None);
        ledger.keep();
        let refused = entered(&mut ledger, "default", Some(&one));
        ledger.undo();
        ledger.keep();
        ledger.settle(&Counters::default());
        let next = entered(&mut ledger, "default", None);
        assert_eq!(next.places(), refused.places());
    }
}
