//! Any bytes as a snapshot: refused or read; and what was read can be asked.

#![no_main]

use _engine::chance::Chance;
use _engine::publish::Published;
use _engine::respond::{respond, Asker, Transport};
use libfuzzer_sys::fuzz_target;

/// But for the type: A, CNAME, MX, ANY.
const QUERY: &[u8] =
    b"\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00";

fuzz_target!(|steps: &[u8]| {
    // The header would only stand in the fuzzer's way.
    let mut message = b"TKLN\x01\x00\x00\x00".to_vec();
    message.extend((steps.len() as u64).to_le_bytes());
    message.extend(steps);
    let published = Published::default();
    if published.publish(&message, true).is_ok() {
        let asker = Asker {
            address: [10, 0, 0, 1].into(),
            transport: Transport::Udp,
        };
        let mut out = Vec::new();
        for kind in [1, 5, 15, 255] {
            let query = [QUERY, &[kind, 0, 1]].concat();
            let chance = &mut Chance::from_seed(1);
            let outcome = respond(&published.present(), &query, asker, chance, &mut out);
            assert!(outcome.is_some());
        }
    }
});
