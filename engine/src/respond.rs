//! The heart: a snapshot, a message and who asks give a response.

use std::net::IpAddr;

use crate::beside::Beside;
use crate::cookie::Proof;
use crate::fault::{Fault, NOTHING_AVAILABLE, NOT_AUTHORITATIVE, NOT_SUPPORTED};
use crate::resolve::resolve;
use crate::snapshot::names::Place;
use crate::snapshot::Snapshot;
use crate::wire::edns::{Edns, Subnet, MIN_UDP_PAYLOAD};
use crate::wire::name::Name;
use crate::wire::query::{read_edns, Header, Question};
use crate::wire::response::{Owner, Response, Section};
use crate::wire::{kind, rcode, CLASS_CH, QUESTION_AT};
use crate::worker::Worker;

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
    /// The query carried a cookie of ours, so its source address is the asker's own (RFC 7873 section 5.2.4).
    pub known: bool,
    /// Where in query and response the name stands under which this counts, up to the question's end; see `Found`.
    pub counts_as: usize,
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
    worker: &mut Worker,
    out: &mut Vec<u8>,
) -> Option<Outcome> {
    let mut name = Name::ROOT;
    let wanted = Wanted::read(message, &mut name);
    let query = Query::read(message, &name, wanted)?;
    Some(query.respond(snapshot, asker, worker, out))
}

/// The name that a message asks for, read before all else of it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    end: Option<usize>,
    /// Where to look for it; of no meaning when there is no name to be read.
    pub place: Place,
}

impl Wanted {
    /// Reads it into `name`: in lower case, for the asker's own spelling stays in the message.
    #[inline(always)]
    pub fn read(message: &[u8], name: &mut Name) -> Self {
        Self {
            end: name.become_one(message, QUESTION_AT).ok(),
            place: Place::of(name.as_wire()),
        }
    }
}

/// As much of a query as could be understood.
pub struct Query<'m> {
    message: &'m [u8],
    name: &'m Name,
    place: Place,
    header: Header,
    question: Option<Question>,
    edns: Option<Edns<'m>>,
    malformed: bool,
}

impl<'m> Query<'m> {
    /// Reads the rest of what asks for `name`. Nothing if it deserves silence.
    #[inline(always)]
    pub fn read(message: &'m [u8], name: &'m Name, wanted: Wanted) -> Option<Self> {
        let header = Header::read(message).filter(|header| !header.response)?;
        let question = match header.counts[0] {
            1 => wanted.end.and_then(|end| Question::read(message, end).ok()),
            _ => None,
        };
        let end = match (&question, header.counts[0]) {
            (Some(question), _) => Some(question.end),
            // Who asks nothing may still want a cookie (RFC 7873 section 5.4).
            (None, 0) => Some(QUESTION_AT),
            (None, _) => None,
        };
        let (edns, readable) = match end.map(|end| read_edns(message, header.counts, end)) {
            Some(Ok(edns)) => (edns, true),
            Some(Err(_)) | None => (None, false),
        };
        Some(Self {
            message,
            place: wanted.place,
            name,
            header,
            question,
            malformed: !readable || edns.as_ref().is_some_and(|edns| edns.malformed),
            edns,
        })
    }

    /// The name and the type that are asked for, if they can be read.
    pub fn asked(&self) -> Option<(&Name, u16)> {
        self.question.as_ref().map(|question| (self.name, question.kind))
    }

    /// The subnet on whose behalf is asked, be it the empty one.
    pub fn subnet(&self) -> Option<Subnet> {
        self.edns.as_ref().and_then(|edns| edns.subnet)
    }

    /// Writes the response into `out`, in place of what was there.
    #[inline(always)]
    pub fn respond(
        &self,
        snapshot: &Snapshot,
        asker: Asker,
        worker: &mut Worker,
        out: &mut Vec<u8>,
    ) -> Outcome {
        let beside = Beside::of(snapshot.conduct(), self.edns.as_ref(), asker, || worker.now());
        let room = self.limit(asker.transport) - beside.needed();
        let asked = self
            .question
            .as_ref()
            .map_or(QUESTION_AT, |question| question.end);
        let response = Response::begin(
            out,
            self.message.get(..asked).unwrap_or(&[0u8; QUESTION_AT][..]),
            room,
        );
        match (self.fault(&beside), &self.question) {
            (Some(fault), _) => self.refuse(fault, &beside, response),
            (None, Some(question)) if question.class == CLASS_CH => {
                self.introduce(question, &beside, response)
            }
            (None, Some(question)) => self.answer(question, snapshot, asker, &beside, worker, response),
            // Nothing is asked, and that is no fault: only a cookie is wanted.
            (None, None) => self.refuse(rcode::NOERROR.into(), &beside, response),
        }
    }

    #[inline(always)]
    fn fault(&self, beside: &Beside<'_>) -> Option<Fault> {
        if self.header.opcode != QUERY {
            return Some(Fault::because(rcode::NOTIMP, NOT_SUPPORTED));
        }
        if self.malformed || beside.cookie.is_err() {
            return Some(rcode::FORMERR.into());
        }
        if self.edns.as_ref().is_some_and(|edns| edns.version > 0) {
            return Some(rcode::BADVERS.into());
        }
        match (&self.question, beside.cookie) {
            (Some(question), _) => Fault::of_question(question),
            (None, Ok(Some(Proof::Wrong))) => Some(rcode::BADCOOKIE.into()),
            (None, Ok(Some(Proof::New | Proof::Good))) => None,
            (None, _) => Some(rcode::FORMERR.into()),
        }
    }

    fn refuse(&self, fault: Fault, beside: &Beside<'_>, response: Response<'_>) -> Outcome {
        let opt = beside.opt(0, fault.because);
        response.finish(&self.header, fault.code, false, opt);
        beside.outcome(fault.code)
    }

    #[inline(always)]
    fn answer(
        &self,
        question: &Question,
        snapshot: &Snapshot,
        asker: Asker,
        beside: &Beside<'_>,
        worker: &mut Worker,
        mut response: Response<'_>,
    ) -> Outcome {
        let found = resolve(
            snapshot,
            (self.name, self.place),
            question.kind,
            self.decisive(asker),
            &mut response,
            worker,
        );
        let truncated = response.truncated();
        let because = match found.code {
            rcode::REFUSED => Some(NOT_AUTHORITATIVE),
            rcode::SERVFAIL => Some(NOTHING_AVAILABLE),
            _ => None,
        };
        let opt = beside.opt(found.scope, because);
        response.finish(&self.header, found.code, found.authoritative, opt);
        Outcome {
            truncated,
            steered: found.steered,
            counts_as: found.counts_as,
            ..beside.outcome(found.code)
        }
    }

    /// Tells of this server in the class CHAOS what operators let it tell.
    fn introduce(&self, question: &Question, beside: &Beside<'_>, mut response: Response<'_>) -> Outcome {
        let name = self.name.as_wire();
        let asked = matches!(question.kind, kind::TXT | kind::ANY);
        let Some(text) = beside.conduct.introduction(name).filter(|_| asked) else {
            return self.refuse(
                Fault::because(rcode::REFUSED, NOT_AUTHORITATIVE),
                beside,
                response,
            );
        };
        let head = [0, kind::TXT as u8, 0, CLASS_CH as u8, 0, 0, 0, 0];
        let length = text.len() as u8;
        let rdlength = (u16::from(length) + 1).to_be_bytes();
        let record = [&head[..], &rdlength, &[length], text].concat();
        response.require(
            Section::Answer,
            Owner::at(QUESTION_AT, name),
            std::iter::once(&record[..]),
        );
        let truncated = response.truncated();
        response.finish(&self.header, rcode::NOERROR, true, beside.opt(0, None));
        Outcome {
            truncated,
            ..beside.outcome(rcode::NOERROR)
        }
    }

    fn limit(&self, transport: Transport) -> usize {
        match (transport, &self.edns) {
            (Transport::Tcp, _) => LONGEST_OVER_TCP,
            (Transport::Udp, Some(edns)) => edns.udp_limit(),
            (Transport::Udp, None) => usize::from(MIN_UDP_PAYLOAD),
        }
    }

    /// The address that decides: the client subnet, unless it is empty (RFC 7871 section 7.1.2).
    fn decisive(&self, asker: Asker) -> IpAddr {
        let subnet = self.edns.as_ref().and_then(|edns| edns.subnet.as_ref());
        let told = subnet.filter(|subnet| subnet.prefix > 0);
        told.map_or(asker.address, |subnet| subnet.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::example;

    const HEADER: &[u8] = b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00";
    const WWW: &[u8] = b"\x03wWw\x07example\x03com\x00\x00\x01\x00\x01";

    fn ask(message: &[u8]) -> Option<(Outcome, Vec<u8>)> {
        let published = example(2).unwrap();
        let asker = Asker {
            address: [10, 0, 0, 1].into(),
            transport: Transport::Udp,
        };
        let mut out = vec![1, 2, 3];
        let outcome = respond(
            &published.present(),
            message,
            asker,
            &mut Worker::from_seed(1),
            &mut out,
        );
        outcome.map(|outcome| (outcome, out))
    }

    #[test]
    fn a_steered_name_is_answered_with_ready_records() {
        let (outcome, response) = ask(&[HEADER, WWW].concat()).unwrap();
        assert!(outcome.steered && outcome.code == rcode::NOERROR);
        assert_eq!(
            response[..12],
            *b"\x00\x07\x85\x00\x00\x01\x00\x03\x00\x00\x00\x00"
        );
        assert_eq!(&response[12..12 + WWW.len()], WWW);
        let first = &response[12 + WWW.len()..][..16];
        assert_eq!(
            first,
            b"\xC0\x0C\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xC0\x00\x01\x00"
        );
    }

    /// Asks for `kind` at a name of one label in `example.com`, on behalf of 10.1.2.0/24 or of 200.1.2.0/24.
    fn ask_example(label: &str, kind: u8, first_octet: u8) -> (Outcome, Vec<u8>) {
        let name = [&[label.len() as u8], label.as_bytes(), &WWW[4..17]].concat();
        let opt = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x0b\x00\x08\x00\x07\x00\x01\x18\x00";
        let subnet = [first_octet, 1, 2];
        let question = [0, kind, 0, 1];
        let message = [&HEADER[..11], &[1], &name, &question, opt, &subnet].concat();
        ask(&message).unwrap()
    }

    /// How many answers there are, and the first one's type.
    fn answers(response: &[u8], label: &str) -> (u8, u8) {
        let first = 12 + 1 + label.len() + 13 + 4;
        (response[7], response[first + 3])
    }

    #[test]
    fn a_pool_of_names_answers_for_addresses_with_one_cname_and_what_is_there() {
        let (outcome, response) = ask_example("names", 1, 10);
        // The first name of the pool has one address of the zone's own.
        assert_eq!((outcome.code, answers(&response, "names")), (0, (2, 5)));
        assert!(outcome.steered);
        let (_, other_type) = ask_example("names", 28, 10);
        assert_eq!(other_type[7], 0);
    }

    #[test]
    fn a_steered_cname_answers_for_every_type() {
        for (kind, count) in [(1, 4), (28, 1), (15, 1), (16, 1), (5, 1), (255, 1)] {
            let (outcome, response) = ask_example("to", kind, 10);
            assert_eq!(
                (outcome.code, answers(&response, "to")),
                (0, (count, 5)),
                "{kind}"
            );
        }
        for beside in [kind::KEY, kind::RRSIG, kind::NSEC] {
            assert_eq!(ask_example("to", beside as u8, 10).1[7], 0);
        }
    }

    #[test]
    fn a_failure_is_for_those_askers_alone_and_the_scope_says_so() {
        for (label, kind) in [("fails", 1), ("shut", 1), ("shut", 15), ("shut", 255)] {
            assert_eq!(ask_example(label, kind, 10).0.code, rcode::NOERROR);
            let (outcome, response) = ask_example(label, kind, 200);
            assert_eq!((outcome.code, outcome.steered), (rcode::SERVFAIL, false));
            // No AA, nothing in any section but the OPT, which ends with prefix 24, scope 1 and the subnet.
            assert_eq!(response[2..12], *b"\x81\x02\x00\x01\x00\x00\x00\x00\x00\x01");
            assert!(response.ends_with(&[24, 1, 200, 1, 2]));
        }
        assert_eq!(ask_example("fails", 28, 200).0.code, rcode::NOERROR);
    }

    #[test]
    fn names_that_are_answered_alike_count_as_one() {
        let table: [(&str, &[u8], &[u8]); 5] = [
            ("a name that is there", b"\x03www", b"\x03www"),
            ("an alias", b"\x05alias", b"\x05alias"),
            ("made up, and a wildcard answers", b"\x04made\x02up", b""),
            ("made up, and nothing answers", b"\x04made\x03www", b""),
            ("made up below a cut", b"\x04made\x03sub", b"\x03sub"),
        ];
        for (why, labels, counted) in table {
            let message = [HEADER, labels, &WWW[4..17], b"\x00\x01\x00\x01"].concat();
            let (outcome, response) = ask(&message).unwrap();
            let counts_as = &response[outcome.counts_as..QUESTION_AT + labels.len() + 13];
            assert_eq!(counts_as, [counted, &WWW[4..17]].concat(), "{why}");
        }
    }

    #[test]
    fn what_may_be_a_response_gets_silence() {
        assert!(ask(&HEADER[..11]).is_none());
        assert!(ask(&[b"\x00\x07\x80\x00", &HEADER[4..], WWW].concat()).is_none());
    }

    #[test]
    fn the_sooner_fault_gives_the_code() {
        let notify = [b"\x00\x07\x20\x00", &HEADER[4..], WWW, b"left over"].concat();
        assert_eq!(ask(&notify).unwrap().0.code, rcode::NOTIMP);
        assert_eq!(
            ask(&[HEADER, WWW, b"left over"].concat()).unwrap().0.code,
            rcode::FORMERR
        );
    }
}
