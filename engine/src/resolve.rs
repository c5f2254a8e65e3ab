//! From a question to the records that answer it: RFC 1034 section 4.3.2, with steered names in front.

use std::net::IpAddr;

use crate::hosts::{Hosts, Standing};
use crate::snapshot::answer::Records;
use crate::snapshot::names::Place;
use crate::snapshot::ready::Share;
use crate::snapshot::steered::Steered;
use crate::snapshot::zone::Zone;
use crate::snapshot::{Here, Snapshot};
use crate::wire::name::{parent, Name};
use crate::wire::response::{Owner, Response, Section};
use crate::wire::{kind, rcode, QUESTION_AT};
use crate::worker::Worker;

/// So many CNAMEs are followed inside our zones.
const MAX_CHAIN: usize = 16;
/// Type, class, TTL and length stand before a record's data.
const BEFORE_RDATA: usize = 10;

/// What the response's header and OPT have to say.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// The response code of the last name in the chain (RFC 6604).
    pub code: u8,
    /// The first name is ours.
    pub authoritative: bool,
    /// For what prefix around the asker all of it holds.
    pub scope: u8,
    /// Some of the records are steered.
    pub steered: bool,
    /// Where in the message the name stands under which this counts: the question's, or the one above it that many
    /// names share: that of a wildcard, a zone that has no such name, a cut or a DNAME.
    pub counts_as: usize,
}

/// Adds to `response` what answers the question for `name` and `kind` of an asker at `address`.
#[inline(always)]
pub fn resolve(
    snapshot: &Snapshot,
    asked: (&Name, Place),
    kind: u16,
    address: IpAddr,
    response: &mut Response<'_>,
    worker: &mut Worker,
) -> Found {
    let mut walk = Walk {
        snapshot,
        kind,
        address,
        response,
        worker,
        moves: Vec::new(),
        found: Found {
            code: rcode::NOERROR,
            authoritative: true,
            scope: 0,
            steered: false,
            counts_as: QUESTION_AT,
        },
    };
    walk.follow(asked);
    walk.found
}

/// One name on the way: the asked one, or the target of a CNAME.
struct Step<'s, 'n> {
    name: &'n Name,
    /// Where to look for it.
    place: Place,
    /// Where the name stands in the message.
    at: usize,
    zone: &'s Zone,
}

impl<'n> Step<'_, 'n> {
    fn owner(&self) -> Owner<'n> {
        Owner::at(self.at, self.name.as_wire())
    }

    /// A name at or above this one, which so stands in the message too.
    fn owner_above<'a>(&self, above: &'a [u8]) -> Owner<'a> {
        Owner::at(self.place_of(above.len()), above)
    }

    fn place_of(&self, length: usize) -> usize {
        self.at + self.name.as_wire().len() - length
    }
}

/// Where the target of a CNAME stands in the message; nothing when the way ends here.
type Next = Option<usize>;

struct Walk<'w, 'r> {
    snapshot: &'w Snapshot,
    kind: u16,
    address: IpAddr,
    response: &'w mut Response<'r>,
    worker: &'w mut Worker,
    /// The DNAMEs in the answer, for none stands there twice.
    moves: Vec<&'w Records>,
    found: Found,
}

impl<'w> Walk<'w, '_> {
    /// Goes from CNAME to CNAME until there is an answer, or nothing of ours, or a name comes again.
    #[inline(always)]
    fn follow(&mut self, (first, place): (&Name, Place)) {
        let mut passed: Vec<Name> = Vec::new();
        let (mut at, mut place) = (QUESTION_AT, place);
        for _ in 0..MAX_CHAIN {
            let name = passed.last().unwrap_or(first);
            let Some(zone) = self.snapshot.zone_for(name.as_wire(), self.kind) else {
                break;
            };
            let Some(target) = self.step(&Step {
                name,
                place,
                at,
                zone,
            }) else {
                return;
            };
            let Ok((next, _)) = Name::read(self.response.bytes(), target) else {
                return;
            };
            let again = |one: &Name| one.as_wire() == next.as_wire();
            if again(first) || passed.iter().any(again) {
                return;
            }
            passed.push(next);
            (at, place) = (target, Place::of(next.as_wire()));
        }
        if passed.is_empty() {
            self.found.code = rcode::REFUSED;
            self.found.authoritative = false;
        }
    }

    #[inline(always)]
    fn step(&mut self, step: &Step<'w, '_>) -> Next {
        let name = step.name.as_wire();
        // DS stands above the cut, so a cut at the very name is no cut for it.
        let cut_from = match self.kind {
            kind::DS => parent(name).unwrap_or(name),
            _ => name,
        };
        if let Some((cut, servers)) = step.zone.cut_above(cut_from) {
            self.refer(step, cut, servers);
            return None;
        }
        if let Some((above, to)) = step.zone.moved_above(name) {
            return self.redirect(step, above, to);
        }
        if let Some(steered) = self.snapshot.steered_alone(step.place, name, self.kind) {
            if let Some(next) = self.answer_steered(step, steered) {
                return next;
            }
        }
        match self.snapshot.find(step.zone, name) {
            Some(here) => {
                if let Some(encloser) = here.wildcard_of {
                    self.count_as(step, encloser);
                }
                match self.answer_alias(step, here) {
                    Some(next) => next,
                    None if self.kind == kind::ANY => self.answer_any(step, here),
                    None => self.answer(step, here),
                }
            }
            None => {
                // A zone of ours below this one exists, whether or not this one delegates it.
                if !self.snapshot.hosts(name) {
                    self.found.code = rcode::NXDOMAIN;
                }
                self.deny(step);
                None
            }
        }
    }

    /// Names that are answered alike count as the one above them, which is so long. The asked name decides, not where
    /// it leads.
    fn count_as(&mut self, step: &Step<'w, '_>, above: usize) {
        if step.at == QUESTION_AT {
            self.found.counts_as = step.place_of(above);
        }
    }

    /// A steered CNAME answers for every type, as any CNAME does, and so hides the zone's own records of the name.
    ///
    /// But a zone's top and a cut keep theirs: without them nobody would find the zone (RFC 1912 section 2.4).
    fn answer_alias(&mut self, step: &Step<'w, '_>, here: Here<'w>) -> Option<Next> {
        let alias = here.steered?.find(kind::CNAME)?;
        let is_cut = here.own.is_some_and(|node| node.find(kind::NS).is_some());
        if is_cut || self.snapshot.hosts(step.name.as_wire()) || kind::stands_beside_cname(self.kind) {
            return None;
        }
        self.answer_steered(step, alias)
    }

    /// The asked type, else the zone's CNAME, else nothing of that type (NODATA).
    fn answer(&mut self, step: &Step<'w, '_>, here: Here<'w>) -> Next {
        let kind = self.kind;
        let steered = here.steered.filter(|_| kind != kind::CNAME);
        if let Some(steered) = steered.and_then(|node| node.find(kind)) {
            if let Some(next) = self.answer_steered(step, steered) {
                return next;
            }
        }
        for kind in [kind, kind::CNAME] {
            if let Some(records) = here.own.and_then(|node| node.find(kind)) {
                return self.answer_own(step, kind, records);
            }
            if kind::stands_beside_cname(kind) {
                break;
            }
        }
        self.deny(step);
        None
    }

    /// One record set of the name is enough (RFC 8482 section 4.1).
    fn answer_any(&mut self, step: &Step<'w, '_>, here: Here<'w>) -> Next {
        let all = here.steered.into_iter().flat_map(|node| node.iter());
        for steered in all.filter(|steered| steered.kind() != kind::CNAME) {
            if self.answer_steered(step, steered).is_some() {
                return None;
            }
        }
        match here.own.and_then(|node| node.any()) {
            Some(set) => self.answer_own(step, set.kind, &set.records),
            None => {
                self.deny(step);
                None
            }
        }
    }

    /// This asker's share of a steered name; nothing if there is none, as if the name were not steered.
    #[inline(always)]
    fn answer_steered(&mut self, step: &Step<'w, '_>, steered: &Steered) -> Option<Next> {
        let found = steered.find(self.address);
        self.found.scope = self.found.scope.max(found.scope);
        if steered.is_nothing(found) {
            return None;
        }
        self.worker.sampler.hear(|| steered.line_of(found));
        let turn = self.worker.counts.tallies.count(steered.place_of(found));
        let (start, cname) = match steered.share(found, turn) {
            Share::Nothing => return None,
            Share::Copied(records) => (self.response.require_ready(step.owner(), records), false),
            Share::Made(answer) if answer.fails() => {
                self.fail(step);
                return Some(None);
            }
            Share::Made(answer) => {
                let chance = &mut self.worker.chance;
                let deal = answer.deal(turn as u32, chance)?;
                let most = if deal.cname { 1 } else { steered.most() };
                let records = deal.records(most, chance);
                let start = self.response.require(Section::Answer, step.owner(), records);
                (start, deal.cname)
            }
        };
        self.found.steered |= start.is_some();
        let kind = if cname { kind::CNAME } else { steered.kind() };
        Some(self.target(step, kind, start))
    }

    fn answer_own(&mut self, step: &Step<'w, '_>, kind: u16, records: &'w Records) -> Next {
        let start = self
            .response
            .require(Section::Answer, step.owner(), records.iter());
        if let Some(start) = start {
            let (name, at) = (step.name.as_wire(), step.at);
            let standing = Standing {
                kind,
                records,
                start,
                name,
                at,
            };
            Hosts::new(self.snapshot, step.zone, self.response).add(&standing, None);
        }
        self.target(step, kind, start)
    }

    /// Where the CNAME that starts at `start` leads, if that was not itself asked for.
    fn target(&self, step: &Step<'w, '_>, kind: u16, start: Option<usize>) -> Next {
        let leads_on = kind == kind::CNAME && self.kind != kind::CNAME && self.kind != kind::ANY;
        let start = start.filter(|_| leads_on)?;
        Some(start + step.owner().length() + BEFORE_RDATA)
    }

    /// There is an answer, but none that is fit to be given. What aliases led here stay (RFC 6604 section 3).
    fn fail(&mut self, step: &Step<'w, '_>) {
        self.found.code = rcode::SERVFAIL;
        self.found.authoritative &= step.at != QUESTION_AT;
    }

    /// Says how long it holds that there is nothing (RFC 2308).
    fn deny(&mut self, step: &Step<'w, '_>) {
        let zone = step.zone;
        self.count_as(step, zone.origin().len());
        let owner = step.owner_above(zone.origin());
        self.response
            .require(Section::Authority, owner, zone.soa_for_negatives().iter());
    }

    /// Sends on to those who know what is below the cut (RFC 1034 section 4.3.2, step 3b).
    fn refer(&mut self, step: &Step<'w, '_>, cut: &[u8], servers: &'w Records) {
        if step.at == QUESTION_AT {
            self.found.authoritative = false;
        }
        self.count_as(step, cut.len());
        let owner = step.owner_above(cut);
        let start = self.response.require(Section::Authority, owner, servers.iter());
        if let Some(start) = start {
            let standing = Standing {
                kind: kind::NS,
                records: servers,
                start,
                name: cut,
                at: step.place_of(cut.len()),
            };
            Hosts::new(self.snapshot, step.zone, self.response).add(&standing, Some(cut));
        }
    }

    /// Below a DNAME every name is an alias, made when it is asked for (RFC 6672 section 3).
    fn redirect(&mut self, step: &Step<'w, '_>, above: &[u8], to: &'w Records) -> Next {
        self.count_as(step, above.len());
        if !self.moves.iter().any(|known| std::ptr::eq(*known, to)) {
            self.moves.push(to);
            self.response
                .require(Section::Answer, step.owner_above(above), to.iter())?;
        }
        let (ttl, target) = to.iter().next().and_then(ttl_and_rdata)?;
        let name = step.name.as_wire();
        let Some(target) = Name::joined(&name[..name.len() - above.len()], target) else {
            self.found.code = rcode::YXDOMAIN;
            return None;
        };
        let alias = Records::new(kind::CNAME, ttl, std::iter::once(target.as_wire())).ok()?;
        let start = self.response.require(Section::Answer, step.owner(), alias.iter());
        self.target(step, kind::CNAME, start)
    }
}

fn ttl_and_rdata(record: &[u8]) -> Option<(u32, &[u8])> {
    let (head, rdata) = record.split_first_chunk::<BEFORE_RDATA>()?;
    Some((u32::from_be_bytes([head[4], head[5], head[6], head[7]]), rdata))
}
