//! A small snapshot to measure, test and fuzz with: the zone `example.com`, and in it `www`, steered for two lines.

use std::sync::Arc;

use crate::error::Unreadable;
use crate::publish::Published;

const ORIGIN: &[u8] = b"\x07example\x03com\x00";
const FAILURE: [u8; 3] = [3, 0, 0];

/// One zone with an alias, a cut and steered names; `ranges` alternate between the two answers that each has.
///
/// `www` and the wildcard hold addresses; `names` answers for addresses with one of two names, in turn; `to` is a CNAME
/// that leads to `www`; whoever gets the second answer of `fails` or, a CNAME, of `shut` is told that we fail.
pub fn example(ranges: u32) -> Result<Arc<Published>, Unreadable> {
    let mut steps = askers(ranges);
    steps.extend(zone());
    steps.extend(plan());
    let [www, mail] = [b"\x03www".as_slice(), b"\x04mail"].map(|label| [label, ORIGIN].concat());
    let addresses =
        [1, 2].map(|last| pool(false, &[[192, 0, last, 0], [192, 0, last, 1], [192, 0, last, 2]]));
    let names = pool(true, &[&mail, &www]);
    let alias = pool(false, &[&www]);
    steps.extend(steered(b"www", 1, &addresses));
    steps.extend(steered(b"*", 1, &addresses));
    steps.extend(steered(b"names", 1, &[names.clone(), names]));
    steps.extend(steered(b"to", 5, &[alias.clone(), alias.clone()]));
    steps.extend(steered(b"fails", 1, &[addresses[0].clone(), FAILURE.to_vec()]));
    steps.extend(steered(b"shut", 5, &[alias, FAILURE.to_vec()]));
    let mut message = b"TKLN\x02\x00\x00\x00".to_vec();
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
    b"\x05\x02\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x02\x00\x07default\x02cn".to_vec()
}

/// Two answers of this type, for 60 s.
fn steered(label: &[u8], kind: u16, answers: &[Vec<u8>; 2]) -> Vec<u8> {
    let mut step = vec![6];
    step.extend(name(label));
    step.extend(kind.to_le_bytes());
    step.extend(b"\x3c\x00\x00\x00\x00\x00\x00\x00\x02\x00");
    step.extend(answers.concat());
    step
}

/// An answer of one pool, whose members rotate.
fn pool(cname: bool, rdatas: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let mut answer = vec![0, 1, 0, u8::from(cname), 1];
    answer.extend((rdatas.len() as u16).to_le_bytes());
    rdatas
        .iter()
        .for_each(|rdata| answer.extend(rdata_of(rdata.as_ref())));
    answer
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
