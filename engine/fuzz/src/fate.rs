//! What becomes of a message before anybody looks for a name.

use crate::edns::Opt;
use crate::message::{number, question, sections, Question, Record, OPT};
use crate::name::wire;
use crate::steps::{HOSTNAME, VERSION_TEXT};

/// What is due.
pub enum Due {
    /// It may be a response itself, or has no header.
    Silence,
    /// This response code and nothing but the question.
    Fault(u16),
    /// Nothing was asked but a cookie: one comes, and a code that says what the one shown is worth.
    Cookie,
    /// A text of the class CHAOS.
    Introduction(&'static [u8]),
    /// An answer.
    Answer,
}

/// What is due, and what was understood.
pub struct Fate {
    pub due: Due,
    /// The one question, if it can be read.
    pub question: Option<Question>,
    /// The OPT, if the message is whole and has one in its place: how long a response it asks for, in bytes.
    pub payload: Option<usize>,
    /// The same with its options, if they are of version 0 and sound.
    pub opt: Option<Opt>,
}

/// Of any bytes, by the rules in their order: RFC 1035 section 4.1.1, 6891 section 6.1, 7871 section 6, 7873 section 5.
///
/// `tells`: who answers makes cookies and tells of itself, as `steps::conduct` has it.
pub fn fate(message: &[u8], tells: bool) -> Fate {
    let mut fate = Fate {
        due: Due::Silence,
        question: None,
        payload: None,
        opt: None,
    };
    if message.len() < 12 || message[2] >= 0x80 {
        return fate;
    }
    let read = read(message);
    let mut version = 0;
    let mut sound = read.is_some();
    if let Some((question, record)) = read {
        fate.question = question;
        if let Some(record) = record {
            fate.payload = Some(usize::from(record.class));
            version = record.ttl / 0x1_0000 % 256;
            // Options of another version may have another shape, so nobody reads them.
            fate.opt = Opt::of(&record).filter(|opt| version == 0 && opt.subnet().is_some());
            sound = version > 0 || fate.opt.is_some();
        }
    } else if number(message, 4) == Some(1) {
        fate.question = question(message).map(|(question, _)| question);
    }
    let cookie = fate
        .opt
        .as_ref()
        .filter(|_| tells && version == 0)
        .and_then(Opt::cookie);
    let odd_cookie = cookie.is_some_and(|cookie| cookie.len() != 8 && !(16..=40).contains(&cookie.len()));
    fate.due = if message[2] / 8 % 16 != 0 {
        Due::Fault(4)
    } else if !sound || odd_cookie {
        Due::Fault(1)
    } else if version > 0 {
        Due::Fault(16)
    } else {
        match &fate.question {
            Some(question) => due_to(question, tells),
            None if cookie.is_some() => Due::Cookie,
            None => Due::Fault(1),
        }
    };
    fate
}

fn due_to(question: &Question, tells: bool) -> Due {
    let name = wire(&question.name);
    let text = match &name[..] {
        b"\x07version\x04bind\0" | b"\x07version\x06server\0" => Some(VERSION_TEXT),
        b"\x08hostname\x04bind\0" | b"\x02id\x06server\0" => Some(HOSTNAME),
        _ => None,
    };
    match (question.class, question.kind, text) {
        (3, 16 | 255, Some(text)) if tells => Due::Introduction(text),
        (1, 251 | 252, _) => Due::Fault(5),
        (1, 0 | 41 | 128, _) => Due::Fault(1),
        (1, 129..=254, _) => Due::Fault(4),
        (1, ..) => Due::Answer,
        _ => Due::Fault(5),
    }
}

/// The question, if there is one; and the OPT if there is one: alone, at the root and among the additional records.
fn read(message: &[u8]) -> Option<(Option<Question>, Option<Record>)> {
    let (question, at) = match number(message, 4)? {
        0 => (None, 12),
        1 => question(message).map(|(question, at)| (Some(question), at))?,
        _ => return None,
    };
    let [answers, authorities, additionals] = sections(message, at, false)?;
    let misplaced = answers
        .iter()
        .chain(&authorities)
        .any(|record| record.kind == OPT);
    let mut opts = additionals.into_iter().filter(|record| record.kind == OPT);
    let (first, second) = (opts.next(), opts.next());
    let elsewhere = first.as_ref().is_some_and(|opt| opt.owner.is_none());
    (!misplaced && !elsewhere && second.is_none()).then_some((question, first))
}
