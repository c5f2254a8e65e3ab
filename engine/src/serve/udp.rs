//! Datagrams: taken in batches, answered one by one, sent in batches.

use std::io;
use std::net::IpAddr;
use std::os::fd::{AsRawFd, OwnedFd};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use arrayvec::ArrayVec;

use crate::limit::Verdict;
use crate::respond::{Asker, Outcome, Query, Transport, Wanted};
use crate::serve::syscalls::{set_receive_timeout, Batch, Epoll, Event, Interest};
use crate::serve::{Duty, LAST_TURNS};
use crate::snapshot::Snapshot;
use crate::wire::name::Name;
use crate::wire::truncate::cut;
use crate::worker::Worker;

/// What is read of so many fits the nearest cache.
const BATCH: usize = 32;
const AFTER_AN_ERROR: Duration = Duration::from_millis(1);
/// Who was asked a moment ago waits for so long in the very call that takes queries, and does not hear the bell.
const A_MOMENT: Duration = Duration::from_millis(10);

/// Answers what comes to `socket` until the bell rings, and then what waits in it.
pub fn serve(socket: &OwnedFd, duty: &Duty) -> io::Result<()> {
    set_receive_timeout(socket, A_MOMENT)?;
    let ready = Epoll::new()?;
    ready.add(socket.as_raw_fd(), 0, Interest::READ)?;
    ready.add(duty.bell().as_raw_fd(), 1, Interest::READ)?;
    let mut events = [Event { events: 0, u64: 0 }; 2];
    let mut batch = Batch::of(BATCH);
    let mut names = [Name::ROOT; BATCH];
    let mut worker = Worker::new(Arc::clone(&duty.counts));
    let mut last_turns = 0..LAST_TURNS;
    let mut busy = false;
    loop {
        // Asked before looking for queries: what came before the bell is found by the look after it.
        let over = duty.is_over();
        if over && last_turns.next().is_none() {
            break;
        }
        match batch.receive(socket, busy && !over) {
            Ok(_) => {
                answer(&mut batch, &mut names, duty, &mut worker);
                batch.send(socket);
                busy = true;
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => match (over, busy) {
                (true, _) => break,
                (_, true) => busy = false,
                (_, false) => drop(ready.wait(&mut events, -1)?),
            },
            // An error that an earlier response met, such as an unreachable asker: it is told once, then gone.
            Err(_) => sleep(AFTER_AN_ERROR),
        }
    }
    Ok(())
}

/// Reads the names of a batch before it answers any, so that what they ask for comes into the cache together.
fn answer(batch: &mut Batch, names: &mut [Name; BATCH], duty: &Duty, worker: &mut Worker) {
    worker.begin_batch();
    let snapshot = duty.published.present();
    let limited = worker.limiter.begin(snapshot.limits(), Instant::now);
    worker.sampler.follow(snapshot.conduct().query_log);
    let mut wanted: ArrayVec<Wanted, BATCH> = ArrayVec::new();
    wanted.extend(
        batch
            .messages()
            .zip(&mut *names)
            .map(|(message, name)| Wanted::read(message, name)),
    );
    snapshot.warm(wanted.iter().map(|wanted| wanted.place));
    // A failure of ours costs the one query that met it: what came after that one is gone on with.
    let mut begun = 0;
    while begun < wanted.len() {
        let rest = batch.each_from(begun).zip(&names[begun..]).zip(&wanted[begun..]);
        let done = catch_unwind(AssertUnwindSafe(|| {
            for (((message, address, response), name), wanted) in rest {
                begun += 1;
                let asker = Asker {
                    address,
                    transport: Transport::Udp,
                };
                let due = worker.sampler.is_due();
                let query = Query::read(message, name, *wanted);
                let outcome = query.map(|query| query.respond(&snapshot, asker, worker, response));
                match outcome {
                    Some(outcome) if limited => settle(&snapshot, asker.address, outcome, worker, response),
                    outcome => duty.counts.count(Transport::Udp, outcome),
                }
                if due {
                    let samples = &duty.published.samples;
                    worker.sampler.tell(samples, message, asker, outcome, response);
                }
            }
        }));
        if done.is_err() {
            batch.silence(begun - 1);
            worker.sampler.forget();
            duty.counts.count_failure();
        }
    }
}

/// Sends a response, or less, as the asker's network may have it.
fn settle(snapshot: &Snapshot, asker: IpAddr, outcome: Outcome, worker: &mut Worker, response: &mut Vec<u8>) {
    match worker.limiter.judge(snapshot.limits(), asker, outcome, response) {
        Verdict::Send => worker.counts.count(Transport::Udp, Some(outcome)),
        Verdict::Slip => {
            cut(response);
            worker.counts.count_slipped(outcome.code);
        }
        Verdict::Drop => {
            response.clear();
            worker.counts.count_limited();
        }
    }
}
