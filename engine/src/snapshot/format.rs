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

use std::net::IpAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::conduct::Conduct;
use crate::error::Unreadable;
use crate::limit::limits::Limits;
use crate::lines::{AskerTable, Plan, Plans, Ranges, Said};
use crate::network::Prefix;
use crate::snapshot::answer::{record_head, Answer, Draw, Group, Records};
use crate::snapshot::ledger::Ledger;
use crate::snapshot::ready::Layout;
use crate::snapshot::steered::Steered;
use crate::snapshot::zone::{RecordSet, Zone};
use crate::snapshot::Snapshot;
use crate::wire::kind;
use crate::wire::name::Name;

const MAGIC: &[u8; 4] = b"TKLN";
const VERSION: u16 = 2;
const MAX_TTL: u32 = i32::MAX as u32;

/// The numbers of Python's `Draw`.
mod draw {
    pub const ALL: u8 = 0;
    pub const ROTATE: u8 = 1;
    pub const WEIGHT: u8 = 2;
    pub const FAIL: u8 = 3;
}

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
            _ => return Err(Unreadable::because("it has a step of an unknown kind")),
        }
    }
    Ok(after)
}

/// Takes values off the front of the bytes; everything is checked against their end.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn open(message: &'a [u8]) -> Result<Self, Unreadable> {
        let mut reader = Self { rest: message };
        if reader.take(4)? != MAGIC {
            return Err(Unreadable::because("it does not begin as a snapshot does"));
        }
        let version = reader.u16()?;
        if version != VERSION || reader.u16()? != 0 {
            return Err(Unreadable::because(format!(
                "it is of version {version}, and only {VERSION} is understood"
            )));
        }
        match reader.u64()? == reader.rest.len() as u64 {
            true => Ok(reader),
            false => Err(Unreadable::because("it is cut short, or something follows it")),
        }
    }

    fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Unreadable> {
        let cut_short = || Unreadable::because("it ends in the middle of a value");
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(cut_short)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Unreadable> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn u8(&mut self) -> Result<u8, Unreadable> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    fn u16(&mut self) -> Result<u16, Unreadable> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn u32(&mut self) -> Result<u32, Unreadable> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> Result<u64, Unreadable> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// `count` numbers of `N` bytes each.
    fn numbers<const N: usize, T>(
        &mut self,
        count: u32,
        number: fn([u8; N]) -> T,
    ) -> Result<Box<[T]>, Unreadable> {
        let too_long = || Unreadable::because("a list in it is too long");
        let bytes = self.take((count as usize).checked_mul(N).ok_or_else(too_long)?)?;
        let whole = bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok());
        Ok(whole.map(number).collect())
    }

    /// A name that is plain, in lower case and nothing but a name.
    fn name(&mut self) -> Result<&'a [u8], Unreadable> {
        let length = self.u8()?;
        let name = self.take(usize::from(length))?;
        match Name::from_wire(name)?.as_wire() == name {
            true => Ok(name),
            false => Err(crate::error::Malformed.into()),
        }
    }

    fn rdata(&mut self) -> Result<&'a [u8], Unreadable> {
        let length = self.u16()?;
        self.take(usize::from(length))
    }

    fn ttl(&mut self) -> Result<u32, Unreadable> {
        match self.u32()? {
            ttl @ 0..=MAX_TTL => Ok(ttl),
            _ => Err(Unreadable::because(
                "a TTL in it is above 2147483647 (RFC 2181 section 8)",
            )),
        }
    }

    fn records(&mut self, kind: u16, ttl: u32, count: u16) -> Result<Records, Unreadable> {
        let mut rdatas = Vec::new();
        for _ in 0..count {
            rdatas.push(fitting(kind, self.rdata()?)?);
        }
        Records::new(kind, ttl, rdatas.into_iter())
    }

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

    fn zone(&mut self) -> Result<Zone, Unreadable> {
        let origin = self.name()?;
        let mut names = Vec::new();
        for _ in 0..self.u32()? {
            let name = self.name()?;
            let mut sets = Vec::new();
            for _ in 0..self.u16()? {
                sets.extend(self.record_set()?);
            }
            names.push((name, sets));
        }
        Zone::new(origin, names)
    }

    fn record_set(&mut self) -> Result<Option<RecordSet>, Unreadable> {
        let (kind, ttl, count) = (self.u16()?, self.ttl()?, self.u16()?);
        let records = self.records(kind, ttl, count)?;
        Ok((count > 0).then_some(RecordSet { kind, records }))
    }

    fn conduct(&mut self) -> Result<Conduct, Unreadable> {
        let (explains, tcp_idle, query_log) = (self.u8()? != 0, self.u16()?, self.u32()?);
        let secrets = self.u8()?;
        Ok(Conduct {
            secrets: (0..secrets).map(|_| self.array()).collect::<Result<_, _>>()?,
            nsid: self.text()?,
            version: self.text()?,
            hostname: self.text()?,
            tcp_idle,
            explains,
            query_log,
        })
    }

    fn limits(&mut self) -> Result<Limits, Unreadable> {
        Ok(Limits {
            alike: self.u32()?,
            all: self.u32()?,
            slip: self.u32()?,
            connections: self.u32()?,
            share: self.u32()?,
            query: Duration::from_secs(u64::from(self.u16()?)),
            exempt: {
                let count = self.u16()?;
                (0..count).map(|_| self.prefix()).collect::<Result<_, _>>()?
            },
        })
    }

    fn prefix(&mut self) -> Result<Prefix, Unreadable> {
        let (length, octets) = (self.u8()?, self.u8()?);
        let address = match octets {
            4 => IpAddr::from(self.array::<4>()?),
            _ => IpAddr::from(self.array::<16>()?),
        };
        Prefix::new(address, length)
            .ok_or_else(|| Unreadable::because("a network in it is longer than its address"))
    }

    fn text(&mut self) -> Result<Box<[u8]>, Unreadable> {
        let length = self.u8()?;
        Ok(self.take(usize::from(length))?.into())
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

    fn steered(
        &mut self,
        plans: &[Arc<Plan>],
        layout: &mut Layout,
    ) -> Result<(&'a [u8], Steered), Unreadable> {
        let (name, kind, ttl) = (self.name()?, self.u16()?, self.ttl()?);
        let unknown = || Unreadable::because("a steered name follows a plan that is not in the message");
        let plan = plans.get(self.u32()? as usize).ok_or_else(unknown)?;
        for _ in 0..self.u16()? {
            if self.simple_answer(kind, ttl, layout).is_none() {
                layout.add(self.answer(kind, ttl)?);
            }
        }
        Ok((name, Steered::new(kind, Arc::clone(plan), layout.take())?))
    }

    /// Most answers are one group of data equally long, which everybody gets whole: they are laid out as they stand here.
    /// Nothing, and nothing is read, if this is another one or has a fault.
    fn simple_answer(&mut self, kind: u16, ttl: u32, layout: &mut Layout) -> Option<()> {
        let (&head, rest) = self.rest.split_first_chunk()?;
        let [draw::ALL | draw::ROTATE, 1, 0, 0, draw @ (draw::ALL | draw::ROTATE), low, high] = head else {
            return None;
        };
        let count = usize::from(u16::from_le_bytes([low, high]));
        let length = rest.first_chunk()?;
        let each = length.len() + usize::from(u16::from_le_bytes(*length));
        let (rdatas, rest) = rest.split_at_checked(count * each)?;
        let rdatas = rdatas.chunks_exact(each);
        let mut all = rdatas.clone();
        let alike =
            all.all(|rdata| rdata.starts_with(length) && fitting(kind, &rdata[length.len()..]).is_ok());
        if count == 0 || !alike {
            return None;
        }
        let record = record_head(kind, ttl, u16::from_le_bytes(*length));
        layout.add_alike(record, draw == draw::ROTATE, rdatas)?;
        self.rest = rest;
        Some(())
    }

    fn answer(&mut self, kind: u16, ttl: u32) -> Result<Answer, Unreadable> {
        let list = self.list()?;
        if list.draw == draw::FAIL && list.count == 0 {
            return Ok(Answer::failure());
        }
        let mut groups = Vec::new();
        for at in 0..list.count {
            // A group without records takes no part, nor does its weight.
            groups.extend(self.group(kind, ttl)?.map(|group| (at, group)));
        }
        let draw = list.draw(groups.iter().map(|(at, _)| *at))?;
        Ok(Answer::new(
            draw,
            groups.into_iter().map(|(_, group)| group).collect(),
        ))
    }

    fn group(&mut self, kind: u16, ttl: u32) -> Result<Option<Group>, Unreadable> {
        let cname = match self.u8()? {
            0 => false,
            1 => true,
            _ => {
                return Err(Unreadable::because(
                    "a group in it is neither of names nor of the type asked for",
                ))
            }
        };
        let list = self.list()?;
        let kind = if cname { kind::CNAME } else { kind };
        let records = self.records(kind, ttl, list.count)?;
        let draw = list.draw(0..list.count)?;
        Ok((list.count > 0).then_some(Group { draw, records, cname }))
    }

    fn list(&mut self) -> Result<List, Unreadable> {
        let (draw, count) = (self.u8()?, self.u16()?);
        let weights = match draw {
            draw::WEIGHT => self.numbers(u32::from(count), u32::from_le_bytes)?,
            _ => Box::default(),
        };
        Ok(List { draw, count, weights })
    }
}

/// The head of a list that queries draw from.
struct List {
    draw: u8,
    count: u16,
    weights: Box<[u32]>,
}

impl List {
    /// How to draw from those members that stayed.
    fn draw(&self, staying: impl Iterator<Item = u16> + Clone) -> Result<Draw, Unreadable> {
        let weights = staying.map(|at| self.weights.get(usize::from(at)).copied().unwrap_or(0));
        match self.draw {
            draw::ALL => Ok(Draw::All),
            draw::ROTATE => Ok(Draw::Rotate),
            draw::WEIGHT if weights.clone().all(|weight| weight == 0) && weights.clone().count() > 0 => Err(
                Unreadable::because("a list that is drawn from by weight has no weight"),
            ),
            draw::WEIGHT => Ok(Draw::by_weight(weights)),
            draw::FAIL => Err(Unreadable::because(
                "only an answer without groups can be a failure",
            )),
            unknown => Err(Unreadable::because(format!(
                "a list in it is drawn from in way {unknown}, which is unknown"
            ))),
        }
    }
}

/// Data that the engine itself looks into must have the shape that its type asks for.
fn fitting(kind: u16, rdata: &[u8]) -> Result<&[u8], Unreadable> {
    let is_name = |at: usize| rdata.get(at..).is_some_and(|name| Name::from_wire(name).is_ok());
    let fits = match kind {
        kind::A => rdata.len() == 4,
        kind::AAAA => rdata.len() == 16,
        kind::CNAME | kind::DNAME | kind::NS => is_name(0),
        kind::MX => is_name(2),
        kind::SRV => is_name(6),
        kind::SVCB | kind::HTTPS => Name::read(rdata, 2).is_ok(),
        kind::SOA => is_soa(rdata),
        _ => true,
    };
    match fits {
        true => Ok(rdata),
        false => Err(Unreadable::because(format!(
            "data of record type {kind} has another shape"
        ))),
    }
}

/// Two names and five numbers (RFC 1035 section 3.3.13).
fn is_soa(rdata: &[u8]) -> bool {
    let first = Name::read(rdata, 0);
    let second = first.and_then(|(_, at)| Name::read(rdata, at));
    second.is_ok_and(|(_, at)| rdata.len() == at + 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::ready::Share;

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
