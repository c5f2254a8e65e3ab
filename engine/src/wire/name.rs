//! Domain names: uncompressed wire format in lower case, compared as bytes.
//!
//! A parent is a suffix of its child's bytes, so walking up a tree of names copies nothing.

use crate::error::Malformed;

/// The longest name in bytes, with the root's zero (RFC 1035 section 2.3.4).
pub const MAX_NAME: usize = 255;
const MAX_LABEL: u8 = 63;
const BLOCK: usize = 32;
/// Of one letter each, and the root.
const MAX_LABELS: usize = 128;

/// A domain name held by value: lower case, uncompressed, ending in the root's zero.
#[derive(Clone, Copy)]
pub struct Name {
    length: u8,
    bytes: [u8; MAX_NAME],
}

impl Name {
    /// The root.
    pub const ROOT: Self = Self {
        length: 1,
        bytes: [0; MAX_NAME],
    };

    /// Reads the name at `at` and where it ends; a compression pointer is malformed here.
    pub fn read(message: &[u8], at: usize) -> Result<(Self, usize), Malformed> {
        let mut name = Self::ROOT;
        let end = name.become_one(message, at)?;
        Ok((name, end))
    }

    /// Becomes the name at `at` and says where that ends; for who reads many, the same memory does for all.
    pub fn become_one(&mut self, message: &[u8], at: usize) -> Result<usize, Malformed> {
        let end = end_of_plain(message, at)?;
        let length = end - at;
        // Length bytes are at most 63 and so never taken for a letter. Most names are short, and something follows them:
        // a block of a fixed size takes few instructions, and what is read too much does not count.
        match (
            message[at..].first_chunk::<BLOCK>(),
            self.bytes.first_chunk_mut::<BLOCK>(),
        ) {
            (Some(from), Some(to)) if length <= BLOCK => *to = from.map(|byte| byte.to_ascii_lowercase()),
            _ => {
                for (to, from) in self.bytes.iter_mut().zip(&message[at..end]) {
                    *to = from.to_ascii_lowercase();
                }
            }
        }
        self.length = u8::try_from(length).map_err(|_| Malformed)?;
        Ok(end)
    }

    /// The whole of `bytes` as one name.
    pub fn from_wire(bytes: &[u8]) -> Result<Self, Malformed> {
        match Self::read(bytes, 0)? {
            (name, end) if end == bytes.len() => Ok(name),
            _ => Err(Malformed),
        }
    }

    /// `*.` under `parent` (RFC 4592), unless that is too long to be a name.
    pub fn wildcard_under(parent: &[u8]) -> Option<Self> {
        Self::joined(b"\x01*", parent)
    }

    /// The labels `front` before the name `back`, unless that is too long to be a name.
    pub fn joined(front: &[u8], back: &[u8]) -> Option<Self> {
        let length = front.len() + back.len();
        let mut bytes = [0; MAX_NAME];
        bytes.get_mut(front.len()..length)?.copy_from_slice(back);
        bytes.get_mut(..front.len())?.copy_from_slice(front);
        Some(Self {
            length: u8::try_from(length).ok()?,
            bytes,
        })
    }

    /// The bytes of the name.
    pub fn as_wire(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

/// The name one label shorter; nothing above the root.
pub fn parent(name: &[u8]) -> Option<&[u8]> {
    match name.first() {
        None | Some(0) => None,
        Some(&label) => name.get(usize::from(label) + 1..),
    }
}

/// The name itself, then each of its ancestors, the root last.
pub fn self_and_ancestors(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::successors(Some(name), |name| parent(name))
}

/// From `ancestor`, which `name` stands below or is, down to the name itself.
///
/// Where a name does not exist, none below it does: who looks from above may stop there, however long the name is.
pub fn down_from<'n>(ancestor: &[u8], name: &'n [u8]) -> impl Iterator<Item = &'n [u8]> {
    let mut starts = [0u8; MAX_LABELS];
    let mut count = 0;
    let within = self_and_ancestors(name).take_while(|here| here.len() >= ancestor.len());
    for (start, here) in starts.iter_mut().zip(within) {
        *start = (name.len() - here.len()) as u8;
        count += 1;
    }
    let starts = starts.into_iter().take(count).rev();
    starts.map(|start| &name[usize::from(start)..])
}

/// Whether `name` is `ancestor` or stands below it.
pub fn is_within(name: &[u8], ancestor: &[u8]) -> bool {
    name.ends_with(ancestor) && self_and_ancestors(name).any(|above| above.len() == ancestor.len())
}

/// Where the name at `at` ends, when compression pointers are allowed (RFC 1035 section 4.1.4).
///
/// A pointer has to point back; where to does not matter to a reader that skips.
pub fn skip(message: &[u8], at: usize) -> Result<usize, Malformed> {
    let mut here = at;
    loop {
        match *message.get(here).ok_or(Malformed)? {
            0 => return Ok(here + 1),
            label @ 1..=MAX_LABEL => here += usize::from(label) + 1,
            high @ 0xC0.. => {
                let low = *message.get(here + 1).ok_or(Malformed)?;
                let to = usize::from(high & 0x3F) << 8 | usize::from(low);
                return if to < at { Ok(here + 2) } else { Err(Malformed) };
            }
            _ => return Err(Malformed),
        }
        if here - at >= MAX_NAME {
            return Err(Malformed);
        }
    }
}

fn end_of_plain(message: &[u8], at: usize) -> Result<usize, Malformed> {
    let mut here = at;
    loop {
        match *message.get(here).ok_or(Malformed)? {
            0 => return Ok(here + 1),
            label @ 1..=MAX_LABEL => here += usize::from(label) + 1,
            _ => return Err(Malformed),
        }
        if here - at >= MAX_NAME {
            return Err(Malformed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_lower_case() {
        let (name, end) = Name::read(b"xx\x03WwW\x02Cn\x00rest", 2).unwrap();
        assert_eq!((name.as_wire(), end), (&b"\x03www\x02cn\x00"[..], 10));
    }

    #[test]
    fn the_way_down_goes_from_the_ancestor_to_the_name() {
        let way: Vec<_> = down_from(b"\x01b\x00", b"\x01d\x01c\x01b\x00").collect();
        assert_eq!(
            way,
            [&b"\x01b\x00"[..], b"\x01c\x01b\x00", b"\x01d\x01c\x01b\x00"]
        );
        let longest = [b"\x01a".repeat(127).as_slice(), b"\x00"].concat();
        assert_eq!(down_from(b"\x00", &longest).last(), Some(longest.as_slice()));
    }

    #[test]
    fn pointers_and_odd_labels_are_malformed_in_a_plain_name() {
        for bad in [&b"\x03www\xC0\x0C"[..], b"\x40a\x00", b"\x03ww", b""] {
            assert!(Name::read(bad, 0).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_name_may_be_255_bytes_and_no_more() {
        let mut longest = b"\x3f".to_vec();
        longest.extend([b'a'; 63]);
        let mut longest = longest.repeat(3);
        longest.push(61);
        longest.extend([b'a'; 61]);
        longest.push(0);
        assert_eq!(longest.len(), 255);
        assert!(Name::from_wire(&longest).is_ok());
        longest[192] = 62;
        longest.insert(193, b'a');
        assert!(Name::from_wire(&longest).is_err());
        assert!(skip(&longest, 0).is_err());
    }

    #[test]
    fn ancestors_end_at_the_root() {
        let all: Vec<_> = self_and_ancestors(b"\x01a\x01b\x00").collect();
        assert_eq!(all, [&b"\x01a\x01b\x00"[..], b"\x01b\x00", b"\x00"]);
    }

    #[test]
    fn a_name_is_within_whole_labels_only() {
        assert!(is_within(b"\x01a\x01b\x00", b"\x01b\x00"));
        assert!(is_within(b"\x01b\x00", b"\x00"));
        assert!(!is_within(b"\x04\x61\x62\x01b\x00", b"\x01b\x00"));
        assert!(!is_within(b"\x01b\x00", b"\x01a\x01b\x00"));
    }

    #[test]
    fn a_skipped_pointer_points_back() {
        assert_eq!(skip(b"\x01a\x00\xC0\x00", 3), Ok(5));
        assert_eq!(skip(b"\x01a\x00\xC0\x03", 3), Err(Malformed));
    }
}
