//! Making a response short: its question, its OPT, and the word that there is more over TCP.

use crate::wire::name::skip;
use crate::wire::{kind, u16_at, QUESTION_AT};

const TRUNCATED: u8 = 0x02;

/// Leaves of a response of ours its question and its OPT, and says that it is truncated.
pub fn cut(response: &mut Vec<u8>) {
    let Some((question_end, opt)) = parts(response) else {
        return response.clear();
    };
    let has_opt = opt < response.len();
    response.drain(question_end..opt);
    response[2] |= TRUNCATED;
    response[6..QUESTION_AT].fill(0);
    response[QUESTION_AT - 1] = u8::from(has_opt);
}

/// Where the question ends, and where the OPT begins, which stands last (or nowhere: at the end).
fn parts(response: &[u8]) -> Option<(usize, usize)> {
    let mut at = QUESTION_AT;
    if u16_at(response, 4)? > 0 {
        at = skip(response, at).ok()? + 4;
    }
    let question_end = at;
    while at < response.len() {
        let fixed = skip(response, at).ok()?;
        if u16_at(response, fixed)? == kind::OPT {
            break;
        }
        at = fixed + 10 + usize::from(u16_at(response, fixed + 8)?);
    }
    (at <= response.len()).then_some((question_end, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [u8; 12] = [0, 7, 0x84, 0, 0, 1, 0, 2, 0, 0, 0, 0];

    #[test]
    fn what_is_cut_keeps_its_question_and_its_opt() {
        let question = b"\x03www\x07example\x00\x00\x01\x00\x01";
        let record = b"\xC0\x0C\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x01\x01\x01\x01";
        let opt = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00";
        let whole = [&HEADER[..11], b"\x01", question, record, record, opt].concat();
        for (before, records) in [(whole.clone(), 1), (whole[..whole.len() - opt.len()].to_vec(), 0)] {
            let mut response = before;
            cut(&mut response);
            let head = [0, 7, 0x86, 0, 0, 1, 0, 0, 0, 0, 0, records];
            let opt: &[u8] = if records == 1 { opt } else { b"" };
            assert_eq!(response, [&head[..], question, opt].concat());
        }
    }
}
