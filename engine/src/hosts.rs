//! What will be asked for next: the addresses of hosts that records name (RFC 1034 section 4.3.2, step 6), and what
//! services lead to (RFC 9460 section 4.1).

use crate::snapshot::answer::Records;
use crate::snapshot::zone::Zone;
use crate::snapshot::Snapshot;
use crate::wire::kind;
use crate::wire::name::{is_within, Name};
use crate::wire::response::{Owner, Response, Section};

/// Type, class, TTL and length stand before a record's data.
const BEFORE_RDATA: usize = 10;
/// So many aliases of services are followed.
const MAX_ALIASES: usize = 4;

/// Records that stand in the response: where the first of them starts, whose they are, and where that name stands.
pub struct Standing<'w, 'n> {
    /// Their type.
    pub kind: u16,
    /// Themselves.
    pub records: &'w Records,
    /// Where the first of them starts, owner included.
    pub start: usize,
    /// Their owner.
    pub name: &'n [u8],
    /// Where in the message the owner's name stands.
    pub at: usize,
}

/// Adds to a response what a zone knows of the hosts that its records name.
pub struct Hosts<'w, 'r, 'm> {
    snapshot: &'w Snapshot,
    zone: &'w Zone,
    response: &'r mut Response<'m>,
    /// A set stands once in a response, however many name its host (RFC 2181 section 5).
    added: Vec<&'w Records>,
}

impl<'w, 'r, 'm> Hosts<'w, 'r, 'm> {
    /// Those of `zone`.
    pub fn new(snapshot: &'w Snapshot, zone: &'w Zone, response: &'r mut Response<'m>) -> Self {
        Self {
            snapshot,
            zone,
            response,
            added: Vec::new(),
        }
    }

    /// Adds the hosts of this set, if it is of a type that names any.
    ///
    /// Without the addresses of servers below their own `cut` nobody could go on, so they are needed (RFC 9471).
    pub fn add(&mut self, set: &Standing<'w, '_>, cut: Option<&[u8]>) {
        let before = match set.kind {
            kind::NS => 0,
            kind::MX => 2,
            kind::SRV => 6,
            kind::SVCB | kind::HTTPS => {
                self.added.push(set.records);
                return self.add_services(set, MAX_ALIASES);
            }
            _ => return,
        };
        // What is merely useful must not take the place of what is needed.
        for needed in [true, false] {
            for (_, target, at) in set.targets(before) {
                let name = target.as_wire();
                if needed == cut.is_some_and(|cut| is_within(name, cut)) {
                    self.add_addresses(name, at, needed);
                }
            }
        }
    }

    fn add_services(&mut self, set: &Standing<'w, '_>, aliases: usize) {
        for (record, target, at) in set.targets(2) {
            let is_alias = record.get(BEFORE_RDATA..BEFORE_RDATA + 2) == Some(&[0, 0]);
            let (name, at) = match target.as_wire() {
                // The service is not there (RFC 9460 section 2.5.1), or is at its owner (section 2.5.2).
                [0] if is_alias => continue,
                [0] => (set.name, set.at),
                name => (name, at),
            };
            if is_alias && aliases > 0 {
                if let Some((records, start)) = self.add_set(name, at, set.kind, false) {
                    let next = Standing {
                        kind: set.kind,
                        records,
                        start,
                        name,
                        at,
                    };
                    self.add_services(&next, aliases - 1);
                }
            }
            self.add_addresses(name, at, false);
        }
    }

    fn add_addresses(&mut self, name: &[u8], at: usize, needed: bool) {
        for kind in [kind::A, kind::AAAA] {
            self.add_set(name, at, kind, needed);
        }
    }

    /// The set and where it starts, if it was added.
    fn add_set(&mut self, name: &[u8], at: usize, kind: u16, needed: bool) -> Option<(&'w Records, usize)> {
        let records = self.zone.node(name)?.find(kind)?;
        if (!needed && self.is_answered_otherwise(name, kind)) || self.stands(records) {
            return None;
        }
        self.added.push(records);
        let owner = Owner::at(at, name);
        let start = match needed {
            true => self.response.require(Section::Additional, owner, records.iter()),
            false => self.response.add(Section::Additional, owner, records.iter()),
        };
        Some((records, start?))
    }

    /// Whether who asks for it gets something else than the zone's own records.
    fn is_answered_otherwise(&self, name: &[u8], kind: u16) -> bool {
        let closest = self.snapshot.zone_for(name, kind);
        // What is steered depends on the asker, and so would the scope of this response.
        self.snapshot.is_steered(name, kind)
            || self.zone.moved_above(name).is_some()
            || closest.is_some_and(|closest| closest.origin() != self.zone.origin())
    }

    fn stands(&self, records: &Records) -> bool {
        self.added.iter().any(|known| std::ptr::eq(*known, records))
    }
}

impl Standing<'_, '_> {
    /// Each record, the name that stands in its data after so many bytes, and where that stands in the message.
    fn targets(&self, before: usize) -> impl Iterator<Item = (&[u8], Name, usize)> {
        let owner = Owner::at(self.at, self.name).length();
        let mut at = self.start;
        self.records.iter().filter_map(move |record| {
            let here = at + owner + BEFORE_RDATA + before;
            at += owner + record.len();
            let (name, _) = Name::read(record, BEFORE_RDATA + before).ok()?;
            Some((record, name, here))
        })
    }
}
