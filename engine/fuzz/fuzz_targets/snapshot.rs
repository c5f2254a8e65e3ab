//! Any bytes as a change, of nothing or of a sound snapshot: refused, and nothing of it kept, or read; and what was read
//! can be asked.

#![no_main]

use std::cell::RefCell;
use std::sync::Arc;

use _engine::publish::Published;
use _engine::respond::Transport;
use _engine::snapshot::Snapshot;
use libfuzzer_sys::fuzz_target;
use slowly::ask::{ask, SOMEBODY};
use slowly::example::published;
use slowly::steps::message;

/// But for the type: A, CNAME, MX, ANY.
const QUERY: &[u8] = b"\x00\x07\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00";

thread_local! {
    static SOUND: RefCell<Arc<Published>> = RefCell::new(published(2));
}

fuzz_target!(|steps: &[u8]| {
    // The header would only stand in the fuzzer's way.
    let message = message(steps);
    let empty = Published::default();
    if empty.publish(&message, true).is_ok() {
        ask_all(&empty.present());
    }
    SOUND.with_borrow_mut(|sound| {
        let before = Arc::as_ptr(&sound.present());
        if sound.publish(&message, false).is_ok() {
            ask_all(&sound.present());
            *sound = published(2);
        } else {
            assert_eq!(Arc::as_ptr(&sound.present()), before, "something of it was kept");
        }
    });
});

fn ask_all(snapshot: &Snapshot) {
    for kind in [1, 5, 15, 255] {
        let query = [QUERY, &[kind, 0, 1]].concat();
        assert!(ask(snapshot, &query, SOMEBODY, Transport::Tcp).is_some());
    }
}
