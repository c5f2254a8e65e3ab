//! The heart: a snapshot, a message and who asks give a response.

use std::net::IpAddr;

use crate::chance::Chance;
use crate::resolve::{resolve, Found};
use crate::snapshot::Snapshot;
use crate::wire::edns::{Edns, MIN_UDP_PAYLOAD};
use crate::wire::query::{read_edns, Header, Question};
use crate::wire::response::Response;
use crate::wire::{kind, rcode, CLASS_IN, QUESTION_AT};

const QUERY: u8 = 0;
const LONGEST_OVER_TCP: usize = 65_535;

/// How a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// One datagram, and a limit to what comes back.
    Udp,
    /// A stream: up to 65,535 bytes come back.
    Tcp,
}

/// What became of a query, for those who count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The response code, the extended ones too.
    pub code: u8,
    /// TC is set: ask again over TCP.
    pub truncated: bool,
    /// It carries steered records.
    pub steered: bool,
}

/// Who asks, and how.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    /// Where the message came from.
    pub address: IpAddr,
    /// How it came.
    pub transport: Transport,
}

/// Writes the response to `message` into `out`; nothing means silence.
///
/// Silence is for what may be a response itself, or is too short to have an id: answering could start an echo.
pub fn respond(
    snapshot: &Snapshot,
    message: &[u8],
    asker: Asker,
    chance: &mut Chance,
    out: &mut Vec<u8>,
) -> Option<Outcome> {
    let header = Header::read(message)?;
    if header.response {
        return None;
    }
    let read = Reading::of(message, &header);
    if let Some(code) = read.fault(&header) {
        return Some(read.refuse(message, &header, code, out));
    }
    match &read.question {
        Some(question) => Some(read.answer(snapshot, message, &header, question, asker, chance, out)),
        None => Some(read.refuse(message, &header, rcode::FORMERR, out)),
    }
}

/// As much of a query as could be understood.
struct Reading {
    question: Option<Question>,
    edns: Option<Edns>,
    malformed: bool,
}

impl Reading {
    fn of(message: &[u8], header: &Header) -> Self {
        let mut reading = Self {
            question: None,
            edns: None,
            malformed: true,
        };
        if header.counts[0] != 1 {
            return reading;
        }
        let Ok(question) = Question::read(message) else {
            return reading;
        };
        reading.question = Some(question);
        if let Ok(edns) = read_edns(message, header.counts, question.end) {
            reading.edns = edns;
            reading.malformed = edns.is_some_and(|edns| edns.subnet.is_err());
        }
        reading
    }

    /// The response code, if no answer is due whatever the snapshot says.
    fn fault(&self, header: &Header) -> Option<u8> {
        if header.opcode != QUERY {
            return Some(rcode::NOTIMP);
        }
        if self.malformed {
            return Some(rcode::FORMERR);
        }
        if self.edns.is_some_and(|edns| edns.version > 0) {
            return Some(rcode::BADVERS);
        }
        self.question.as_ref().and_then(fault_of_question)
    }

    fn refuse(&self, message: &[u8], header: &Header, code: u8, out: &mut Vec<u8>) -> Outcome {
        let asked = self
            .question
            .as_ref()
            .map_or(QUESTION_AT, |question| question.end);
        let question = message.get(QUESTION_AT..asked).unwrap_or(&[]);
        let response = Response::begin(out, question, usize::from(MIN_UDP_PAYLOAD));
        response.finish(header, code, false, self.edns.map(|edns| (edns, 0)));
        Outcome {
            code,
            truncated: false,
            steered: false,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn answer(
        &self,
        snapshot: &Snapshot,
        message: &[u8],
        header: &Header,
        question: &Question,
        asker: Asker,
        chance: &mut Chance,
        out: &mut Vec<u8>,
    ) -> Outcome {
        let room = self.limit(asker.transport) - self.edns.map_or(0, |edns| edns.response_length());
        let mut response = Response::begin(out, &message[QUESTION_AT..question.end], room);
        let found: Found = resolve(snapshot, question, self.decisive(asker), &mut response, chance);
        let truncated = response.truncated();
        response.finish(
            header,
            found.code,
            found.authoritative,
            self.edns.map(|edns| (edns, found.scope)),
        );
        Outcome {
            code: found.code,
            truncated,
            steered: found.steered,
        }
    }

    fn limit(&self, transport: Transport) -> usize {
        match (transport, self.edns) {
            (Transport::Tcp, _) => LONGEST_OVER_TCP,
            (Transport::Udp, Some(edns)) => edns.udp_limit(),
            (Transport::Udp, None) => usize::from(MIN_UDP_PAYLOAD),
        }
    }

    /// The address that decides: the client subnet, unless it is empty (RFC 7871 section 7.1.2).
    fn decisive(&self, asker: Asker) -> IpAddr {
        match self.edns.map(|edns| edns.subnet) {
            Some(Ok(Some(subnet))) if subnet.prefix > 0 => subnet.address,
            _ => asker.address,
        }
    }
}

/// Questions that are not about data: other classes, transfers, and types that are no types of data.
fn fault_of_question(question: &Question) -> Option<u8> {
    if question.class != CLASS_IN {
        return Some(rcode::REFUSED);
    }
    match question.kind {
        kind::AXFR | kind::IXFR => Some(rcode::REFUSED),
        0 | kind::OPT | kind::NXNAME => Some(rcode::FORMERR),
        129..=254 => Some(rcode::NOTIMP),
        _ => None,
    }
}
