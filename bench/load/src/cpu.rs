//! What processes have spent of the processors, as the scheduler accounts for it.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use serde_json::{json, Value};

use crate::syscalls::ticks_per_second;

/// What one process has spent until now, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spent {
    pid: u32,
    /// Of the threads that it has now: to the nanosecond, but for those that run at this moment to the tick.
    threads: f64,
    /// In its own code, and in the kernel: sampled at each tick, so only their ratio is worth something.
    user: f64,
    system: f64,
}

impl Spent {
    /// Until now; an error if there is no such process.
    pub fn by(pid: u32) -> anyhow::Result<Self> {
        let process = PathBuf::from(format!("/proc/{pid}"));
        let told = || format!("cannot read what process {pid} has spent");
        let (user, system) = fs::read_to_string(process.join("stat"))
            .ok()
            .and_then(|stat| split(&stat))
            .with_context(told)?;
        let mut threads = 0;
        for thread in fs::read_dir(process.join("task")).with_context(told)? {
            // A thread may end while they are listed.
            threads += fs::read_to_string(thread?.path().join("schedstat"))
                .ok()
                .and_then(|text| first_number(&text))
                .unwrap_or(0);
        }
        let ticks = ticks_per_second();
        Ok(Self {
            pid,
            threads: threads as f64 * 1e-9,
            user: user as f64 / ticks,
            system: system as f64 / ticks,
        })
    }

    /// What it spent since it had spent `before`.
    pub fn since(self, before: Self) -> Value {
        json!({
            "pid": self.pid,
            "seconds": self.threads - before.threads,
            "user": self.user - before.user,
            "system": self.system - before.system,
        })
    }
}

fn first_number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

/// `utime` and `stime` in ticks: the 14th and 15th field, counted after the name, in which there may be anything.
fn split(stat: &str) -> Option<(u64, u64)> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11).map(str::parse);
    Some((fields.next()?.ok()?, fields.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_and_system_time_are_found_whatever_the_name_is() {
        for name in ["load", "a b", ") R 1 (x"] {
            let stat = format!("7 ({name}) S 1 7 7 0 -1 4194560 10 20 30 40 52 48 1 2 20 0 3 0 99");
            assert_eq!(split(&stat), Some((52, 48)), "{name}");
        }
        assert_eq!(split("7 (load) S 1 7"), None);
    }

    #[test]
    fn the_first_number_of_a_threads_account_is_what_it_ran() {
        assert_eq!(first_number("123456789 5 6\n"), Some(123_456_789));
        assert_eq!(first_number(""), None);
    }

    #[test]
    fn a_process_that_is_there_has_spent_something_and_others_are_an_error() -> anyhow::Result<()> {
        assert!(Spent::by(std::process::id())?.threads > 0.0);
        assert!(Spent::by(u32::MAX).is_err());
        Ok(())
    }
}
