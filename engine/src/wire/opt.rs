//! The OPT record of a response: what the asker must know, and what still fits (RFC 6891 section 6.1.2).

use crate::cookie::COOKIE_LENGTH;
use crate::wire::edns::{Edns, Subnet, MAX_UDP_PAYLOAD};
use crate::wire::{kind, option};

/// Root, type, our limit, and the TTL and rdata length that are filled in.
const HEAD: usize = 11;
/// An option's code and length.
const BEFORE_DATA: usize = 4;

/// Why there is no answer, in a code for programs and words for people (RFC 8914).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// From the registry of RFC 8914 section 5.2.
    pub code: u16,
    /// May be empty.
    pub text: &'static str,
}

/// What is told beside the answer, as far as it was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'a> {
    /// The client's cookie and ours.
    pub cookie: Option<[u8; COOKIE_LENGTH]>,
    /// Tenths of a second that the connection may idle.
    pub keepalive: Option<u16>,
    /// Which server this is; empty if that is not told. Left out if it does not fit.
    pub nsid: &'a [u8],
}

/// All that the OPT of a response says.
#[derive(Clone, Copy, Debug)]
pub struct Opt<'a> {
    /// What it replies to.
    pub edns: &'a Edns<'a>,
    /// For what prefix around the asker the answer holds.
    pub scope: u8,
    /// What is told beside the answer.
    pub told: &'a Told<'a>,
    /// Why there is none. Left out if it does not fit: the text first, then all of it.
    pub because: Option<Explanation>,
}

/// How many bytes have to be left for the OPT, whatever else is told in it if there is room.
pub fn needed(edns: &Edns<'_>, told: &Told<'_>) -> usize {
    let subnet = edns.subnet.as_ref().map_or(0, |subnet| subnet.length());
    let cookie = told.cookie.map_or(0, |cookie| BEFORE_DATA + cookie.len());
    let keepalive = told.keepalive.map_or(0, |_| BEFORE_DATA + 2);
    HEAD + subnet + cookie + keepalive
}

impl Opt<'_> {
    /// Appends the record; `spare` bytes are free beyond those that it needs.
    #[inline(always)]
    pub fn write(&self, out: &mut Vec<u8>, response_code: u8, mut spare: usize) {
        let flags = if self.edns.dnssec_ok { 0x80 } else { 0 };
        let [k0, k1] = kind::OPT.to_be_bytes();
        let [p0, p1] = MAX_UDP_PAYLOAD.to_be_bytes();
        // Most often this is all, so it is put together before it is appended.
        let mut front = [0; HEAD + Subnet::LONGEST];
        let mut length = 0;
        if let Some(subnet) = &self.edns.subnet {
            length = subnet.length();
            front[HEAD..].copy_from_slice(&subnet.option(self.scope));
        }
        front[..HEAD].copy_from_slice(&[
            0,
            k0,
            k1,
            p0,
            p1,
            response_code >> 4,
            0,
            flags,
            0,
            0,
            length as u8,
        ]);
        out.extend_from_slice(&front[..HEAD + length]);
        if !self.tells_more() {
            return;
        }
        let start = out.len() - length;
        if let Some(cookie) = &self.told.cookie {
            add(out, option::COOKIE, &[cookie]);
        }
        if let Some(tenths) = self.told.keepalive {
            add(out, option::KEEPALIVE, &[&tenths.to_be_bytes()]);
        }
        // The code says most in fewest bytes, so it is kept longest; the words are the first to go.
        let code = self.because.filter(|_| take(&mut spare, BEFORE_DATA + 2));
        if !self.told.nsid.is_empty() && take(&mut spare, BEFORE_DATA + self.told.nsid.len()) {
            add(out, option::NSID, &[self.told.nsid]);
        }
        if let Some(Explanation { code, text }) = code {
            let text = if take(&mut spare, text.len()) { text } else { "" };
            add(
                out,
                option::EXTENDED_ERROR,
                &[&code.to_be_bytes(), text.as_bytes()],
            );
        }
        let length = (out.len() - start) as u16;
        out[start - 2..start].copy_from_slice(&length.to_be_bytes());
    }

    /// Whether there is anything beside the subnet.
    fn tells_more(&self) -> bool {
        let told = self.told;
        self.because.is_some() || told.cookie.is_some() || told.keepalive.is_some() || !told.nsid.is_empty()
    }
}

fn take(spare: &mut usize, length: usize) -> bool {
    let left = spare.checked_sub(length);
    *spare = left.unwrap_or(*spare);
    left.is_some()
}

fn add(out: &mut Vec<u8>, code: u16, data: &[&[u8]]) {
    let length: usize = data.iter().map(|part| part.len()).sum();
    out.extend(code.to_be_bytes());
    out.extend((length as u16).to_be_bytes());
    data.iter().for_each(|part| out.extend_from_slice(part));
}

#[cfg(test)]
mod tests {
    use super::*;

    const BECAUSE: Explanation = Explanation {
        code: 20,
        text: "four",
    };

    fn written(told: &Told<'_>, because: Option<Explanation>, spare: usize) -> Vec<u8> {
        let edns = Edns::read(1232, [0; 4], b"\x00\x08\x00\x07\x00\x01\x18\x00\xC6\x33\x64");
        let mut out = Vec::new();
        let opt = Opt {
            edns: &edns,
            scope: 24,
            told,
            because,
        };
        opt.write(&mut out, 0, spare);
        assert!(out.len() <= needed(&edns, told) + spare);
        assert_eq!(
            usize::from(u16::from_be_bytes([out[9], out[10]])),
            out.len() - HEAD
        );
        out
    }

    #[test]
    fn what_is_written_is_as_long_as_needed() {
        let told = Told {
            cookie: Some([7; COOKIE_LENGTH]),
            keepalive: Some(100),
            nsid: b"",
        };
        for told in [Told::default(), told] {
            let out = written(&told, None, 0);
            assert_eq!(out[15..22], *b"\x00\x01\x18\x18\xC6\x33\x64");
            let edns = Edns::read(1232, [0; 4], b"\x00\x08\x00\x07\x00\x01\x18\x00\xC6\x33\x64");
            assert_eq!(out.len(), needed(&edns, &told));
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out_words_first_and_the_code_last() {
        let told = Told {
            nsid: b"here",
            ..Told::default()
        };
        let (nsid, code, words) = (
            b"\x00\x03\x00\x04here",
            b"\x00\x0f\x00\x02\x00\x14",
            b"\x00\x0f\x00\x06\x00\x14four",
        );
        let table: [(usize, &[&[u8]]); 6] = [
            (100, &[nsid, words]),
            (18, &[nsid, words]),
            (17, &[nsid, code]),
            (14, &[nsid, code]),
            (13, &[words]),
            (5, &[]),
        ];
        for (spare, options) in table {
            let out = written(&told, Some(BECAUSE), spare);
            assert_eq!(out[HEAD + 11..], options.concat(), "{spare}");
        }
    }
}
