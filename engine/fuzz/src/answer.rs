//! What askers get of a steered name: drawn up from one number, as lists of all that may ever be told, and as bytes.

use crate::name::{wire, Labels};
use crate::steps::rdata;
use crate::world::{number_of, target};

/// What a class of askers gets.
#[derive(Clone, Debug)]
pub enum Answer {
    /// SERVFAIL.
    Failure,
    /// Records of the type, in groups: how each is drawn from, and how many there are.
    Records(Draw, Vec<(Draw, u8)>),
    /// A CNAME to one of these.
    Names(Draw, Draw, Vec<u8>),
}

/// The numbers of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    All,
    Rotate,
    Weight,
}

impl Draw {
    fn of(number: u16) -> Self {
        [Self::All, Self::Rotate, Self::Weight, Self::Rotate][usize::from(number % 4)]
    }
}

impl Answer {
    /// Three bits say what it is, two how it is drawn from; the others are for its groups, or the names in it.
    pub fn of(number: u16) -> Self {
        let (draw, rest) = (Draw::of(number / 8), number / 32);
        let names = |count| {
            (0..count)
                .map(|shift| (rest >> (2 * shift) & 0xFF) as u8)
                .collect()
        };
        let group = |bits: u16| (Draw::of(bits), [1, 2, 60, 0][usize::from(bits / 4 % 4)]);
        match number % 8 {
            0 => Self::Failure,
            1 => Self::Records(draw, Vec::new()),
            2 => Self::Names(draw, Draw::of(rest), names(3)),
            3 => Self::Names(draw, Draw::of(rest), names(1)),
            4 => Self::Records(draw, vec![group(rest), group(rest / 16), group(rest / 128)]),
            5 => Self::Records(draw, vec![group(rest), group(rest / 16)]),
            _ => Self::Records(draw, vec![group(rest)]),
        }
    }

    /// All that it may ever tell, group by group; the data say whose they are.
    pub fn groups(&self, key: &(Labels, u16), number: usize) -> Vec<(Draw, Vec<Vec<u8>>)> {
        match self {
            Self::Failure => Vec::new(),
            Self::Names(_, draw, names) => {
                let names = names.iter().take(4).map(|name| wire(&target(*name))).collect();
                vec![(*draw, names)]
            }
            Self::Records(_, groups) => groups
                .iter()
                .enumerate()
                .map(|(group, (draw, count))| (*draw, own_data(key, number, group, *count)))
                .collect(),
        }
    }

    /// Whether a CNAME stands in for the type that was asked for.
    pub fn is_alias(&self, kind: u16) -> bool {
        kind == 5 || matches!(self, Self::Names(..))
    }

    /// As the engine reads it; the name and type say whose it is, the number which one of theirs.
    pub fn bytes(&self, key: &(Labels, u16), number: usize) -> Vec<u8> {
        let draw = match self {
            Self::Failure => return vec![3, 0, 0],
            Self::Records(draw, _) | Self::Names(draw, ..) => *draw,
        };
        let groups = self.groups(key, number);
        let mut bytes = list(draw, groups.len());
        for (draw, data) in groups {
            bytes.push(u8::from(self.is_alias(key.1) && key.1 != 5));
            bytes.extend(list(draw, data.len()));
            data.iter().for_each(|data| bytes.extend(rdata(data)));
        }
        bytes
    }
}

/// Data of the type that no other answer, and no other name, has.
fn own_data(key: &(Labels, u16), answer: usize, group: usize, count: u8) -> Vec<Vec<u8>> {
    let name = number_of(&key.0);
    let own = |member: u8| match key.1 {
        1 => vec![name, answer as u8, group as u8, member],
        28 => [vec![name, answer as u8, group as u8, member], vec![0; 12]].concat(),
        _ => wire(&target(name.wrapping_mul(7).wrapping_add(member))),
    };
    (0..count).map(own).collect()
}

fn list(draw: Draw, count: usize) -> Vec<u8> {
    let mut bytes = vec![draw as u8];
    bytes.extend((count as u16).to_le_bytes());
    if draw == Draw::Weight {
        (0..count as u32).for_each(|member| bytes.extend((member + 1).to_le_bytes()));
    }
    bytes
}
