//! Which queries of a thread are told of: one in so many, but never every so manieth.

use crate::chance::Chance;
use crate::respond::{Asker, Outcome};
use crate::samples::{Sample, Samples};

/// Counts down to the next query to be told of.
#[derive(Debug, Default)]
pub struct Sampler {
    chance: Chance,
    /// 0: none is told of.
    one_in: u32,
    /// The next one is so many queries away; 0: there is none.
    left: u32,
    /// One is being answered.
    listens: bool,
    line: Option<Box<str>>,
}

impl Sampler {
    /// From now on one query in so many is told of; 0: none.
    pub fn follow(&mut self, one_in: u32) {
        if one_in != self.one_in {
            self.one_in = one_in;
            self.left = self.gap();
        }
    }

    /// Whether the query that is answered now is told of: then `tell` must follow.
    pub fn is_due(&mut self) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        if self.left > 0 {
            return false;
        }
        self.left = self.gap();
        self.line = None;
        self.listens = true;
        true
    }

    /// Hears the line that decided, if somebody is to be told; of several on the way from alias to alias the first.
    pub fn hear<'l>(&mut self, line: impl FnOnce() -> Option<&'l str>) {
        if self.listens && self.line.is_none() {
            self.line = line().map(Box::from);
        }
    }

    /// Keeps what became of the query that was due; no outcome is silence, of which nothing is told.
    pub fn tell(
        &mut self,
        samples: &Samples,
        message: &[u8],
        asker: Asker,
        outcome: Option<Outcome>,
        response: &[u8],
    ) {
        let line = self.line.take();
        self.forget();
        let told = outcome.and_then(|outcome| Sample::of(message, asker, outcome, line, response));
        if let Some(sample) = told {
            samples.keep(sample);
        }
    }

    /// Nothing is kept of the query that is answered now.
    pub fn forget(&mut self) {
        self.listens = false;
        self.line = None;
    }

    /// Any distance below twice the mean is as likely, so that what comes in step is not always hit, or always missed.
    fn gap(&mut self) -> u32 {
        match self.one_in {
            0 => 0,
            one_in => 1 + self.chance.below(2 * u64::from(one_in) - 1) as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The distances between those that are told of, among so many queries.
    fn gaps(one_in: u32, queries: u32) -> Vec<u32> {
        let mut sampler = Sampler {
            chance: Chance::from_seed(5),
            ..Sampler::default()
        };
        let (mut gaps, mut since) = (Vec::new(), 0);
        for _ in 0..queries {
            sampler.follow(one_in);
            since += 1;
            if sampler.is_due() {
                gaps.push(std::mem::take(&mut since));
            }
        }
        gaps
    }

    #[test]
    fn one_in_so_many_is_due_at_any_distance_below_twice_that() {
        let gaps = gaps(10, 100_000);
        assert!((9_500..10_500).contains(&gaps.len()), "{}", gaps.len());
        for gap in 1..20 {
            let times = gaps.iter().filter(|&&found| found == gap).count();
            assert!((400..650).contains(&times), "{gap} came {times} times");
        }
        assert_eq!(gaps.iter().max(), Some(&19));
    }

    #[test]
    fn one_in_one_is_every_query_and_off_is_none() {
        assert_eq!(gaps(1, 5), [1; 5]);
        assert!(gaps(0, 1000).is_empty());
    }

    #[test]
    fn another_wish_holds_from_the_next_query() {
        let mut sampler = Sampler::default();
        sampler.follow(1_000_000_000);
        assert!(!sampler.is_due());
        sampler.follow(1);
        assert!(sampler.is_due() && sampler.is_due());
        sampler.follow(0);
        assert!(!sampler.is_due());
    }

    #[test]
    fn the_first_line_is_kept_and_only_while_somebody_listens() {
        let mut sampler = Sampler::default();
        sampler.hear(|| Some("nobody listens"));
        sampler.follow(1);
        assert!(sampler.is_due());
        assert_eq!(sampler.line, None);
        sampler.hear(|| Some("telecom"));
        sampler.hear(|| Some("default"));
        assert_eq!(sampler.line.as_deref(), Some("telecom"));
    }
}
