//! A small world of steered names, as bytes for the engine and as lists in which everything is looked up by going
//! through them all.

use std::collections::BTreeMap;
use std::net::IpAddr;

use arbitrary::Arbitrary;

use crate::answer::Answer;
use crate::askers::{Askers, Network};
use crate::name::{wire, Labels};
use crate::steps::{name, rdata};

/// Under `z.` but for the last: names beside, below and above one another, wildcards, and names between.
const NAMES: [&[&str]; 11] = [
    &["z"],
    &["a", "z"],
    &["b", "z"],
    &["*", "z"],
    &["a", "a", "z"],
    &["*", "a", "z"],
    &["c", "b", "a", "z"],
    &["*", "b", "z"],
    &["x", "y", "z"],
    &["*", "x", "y", "z"],
    &["a", "w"],
];
/// Before a name that is asked for, so that wildcards have something to answer for.
const BELOW: [&[&str]; 5] = [&[], &[], &["q"], &["Q", "a"], &["q", "*"]];
/// The types that are steered.
const KINDS: [u16; 3] = [1, 5, 28];

/// A name of the world.
pub fn world_name(number: u8) -> Labels {
    labels(NAMES[usize::from(number) % NAMES.len()])
}

/// A name of the world, or below one.
pub fn asked_name(number: u8) -> Labels {
    let below = BELOW[usize::from(number) / NAMES.len() % BELOW.len()];
    [labels(below), world_name(number % NAMES.len() as u8)].concat()
}

/// Its number.
pub fn number_of(name: &Labels) -> u8 {
    let all = 0..NAMES.len() as u8;
    all.into_iter()
        .find(|number| world_name(*number) == *name)
        .unwrap_or(0)
}

/// Where an alias leads: most often to a name of the world.
pub fn target(number: u8) -> Labels {
    match number % 4 {
        0 => asked_name(number / 4),
        _ => world_name(number / 4),
    }
}

fn labels(texts: &[&str]) -> Labels {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// A name (by number) is steered for a type: which answer each class gets (two bits each), and the answers, each drawn
/// up from one number. Each class is counted under a line that others with another answer may share.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub struct Steering {
    name: u8,
    kind: u8,
    plan: u8,
    answers: [u16; 4],
}

/// One change among those that go to the engine together.
#[derive(Arbitrary, Clone, Debug)]
pub enum Step {
    /// A name is steered for a type, in place of what it was.
    Steer(Steering),
    /// It no longer is.
    Unsteer(u8, u8),
    /// Who is of which class, from now on.
    Askers([Network; 6]),
    /// The zone: which names have an address of their own, and which an alias to what.
    Zone(u8, [Option<u8>; 4]),
}

/// A steered name and type, with the askers as they were when it was told.
#[derive(Clone)]
pub struct Steered {
    pub askers: Askers,
    pub plan: [usize; 4],
    pub answers: [Answer; 4],
}

impl Steered {
    /// The number of the answer for this asker, and the shortest prefix around it in which nobody has another.
    pub fn answer_for(&self, asker: IpAddr) -> (usize, u8) {
        self.askers.find(asker, |class| self.plan[class])
    }
}

/// Everything that was told.
#[derive(Clone)]
pub struct World {
    /// Who is of which class.
    pub askers: Askers,
    /// By name and type.
    pub steered: BTreeMap<(Labels, u16), Steered>,
    /// The zone's own: an address, or an alias to a name.
    pub own: BTreeMap<Labels, Option<Labels>>,
}

impl World {
    /// Nothing but these askers and this zone, without which nothing is answered; and their steps.
    pub fn begin(networks: &[Network], addresses: u8, aliases: &[Option<u8>; 4]) -> (Self, Vec<u8>) {
        let mut world = Self {
            askers: Askers::new(networks),
            steered: BTreeMap::new(),
            own: BTreeMap::new(),
        };
        let steps = [world.askers.step(), world.put_zone(addresses, aliases)].concat();
        (world, steps)
    }

    /// Takes one step, and says it in the engine's bytes; `plans` counts those of the same message.
    pub fn take(&mut self, step: &Step, plans: &mut u32) -> Vec<u8> {
        match step {
            Step::Askers(networks) => {
                self.askers = Askers::new(networks);
                self.askers.step()
            }
            Step::Steer(steering) => self.steer(steering, plans),
            Step::Unsteer(number, kind) => {
                let key = (world_name(*number), KINDS[usize::from(*kind) % KINDS.len()]);
                self.steered.remove(&key);
                [&[4], name(&key.0).as_slice(), &key.1.to_le_bytes()].concat()
            }
            Step::Zone(addresses, aliases) => self.put_zone(*addresses, aliases),
        }
    }

    fn steer(&mut self, steering: &Steering, plans: &mut u32) -> Vec<u8> {
        let key = (
            world_name(steering.name),
            KINDS[usize::from(steering.kind) % KINDS.len()],
        );
        let answers = steering.answers.map(Answer::of);
        let plan = [0, 2, 4, 6].map(|shift| usize::from(steering.plan >> shift & 3));
        let mut step = vec![5, 4, 0, 0, 0];
        let lines: [u16; 4] = [0, 1, 1, 2];
        plan.iter()
            .for_each(|answer| step.extend((*answer as u16).to_le_bytes()));
        lines.iter().for_each(|line| step.extend(line.to_le_bytes()));
        step.extend(b"\x03\x00\x01x\x01y\x01z");
        step.push(6);
        step.extend(name(&key.0));
        step.extend(key.1.to_le_bytes());
        step.extend(60u32.to_le_bytes());
        step.extend(plans.to_le_bytes());
        step.extend((answers.len() as u16).to_le_bytes());
        for (number, answer) in answers.iter().enumerate() {
            step.extend(answer.bytes(&key, number));
        }
        *plans += 1;
        let askers = self.askers.clone();
        self.steered.insert(
            key,
            Steered {
                askers,
                plan,
                answers,
            },
        );
        step
    }

    /// The zone `z.`, whatever it was before.
    fn put_zone(&mut self, addresses: u8, aliases: &[Option<u8>; 4]) -> Vec<u8> {
        let inside = |number: usize| world_name(number as u8 + 1);
        let with_address = (0..8)
            .filter(|bit| addresses >> bit & 1 == 1)
            .map(|bit| (inside(bit), None));
        self.own = with_address.collect();
        for (number, alias) in aliases.iter().enumerate() {
            if let Some(alias) = alias {
                self.own.insert(inside(2 * number), Some(target(*alias)));
            }
        }
        let mut step = vec![3];
        step.extend(name(&world_name(0)));
        step.extend((self.own.len() as u32 + 1).to_le_bytes());
        let soa = [wire(&world_name(0)), wire(&world_name(0)), vec![0; 20]].concat();
        step.extend(record(&world_name(0), 6, &soa));
        for (owner, alias) in &self.own {
            step.extend(match alias {
                Some(target) => record(owner, 5, &wire(target)),
                None => record(owner, 1, b"ownA"),
            });
        }
        step
    }

    /// Whether there is anything at this name or below it.
    pub fn exists(&self, name: &Labels) -> bool {
        let steered = self.steered.keys().map(|(owner, _)| owner);
        let mut owners = steered.chain(self.own.keys()).chain(std::iter::once(&NO_LABELS));
        *name == world_name(0) || owners.any(|owner| owner.ends_with(name) && !name.is_empty())
    }
}

static NO_LABELS: Labels = Labels::new();

fn record(owner: &Labels, kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = name(owner);
    bytes.extend(1u16.to_le_bytes());
    bytes.extend(kind.to_le_bytes());
    bytes.extend(60u32.to_le_bytes());
    bytes.extend(1u16.to_le_bytes());
    bytes.extend(rdata(data));
    bytes
}
