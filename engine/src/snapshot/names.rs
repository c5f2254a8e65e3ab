//! A map from names that shares what did not change with the map it was made from.
//!
//! The names are spread over shards; a copy shares every shard until it writes to it. So changing one name among a
//! million copies some two hundred entries, not a million.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

const SHARDS: usize = 4096;

type Shard<V> = HashMap<Arc<[u8]>, V, FxBuildHasher>;

/// Names (wire format, lower case) and what is known of each.
#[derive(Debug, Clone)]
pub struct Names<V> {
    shards: Vec<Arc<Shard<V>>>,
    /// In bytes; names that are longer need no search.
    longest: usize,
}

impl<V> Default for Names<V> {
    fn default() -> Self {
        let empty = Arc::new(Shard::default());
        Self {
            shards: vec![empty; SHARDS],
            longest: 0,
        }
    }
}

impl<V: Clone> Names<V> {
    /// What is known of `name`.
    pub fn get(&self, name: &[u8]) -> Option<&V> {
        if name.len() > self.longest {
            return None;
        }
        self.shards[shard_of(name)].get(name)
    }

    /// Learns `value` of `name`, in place of what was known.
    pub fn put(&mut self, name: &[u8], value: V) {
        self.longest = self.longest.max(name.len());
        let shard = Arc::make_mut(&mut self.shards[shard_of(name)]);
        match shard.get_mut(name) {
            Some(known) => *known = value,
            None => {
                shard.insert(name.into(), value);
            }
        }
    }

    /// Forgets `name`.
    pub fn remove(&mut self, name: &[u8]) {
        let shard = &mut self.shards[shard_of(name)];
        if shard.contains_key(name) {
            Arc::make_mut(shard).remove(name);
        }
    }

    /// How many names are known.
    pub fn count(&self) -> usize {
        self.shards.iter().map(|shard| shard.len()).sum()
    }
}

fn shard_of(name: &[u8]) -> usize {
    // The map inside uses the highest and the lowest bits; these are from the middle.
    (FxBuildHasher.hash_one(name) >> 24) as usize % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn untouched_shards_stay_shared() {
        let mut before = Names::default();
        for n in 0..1000u32 {
            before.put(format!("\x04{n:04}\x00").as_bytes(), n);
        }
        let mut after = before.clone();
        after.put(b"\x040007\x00", 0);
        let pairs = before.shards.iter().zip(&after.shards);
        assert_eq!(pairs.filter(|(a, b)| !Arc::ptr_eq(a, b)).count(), 1);
    }
}
