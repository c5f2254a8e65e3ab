//! Allowances in a table that never grows: how many responses of one kind may still be sent.
//!
//! An allowance is the moment up to which it is spent, and one response more moves that moment on by its share of a
//! second. At most a second's worth is spent ahead, and what is not spent for a second is whole again: an allowance that
//! nobody touches is as good as a free place, so nothing has to be swept.

/// Sets of four, 65,536 allowances in all: one MiB for each thread that limits.
pub const SETS: usize = 1 << 14;
const WAYS: usize = 4;
const SECOND: u64 = 1_000_000_000;

/// What one network may still be answered of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Allowance {
    /// Nanoseconds; up to then it is spent.
    spent: u64,
    tag: u32,
    /// How many responses were above it, since it has this tag.
    above: u32,
}

/// Allowances that a hash chooses together: one cache line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Set([Allowance; WAYS]);

/// What one response costs at so many a second, in nanoseconds; 0, nothing, where there is no rate.
pub fn share_of(rate: u32) -> u64 {
    SECOND.checked_div(rate.into()).unwrap_or(0)
}

/// Those of one thread; none at all until there is a table.
#[derive(Debug, Default)]
pub struct Allowances(Box<[Set]>);

impl Allowances {
    /// Makes the table, or frees it.
    pub fn keep(&mut self, wanted: bool) {
        match (wanted, self.0.is_empty()) {
            (true, true) => self.0 = vec![Set::default(); SETS].into(),
            (false, false) => self.0 = Box::default(),
            _ => {}
        }
    }

    /// Spends one that costs `share` nanoseconds at `now`; if there is none left, how often that was so.
    ///
    /// All 64 bits of `hash` tell allowances apart: 14 choose a set, 32 others are compared in it.
    pub fn spend(&mut self, hash: u64, share: u64, now: u64) -> Option<u32> {
        let set = self.0.get_mut(hash as usize % SETS)?;
        let allowance = set.take((hash >> 32) as u32);
        let spent = allowance.spent.max(now) + share;
        if spent <= now + SECOND {
            allowance.spent = spent;
            return None;
        }
        allowance.above = allowance.above.wrapping_add(1);
        Some(allowance.above)
    }
}

impl Set {
    /// The allowance with this tag; else the one in its place that has most to spend, and is forgotten.
    fn take(&mut self, tag: u32) -> &mut Allowance {
        let found = self.0.iter().position(|allowance| allowance.tag == tag);
        let least = || (0..WAYS).min_by_key(|&at| self.0[at].spent).unwrap_or(0);
        let at = found.unwrap_or_else(least);
        let allowance = &mut self.0[at];
        if found.is_none() {
            *allowance = Allowance {
                tag,
                ..Allowance::default()
            };
        }
        allowance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: u64 = 1_000_000;

    fn made() -> Allowances {
        let mut made = Allowances::default();
        made.keep(true);
        made
    }

    /// How many of `count` are there to be spent.
    fn spent(allowances: &mut Allowances, hash: u64, rate: u32, now: u64, count: usize) -> usize {
        let spent = (0..count).map(|_| allowances.spend(hash, share_of(rate), now));
        spent.filter(Option::is_none).count()
    }

    #[test]
    fn a_second_is_worth_its_rate_at_once_and_then_as_time_goes_on() {
        let mut allowances = made();
        let table = [
            (0, 10),      // a whole second at once
            (50, 0),      // not yet one more
            (100, 1),     // one each 100 ms
            (450, 3),     // of 3.5, the half stays for later
            (500, 1),     // and here it is
            (60_000, 10), // never more than a second's worth, however long nothing was said
        ];
        for (at, expected) in table {
            let found = spent(&mut allowances, 7, 10, at * MS, 100);
            assert_eq!(found, expected, "at {at} ms");
        }
    }

    #[test]
    fn over_time_the_rate_is_kept_however_much_is_wanted() {
        for rate in [1, 3, 7, 1000] {
            let mut allowances = made();
            let all = (0..10_000).map(|ms| spent(&mut allowances, 7, rate, ms * MS, 2));
            // The second's worth at the beginning, then that of ten seconds.
            let most = 11 * rate as usize;
            let all = all.sum();
            assert!((most - 1..=most).contains(&all), "{all} at {rate}");
        }
    }

    #[test]
    fn what_is_wanted_in_vain_is_counted_and_costs_nothing() {
        let mut allowances = made();
        let said: Vec<_> = (0..4).map(|_| allowances.spend(7, share_of(2), 0)).collect();
        assert_eq!(said, [None, None, Some(1), Some(2)]);
        assert_eq!(allowances.spend(7, share_of(2), 500 * MS), None);
    }

    #[test]
    fn each_hash_has_an_allowance_of_its_own() {
        let mut allowances = made();
        assert_eq!(spent(&mut allowances, 7, 1, 0, 2), 1);
        for (hash, fresh) in [(7, 0), (8, 1), (7 | 1 << 32, 1), (7 | 1 << 63, 1)] {
            assert_eq!(spent(&mut allowances, hash, 1, 0, 1), fresh, "{hash:#x}");
        }
    }

    #[test]
    fn a_flood_of_others_does_not_renew_what_is_spent() {
        let mut allowances = made();
        let mut chance = crate::chance::Chance::from_seed(1);
        let mut fresh = spent(&mut allowances, 7, 10, 0, 100);
        for number in 0..20 * SETS as u64 {
            allowances.spend(chance.below(u64::MAX), share_of(10), number);
            fresh += spent(&mut allowances, 7, 10, number, 1);
        }
        assert_eq!(fresh, 10);
    }

    #[test]
    fn without_a_table_nothing_is_limited_and_nothing_is_kept() {
        let mut allowances = made();
        allowances.keep(false);
        assert_eq!(allowances.0.len(), 0);
        assert_eq!(spent(&mut allowances, 7, 1, 0, 100), 100);
    }
}
