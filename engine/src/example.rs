//! A small snapshot to measure and fuzz with: the zone `example.com`, and in it `www`, steered for two lines.

use std::sync::Arc;

use crate::error::Unreadable;
use crate::publish::Published;

const ORIGIN: &[u8] = b"\x07example\x03com\x00";

/// One zone with a wildcard, a chain, a cut and a steered name; `ranges` alternate between two answers.
pub fn example(ranges: u32) -> Result<Arc<Published>, Unreadable> {
    let mut steps = askers(ranges);
    steps.extend(zone());
    steps.extend(plan());
    steps.extend(steered(b"www"));
    steps.extend(steered(b"*"));
    let mut message = b"TKLN\x01\x00\x00\x00".to_vec();
    message.extend((steps.len() as u64).to_le_bytes());
    message.extend(steps);
    let published = Published::default();
    published.publish(&message, true)?;
    Ok(Arc::new(published))
}

fn askers(ranges: u32) -> Vec<u8> {
    let mut step = vec![1];
    for number in [2, ranges, 1] {
        step.extend(number.to_le_bytes());
    }
    let width = u32::MAX / ranges.max(1);
    step.extend((0..ranges).flat_map(|n| (n * width).to_le_bytes()));
    step.extend((0..ranges).flat_map(|n| (n as u16 % 2).to_le_bytes()));
    step.extend([0; 16 + 2]);
    step
}

fn zone() -> Vec<u8> {
    let mut soa = [b"\x02ns".as_slice(), ORIGIN, b"\x01h", ORIGIN].concat();
    soa.extend([0; 20]);
    let mut step = vec![3];
    step.extend(name(b""));
    step.extend(4u32.to_le_bytes());
    let alias = [b"\x03www", ORIGIN].concat();
    for (label, kind, rdata) in [
        (b"".as_slice(), 6u16, soa.as_slice()),
        (b"alias", 5, &alias),
        (b"sub", 2, &alias),
        (b"mail", 1, b"abcd"),
    ] {
        step.extend(name(label));
        step.extend(1u16.to_le_bytes());
        step.extend(kind.to_le_bytes());
        step.extend(60u32.to_le_bytes());
        step.extend(1u16.to_le_bytes());
        step.extend(rdata_of(rdata));
    }
    step
}

fn plan() -> Vec<u8> {
    b"\x05\x02\x00\x00\x00\x00\x00\x01\x00".to_vec()
}

fn steered(label: &[u8]) -> Vec<u8> {
    let mut step = vec![6];
    step.extend(name(label));
    step.extend(b"\x01\x00\x3c\x00\x00\x00\x00\x00\x00\x00\x02\x00");
    for last in 1..3 {
        // One pool whose three addresses rotate.
        step.extend(b"\x00\x01\x00\x00\x01\x03\x00");
        (0..3).for_each(|n| step.extend(rdata_of(&[192, 0, last, n])));
    }
    step
}

fn rdata_of(rdata: &[u8]) -> Vec<u8> {
    [&(rdata.len() as u16).to_le_bytes(), rdata].concat()
}

/// A name of one label under the origin (empty: the origin) with its length before it.
fn name(label: &[u8]) -> Vec<u8> {
    let first = [&[label.len() as u8], label].concat();
    let whole = if label.is_empty() {
        ORIGIN.to_vec()
    } else {
        [first.as_slice(), ORIGIN].concat()
    };
    [&[whole.len() as u8], whole.as_slice()].concat()
}
