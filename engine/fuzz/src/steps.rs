//! Snapshots as the bytes that the engine reads (`engine/src/snapshot/format/mod.rs` draws them).

use crate::name::{wire, Labels};

const VERSION: u8 = 2;
/// What a server tells of itself that tells anything.
pub const VERSION_TEXT: &[u8] = b"a version";
/// Its name.
pub const HOSTNAME: &[u8] = b"a host";
/// What it tells by NSID.
pub const NSID: &[u8] = b"an id";
/// For how many tenths of a second it lets connections idle.
pub const TCP_IDLE: u16 = 100;

/// A whole message of these steps.
pub fn message(steps: &[u8]) -> Vec<u8> {
    let mut message = b"TKLN".to_vec();
    message.extend([VERSION, 0, 0, 0]);
    message.extend((steps.len() as u64).to_le_bytes());
    message.extend(steps);
    message
}

/// Everything that may be told beside answers is told, and cookies are made.
pub fn conduct() -> Vec<u8> {
    let mut step = vec![7, 1];
    step.extend(TCP_IDLE.to_le_bytes());
    step.extend(0u32.to_le_bytes());
    step.push(2);
    step.extend(b"sixteen bytes ..and sixteen more");
    for text in [NSID, VERSION_TEXT, HOSTNAME] {
        step.push(text.len() as u8);
        step.extend(text);
    }
    step
}

/// A name with its length before it.
pub fn name(labels: &Labels) -> Vec<u8> {
    let wire = wire(labels);
    [&[wire.len() as u8], wire.as_slice()].concat()
}

/// Data with its length before it.
pub fn rdata(data: &[u8]) -> Vec<u8> {
    [&(data.len() as u16).to_le_bytes(), data].concat()
}
