//! Any bytes as a change, of nothing or of a sound snapshot: refused or read; and what was read can be asked.

#![no_main]

use std::sync::LazyLock;

use _engine::example::example;
use _engine::respond::{respond, Asker, Transport};
use _engine::snapshot::format::{apply, Workshop};
use _engine::snapshot::Snapshot;
use _engine::worker::Worker;
use libfuzzer_sys::fuzz_target;

static BEFORE: LazyLock<[Snapshot; 2]> = LazyLock::new(|| {
    let published = example(2).expect("the example can be read");
    let sound = Snapshot::clone(&published.present());
    [Snapshot::default(), sound]
});

/// But for the type: A, CNAME, MX, ANY.
const QUERY: &[u8] = b"\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00";

fuzz_target!(|steps: &[u8]| {
    // The header would only stand in the fuzzer's way.
    let mut message = b"TKLN\x02\x00\x00\x00".to_vec();
    message.extend((steps.len() as u64).to_le_bytes());
    message.extend(steps);
    for before in BEFORE.iter() {
        if let Ok(after) = apply(before, &mut Workshop::default(), &message) {
            ask(&after);
        }
    }
});

fn ask(snapshot: &Snapshot) {
    let asker = Asker {
        address: [10, 0, 0, 1].into(),
        transport: Transport::Udp,
    };
    let mut out = Vec::new();
    for kind in [1, 5, 15, 255] {
        let query = [QUERY, &[kind, 0, 1]].concat();
        let outcome = respond(snapshot, &query, asker, &mut Worker::from_seed(1), &mut out);
        assert!(outcome.is_some());
    }
}
