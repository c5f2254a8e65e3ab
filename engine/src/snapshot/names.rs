//! A map from names that shares what did not change with the map it was made from.
//!
//! The names are spread over shards, each a small open table; a copy shares every shard until it writes to it. So
//! changing one name among a million copies some two hundred pointers, not a million. A look-up reads three places in
//! memory: the list of shards, which stays in cache, a slot, and what is known of the name, with the name beside it.

use std::hash::BuildHasher;
use std::hint::black_box;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use crate::wire::name::MAX_NAME;

const SHARDS: usize = 4096;
const FEWEST_SLOTS: usize = 4;
/// Names up to this length stand beside what is known of them; most are shorter.
const INLINE: usize = 32;

/// A name's place: equal for equal names, spread evenly for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(u64);

impl Place {
    /// Of a name in wire format and lower case.
    pub fn of(name: &[u8]) -> Self {
        Self(FxBuildHasher.hash_one(name))
    }

    fn shard(self) -> usize {
        self.0 as usize % SHARDS
    }

    fn first_slot(self) -> usize {
        (self.0 >> 12) as usize
    }
}

/// A name and what is known of it.
#[derive(Debug, Clone)]
struct Known<V> {
    name: SmallVec<[u8; INLINE]>,
    value: V,
}

#[derive(Debug)]
struct Slot<V> {
    place: Place,
    known: Arc<Known<V>>,
}

impl<V> Slot<V> {
    /// Most others have another place, so that their names need not be looked at.
    fn is_of(&self, place: Place, name: &[u8]) -> bool {
        self.place == place && self.known.name.as_slice() == name
    }
}

impl<V> Clone for Slot<V> {
    fn clone(&self) -> Self {
        Self {
            place: self.place,
            known: Arc::clone(&self.known),
        }
    }
}

/// As many slots as a power of two, at most three quarters of them taken.
type Shard<V> = Arc<[Option<Slot<V>>]>;

/// Names (wire format, lower case) and what is known of each.
#[derive(Debug, Clone)]
pub struct Names<V> {
    shards: Box<[Shard<V>]>,
    /// How many names each shard holds.
    counts: Box<[u32]>,
    /// How many all hold.
    count: usize,
    lengths: Lengths,
}

impl<V> Default for Names<V> {
    fn default() -> Self {
        let empty: Shard<V> = Arc::new([]);
        Self {
            shards: vec![empty; SHARDS].into(),
            counts: vec![0; SHARDS].into(),
            count: 0,
            lengths: Lengths::default(),
        }
    }
}

impl<V> Names<V> {
    /// What is known of `name`.
    pub fn get(&self, name: &[u8]) -> Option<&V> {
        if !self.lengths.has(name.len()) {
            return None;
        }
        self.get_at(Place::of(name), name)
    }

    /// The same, for who knows the name's place already.
    pub fn get_at(&self, place: Place, name: &[u8]) -> Option<&V> {
        let shard = &self.shards[place.shard()][..];
        let last = shard.len().checked_sub(1)?;
        let mut at = place.first_slot();
        loop {
            // There is always a slot that is not taken, or this would never end.
            let slot = shard[at & last].as_ref()?;
            if slot.is_of(place, name) {
                return Some(&slot.known.value);
            }
            at = at.wrapping_add(1);
        }
    }

    /// Brings the slot of `place` into the cache: the first of two steps before many look-ups at once.
    pub fn warm_slot(&self, place: Place) {
        black_box(self.likely_slot(place).is_some());
    }

    /// What is most likely known at `place`, brought into the cache: the second step.
    pub fn warm(&self, place: Place) -> Option<&V> {
        let known = &self.likely_slot(place)?.known;
        black_box(known.name.len());
        Some(&known.value)
    }

    fn likely_slot(&self, place: Place) -> Option<&Slot<V>> {
        let shard = &self.shards[place.shard()];
        shard[place.first_slot() & shard.len().checked_sub(1)?].as_ref()
    }

    /// Each name with what is known of it, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], &V)> {
        let slots = self.shards.iter().flat_map(|shard| shard.iter().flatten());
        slots.map(|slot| (slot.known.name.as_slice(), &slot.known.value))
    }

    /// Learns `value` of `name`, in place of what was known.
    pub fn put(&mut self, name: &[u8], value: V) {
        self.lengths.add(name.len());
        let place = Place::of(name);
        let slot = Slot {
            place,
            known: Arc::new(Known {
                name: name.into(),
                value,
            }),
        };
        let count = self.counts[place.shard()] as usize;
        let shard = &mut self.shards[place.shard()];
        // One more may come in, and a slot has to stay free, or a search for an unknown name would never end.
        if (count + 1) * 4 > shard.len() * 3 {
            *shard = resized(shard, |_| true, count + 1);
        }
        let slots = Arc::make_mut(shard);
        let last = slots.len() - 1;
        let mut at = place.first_slot() & last;
        while let Some(taken) = &slots[at] {
            if taken.is_of(place, name) {
                slots[at] = Some(slot);
                return;
            }
            at = (at + 1) & last;
        }
        slots[at] = Some(slot);
        self.counts[place.shard()] += 1;
        self.count += 1;
    }

    /// What is known of `name`, to be changed here and in no other map.
    pub fn get_mut(&mut self, name: &[u8]) -> Option<&mut V>
    where
        V: Clone,
    {
        let place = Place::of(name);
        self.get_at(place, name)?;
        let slots = Arc::make_mut(&mut self.shards[place.shard()]);
        let last = slots.len() - 1;
        let mut at = place.first_slot() & last;
        while !slots[at].as_ref()?.is_of(place, name) {
            at = (at + 1) & last;
        }
        Some(&mut Arc::make_mut(&mut slots[at].as_mut()?.known).value)
    }

    /// Forgets `name`.
    pub fn remove(&mut self, name: &[u8]) {
        let place = Place::of(name);
        if self.get_at(place, name).is_none() {
            return;
        }
        let (shard, count) = (&mut self.shards[place.shard()], &mut self.counts[place.shard()]);
        *count -= 1;
        self.count -= 1;
        *shard = resized(shard, |slot| slot.known.name.as_slice() != name, *count as usize);
    }

    /// How many names are known.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// The slots that stay, with room for `count`.
fn resized<V>(shard: &Shard<V>, stays: impl Fn(&Slot<V>) -> bool, count: usize) -> Shard<V> {
    let size = (count * 3 / 2 + 1).next_power_of_two().max(FEWEST_SLOTS);
    let mut slots: Vec<Option<Slot<V>>> = vec![None; size];
    for slot in shard.iter().flatten().filter(|slot| stays(slot)) {
        let mut at = slot.place.first_slot() & (size - 1);
        while slots[at].is_some() {
            at = (at + 1) & (size - 1);
        }
        slots[at] = Some(slot.clone());
    }
    slots.into()
}

/// Which lengths names have, in bytes: a name of another length needs no search.
#[derive(Debug, Clone, Copy, Default)]
struct Lengths([u64; MAX_NAME.div_ceil(64)]);

impl Lengths {
    fn has(&self, length: usize) -> bool {
        self.0
            .get(length / 64)
            .is_some_and(|bits| bits >> (length % 64) & 1 == 1)
    }

    fn add(&mut self, length: usize) {
        if let Some(bits) = self.0.get_mut(length / 64) {
            *bits |= 1 << (length % 64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: u32) -> Vec<u8> {
        format!("\x06{n:06}\x00").into_bytes()
    }

    #[test]
    fn a_copy_keeps_what_its_origin_loses() {
        let mut before = Names::default();
        before.put(b"\x01a\x00", 1);
        let mut after = before.clone();
        after.put(b"\x01a\x00", 2);
        after.put(b"\x01b\x00", 3);
        after.remove(b"\x01c\x00");
        assert_eq!((before.get(b"\x01a\x00"), before.count()), (Some(&1), 1));
        assert_eq!((after.get(b"\x01a\x00"), after.count()), (Some(&2), 2));
    }

    #[test]
    fn what_is_changed_in_place_stays_in_the_origin() {
        let mut before = Names::default();
        (0..50_000).for_each(|n| before.put(&name(n), n));
        let mut after = before.clone();
        for n in 0..50_000 {
            *after.get_mut(&name(n)).unwrap() += 1;
        }
        assert!(after.get_mut(&name(50_000)).is_none());
        for n in 0..50_000 {
            assert_eq!(
                (before.get(&name(n)), after.get(&name(n))),
                (Some(&n), Some(&(n + 1)))
            );
        }
    }

    #[test]
    fn untouched_shards_stay_shared() {
        let mut before = Names::default();
        for n in 0..1000 {
            before.put(&name(n), n);
        }
        let mut after = before.clone();
        after.put(&name(7), 0);
        let pairs = before.shards.iter().zip(&after.shards);
        assert_eq!(pairs.filter(|(a, b)| !Arc::ptr_eq(a, b)).count(), 1);
    }

    #[test]
    fn names_come_and_go_and_the_others_stay() {
        let mut names = Names::default();
        for n in 0..50_000 {
            names.put(&name(n), n);
        }
        for n in (0..50_000).step_by(3) {
            names.remove(&name(n));
        }
        for n in 0..50_000 {
            let known = Some(&n).filter(|n| *n % 3 != 0);
            assert_eq!(names.get(&name(n)), known);
        }
        assert_eq!((names.count(), names.iter().count()), (33_333, 33_333));
    }

    #[test]
    fn a_name_of_another_length_is_not_there() {
        let mut names = Names::default();
        names.put(&[1; 255], 1);
        assert_eq!(names.get(&[1; 255]), Some(&1));
        assert_eq!(names.get(&[1; 254]), None);
        assert_eq!(names.get(b""), None);
    }
}
