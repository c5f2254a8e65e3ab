//! What two threads that answer from one snapshot cost each other, without sockets:
//! `cargo run --release --example threads -- SNAPSHOT QUERIES ROUNDS`.
//!
//! QUERIES are framed as over TCP. In each round the same queries are answered by one thread, by two threads at once from
//! one snapshot, and by two at once that have nothing in common, each a snapshot of its own: what those lose to each other
//! is the machine's. Prints one line of JSON: for each of the three, queries per second of processor time of each round,
//! the sum of its threads.

use std::error::Error;
use std::hint::black_box;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use _engine::publish::Published;
use _engine::respond::{respond, Asker, Transport};
use _engine::worker::Worker;
use rustix::thread::{sched_getaffinity, sched_setaffinity, CpuSet, Pid};
use rustix::time::{clock_gettime, ClockId};

const QUERIES: usize = 1 << 21;
/// As serving threads do it: one look at the clock and one at the present snapshot for so many.
const BATCH: usize = 32;
const ASKER: Asker = Asker {
    address: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
    transport: Transport::Udp,
};

type Caught = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Caught> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [snapshot, queries, rounds] = &arguments[..] else {
        return Err("usage: threads SNAPSHOT QUERIES ROUNDS".into());
    };
    let snapshot = std::fs::read(snapshot)?;
    let queries = std::fs::read(queries)?;
    let questions = framed(&queries);
    let (one, other) = (published(&snapshot)?, published(&snapshot)?);
    let mut found = [const { Vec::new() }; 3];
    for _ in 0..rounds.parse()? {
        found[0].push(answer(&[&one], &questions)?);
        found[1].push(answer(&[&one, &one], &questions)?);
        found[2].push(answer(&[&one, &other], &questions)?);
    }
    let [alone, together, apart] = found;
    println!("{{\"one\": {alone:.0?}, \"two\": {together:.0?}, \"apart\": {apart:.0?}}}");
    Ok(())
}

fn published(snapshot: &[u8]) -> Result<Arc<Published>, Caught> {
    let published = Published::default();
    published
        .publish(snapshot, true)
        .map_err(|error| error.to_string())?;
    Ok(Arc::new(published))
}

fn framed(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk() {
        let (message, after) = after.split_at(usize::from(u16::from_be_bytes(*length)).min(after.len()));
        found.push(message);
        rest = after;
    }
    found
}

/// A thread for each, all at once: the sum of what they answer per second of processor time.
fn answer(from: &[&Arc<Published>], questions: &[&[u8]]) -> Result<f64, Caught> {
    let together = Barrier::new(from.len());
    let mut sum = 0.0;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..from.len())
            .map(|number| {
                let (published, together) = (from[number], &together);
                scope.spawn(move || {
                    let pinned = pin(number);
                    together.wait();
                    pinned.map(|()| work(published, questions, number * questions.len() / 2))
                })
            })
            .collect();
        for thread in threads {
            let spent = thread.join().map_err(|_| "a thread panicked")??;
            sum += QUERIES as f64 / spent.as_secs_f64();
        }
        Ok(sum)
    })
}

/// The processor time that it takes to answer `QUERIES` of them, from `first` on and round again.
fn work(published: &Published, questions: &[&[u8]], first: usize) -> Duration {
    let mut worker = Worker::new(published.counters.for_thread());
    let mut out = Vec::with_capacity(1500);
    let mut next = questions.iter().cycle().skip(first);
    let began = processor_time();
    for _ in 0..QUERIES / BATCH {
        worker.begin_batch();
        let present = published.present();
        for message in next.by_ref().take(BATCH) {
            let outcome = respond(&present, message, ASKER, &mut worker, &mut out);
            worker.counts.count(Transport::Udp, outcome);
            black_box(&out);
        }
    }
    processor_time() - began
}

/// Of this thread.
fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// Keeps this thread on one of the processors that we may use, another one for each number.
fn pin(number: usize) -> Result<(), Caught> {
    let allowed = sched_getaffinity(None::<Pid>)?;
    let all = (0..CpuSet::MAX_CPU).filter(|&cpu| allowed.is_set(cpu));
    let all: Vec<usize> = all.collect();
    let mut only = CpuSet::new();
    only.set(all[number % all.len()]);
    Ok(sched_setaffinity(None::<Pid>, &only)?)
}
