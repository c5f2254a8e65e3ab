//! The few ways in which bytes can be refused.

use std::fmt;

/// A message that breaks the format; the hot path needs no more detail than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Bytes that are not a snapshot (or a change to one) of this version, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl Unreadable {
    /// Says why, in a sentence without an end.
    pub fn because(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl From<Malformed> for Unreadable {
    fn from(_: Malformed) -> Self {
        Self::because("a name in it is not a DNS name in lower case")
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}
