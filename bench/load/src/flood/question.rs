//! Queries as messages: RFC 1035 section 4.1.

use anyhow::{ensure, Context};

const A: u16 = 1;
const IN: u16 = 1;

/// The labels of a name, as they stand in a message, without the root's; from text without escapes.
pub fn labels(name: &str) -> anyhow::Result<Vec<u8>> {
    let mut found = Vec::new();
    for label in name.trim_end_matches('.').split('.').filter(|_| name != ".") {
        let length = u8::try_from(label.len())
            .ok()
            .filter(|length| (1..=63).contains(length));
        found.push(
            length.with_context(|| format!("{name:?} has a label that is empty or longer than 63 bytes"))?,
        );
        found.extend_from_slice(label.as_bytes());
    }
    ensure!(found.len() < 255, "{name:?} is longer than 255 bytes");
    Ok(found)
}

/// A question for the address of a name, given its labels in parts.
pub fn question(parts: &[&[u8]]) -> Vec<u8> {
    let mut message = vec![0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    message.extend(parts.concat());
    message.push(0);
    message.extend(A.to_be_bytes());
    message.extend(IN.to_be_bytes());
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_a_header_a_name_a_type_and_a_class() -> anyhow::Result<()> {
        let found = question(&[b"\x01x", &labels("example.com.")?]);
        assert_eq!(found[12..], *b"\x01x\x07example\x03com\x00\x00\x01\x00\x01");
        assert_eq!(found[..12], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        Ok(())
    }

    #[test]
    fn names_are_read_as_far_as_they_can_be_asked() {
        let (long, most) = ("a".repeat(63), ["b"; 127].join("."));
        for (name, length) in [
            (".", Some(0)),
            ("a.b", Some(4)),
            (&*long, Some(64)),
            (&*most, Some(254)),
        ] {
            assert_eq!(labels(name).ok().map(|found| found.len()), length, "{name}");
        }
        for name in ["", "a..b", ".a", &format!("{long}a"), &format!("{most}.b")] {
            assert!(labels(name).is_err(), "{name}");
        }
    }
}
