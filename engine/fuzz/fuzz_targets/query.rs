//! Any bytes as a message: no panic, and a response that keeps the laws.

#![no_main]

use _engine::respond::Transport;
use libfuzzer_sys::fuzz_target;
use slowly::ask::{ask, SOMEBODY};
use slowly::example::EXAMPLES;

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
    for snapshot in EXAMPLES.iter() {
        for transport in [Transport::Udp, Transport::Tcp] {
            ask(snapshot, message, SOMEBODY, transport);
        }
    }
}
