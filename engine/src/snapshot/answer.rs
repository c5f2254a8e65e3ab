//! Ready answers: records as bytes, and what one query takes of them.

use std::collections::HashSet;

use crate::chance::Chance;
use crate::error::Unreadable;
use crate::wire::CLASS_IN;

/// Records of one type in ready bytes: type, class, TTL, length, data; only the owner's name is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    bytes: Box<[u8]>,
    count: u16,
}

impl Records {
    /// Makes records ready; data longer than 65,535 bytes or more than 65,535 of them are refused.
    pub fn new<'a>(kind: u16, ttl: u32, rdatas: impl Iterator<Item = &'a [u8]>) -> Result<Self, Unreadable> {
        let mut bytes = Vec::new();
        let mut count = 0u16;
        for rdata in rdatas {
            let length = u16::try_from(rdata.len()).map_err(|_| too_many())?;
            bytes.extend_from_slice(&record_head(kind, ttl, length));
            bytes.extend_from_slice(rdata);
            count = count.checked_add(1).ok_or_else(too_many)?;
        }
        Ok(Self {
            bytes: bytes.into(),
            count,
        })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        usize::from(self.count)
    }

    /// Each record's bytes, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> + '_ {
        let mut rest = &self.bytes[..];
        std::iter::from_fn(move || {
            let length = usize::from(u16::from_be_bytes([*rest.get(8)?, *rest.get(9)?]));
            let (record, after) = rest.split_at_checked(10 + length)?;
            rest = after;
            Some(record)
        })
    }

    /// How long each record is, in bytes, if all are equally long.
    pub fn stride(&self) -> Option<usize> {
        let first = self.iter().next()?.len();
        self.iter().all(|record| record.len() == first).then_some(first)
    }

    fn taken(&self, taken: Taken) -> impl Iterator<Item = &[u8]> + '_ {
        self.iter().skip(taken.start).chain(self.iter()).take(taken.count)
    }
}

/// What stands between a record's owner and its data (RFC 1035 section 4.1.3).
pub type RecordHead = [u8; 10];

/// Type, class, TTL, and the length of the data.
pub fn record_head(kind: u16, ttl: u32, length: u16) -> RecordHead {
    let ([a, b], [c, d], [e, f, g, h]) = (kind.to_be_bytes(), CLASS_IN.to_be_bytes(), ttl.to_be_bytes());
    let [i, j] = length.to_be_bytes();
    [a, b, c, d, e, f, g, h, i, j]
}

fn too_many() -> Unreadable {
    Unreadable::because("a record set is larger than a DNS message")
}

/// What one query takes from a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Draw {
    /// All of it as it stands.
    All,
    /// All of it, turned by one for each query: the last moves to the front.
    Rotate,
    /// One, by weight; here are the running sums.
    Weight(Box<[u64]>),
}

/// Where to start in a list, and how many to take, going round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken {
    start: usize,
    count: usize,
}

impl Draw {
    /// By weight: one for each of the list's members.
    pub fn by_weight(weights: impl Iterator<Item = u32>) -> Self {
        let sums = weights.scan(0u64, |sum, weight| {
            *sum += u64::from(weight);
            Some(*sum)
        });
        Self::Weight(sums.collect())
    }

    fn take(&self, length: usize, turn: u32, chance: &mut Chance) -> Taken {
        let (start, count) = match self {
            Self::All => (0, length),
            Self::Rotate => match turn as usize % length.max(1) {
                0 => (0, length),
                turned => (length - turned, length),
            },
            Self::Weight(sums) => {
                let point = chance.below(sums.last().copied().unwrap_or(0));
                (sums.partition_point(|&sum| sum <= point), 1)
            }
        };
        Taken { start, count }
    }
}

/// The addresses of one pool.
#[derive(Debug)]
pub struct Group {
    /// How a query draws from the records.
    pub draw: Draw,
    /// Never empty.
    pub records: Records,
    /// The records are CNAMEs though another type was asked for: the pool holds domain names.
    pub cname: bool,
}

/// What one class of askers gets.
#[derive(Debug)]
pub struct Answer {
    draw: Draw,
    groups: Box<[Group]>,
    fails: bool,
    /// Two groups may hold the same record, and one answer takes from both.
    overlaps: bool,
}

impl Answer {
    /// Each group holds a record at least; no groups mean no answer.
    pub fn new(draw: Draw, groups: Box<[Group]>) -> Self {
        Self {
            overlaps: !matches!(draw, Draw::Weight(_)) && overlap(&groups),
            draw,
            groups,
            fails: false,
        }
    }

    /// Whoever gets this one is told that we fail (SERVFAIL), rather than anything else.
    pub fn failure() -> Self {
        Self {
            fails: true,
            ..Self::new(Draw::All, Box::default())
        }
    }

    /// Whether it is a failure.
    pub fn fails(&self) -> bool {
        self.fails
    }

    /// Whether there is nothing to answer with.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The one group that everybody gets whole, if it is so simple: as it stands, or turned.
    pub fn simple(&self) -> Option<(&Group, bool)> {
        let [group] = &*self.groups else { return None };
        match group.draw {
            Draw::All if !group.cname => Some((group, false)),
            Draw::Rotate if !group.cname => Some((group, true)),
            _ => None,
        }
    }

    /// Takes the share of a query, the `turn`th that is answered so. Nothing if the answer is empty.
    pub fn deal(&self, turn: u32, chance: &mut Chance) -> Option<Deal<'_>> {
        let taken = self.draw.take(self.groups.len(), turn, chance);
        // While groups take turns, the addresses inside turn once a round: so each address comes first equally often.
        let inner_turn = match self.draw {
            Draw::Rotate => turn / self.groups.len().max(1) as u32,
            _ => turn,
        };
        let first = self.groups.get(taken.start)?;
        Some(Deal {
            answer: self,
            taken,
            inner_turn,
            cname: first.cname,
        })
    }
}

fn overlap(groups: &[Group]) -> bool {
    let mut all = HashSet::new();
    let mut records = groups.iter().flat_map(|group| group.records.iter());
    groups.len() > 1 && !records.all(|record| all.insert(record))
}

/// One query's share of an answer.
pub struct Deal<'a> {
    answer: &'a Answer,
    taken: Taken,
    inner_turn: u32,
    /// It is one CNAME: a name has no more than one, and nothing beside it (RFC 2181 section 10.1).
    pub cname: bool,
}

impl<'a> Deal<'a> {
    /// The records, at most `most`, and each once: pools may share an address, and a record stands once in a set
    /// (RFC 2181 section 5).
    pub fn records<'c>(
        &self,
        most: usize,
        chance: &'c mut Chance,
    ) -> impl Iterator<Item = &'a [u8]> + use<'a, 'c> {
        let (taken, turn, cname) = (self.taken, self.inner_turn, self.cname);
        let (groups, overlaps) = (&self.answer.groups, self.answer.overlaps);
        let mut seen: Vec<&[u8]> = Vec::new();
        (0..taken.count)
            .map(move |step| &groups[(taken.start + step) % groups.len()])
            .filter(move |group| group.cname == cname)
            .flat_map(move |group| {
                let taken = group.draw.take(group.records.count(), turn, chance);
                group.records.taken(taken)
            })
            .filter(move |record| {
                let first = !overlaps || !seen.contains(record);
                if overlaps && first {
                    seen.push(*record);
                }
                first
            })
            .take(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::kind;

    fn group(draw: Draw, addresses: &[u8]) -> Group {
        let rdatas: Vec<[u8; 4]> = addresses.iter().map(|&last| [192, 0, 2, last]).collect();
        Group {
            draw,
            records: Records::new(kind::A, 60, rdatas.iter().map(|r| &r[..])).unwrap(),
            cname: false,
        }
    }

    fn deal(answer: &Answer, turn: u32) -> Vec<u8> {
        let mut chance = Chance::from_seed(u64::from(turn));
        let deal = answer.deal(turn, &mut chance).unwrap();
        deal.records(50, &mut chance).map(|record| record[13]).collect()
    }

    #[test]
    fn turning_moves_the_last_to_the_front() {
        let answer = Answer::new(Draw::All, [group(Draw::Rotate, &[1, 2, 3])].into());
        let deals: Vec<_> = (0..4).map(|turn| deal(&answer, turn)).collect();
        assert_eq!(deals, [[1, 2, 3], [3, 1, 2], [2, 3, 1], [1, 2, 3]]);
    }

    #[test]
    fn when_both_levels_turn_each_address_comes_first() {
        let groups = [group(Draw::Rotate, &[1, 2]), group(Draw::Rotate, &[3, 4])];
        let answer = Answer::new(Draw::Rotate, groups.into());
        let mut firsts: Vec<_> = (0..4).map(|turn| deal(&answer, turn)[0]).collect();
        firsts.sort_unstable();
        assert_eq!(firsts, [1, 2, 3, 4]);
    }

    #[test]
    fn weights_share_out_in_proportion() {
        let draw = Draw::by_weight([1, 0, 3].into_iter());
        let mut chance = Chance::from_seed(2);
        let mut seen = [0; 3];
        for _ in 0..4000 {
            seen[draw.take(3, 0, &mut chance).start] += 1;
        }
        assert!(seen[1] == 0 && (900..1100).contains(&seen[0]), "{seen:?}");
    }

    #[test]
    fn what_is_drawn_from_two_groups_stands_once() {
        let drawn = Draw::by_weight([1, 1].into_iter());
        for shared in [drawn.clone(), Draw::All] {
            let groups = [group(drawn.clone(), &[1, 2]), group(shared, &[2, 1])];
            let answer = Answer::new(Draw::Rotate, groups.into());
            for turn in 0..40 {
                let found = deal(&answer, turn);
                assert!(
                    found == [1] || found == [2] || found == [1, 2] || found == [2, 1],
                    "{found:?}"
                );
            }
        }
    }

    #[test]
    fn an_answer_without_groups_deals_nothing() {
        assert!(Answer::new(Draw::Rotate, [].into())
            .deal(0, &mut Chance::from_seed(1))
            .is_none());
    }

    #[test]
    fn a_group_of_names_answers_with_one_cname_alone() {
        let mut names = group(Draw::All, &[1, 2]);
        names.cname = true;
        let answer = Answer::new(Draw::All, [names, group(Draw::All, &[3])].into());
        let mut chance = Chance::from_seed(1);
        let deal = answer.deal(0, &mut chance).unwrap();
        assert!(deal.cname);
        assert_eq!(deal.records(1, &mut chance).count(), 1);
    }
}
