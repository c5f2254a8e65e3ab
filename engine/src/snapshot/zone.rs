//! A zone's own records, and where it is cut (RFC 1034 section 4.2).

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::error::Unreadable;
use crate::snapshot::answer::Records;
use crate::wire::kind;
use crate::wire::name::{down_from, is_within, self_and_ancestors};

/// Records of one name and type.
#[derive(Debug, Clone)]
pub struct RecordSet {
    /// The type.
    pub kind: u16,
    /// At least one.
    pub records: Records,
}

/// A name in a zone; without record sets it only stands above others (an empty non-terminal).
#[derive(Debug, Clone, Default)]
pub struct Node {
    sets: Box<[RecordSet]>,
}

impl Node {
    /// The records of one type.
    pub fn find(&self, kind: u16) -> Option<&Records> {
        let set = self.sets.iter().find(|set| set.kind == kind);
        set.map(|set| &set.records)
    }

    /// Any one record set, the first.
    pub fn any(&self) -> Option<&RecordSet> {
        self.sets.first()
    }
}

/// A zone we are authoritative for.
#[derive(Debug)]
pub struct Zone {
    origin: Box<[u8]>,
    nodes: HashMap<Box<[u8]>, Node, FxBuildHasher>,
    soa_for_negatives: Records,
    has_cuts: bool,
    has_moves: bool,
}

impl Zone {
    /// Needs a SOA at the origin; every name has to be inside the zone.
    pub fn new(origin: &[u8], names: Vec<(&[u8], Vec<RecordSet>)>) -> Result<Self, Unreadable> {
        let mut nodes = HashMap::with_capacity_and_hasher(names.len(), FxBuildHasher);
        let (mut has_cuts, mut has_moves) = (false, false);
        for (name, sets) in names {
            if !is_within(name, origin) {
                return Err(Unreadable::because("a zone has a name that is not inside it"));
            }
            has_cuts |= name != origin && sets.iter().any(|set| set.kind == kind::NS);
            has_moves |= sets.iter().any(|set| set.kind == kind::DNAME);
            exist_above(&mut nodes, name, origin);
            nodes.insert(name.into(), Node { sets: sets.into() });
        }
        let soa = nodes.get(origin).and_then(|node: &Node| node.find(kind::SOA));
        let soa_for_negatives = negative(soa.and_then(|soa| soa.iter().next()))?;
        Ok(Self {
            origin: origin.into(),
            nodes,
            soa_for_negatives,
            has_cuts,
            has_moves,
        })
    }

    /// The zone's name.
    pub fn origin(&self) -> &[u8] {
        &self.origin
    }

    /// What is at `name`.
    pub fn node(&self, name: &[u8]) -> Option<&Node> {
        self.nodes.get(name)
    }

    /// The SOA as it goes with "there is nothing": its TTL is how long that holds (RFC 2308 section 3).
    pub fn soa_for_negatives(&self) -> &Records {
        &self.soa_for_negatives
    }

    /// The highest zone cut at or above `name`, with its NS records.
    pub fn cut_above<'n>(&self, name: &'n [u8]) -> Option<(&'n [u8], &Records)> {
        if !self.has_cuts {
            return None;
        }
        let mut below_origin = self.way_to(name).skip(1);
        below_origin.find_map(|(here, node)| Some((here, node.find(kind::NS)?)))
    }

    /// The highest name above `name` from which all names below it moved elsewhere, with its DNAME (RFC 6672).
    pub fn moved_above<'n>(&self, name: &'n [u8]) -> Option<(&'n [u8], &Records)> {
        if !self.has_moves {
            return None;
        }
        let mut above = self.way_to(name).filter(|(here, _)| here.len() < name.len());
        above.find_map(|(here, node)| Some((here, node.find(kind::DNAME)?)))
    }

    /// From the origin down to `name`, as far as names exist.
    fn way_to<'z, 'n>(&'z self, name: &'n [u8]) -> impl Iterator<Item = (&'n [u8], &'z Node)> {
        down_from(&self.origin, name).map_while(|here| Some((here, self.node(here)?)))
    }
}

/// Makes the empty non-terminals between `name` and the origin.
fn exist_above(nodes: &mut HashMap<Box<[u8]>, Node, FxBuildHasher>, name: &[u8], origin: &[u8]) {
    let above = self_and_ancestors(name).skip(1);
    for here in above.take_while(|here| here.len() > origin.len()) {
        if nodes.contains_key(here) {
            return;
        }
        nodes.insert(here.into(), Node::default());
    }
}

/// The SOA with the smaller of its own TTL and its last field, the minimum.
fn negative(soa: Option<&[u8]>) -> Result<Records, Unreadable> {
    let missing = || Unreadable::because("a zone has no SOA at its origin");
    let soa = soa.ok_or_else(missing)?;
    let (ttl, minimum) = (
        soa.get(4..8).ok_or_else(missing)?,
        soa.last_chunk::<4>().ok_or_else(missing)?,
    );
    let ttl = u32::from_be_bytes(*minimum).min(u32::from_be_bytes([ttl[0], ttl[1], ttl[2], ttl[3]]));
    Records::new(kind::SOA, ttl, std::iter::once(&soa[10..]))
}
