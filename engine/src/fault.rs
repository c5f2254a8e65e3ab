//! Why no answer is due whatever the snapshot says: the response code, and the reason for people (RFC 8914).

use crate::wire::opt::Explanation;
use crate::wire::query::Question;
use crate::wire::{kind, rcode, CLASS_CH, CLASS_IN};

/// No zone of ours holds the name.
pub const NOT_AUTHORITATIVE: Explanation = Explanation { code: 20, text: "" };
/// It is not done here, for nobody.
pub const NOT_SUPPORTED: Explanation = Explanation { code: 21, text: "" };
/// No record has such a type.
pub const INVALID_TYPE: Explanation = Explanation { code: 30, text: "" };
/// The registry has no code for it: 22 is of a resolver that reaches no server of the name.
pub const NOTHING_AVAILABLE: Explanation = Explanation {
    code: 0,
    text: "nothing is available for this asker",
};

/// A response code, and why.
pub struct Fault {
    /// The response code, the extended ones too.
    pub code: u8,
    /// What is told of it to those who understand.
    pub because: Option<Explanation>,
}

impl Fault {
    /// One that is explained.
    pub fn because(code: u8, because: Explanation) -> Self {
        Self {
            code,
            because: Some(because),
        }
    }

    /// That of a question that is not about data: other classes, transfers, and types that are no types of data.
    pub fn of_question(question: &Question) -> Option<Self> {
        match (question.class, question.kind) {
            (CLASS_CH, _) => None,
            (CLASS_IN, kind::AXFR | kind::IXFR) => Some(Self::because(rcode::REFUSED, NOT_SUPPORTED)),
            (CLASS_IN, 0 | kind::OPT | kind::NXNAME) => Some(Self::because(rcode::FORMERR, INVALID_TYPE)),
            (CLASS_IN, 129..=254) => Some(Self::because(rcode::NOTIMP, NOT_SUPPORTED)),
            (CLASS_IN, _) => None,
            _ => Some(Self::because(rcode::REFUSED, NOT_AUTHORITATIVE)),
        }
    }
}

impl From<u8> for Fault {
    fn from(code: u8) -> Self {
        Self { code, because: None }
    }
}
