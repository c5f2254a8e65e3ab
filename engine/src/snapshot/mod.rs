//! All that is needed to answer, at one moment. It never changes: a change makes another that shares what it can.

pub mod answer;
pub mod format;
pub mod ledger;
pub mod names;
pub mod ready;
pub mod steered;
pub mod zone;

use std::sync::Arc;

use crate::conduct::Conduct;
use crate::limit::limits::Limits;
use crate::lines::AskerTable;
use crate::snapshot::names::{Names, Place};
use crate::snapshot::steered::{Steered, SteeredNames, SteeredNode, Warming};
use crate::snapshot::zone::{Node, Zone};
use crate::wire::kind;
use crate::wire::name::{down_from, parent, self_and_ancestors, Name};

/// So few look-ups take no longer one after the other.
const FEW: usize = 4;

/// The zones, the steered names, the table that tells askers apart, and what all of them are told.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    askers: Arc<AskerTable>,
    zones: Arc<Names<Arc<Zone>>>,
    steered: Arc<SteeredNames>,
    conduct: Arc<Conduct>,
    limits: Arc<Limits>,
}

/// What there is at a name: the zone's own records, and what is steered.
#[derive(Clone, Copy)]
pub struct Here<'s> {
    /// The zone's.
    pub own: Option<&'s Node>,
    /// The steered.
    pub steered: Option<&'s SteeredNode>,
    /// A wildcard stands for what was asked: how long the name is below which it does, in bytes.
    pub wildcard_of: Option<usize>,
}

impl Snapshot {
    /// How every asker is treated.
    pub fn conduct(&self) -> &Conduct {
        &self.conduct
    }

    /// How much one network may have.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The zone that answers for `name`: the longest whose origin is at or above it.
    ///
    /// DS stands in the zone above a cut (RFC 4035 section 3.1.4.1).
    pub fn zone_for(&self, name: &[u8], kind: u16) -> Option<&Zone> {
        let closest = self.zone_above(name)?;
        if kind == kind::DS && closest.origin() == name {
            let above = parent(name).and_then(|above| self.zone_above(above));
            return above.or(Some(closest));
        }
        Some(closest)
    }

    /// Whether `name` is the origin of a zone of ours.
    pub fn hosts(&self, name: &[u8]) -> bool {
        self.zones.get(name).is_some()
    }

    /// What is steered at `name` for queries of type `kind`, if nothing else there could have a say in it.
    ///
    /// A CNAME would, and ANY asks for whatever there is.
    pub fn steered_alone(&self, place: Place, name: &[u8], kind: u16) -> Option<&Steered> {
        self.steered.get_at(place, name)?.find_alone(kind)
    }

    /// What is steered at `name` for queries of type `kind`.
    pub fn steered_at(&self, name: &[u8], kind: u16) -> Option<&Steered> {
        self.steered.get(name)?.find(kind)
    }

    /// Brings what will be asked for at these places into the cache, one step for all before the next.
    pub fn warm(&self, places: impl ExactSizeIterator<Item = Place> + Clone) {
        if places.len() < FEW || !self.steered.are_many() {
            return;
        }
        for step in [Warming::Slot, Warming::Node, Warming::Answers] {
            for place in places.clone() {
                self.steered.warm(step, place);
            }
        }
    }

    /// Everything that is steered, with its name, in no order.
    pub fn all_steered(&self) -> impl Iterator<Item = (&[u8], &Steered)> {
        let nodes = self.steered.iter();
        nodes.flat_map(|(name, node)| node.iter().map(move |steered| (name, steered)))
    }

    /// What there is at `name`, or at the wildcard that stands for it; nothing if the name does not exist.
    ///
    /// A name that exists, even empty, keeps a wildcard beside or above it from answering (RFC 4592 section 3.3.1).
    pub fn find<'s>(&'s self, zone: &'s Zone, name: &[u8]) -> Option<Here<'s>> {
        if let Some(here) = self.here(zone, name) {
            return Some(here);
        }
        let above = down_from(zone.origin(), name);
        let encloser = above
            .take_while(|above| self.here(zone, above).is_some())
            .last()?;
        let wildcard = Name::wildcard_under(encloser)?;
        let here = self.here(zone, wildcard.as_wire())?;
        Some(Here {
            wildcard_of: Some(encloser.len()),
            ..here
        })
    }

    /// Whether something is steered at `name` for queries of type `kind`: a CNAME is for all types.
    pub fn is_steered(&self, name: &[u8], kind: u16) -> bool {
        let node = self.steered.get(name);
        node.is_some_and(|node| node.find(kind).is_some() || node.find(kind::CNAME).is_some())
    }

    fn here<'s>(&'s self, zone: &'s Zone, name: &[u8]) -> Option<Here<'s>> {
        let (own, steered) = (zone.node(name), self.steered.get(name));
        (own.is_some() || steered.is_some()).then_some(Here {
            own,
            steered,
            wildcard_of: None,
        })
    }

    fn zone_above(&self, name: &[u8]) -> Option<&Zone> {
        let mut all = self_and_ancestors(name);
        all.find_map(|here| self.zones.get(here)).map(Arc::as_ref)
    }
}
