//! Reading a snapshot, or a change to one, from the bytes that `trunkline/snapshot/format.py` writes.
//!
//! ```text
//! message   "TKLN" version:u16 0:u16 length-of-the-rest:u64 step*          numbers are little-endian
//! step      1 askers        classes:u32 n4:u32 n6:u32 start:u32*n4 class:u16*n4 (high:u64 low:u64)*n6 class:u16*n6
//!           2 drop zone     name
//!           3 put zone      name n:u32 (name n:u16 (type:u16 ttl:u32 rdatas)*)*
//!           4 drop steered  name type:u16
//!           5 plan          n:u32 answer:u16*n line:u16*n m:u16 (length:u8 code)*m   known by its number in this message
//!           6 put steered   name type:u16 ttl:u32 plan:u32 n:u16 (list group*)*
//!           7 conduct       explains:u8 tcp-idle:u16 query-log:u32 n:u8 (16 bytes)*n nsid:text version:text hostname:text
//!           8 limits        alike:u32 all:u32 slip:u32 connections:u32 share:u32 query-seconds:u16 n:u16
//!                           (length:u8 octets:u8 address)*n                  octets: 4 or 16
//!           9 follow plan   name type:u16 plan:u32         the answers stay; who gets which is as the plan says
//! list      draw:u8 n:u16 weight:u32*n (if the draw is by weight)          draw: 0 all, 1 turned, 2 by weight;
//!                                                                         3 SERVFAIL, for an answer with n = 0
//! group     cname:u8 list rdata*
//! rdatas    n:u16 rdata*
//! rdata     length:u16 bytes
//! name      length:u8 bytes
//! text      length:u8 bytes
//! ```
//!
//! Any bytes at all may come: what is not understood is refused, and nothing of it is kept.

mod reader;
mod records;
mod settings;
mod steered;

use std::sync::{Arc, Weak};

use crate::error::Unreadable;
use crate::lines::{AskerTable, Plan, Plans, Ranges, Said};
use crate::snapshot::format::reader::Reader;
use crate::snapshot::ledger::Ledger;
use crate::snapshot::ready::Layout;
use crate::snapshot::Snapshot;

/// What the writer keeps from change to change.
#[derive(Default)]
pub struct Workshop {
    plans: Plans,
    /// Where queries are counted.
    pub ledger: Ledger,
    /// Snapshots that are served no more, but by which somebody may still be answering.
    pub replaced: Vec<Weak<Snapshot>>,
}

/// The snapshot that `change` makes of `before`; all of the change or nothing.
pub fn apply(before: &Snapshot, workshop: &mut Workshop, change: &[u8]) -> Result<Snapshot, Unreadable> {
    make(before.clone(), None, workshop, change)
}

/// The snapshot that `change` makes of nothing; names that are steered as in `present` go on being counted.
pub fn apply_whole(
    present: &Snapshot,
    workshop: &mut Workshop,
    change: &[u8],
) -> Result<Snapshot, Unreadable> {
    let after = make(Snapshot::default(), Some(present), workshop, change)?;
    for (name, steered) in present.all_steered() {
        if after.steered_at(name, steered.kind()).is_none() {
            workshop.ledger.leave(steered);
        }
    }
    Ok(after)
}

fn make(
    mut after: Snapshot,
    replaced: Option<&Snapshot>,
    workshop: &mut Workshop,
    change: &[u8],
) -> Result<Snapshot, Unreadable> {
    let mut steps = Reader::open(change)?;
    let mut numbered: Vec<Arc<Plan>> = Vec::new();
    let mut layout = Layout::default();
    while !steps.is_empty() {
        match steps.u8()? {
            1 => after.askers = Arc::new(steps.askers()?),
            2 => Arc::make_mut(&mut after.zones).remove(steps.name()?),
            3 => {
                let zone = steps.zone()?;
                let origin: Box<[u8]> = zone.origin().into();
                Arc::make_mut(&mut after.zones).put(&origin, Arc::new(zone));
            }
            4 => {
                let (name, kind) = (steps.name()?, steps.u16()?);
                if let Some(steered) = after.steered_at(name, kind) {
                    workshop.ledger.leave(steered);
                }
                Arc::make_mut(&mut after.steered).remove(name, kind);
            }
            5 => {
                let said = steps.plan()?;
                numbered.push(workshop.plans.intern(&after.askers, said)?);
            }
            6 => {
                let (name, mut steered) = steps.steered(&numbered, &mut layout)?;
                let known = replaced.unwrap_or(&after).steered_at(name, steered.kind());
                workshop.ledger.enter(&mut steered, known);
                Arc::make_mut(&mut after.steered).put(name, steered);
            }
            7 => after.conduct = Arc::new(steps.conduct()?),
            8 => after.limits = Arc::new(steps.limits()?),
            9 => {
                let (name, kind) = (steps.name()?, steps.u16()?);
                let plan = Arc::clone(steps.known_plan(&numbered)?);
                let unknown = || Unreadable::because("a name follows a plan and is not steered");
                let known = after.steered_at(name, kind).ok_or_else(unknown)?;
                let mut steered = known.following(plan)?;
                workshop.ledger.enter(&mut steered, Some(known));
                Arc::make_mut(&mut after.steered).put(name, steered);
            }
            _ => return Err(Unreadable::because("it has a step of an unknown kind")),
        }
    }
    Ok(after)
}

impl<'a> Reader<'a> {
    fn askers(&mut self) -> Result<AskerTable, Unreadable> {
        let (classes, n4, n6) = (self.u32()?, self.u32()?, self.u32()?);
        let v4_starts = self.numbers(n4, u32::from_le_bytes)?;
        let v4_classes = self.numbers(n4, u16::from_le_bytes)?;
        // A pair of numbers, the high one first, each little-endian: turn the low half and the high half around.
        let v6_starts = self.numbers(n6, |pair: [u8; 16]| u128::from_le_bytes(pair).rotate_left(64))?;
        let v6_classes = self.numbers(n6, u16::from_le_bytes)?;
        Ok(AskerTable {
            classes,
            v4: Ranges::new(v4_starts, v4_classes, classes)?,
            v6: Ranges::new(v6_starts, v6_classes, classes)?,
        })
    }

    fn plan(&mut self) -> Result<Said, Unreadable> {
        let count = self.u32()?;
        let answer_of_class = self.numbers(count, u16::from_le_bytes)?;
        let line_of_class = self.numbers(count, u16::from_le_bytes)?;
        let mut lines = Vec::new();
        for _ in 0..self.u16()? {
            let length = self.u8()?;
            let line = std::str::from_utf8(self.take(usize::from(length))?);
            let not_text = |_| Unreadable::because("the code of a line in it is not text");
            lines.push(line.map_err(not_text)?.into());
        }
        Ok(Said {
            answer_of_class,
            line_of_class,
            lines: lines.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conduct::Conduct;
    use crate::limit::limits::Limits;
    use crate::network::Prefix;
    use crate::snapshot::ready::Share;
    use std::time::Duration;

    fn message(steps: &[u8]) -> Vec<u8> {
        let mut message = b"TKLN\x02\x00\x00\x00".to_vec();
        message.extend((steps.len() as u64).to_le_bytes());
        message.extend(steps);
        message
    }

    fn refused(message: &[u8]) -> String {
        let result = apply(&Snapshot::default(), &mut Workshop::default(), message);
        result.map(|_| ()).unwrap_err().0
    }

    #[test]
    fn an_empty_change_changes_nothing() {
        assert!(apply(&Snapshot::default(), &mut Workshop::default(), &message(b"")).is_ok());
    }

    #[test]
    fn other_versions_and_lengths_are_refused() {
        for other in [1, 3] {
            let mut message = message(b"");
            message[4] = other;
            assert!(refused(&message).contains(&format!("version {other}")));
        }
        assert!(refused(&message(b"")[..10]).contains("middle"));
        let mut longer = message(b"");
        longer.push(0);
        assert!(refused(&longer).contains("something follows"));
    }

    #[test]
    fn a_change_cut_short_anywhere_is_refused() {
        let steps =
            b"\x03\x03\x01a\x00\x01\x00\x00\x00\x03\x01a\x00\x01\x00\x06\x00\x3c\x00\x00\x00\x01\x00\x16\x00\
            \x00\x00aaaabbbbccccddddeeee";
        assert!(apply(&Snapshot::default(), &mut Workshop::default(), &message(steps)).is_ok());
        for end in 1..steps.len() {
            refused(&message(&steps[..end]));
        }
    }

    #[test]
    fn conduct_is_read_and_stays_until_it_is_told_anew() {
        let step = [
            &b"\x07\x01\x64\x00\x2c\x01\x00\x00\x02"[..],
            &[1; 16],
            &[2; 16],
            b"\x01n\x02vv\x00",
        ]
        .concat();
        let first = apply(&Snapshot::default(), &mut Workshop::default(), &message(&step)).unwrap();
        let told = Conduct {
            nsid: (*b"n").into(),
            version: (*b"vv").into(),
            hostname: Box::default(),
            secrets: [[1; 16], [2; 16]].into(),
            tcp_idle: 100,
            explains: true,
            query_log: 300,
        };
        assert_eq!(first.conduct(), &told);
        let second = apply(&first, &mut Workshop::default(), &message(b"")).unwrap();
        assert_eq!(second.conduct(), &told);
        for end in 1..step.len() {
            refused(&message(&step[..end]));
        }
    }

    #[test]
    fn limits_are_read_and_stay_until_they_are_told_anew() {
        let numbers = [1u32, 2, 3, 4, 5].map(u32::to_le_bytes).concat();
        let step = [
            &[8],
            &numbers[..],
            b"\x06\x00\x02\x00\x18\x04\xc0\x00\x02\x00\x20\x10",
            &[7; 16],
        ]
        .concat();
        let first = apply(&Snapshot::default(), &mut Workshop::default(), &message(&step)).unwrap();
        let exempt = [
            Prefix::new([192, 0, 2, 0].into(), 24),
            Prefix::new([7; 16].into(), 32),
        ];
        let told = Limits {
            alike: 1,
            all: 2,
            slip: 3,
            connections: 4,
            share: 5,
            query: Duration::from_secs(6),
            exempt: exempt.map(Option::unwrap).into(),
        };
        assert_eq!(first.limits(), &told);
        let second = apply(&first, &mut Workshop::default(), &message(b"")).unwrap();
        assert_eq!(second.limits(), &told);
        for end in 1..step.len() {
            refused(&message(&step[..end]));
        }
        let too_long = [&[8], &[0; 22][..], b"\x01\x00\x21\x04aaaa"].concat();
        assert!(refused(&message(&too_long)).contains("longer than its address"));
    }

    #[test]
    fn a_name_in_upper_case_is_refused() {
        assert!(refused(&message(b"\x02\x03\x01A\x00")).contains("lower case"));
    }

    #[test]
    fn a_plan_has_to_fit_the_table() {
        let two_classes = b"\x05\x02\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x01-";
        assert!(refused(&message(two_classes)).contains("does not fit"));
    }

    /// A steered name `a.` of one class, whose answer is these bytes.
    fn answered(kind: u8, answer: &[u8]) -> Vec<u8> {
        let head = [6, 3, 1, b'a', 0, kind, 0, 60, 0, 0, 0, 0, 0, 0, 0, 1, 0];
        message(
            &[
                b"\x05\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01-".as_slice(),
                &head,
                answer,
            ]
            .concat(),
        )
    }

    #[test]
    fn an_answer_may_be_a_failure() {
        let after = apply(
            &Snapshot::default(),
            &mut Workshop::default(),
            &answered(1, b"\x03\x00\x00"),
        );
        let steered = after.unwrap().steered;
        let steered = steered.get(b"\x01a\x00").unwrap().find(1).unwrap();
        let share = steered.share(steered.find([10, 0, 0, 1].into()), 0);
        assert!(matches!(share, Share::Made(answer) if answer.fails() && answer.is_empty()));
    }

    #[test]
    fn however_an_answer_is_written_the_same_is_copied() {
        for turned in [0, 1] {
            let group = [&[0, turned, 3, 0][..], b"\x04\0aaaa\x04\0bbbb\x04\0cccc"].concat();
            let alone = [&[0, 1, 0][..], &group].concat();
            let beside_nothing = [&[1, 2, 0][..], &group, &[0, 0, 0, 0]].concat();
            let [plain, other] = [alone, beside_nothing].map(|answer| {
                apply(
                    &Snapshot::default(),
                    &mut Workshop::default(),
                    &answered(1, &answer),
                )
                .unwrap()
            });
            for turn in 0..4 {
                let [plain, other] = [&plain, &other].map(|snapshot| {
                    let steered = snapshot.steered_at(b"\x01a\x00", 1).unwrap();
                    format!("{:?}", steered.share(steered.find([10, 0, 0, 1].into()), turn))
                });
                assert!(plain.starts_with("Copied"));
                assert_eq!(plain, other);
            }
        }
    }

    #[test]
    fn draws_that_mean_nothing_are_refused() {
        for (answer, why) in [
            (b"\x04\x00\x00".as_slice(), "in way 4"),
            (b"\x03\x01\x00\x00\x00\x01\x00\x04\x00aaaa", "without groups"),
            (b"\x00\x01\x00\x00\x03\x00\x00", "without groups"),
            (b"\x00\x01\x00\x00\x04\x00\x00", "in way 4"),
            (b"\x00\x01\x00\x02\x00\x00\x00", "neither of names"),
        ] {
            let said = refused(&answered(1, answer));
            assert!(said.contains(why), "{answer:?}: {said}");
        }
    }

    #[test]
    fn what_stands_for_a_name_has_to_be_one() {
        let not_a_name = b"\x00\x01\x00\x01\x00\x01\x00\x04\x00\x01a\x00\x00";
        assert!(refused(&answered(1, not_a_name)).contains("record type 5"));
        let addresses = b"\x00\x01\x00\x00\x00\x01\x00\x04\x00aaaa";
        assert!(refused(&answered(5, addresses)).contains("record type 5"));
    }

    #[test]
    fn a_zone_needs_a_soa() {
        assert!(refused(&message(b"\x03\x03\x01a\x00\x00\x00\x00\x00")).contains("no SOA"));
    }
}
