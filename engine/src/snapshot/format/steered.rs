//! Reading what is steered: answers, and how queries draw from them.

use std::sync::Arc;

use crate::error::Unreadable;
use crate::lines::Plan;
use crate::snapshot::answer::{record_head, Answer, Draw, Group};
use crate::snapshot::format::reader::Reader;
use crate::snapshot::format::records::fitting;
use crate::snapshot::ready::Layout;
use crate::snapshot::steered::Steered;
use crate::wire::kind;

/// The numbers of Python's `Draw`.
mod draw {
    pub const ALL: u8 = 0;
    pub const ROTATE: u8 = 1;
    pub const WEIGHT: u8 = 2;
    pub const FAIL: u8 = 3;
}

impl<'a> Reader<'a> {
    pub(super) fn steered(
        &mut self,
        plans: &[Arc<Plan>],
        layout: &mut Layout,
    ) -> Result<(&'a [u8], Steered), Unreadable> {
        let (name, kind, ttl) = (self.name()?, self.u16()?, self.ttl()?);
        let plan = self.known_plan(plans)?;
        for _ in 0..self.u16()? {
            if self.simple_answer(kind, ttl, layout).is_none() {
                layout.add(self.answer(kind, ttl)?);
            }
        }
        Ok((name, Steered::new(kind, Arc::clone(plan), layout.take())?))
    }

    /// One of the plans that stood in the message before.
    pub(super) fn known_plan<'p>(&mut self, plans: &'p [Arc<Plan>]) -> Result<&'p Arc<Plan>, Unreadable> {
        let unknown = || Unreadable::because("a steered name follows a plan that is not in the message");
        plans.get(self.u32()? as usize).ok_or_else(unknown)
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
