//! How much is due: so many a second, whatever came between.

use std::time::{Duration, Instant};

/// A bound on what is done from `start` on.
pub struct Pace {
    start: Instant,
    rate: Option<f64>,
    done: f64,
}

impl Pace {
    /// So many a second; without a rate, as many as anyone wants.
    pub fn new(start: Instant, rate: Option<f64>) -> Self {
        Self {
            start,
            rate,
            done: 0.0,
        }
    }

    /// How many of the wanted may be done at this moment.
    pub fn due(&self, now: Instant, wanted: usize) -> usize {
        let Some(rate) = self.rate else { return wanted };
        // A number below zero becomes zero.
        let due = ((now - self.start).as_secs_f64() * rate - self.done) as usize;
        due.min(wanted)
    }

    /// So many were done.
    pub fn did(&mut self, count: usize) {
        self.done += count as f64;
    }
}

/// Reads a length of time in seconds, more than none and at most an hour: everything ends by itself.
pub fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= 3600.0 => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("seconds are more than 0 and at most 3600".to_owned()),
    }
}

/// Reads how many a second.
pub fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate > 0.0 && rate <= 10_000_000.0 => Ok(rate),
        _ => Err("a rate is more than 0 and at most 10000000 a second".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_grows_with_time_and_shrinks_by_what_was_done() {
        let start = Instant::now();
        let mut pace = Pace::new(start, Some(1000.0));
        assert_eq!(pace.due(start, 32), 0);
        let later = start + Duration::from_millis(10);
        assert_eq!((pace.due(later, 32), pace.due(later, 4)), (10, 4));
        pace.did(10);
        assert_eq!(pace.due(later, 32), 0);
        pace.did(10);
        assert_eq!(pace.due(later, 32), 0, "nothing is due to whoever is ahead");
    }

    #[test]
    fn without_a_rate_all_that_is_wanted_is_due() {
        let start = Instant::now();
        assert_eq!(Pace::new(start, None).due(start, 32), 32);
    }

    #[test]
    fn nothing_lasts_for_ever() {
        for (text, good) in [
            ("0.5", true),
            ("3600", true),
            ("0", false),
            ("-1", false),
            ("inf", false),
            ("NaN", false),
        ] {
            assert_eq!(seconds(text).is_ok(), good, "{text}");
        }
    }
}
