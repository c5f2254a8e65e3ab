//! Who holds a connection, who is overdue, and who gives way when there are too many. No sockets; times are arguments.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use crate::network::Network;

/// So many of those who would give way first are compared; more would make each new connection dearer than it is.
const COMPARED: usize = 32;

/// What a connection last did, in the order in which connections give way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It came, and has not asked anything whole yet.
    Silent,
    /// It has asked before; the next query has begun to come.
    Asking,
    /// It has asked, and what it asked is answered.
    Idle,
}

const STAGES: [Stage; 3] = [Stage::Silent, Stage::Asking, Stage::Idle];

/// How long each stage may last.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For a query to come whole, be it the first one or a later one.
    pub query: Duration,
    /// For the next query to begin.
    pub idle: Duration,
}

impl Patience {
    fn with(&self, stage: Stage) -> Duration {
        match stage {
            Stage::Silent | Stage::Asking => self.query,
            Stage::Idle => self.idle,
        }
    }
}

/// The first of a set is the one that has been longest in the lowest stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    stage: Stage,
    since: Duration,
    /// Many come at one moment.
    turn: u64,
    place: usize,
}

#[derive(Debug, Clone, Copy)]
struct Holder {
    network: Network,
    rank: Rank,
}

/// The places of all connections; they are numbered from 0 and used again.
#[derive(Debug, Default)]
pub struct Places {
    holders: Vec<Option<Holder>>,
    free: Vec<usize>,
    all: BTreeSet<Rank>,
    networks: HashMap<Network, BTreeSet<Rank>>,
    turns: u64,
}

/// The place that a new connection has, and whether another had to give way for it: then it is that one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    /// Its number.
    pub place: usize,
    /// Another had it.
    pub displaced: bool,
}

impl Places {
    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.all.len()
    }

    /// A place for a connection from `network`, which may hold `share` of the `most` that there are.
    ///
    /// A network whose share is used up makes room itself. Else those give way who never asked anything, and among
    /// those who wait longest one of the network that holds most.
    pub fn enter(&mut self, network: Network, now: Duration, most: usize, share: usize) -> Entered {
        let own = self.networks.get(&network);
        let gives_way = match own {
            Some(own) if own.len() >= share.max(1) => own.first().copied(),
            _ if self.taken() >= most => self.first_to_go(),
            _ => None,
        };
        if let Some(rank) = gives_way {
            self.leave(rank.place);
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.holders.push(None);
            self.holders.len() - 1
        });
        self.put(place, network, Stage::Silent, now);
        Entered {
            place,
            displaced: gives_way.is_some(),
        }
    }

    /// What the connection at `place` did last, and when.
    pub fn moved(&mut self, place: usize, stage: Stage, now: Duration) {
        if let Some(holder) = self.take(place) {
            self.put(place, holder.network, stage, now);
        }
    }

    /// What the connection at `place` did last.
    pub fn stage(&self, place: usize) -> Option<Stage> {
        let holder = self.holders.get(place).copied().flatten()?;
        Some(holder.rank.stage)
    }

    /// The connection at `place` has ended.
    pub fn leave(&mut self, place: usize) {
        if self.take(place).is_some() {
            self.free.push(place);
        }
    }

    /// One that has been in its stage for too long, or is one more than the `most` that there may be.
    pub fn overdue(&self, now: Duration, patience: Patience, most: usize) -> Option<usize> {
        let late = |&stage: &Stage| {
            let first = Rank {
                stage,
                since: Duration::ZERO,
                turn: 0,
                place: 0,
            };
            let rank = self.all.range(first..).next()?;
            let lasts = now.saturating_sub(rank.since);
            (rank.stage == stage && lasts >= patience.with(stage)).then_some(rank.place)
        };
        let too_many = || self.first_to_go().filter(|_| self.taken() > most);
        let place = STAGES.iter().find_map(late);
        place.or_else(|| too_many().map(|rank| rank.place))
    }

    fn first_to_go(&self) -> Option<Rank> {
        let lowest = self.all.first()?.stage;
        let alike = self.all.iter().take_while(|rank| rank.stage == lowest);
        // The last of equals is taken, so the oldest has to come last.
        let compared: Vec<_> = alike.take(COMPARED).collect();
        compared
            .into_iter()
            .rev()
            .max_by_key(|rank| self.held_beside(rank))
            .copied()
    }

    /// How many the network of the one with this rank holds.
    fn held_beside(&self, rank: &Rank) -> usize {
        let holder = self.holders.get(rank.place).copied().flatten();
        let network = holder.and_then(|holder| self.networks.get(&holder.network));
        network.map_or(0, BTreeSet::len)
    }

    fn put(&mut self, place: usize, network: Network, stage: Stage, since: Duration) {
        self.turns += 1;
        let rank = Rank {
            stage,
            since,
            turn: self.turns,
            place,
        };
        self.all.insert(rank);
        self.networks.entry(network).or_default().insert(rank);
        self.holders[place] = Some(Holder { network, rank });
    }

    fn take(&mut self, place: usize) -> Option<Holder> {
        let holder = self.holders.get_mut(place)?.take()?;
        self.all.remove(&holder.rank);
        if let Some(own) = self.networks.get_mut(&holder.network) {
            own.remove(&holder.rank);
            if own.is_empty() {
                self.networks.remove(&holder.network);
            }
        }
        Some(holder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        query: Duration::from_secs(5),
        idle: Duration::from_secs(10),
    };

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn network(third: u8) -> Network {
        Network::of([192, 0, third, 1].into())
    }

    /// Connections that came one a second, each from the network of this number; of four places, two for each network.
    fn entered(from: &[u8]) -> (Places, Vec<Entered>) {
        let mut places = Places::default();
        let entered = from
            .iter()
            .zip(1..)
            .map(|(&third, second)| places.enter(network(third), at(second), 4, 2));
        let entered = entered.collect();
        (places, entered)
    }

    fn free(place: usize) -> Entered {
        Entered {
            place,
            displaced: false,
        }
    }

    fn of(place: usize) -> Entered {
        Entered {
            place,
            displaced: true,
        }
    }

    #[test]
    fn places_are_given_in_turn_and_given_again() {
        let (mut places, entered) = entered(&[1, 1, 2]);
        assert_eq!(entered, [free(0), free(1), free(2)]);
        places.leave(1);
        places.leave(1);
        assert_eq!(places.taken(), 2);
        assert_eq!(places.enter(network(1), at(9), 4, 2), free(1));
        assert_eq!(places.enter(network(2), at(9), 4, 2), free(3));
    }

    #[test]
    fn a_network_that_has_its_share_makes_room_itself() {
        let (mut places, entered) = entered(&[1, 1, 2, 1]);
        assert_eq!(entered[3], of(0));
        places.moved(0, Stage::Idle, at(5));
        assert_eq!(places.enter(network(1), at(6), 4, 2), of(1));
        assert_eq!(places.taken(), 3);
    }

    #[test]
    fn of_those_who_came_at_one_moment_the_first_gives_way() {
        let mut places = Places::default();
        let entered = [(); 6].map(|()| places.enter(network(1), at(1), 9, 3).place);
        assert_eq!(entered, [0, 1, 2, 0, 1, 2]);
    }

    #[test]
    fn when_all_is_full_the_silent_of_the_network_that_holds_most_gives_way() {
        // (who came, who has asked since, who gives way)
        let table: [(&[u8], &[usize], usize); 4] = [
            (&[1, 2, 3, 4], &[], 0),     // all hold one: the oldest
            (&[1, 2, 2, 3], &[], 1),     // the network of two, its older one
            (&[1, 2, 2, 3], &[1, 2], 0), // but first who never asked
            (&[1, 2, 2, 3], &[0, 1, 2, 3], 1),
        ];
        for (from, asked, gone) in table {
            let (mut places, _) = entered(from);
            for &place in asked {
                places.moved(place, Stage::Idle, at(10 + place as u64));
            }
            assert_eq!(
                places.enter(network(9), at(20), 4, 2),
                of(gone),
                "{from:?} {asked:?}"
            );
            assert_eq!(places.taken(), 4);
        }
    }

    #[test]
    fn each_stage_has_its_time_from_when_it_began() {
        let table = [
            (Stage::Silent, 3, 7, None),
            (Stage::Silent, 3, 8, Some(0)),
            (Stage::Asking, 3, 8, Some(0)),
            (Stage::Idle, 3, 12, None),
            (Stage::Idle, 3, 13, Some(0)),
        ];
        for (stage, since, now, expected) in table {
            let (mut places, _) = entered(&[1]);
            places.moved(0, stage, at(since));
            let found = places.overdue(at(now), PATIENCE, 4);
            assert_eq!(found, expected, "{stage:?} at {now}");
            assert_eq!(places.stage(0), Some(stage));
        }
    }

    #[test]
    fn all_that_are_overdue_are_found_whatever_stands_before_them() {
        let (mut places, _) = entered(&[1, 2, 3]);
        places.moved(0, Stage::Idle, at(1));
        places.moved(1, Stage::Asking, at(9));
        places.moved(2, Stage::Silent, at(9));
        assert_eq!(places.overdue(at(11), PATIENCE, 4), Some(0));
        places.leave(0);
        assert_eq!(places.overdue(at(11), PATIENCE, 4), None);
    }

    #[test]
    fn when_there_are_to_be_fewer_places_the_surplus_is_overdue() {
        let (mut places, _) = entered(&[1, 2, 2]);
        assert_eq!(places.overdue(at(4), PATIENCE, 2), Some(1));
        places.leave(1);
        assert_eq!(places.overdue(at(4), PATIENCE, 2), None);
    }
}
