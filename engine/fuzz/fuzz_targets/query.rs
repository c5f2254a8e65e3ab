//! Any bytes as a message: no panic, and a response that fits and answers this very message.

#![no_main]

use std::sync::{Arc, LazyLock};

use _engine::example::example;
use _engine::publish::Published;
use _engine::respond::{respond, Asker, Transport};
use _engine::worker::Worker;
use libfuzzer_sys::fuzz_target;

static PUBLISHED: LazyLock<Arc<Published>> = LazyLock::new(|| example(16).expect("the example can be read"));

/// Names of the example, which chance would not find.
const LABELS: [&[u8]; 8] = [
    b"\x03www",
    b"\x05alias",
    b"\x03sub",
    b"\x05names",
    b"\x02to",
    b"\x05fails",
    b"\x04shut",
    b"\x01x",
];

fuzz_target!(|bytes: &[u8]| {
    try_all(bytes);
    // The same after a question's name: type, class, and what may follow.
    if let Some((&first, rest)) = bytes.split_first() {
        let header = b"\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01";
        let label = LABELS[usize::from(first) % LABELS.len()];
        try_all(&[header, label, b"\x07example\x03com\x00", rest].concat());
    }
});

fn try_all(message: &[u8]) {
    for transport in [Transport::Udp, Transport::Tcp] {
        let asker = Asker {
            address: [10, 0, 0, 1].into(),
            transport,
        };
        let mut out = Vec::new();
        let outcome = respond(
            &PUBLISHED.present(),
            message,
            asker,
            &mut Worker::from_seed(1),
            &mut out,
        );
        if outcome.is_some() {
            assert_eq!(out[..2], message[..2]);
            assert!(out[2] & 0x80 != 0);
            assert!(transport == Transport::Tcp || out.len() <= 1232);
        }
    }
}
