//! What goes with any response because it was asked for: a cookie, how long to idle, which server this is.

use crate::conduct::Conduct;
use crate::cookie::{Cookie, Proof};
use crate::error::Malformed;
use crate::respond::{Asker, Outcome, Transport};
use crate::wire::edns::Edns;
use crate::wire::opt::{needed, Explanation, Opt, Told};
use crate::wire::QUESTION_AT;

/// What is told beside the answer, and what the query's cookie proves.
pub struct Beside<'a> {
    /// How every asker is treated.
    pub conduct: &'a Conduct,
    /// The OPT of the query, if there is one.
    pub edns: Option<&'a Edns<'a>>,
    /// What is told.
    pub told: Told<'a>,
    /// Nothing without a cookie, or where those are ignored.
    pub cookie: Result<Option<Proof>, Malformed>,
}

impl<'a> Beside<'a> {
    /// Most often nothing is asked for, and then nothing is looked at; `now` gives seconds since 1970.
    pub fn of(
        conduct: &'a Conduct,
        edns: Option<&'a Edns<'a>>,
        asker: Asker,
        now: impl FnOnce() -> u32,
    ) -> Self {
        let mut beside = Self {
            conduct,
            edns,
            told: Told::default(),
            cookie: Ok(None),
        };
        let Some(edns) = edns.filter(|edns| !edns.malformed) else {
            return beside;
        };
        if let Some(cookie) = edns.cookie.filter(|_| !conduct.secrets.is_empty()) {
            let judged = Cookie::judge(&conduct.secrets, cookie, asker.address, now());
            beside.told.cookie = judged.ok().flatten().map(|cookie| cookie.back);
            beside.cookie = judged.map(|cookie| cookie.map(|cookie| cookie.proof));
        }
        if edns.wants_keepalive && asker.transport == Transport::Tcp && conduct.tcp_idle > 0 {
            beside.told.keepalive = Some(conduct.tcp_idle);
        }
        if edns.wants_nsid {
            beside.told.nsid = &conduct.nsid;
        }
        beside
    }

    /// How many bytes the OPT of the response needs.
    pub fn needed(&self) -> usize {
        self.edns.map_or(0, |edns| needed(edns, &self.told))
    }

    /// The OPT of the response, if the query has one.
    pub fn opt(&self, scope: u8, because: Option<Explanation>) -> Option<Opt<'_>> {
        self.edns.map(|edns| Opt {
            edns,
            scope,
            told: &self.told,
            because: because.filter(|_| self.conduct.explains),
        })
    }

    /// What became of the query, as far as it is known without an answer.
    pub fn outcome(&self, code: u8) -> Outcome {
        Outcome {
            code,
            truncated: false,
            steered: false,
            known: self.cookie == Ok(Some(Proof::Good)),
            counts_as: QUESTION_AT,
        }
    }
}
