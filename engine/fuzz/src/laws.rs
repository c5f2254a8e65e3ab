//! What holds for every response, whatever was asked of whom.

use _engine::respond::Transport;

use crate::beside;
use crate::edns::Opt;
use crate::fate::{fate, Due, Fate};
use crate::message::{question, sections, Record, OPT};
use crate::name::plain;

/// A response, read to its last byte.
pub struct Said {
    /// The response code, the extended bits too.
    pub code: u16,
    /// TC.
    pub truncated: bool,
    /// AA.
    pub authoritative: bool,
    /// Answer, authority, additional; without the OPT.
    pub sections: [Vec<Record>; 3],
    /// The OPT.
    pub opt: Option<Opt>,
}

/// Reads the response to `message` and panics unless it is what anybody may expect; `tells` as in `fate`.
pub fn check(message: &[u8], transport: Transport, response: Option<&[u8]>, tells: bool) -> Option<Said> {
    let fate = fate(message, tells);
    let Some(response) = response else {
        assert!(matches!(fate.due, Due::Silence), "a query was met with silence");
        return None;
    };
    let said = read(message, response);
    assert!(response.len() <= longest(&fate, transport), "too long");
    assert!(
        transport == Transport::Udp || !said.truncated,
        "cut short over TCP"
    );
    if let Some(asked) = &fate.question {
        assert!(response[12..].starts_with(&asked.bytes), "another question");
    }
    is_due(&fate, &said);
    beside::check(&fate, said.opt.as_ref(), said.code, transport, tells);
    for section in &said.sections {
        section.iter().for_each(|record| is_sound(record, response));
        none_twice(section);
    }
    Some(said)
}

fn is_due(fate: &Fate, said: &Said) {
    let is_bare = said.sections.iter().all(Vec::is_empty) && !said.authoritative;
    match &fate.due {
        Due::Silence => panic!("what deserves silence was answered"),
        Due::Fault(code) => assert!(said.code == *code && is_bare, "code {} for {code}", said.code),
        Due::Cookie => assert!(matches!(said.code, 0 | 23) && is_bare),
        Due::Introduction(text) => {
            let data: Vec<&[u8]> = said.sections[0].iter().map(|record| &record.rdata[..]).collect();
            let whole = [&[text.len() as u8], *text].concat();
            assert!(
                said.code == 0 && (said.truncated || data == [whole]),
                "an introduction"
            );
        }
        Due::Answer => assert!(
            matches!(said.code, 0 | 2 | 3 | 5 | 6),
            "code {} for a sound question",
            said.code
        ),
    }
}

/// Id, opcode and RD come back; QR is set; RA, Z, AD and CD are not.
pub fn read(message: &[u8], response: &[u8]) -> Said {
    assert_eq!(response[..2], message[..2], "another id");
    assert_eq!(response[2] & 0xF9, message[2] & 0x79 | 0x80, "other flags");
    assert_eq!(response[3] & 0xF0, 0, "flags that are not ours to set");
    let end = match (response[4], response[5]) {
        (0, 0) => 12,
        (0, 1) => question(response).expect("the question can be read").1,
        _ => panic!("more than one question"),
    };
    let mut sections = sections(response, end, true).expect("the counts are true and every name can be read");
    let opt = sections[2].pop_if(|last| last.kind == OPT);
    assert!(
        sections.iter().flatten().all(|record| record.kind != OPT),
        "an OPT that is not the last, or two"
    );
    let high = opt.as_ref().map_or(0, |opt| opt.ttl / 0x100_0000);
    assert!(
        opt.as_ref().is_none_or(|opt| opt.ttl / 0x1_0000 % 256 == 0),
        "another EDNS version"
    );
    Said {
        code: (high * 16) as u16 + u16::from(response[3] & 0x0F),
        truncated: response[2] & 2 != 0,
        authoritative: response[2] & 4 != 0,
        sections,
        opt: opt.map(|opt| Opt::of(&opt).expect("the options can be read")),
    }
}

/// As long as the asker takes, within 512 and 1232 bytes (RFC 1035 section 4.2.1, RFC 6891 section 6.2.5).
fn longest(fate: &Fate, transport: Transport) -> usize {
    match (transport, fate.payload) {
        (Transport::Tcp, _) => 65_535,
        (Transport::Udp, Some(payload)) => payload.clamp(512, 1232),
        (Transport::Udp, None) => 512,
    }
}

/// Data whose shape everyone knows has it.
fn is_sound(record: &Record, response: &[u8]) {
    assert!(record.ttl <= i32::MAX as u32);
    let before_name = match record.kind {
        1 => return assert_eq!(record.rdata.len(), 4),
        28 => return assert_eq!(record.rdata.len(), 16),
        2 | 5 | 39 => 0,
        15 => 2,
        33 => 6,
        _ => return,
    };
    let name = plain(response, record.at + before_name);
    assert_eq!(name.map(|(_, end)| end), Some(record.at + record.rdata.len()));
}

/// No record stands twice in a section (RFC 2181 section 5).
fn none_twice(section: &[Record]) {
    let mut seen = std::collections::HashSet::new();
    for record in section {
        let key = (&record.owner, record.kind, &record.rdata);
        assert!(seen.insert(key), "a record stands twice");
    }
}
