//! How often one network is answered (response rate limiting), so that nobody can have us flood a victim whose address
//! he writes on his queries.
//!
//! What says the same of the same name to one network shares an allowance, as BIND, NSD and Knot have it.

pub mod allowances;
pub mod limits;

use std::hash::{BuildHasher, Hasher};
use std::net::IpAddr;
use std::time::Instant;

use foldhash::quality::RandomState;

use crate::limit::allowances::{share_of, Allowances};
use crate::limit::limits::Limits;
use crate::network::Network;
use crate::respond::Outcome;
use crate::wire::name::skip;
use crate::wire::{rcode, u16_at};

const AUTHORITATIVE: u8 = 0x04;
/// Upper and lower case are the same name; what else this makes alike does not occur in real ones.
const LOWER_CASE: u64 = 0x2020_2020_2020_2020;

/// What becomes of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is sent.
    Send,
    /// Only the word to ask over TCP is sent in its place: an asker who is there does.
    Slip,
    /// Silence.
    Drop,
}

/// Responses of different classes have allowances of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Class {
    Answer,
    NoData,
    Absent,
    Referral,
    Error,
    /// For the limit of all responses together.
    Any,
}

impl Class {
    fn of(response: &[u8], code: u8) -> Self {
        let answers = u16_at(response, 6).unwrap_or(0);
        let authoritative = response.get(2).is_some_and(|flags| flags & AUTHORITATIVE != 0);
        match code {
            rcode::NXDOMAIN => Self::Absent,
            rcode::NOERROR if answers > 0 => Self::Answer,
            rcode::NOERROR if authoritative => Self::NoData,
            rcode::NOERROR => Self::Referral,
            _ => Self::Error,
        }
    }
}

/// One thread's account of what it has answered to whom.
#[derive(Debug, Default)]
pub struct Limiter {
    /// Seeded anew each time, so that nobody can aim at another's allowance.
    keys: RandomState,
    allowances: Allowances,
    began: Option<Instant>,
    /// Nanoseconds since then.
    now: u64,
    /// What one response costs of the allowance of its kind, and of that for all.
    shares: (u64, u64),
}

impl Limiter {
    /// Begins a batch of responses at the present moment: says whether these are to be judged at all.
    ///
    /// The clock is looked at only if they are, and must never go back.
    pub fn begin(&mut self, limits: &Limits, clock: impl FnOnce() -> Instant) -> bool {
        let on = limits.limit_responses();
        self.allowances.keep(on);
        if on {
            let now = clock();
            let began = *self.began.get_or_insert(now);
            self.now = now.duration_since(began).as_nanos() as u64;
            self.shares = (share_of(limits.alike), share_of(limits.all));
        }
        on
    }

    /// What becomes of this response to an asker at `address`.
    pub fn judge(&mut self, limits: &Limits, address: IpAddr, outcome: Outcome, response: &[u8]) -> Verdict {
        if outcome.known {
            return Verdict::Send;
        }
        let network = Network::of(address);
        let above = self
            .spend_alike(network, outcome, response)
            .or_else(|| self.spend(self.shares.1, network, Class::Any, &[]));
        match above {
            None => Verdict::Send,
            Some(_) if limits.exempts(address) => Verdict::Send,
            Some(nth) if limits.slip > 0 && nth % limits.slip == 0 => Verdict::Slip,
            Some(_) => Verdict::Drop,
        }
    }

    fn spend_alike(&mut self, network: Network, outcome: Outcome, response: &[u8]) -> Option<u32> {
        if self.shares.0 == 0 {
            return None;
        }
        let class = Class::of(response, outcome.code);
        self.spend(self.shares.0, network, class, named(class, outcome, response))
    }

    fn spend(&mut self, share: u64, network: Network, class: Class, name: &[u8]) -> Option<u32> {
        if share == 0 {
            return None;
        }
        let hash = self.hash(network, class, name);
        self.allowances.spend(hash, share, self.now)
    }

    fn hash(&self, network: Network, class: Class, name: &[u8]) -> u64 {
        let mut hasher = self.keys.build_hasher();
        hasher.write_u64(network.number() << 8 | class as u64);
        for eight in name.chunks(8) {
            let word = match eight.try_into() {
                Ok(whole) => u64::from_be_bytes(whole),
                Err(_) => eight.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
            };
            hasher.write_u64(word | LOWER_CASE);
        }
        hasher.finish()
    }
}

/// The name that a response counts as. Errors have none: they can be had for any name.
fn named(class: Class, outcome: Outcome, response: &[u8]) -> &[u8] {
    let end = skip(response, outcome.counts_as);
    match (class, end) {
        (Class::Error, _) | (_, Err(_)) => &[],
        (_, Ok(end)) => &response[outcome.counts_as..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Prefix;
    use crate::wire::QUESTION_AT;
    use std::time::Duration;

    const HEADER: [u8; 12] = [0, 7, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 0];

    /// A response to a question for this name, of this code, with so many answers as its header says.
    #[derive(Clone, Copy)]
    struct Said {
        name: &'static [u8],
        code: u8,
        flags: u8,
        answers: u8,
        /// How many labels of the name are left out in counting.
        skipped: usize,
    }

    const ANSWER: Said = Said {
        name: b"\x03www\x07example\x00",
        code: rcode::NOERROR,
        flags: AUTHORITATIVE,
        answers: 1,
        skipped: 0,
    };

    fn judge(limiter: &mut Limiter, limits: &Limits, from: &str, said: Said) -> Verdict {
        let mut response = [&HEADER, said.name, b"\x00\x01\x00\x01"].concat();
        (response[2], response[7]) = (0x80 | said.flags, said.answers);
        let mut outcome = Outcome {
            code: said.code,
            truncated: false,
            steered: false,
            known: false,
            counts_as: QUESTION_AT,
        };
        for _ in 0..said.skipped {
            outcome.counts_as += usize::from(response[outcome.counts_as]) + 1;
        }
        let same_moment = limiter.began.unwrap_or_else(Instant::now);
        assert!(limiter.begin(limits, || same_moment));
        limiter.judge(limits, from.parse().unwrap(), outcome, &response)
    }

    fn alike(rate: u32) -> Limits {
        Limits {
            alike: rate,
            slip: 0,
            ..Limits::default()
        }
    }

    /// How many of `count` responses at that moment are sent.
    fn sent(limiter: &mut Limiter, limits: &Limits, count: usize) -> usize {
        let verdicts = (0..count).map(|_| judge(limiter, limits, "192.0.2.1", ANSWER));
        verdicts.filter(|&verdict| verdict == Verdict::Send).count()
    }

    #[test]
    fn each_slip_th_response_above_the_limit_sends_to_tcp() {
        for (slip, expected) in [(0, "DDDDDD"), (1, "SSSSSS"), (2, "DSDSDS"), (3, "DDSDDS")] {
            let mut limiter = Limiter::default();
            let limits = Limits { slip, ..alike(2) };
            assert_eq!(sent(&mut limiter, &limits, 2), 2);
            let verdicts = (0..6).map(|_| match judge(&mut limiter, &limits, "192.0.2.1", ANSWER) {
                Verdict::Send => '.',
                Verdict::Slip => 'S',
                Verdict::Drop => 'D',
            });
            assert_eq!(verdicts.collect::<String>(), expected);
        }
    }

    #[test]
    fn what_is_of_one_kind_shares_an_allowance_and_nothing_else_does() {
        let table: [(&str, &str, Said, bool); 10] = [
            ("the same again", "192.0.2.1", ANSWER, true),
            ("another host of the network", "192.0.2.99", ANSWER, true),
            (
                "in capitals",
                "192.0.2.1",
                Said {
                    name: b"\x03wWw\x07EXAMPLE\x00",
                    ..ANSWER
                },
                true,
            ),
            ("another network", "192.0.3.1", ANSWER, false),
            ("another family", "2001:db8::1", ANSWER, false),
            (
                "another name",
                "192.0.2.1",
                Said {
                    name: b"\x03wwx\x07example\x00",
                    ..ANSWER
                },
                false,
            ),
            (
                "counted as the name above",
                "192.0.2.1",
                Said { skipped: 1, ..ANSWER },
                false,
            ),
            ("no data", "192.0.2.1", Said { answers: 0, ..ANSWER }, false),
            (
                "a referral",
                "192.0.2.1",
                Said {
                    answers: 0,
                    flags: 0,
                    ..ANSWER
                },
                false,
            ),
            (
                "no such name",
                "192.0.2.1",
                Said {
                    code: rcode::NXDOMAIN,
                    ..ANSWER
                },
                false,
            ),
        ];
        for (why, from, said, shared) in table {
            let mut limiter = Limiter::default();
            let limits = alike(1);
            assert_eq!(sent(&mut limiter, &limits, 2), 1);
            let verdict = judge(&mut limiter, &limits, from, said);
            assert_eq!(verdict == Verdict::Drop, shared, "{why}");
        }
    }

    #[test]
    fn names_that_are_made_up_count_as_one() {
        let mut limiter = Limiter::default();
        let made_up: [&'static [u8]; 3] = [
            b"\x01a\x07example\x00",
            b"\x02bb\x07example\x00",
            b"\x03ccc\x07example\x00",
        ];
        let all = made_up.map(|name| {
            let said = Said {
                name,
                skipped: 1,
                code: rcode::NXDOMAIN,
                ..ANSWER
            };
            judge(&mut limiter, &alike(2), "192.0.2.1", said)
        });
        assert_eq!(all, [Verdict::Send, Verdict::Send, Verdict::Drop]);
    }

    #[test]
    fn errors_count_together_whatever_the_name() {
        let mut limiter = Limiter::default();
        let refused = Said {
            code: rcode::REFUSED,
            flags: 0,
            answers: 0,
            ..ANSWER
        };
        let other = Said {
            name: b"\x04else\x00",
            ..refused
        };
        let all = [refused, other].map(|said| judge(&mut limiter, &alike(1), "192.0.2.1", said));
        assert_eq!(all, [Verdict::Send, Verdict::Drop]);
    }

    #[test]
    fn time_goes_on_from_batch_to_batch() {
        let (mut limiter, limits, began) = (Limiter::default(), alike(10), Instant::now());
        for (after, expected) in [(0, true), (50, false), (100, true)] {
            assert!(limiter.begin(&limits, || began + Duration::from_millis(after)));
            let spent = limiter.allowances.spend(7, limiter.shares.0, limiter.now);
            assert_eq!(spent.is_none(), expected, "{after}");
            while limiter
                .allowances
                .spend(7, limiter.shares.0, limiter.now)
                .is_none()
            {}
        }
    }

    #[test]
    fn where_nothing_is_limited_the_clock_is_not_looked_at() {
        let mut limiter = Limiter::default();
        assert!(!limiter.begin(&Limits::default(), || unreachable!()));
        assert!(limiter.began.is_none());
    }

    #[test]
    fn all_responses_to_a_network_have_a_limit_of_their_own() {
        let mut limiter = Limiter::default();
        let limits = Limits { all: 3, ..alike(2) };
        let other = Said {
            name: b"\x04else\x00",
            ..ANSWER
        };
        let said = [ANSWER, ANSWER, ANSWER, other, other];
        let all = said.map(|said| judge(&mut limiter, &limits, "192.0.2.1", said) == Verdict::Send);
        assert_eq!(all, [true, true, false, true, false]);
    }

    #[test]
    fn who_is_known_or_exempt_is_never_limited() {
        let mut limiter = Limiter::default();
        let known = Outcome {
            code: 0,
            truncated: false,
            steered: false,
            known: true,
            counts_as: QUESTION_AT,
        };
        let near = Prefix::new([192, 0, 2, 0].into(), 24).unwrap();
        let limits = Limits {
            exempt: [near].into(),
            ..alike(1)
        };
        assert_eq!(sent(&mut limiter, &limits, 100), 100);
        assert!(limiter.begin(&limits, Instant::now));
        let response = [&HEADER[..], b"\x00\x00\x01\x00\x01"].concat();
        for _ in 0..100 {
            let verdict = limiter.judge(&limits, [198, 51, 100, 1].into(), known, &response);
            assert_eq!(verdict, Verdict::Send);
        }
    }
}
