//! One question to the engine, its answer held against the laws.

use std::cell::RefCell;
use std::net::IpAddr;

use _engine::chance::Chance;
use _engine::respond::{respond, Asker, Outcome, Transport};
use _engine::snapshot::Snapshot;
use _engine::wire::truncate::cut;
use _engine::worker::Worker;

use crate::laws::{check, read, Said};
use crate::message::question;
use crate::name::{plain, wire};

/// Who asks where nobody else is named.
pub const SOMEBODY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));

thread_local! {
    // One for all, for it is costly to make.
    static WORKER: RefCell<Worker> = RefCell::new(Worker::from_seed(1));
}

/// What the snapshot says to this message, and what it counts it as; nothing for silence.
pub fn ask(
    snapshot: &Snapshot,
    message: &[u8],
    address: IpAddr,
    transport: Transport,
) -> Option<(Said, Outcome)> {
    let mut out = b"what was said before".to_vec();
    let asker = Asker { address, transport };
    let outcome = WORKER.with_borrow_mut(|worker| {
        worker.chance = Chance::from_seed(1);
        respond(snapshot, message, asker, worker, &mut out)
    });
    let tells = !snapshot.conduct().secrets.is_empty();
    let said = check(message, transport, outcome.map(|_| out.as_slice()), tells)?;
    let outcome = outcome?;
    assert_eq!(u16::from(outcome.code), said.code, "counted otherwise than said");
    assert_eq!(outcome.truncated, said.truncated);
    counts_as_above(&out, outcome.counts_as);
    can_be_cut(message, &out, &said);
    Some((said, outcome))
}

/// What a response counts as is the name that was asked for, or one above it, or nothing where nothing was asked.
fn counts_as_above(response: &[u8], at: usize) {
    let Some((asked, end)) = question(response).filter(|_| response[5] == 1) else {
        return assert_eq!(at, 12);
    };
    let (counted, counted_end) = plain(response, at).expect("a name");
    assert!(
        asked.name.ends_with(&counted) && counted_end == end - 4,
        "{:?}",
        wire(&counted)
    );
}

/// Cut to say "ask again over TCP", it still has its id, its question and its OPT.
fn can_be_cut(message: &[u8], response: &[u8], said: &Said) {
    let mut short = response.to_vec();
    cut(&mut short);
    let left = read(message, &short);
    assert!(left.truncated && left.sections.iter().all(Vec::is_empty));
    assert_eq!(
        left.opt.map(|opt| opt.options),
        said.opt.as_ref().map(|opt| opt.options.clone())
    );
    assert_eq!(response[4..6], short[4..6]);
}
