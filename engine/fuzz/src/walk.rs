//! What a world has to say to a question: RFC 1034 section 4.3.2 by going through lists, one name after another.

use std::net::IpAddr;

use crate::answer::{Answer, Draw};
use crate::laws::Said;
use crate::message::Record;
use crate::name::{plain, wire, Labels};
use crate::world::{world_name, Steered, World};

/// A response carries no more steered records than this (gtm.md Q33).
const MOST: usize = 50;
/// So many aliases are followed.
const LONGEST_CHAIN: usize = 16;
const CNAME: u16 = 5;

/// How the walk goes on from a name.
enum Next {
    /// To the target of an alias.
    On(Labels),
    /// Not at all.
    End(u16),
}

/// Walks along the answer and panics where it is not what it has to be; gives the scope.
pub struct Walk<'w> {
    world: &'w World,
    kind: u16,
    asker: IpAddr,
    records: &'w [Record],
    scope: u8,
    denied: bool,
}

impl<'w> Walk<'w> {
    /// Along all of what was said over TCP, for `asker` as the subnet or the sender has it.
    pub fn check(world: &'w World, asked: &Labels, kind: u16, asker: IpAddr, said: &'w Said) -> u8 {
        let mut walk = Self {
            world,
            kind,
            asker,
            records: &said.sections[0],
            scope: 0,
            denied: false,
        };
        let inside = asked.ends_with(&world_name(0));
        let (code, steps) = if inside { walk.follow(asked) } else { (5, 0) };
        assert_eq!(said.code, code);
        assert_eq!(
            said.authoritative,
            inside && (code != 2 || steps > 0),
            "authoritative"
        );
        assert!(walk.records.is_empty(), "records that nobody asked for");
        let soa: Vec<u16> = said.sections[1].iter().map(|record| record.kind).collect();
        assert_eq!(
            soa,
            if walk.denied { vec![6] } else { vec![] },
            "the authority section"
        );
        walk.scope
    }

    /// The response code of the last name, and how many aliases led there.
    fn follow(&mut self, asked: &Labels) -> (u16, usize) {
        let mut passed = Vec::new();
        let mut name = lower(asked);
        loop {
            match self.step(&name) {
                Next::End(code) => return (code, passed.len()),
                Next::On(target) => {
                    passed.push(name);
                    name = target;
                }
            }
            let ends = passed.contains(&name) || passed.len() == LONGEST_CHAIN;
            if ends || !name.ends_with(&world_name(0)) {
                return (0, passed.len());
            }
        }
    }

    fn step(&mut self, name: &Labels) -> Next {
        let Some(here) = self.stands_for(name) else {
            self.denied = true;
            return Next::End(3);
        };
        let world = self.world;
        let steered = |kind| {
            world
                .steered
                .get(&(here.clone(), kind))
                .map(|steered| (kind, steered))
        };
        let alias = steered(CNAME).filter(|_| here != world_name(0));
        let asked = steered(self.kind).filter(|_| self.kind != CNAME);
        for (kind, steered) in alias.into_iter().chain(asked) {
            if let Some(next) = self.steered(name, &(here.clone(), kind), steered) {
                return next;
            }
        }
        match world.own.get(&here) {
            Some(Some(target)) => self.alias(name, &[wire(target)]),
            Some(None) if self.kind == 1 => {
                self.take(name, 1, &[b"ownA".to_vec()], 1);
                Next::End(0)
            }
            _ => {
                self.denied = true;
                Next::End(0)
            }
        }
    }

    /// The name, or the wildcard in its place: that of the closest name above it that exists (RFC 4592).
    fn stands_for(&self, name: &Labels) -> Option<Labels> {
        if self.world.exists(name) {
            return Some(name.clone());
        }
        let above = (1..=name.len()).map(|skipped| name[skipped..].to_vec());
        let encloser = above.into_iter().find(|above| self.world.exists(above))?;
        let wildcard = [vec![b"*".to_vec()], encloser].concat();
        self.world.exists(&wildcard).then_some(wildcard)
    }

    /// Nothing if this asker gets nothing of it.
    fn steered(&mut self, name: &Labels, key: &(Labels, u16), steered: &Steered) -> Option<Next> {
        let (number, scope) = steered.answer_for(self.asker);
        self.scope = self.scope.max(scope);
        let answer = &steered.answers[number];
        if matches!(answer, Answer::Failure) {
            return Some(Next::End(2));
        }
        let groups = answer.groups(key, number);
        let groups: Vec<_> = groups.into_iter().filter(|(_, data)| !data.is_empty()).collect();
        let all: Vec<Vec<u8>> = groups.iter().flat_map(|(_, data)| data.clone()).collect();
        if all.is_empty() {
            return None;
        }
        if answer.is_alias(key.1) {
            return Some(self.alias(name, &all));
        }
        let told = |group: &(Draw, Vec<Vec<u8>>)| match group.0 {
            Draw::Weight => 1,
            _ => group.1.len(),
        };
        match answer {
            // One group, told by the first record that came.
            Answer::Records(Draw::Weight, _) => {
                let first = &self.records.first().expect("one group is told").rdata;
                let group = groups
                    .iter()
                    .find(|(_, data)| data.contains(first))
                    .expect("a group of ours");
                self.take(name, key.1, &group.1, told(group));
            }
            _ => self.take(name, key.1, &all, groups.iter().map(told).sum()),
        }
        Some(Next::End(0))
    }

    /// One CNAME to one of these; the way goes on unless it was itself asked for.
    fn alias(&mut self, name: &Labels, targets: &[Vec<u8>]) -> Next {
        let data = self.records.first().map(|record| record.rdata.clone());
        self.take(name, CNAME, targets, 1);
        let target = data.and_then(|data| plain(&data, 0)).map(|(labels, _)| labels);
        match target {
            Some(target) if self.kind != CNAME => Next::On(lower(&target)),
            _ => Next::End(0),
        }
    }

    /// So many records of this name and type, all of them from `among`, but never more than a response carries.
    fn take(&mut self, name: &Labels, kind: u16, among: &[Vec<u8>], count: usize) {
        let count = count.min(MOST);
        assert!(self.records.len() >= count, "records are missing");
        let (mine, rest) = self.records.split_at(count);
        for record in mine {
            assert_eq!(record.owner.as_ref().map(lower).as_ref(), Some(name));
            assert_eq!((record.kind, record.class, record.ttl), (kind, 1, 60));
            assert!(among.contains(&record.rdata), "a record of another answer");
        }
        self.records = rest;
    }
}

fn lower(name: &Labels) -> Labels {
    name.iter().map(|label| label.to_ascii_lowercase()).collect()
}
