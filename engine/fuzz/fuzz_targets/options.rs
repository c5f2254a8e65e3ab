//! Any bytes as EDNS options, or as the data of one option that means something: refused or answered as a slow reader
//! would have it; and the cookie that comes back is good for its address and for no other.

#![no_main]

use std::net::IpAddr;

use _engine::respond::{Outcome, Transport};
use _engine::snapshot::Snapshot;
use libfuzzer_sys::fuzz_target;
use slowly::ask::{ask, SOMEBODY};
use slowly::example::EXAMPLES;
use slowly::laws::Said;

const QUESTION: &[u8] =
    b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01\x03wWw\x07example\x03com\x00\x00\x01\x00\x01";
const NO_QUESTION: &[u8] = b"\x00\x07\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01";
const OPT: &[u8] = b"\x00\x00\x29\x04\xd0\x00\x00\x80\x00";
const SOMEBODY_ELSE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first().filter(|_| bytes.len() < 60_000) else {
        return;
    };
    let options = match first % 4 {
        0 => bytes.to_vec(),
        which => option([8, 10, 11][usize::from(which) - 1], bytes),
    };
    for snapshot in EXAMPLES.iter() {
        answers(snapshot, NO_QUESTION, &options);
        let (said, _) = answers(snapshot, QUESTION, &options);
        if let Some(cookie) = said.opt.and_then(|opt| opt.cookie().cloned()) {
            proves(snapshot, &cookie, usize::from(first) % cookie.len());
        }
    }
});

fn option(code: u8, data: &[u8]) -> Vec<u8> {
    [&[0, code], &(data.len() as u16).to_be_bytes()[..], data].concat()
}

fn message(question: &[u8], options: &[u8]) -> Vec<u8> {
    [question, OPT, &(options.len() as u16).to_be_bytes(), options].concat()
}

fn answers(snapshot: &Snapshot, question: &[u8], options: &[u8]) -> (Said, Outcome) {
    let message = message(question, options);
    let over_tcp = ask(snapshot, &message, SOMEBODY, Transport::Tcp).expect("an answer");
    let over_udp = ask(snapshot, &message, SOMEBODY, Transport::Udp).expect("an answer");
    assert_eq!(over_udp.0.code, over_tcp.0.code);
    over_tcp
}

/// The cookie is good for who got it, not for somebody else, and not with another byte at `at`.
fn proves(snapshot: &Snapshot, cookie: &[u8], at: usize) {
    let known = |cookie: &[u8], address| {
        let message = message(QUESTION, &option(10, cookie));
        let (_, outcome) = ask(snapshot, &message, address, Transport::Udp).expect("an answer");
        outcome.known
    };
    let mut other = cookie.to_vec();
    other[at] ^= 1;
    assert!(known(cookie, SOMEBODY) && !known(cookie, SOMEBODY_ELSE));
    assert!(!known(&other, SOMEBODY), "byte {at} proves nothing");
}
