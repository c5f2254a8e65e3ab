//! What is counted while load is sent.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{json, Value};

use crate::questions::Faults;
use crate::response::Head;

const LONGEST_LATENCY: u64 = 10_000_000_000;
/// Decimal digits of a latency that are kept.
const DIGITS: u8 = 2;

/// Counts of one stretch of time.
pub struct Tally {
    sent: u64,
    answered: u64,
    lost: u64,
    unmatched: u64,
    truncated: u64,
    rcodes: [u64; 16],
    checked: u64,
    wrong: u64,
    scopes_differ: u64,
    latencies: Histogram<u64>,
    idle: Duration,
}

impl Tally {
    /// Begins with what was sent before and is under way.
    pub fn new(under_way: usize) -> anyhow::Result<Self> {
        Ok(Self {
            sent: under_way as u64,
            answered: 0,
            lost: 0,
            unmatched: 0,
            truncated: 0,
            rcodes: [0; 16],
            checked: 0,
            wrong: 0,
            scopes_differ: 0,
            latencies: Histogram::new_with_bounds(1, LONGEST_LATENCY, DIGITS)?,
            idle: Duration::ZERO,
        })
    }

    /// So many were sent.
    pub fn sent(&mut self, count: usize) {
        self.sent += count as u64;
    }

    /// So many will not be answered any more.
    pub fn lost(&mut self, count: u64) {
        self.lost += count;
    }

    /// Something came that answers nothing.
    pub fn unmatched(&mut self) {
        self.unmatched += 1;
    }

    /// An answer came, so long after its query.
    pub fn answered(&mut self, head: Head, latency: Duration) {
        self.answered += 1;
        self.truncated += u64::from(head.truncated);
        self.rcodes[usize::from(head.rcode & 0x0F)] += 1;
        self.latencies.saturating_record(latency.as_nanos() as u64);
    }

    /// An answer was compared with what was expected.
    pub fn checked(&mut self, faults: Faults) {
        self.checked += 1;
        self.wrong += u64::from(faults.address);
        self.scopes_differ += u64::from(faults.scope);
    }

    /// For so long there was nothing to do: the server had all that it was allowed.
    pub fn idle(&mut self, time: Duration) {
        self.idle += time;
    }

    /// All of it, counted over so long a time, at whose end so many are under way: the sent that neither were answered
    /// nor are lost.
    pub fn told(&self, time: Duration, under_way: usize) -> Value {
        let codes = self.rcodes.iter().enumerate().filter(|(_, &count)| count > 0);
        let rcodes: BTreeMap<String, u64> = codes.map(|(code, &count)| (code.to_string(), count)).collect();
        let latency = |quantile| self.latencies.value_at_quantile(quantile) as f64 / 1000.0;
        json!({
            "sent": self.sent,
            "answered": self.answered,
            "lost": self.lost,
            "in_flight": under_way,
            "unmatched": self.unmatched,
            "truncated": self.truncated,
            "rcodes": rcodes,
            "checked": self.checked,
            "wrong": self.wrong,
            "scopes_differ": self.scopes_differ,
            "seconds": time.as_secs_f64(),
            "per_second": self.answered as f64 / time.as_secs_f64(),
            "p50_us": latency(0.5),
            "p99_us": latency(0.99),
            "idle": self.idle.as_secs_f64() / time.as_secs_f64(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_told() -> anyhow::Result<()> {
        let mut tally = Tally::new(3)?;
        tally.sent(7);
        tally.lost(1);
        for (rcode, micros) in [(0, 10), (0, 20), (5, 1000)] {
            tally.answered(
                Head {
                    id: 0,
                    truncated: rcode == 5,
                    rcode,
                },
                Duration::from_micros(micros),
            );
        }
        tally.checked(Faults {
            address: true,
            scope: false,
        });
        tally.checked(Faults {
            address: false,
            scope: true,
        });
        tally.idle(Duration::from_millis(500));
        let told = tally.told(Duration::from_secs(2), 6);
        for (field, value) in [
            ("sent", json!(10)),
            ("answered", json!(3)),
            ("lost", json!(1)),
            ("in_flight", json!(6)),
            ("truncated", json!(1)),
            ("rcodes", json!({"0": 2, "5": 1})),
            ("checked", json!(2)),
            ("wrong", json!(1)),
            ("scopes_differ", json!(1)),
            ("per_second", json!(1.5)),
            ("idle", json!(0.25)),
        ] {
            assert_eq!(told[field], value, "{field}");
        }
        for (field, micros) in [("p50_us", 20.0), ("p99_us", 1000.0)] {
            let found = told[field].as_f64().unwrap_or_default();
            assert!((found - micros).abs() <= micros * 0.01, "{field} {found}");
        }
        Ok(())
    }
}
