//! Authoritative DNS from an immutable snapshot: all opinions are formed elsewhere, here they are looked up.
//!
//! A query's journey, top to bottom:
//!
//! ```text
//! serve     a batch of datagrams, or a stream          threads, sockets; nothing shared is written
//!   │  publish                                         which snapshot? the present one, without a lock
//!   │  snapshot::warm                                  many names? their places in memory are asked for together
//!   ▼
//! respond   message + asker ─► response                header, question, EDNS; faults end here
//!   │  wire                                            bytes ─► name, type, client subnet
//!   │  beside                                          cookies and what else is asked for of the server itself
//!   ▼
//! resolve   zone ─► cut? moved? ─► name or wildcard ─► steered, else the zone's own ─► CNAME? once more
//!   │  hosts                                           what will be asked for next, in the additional section
//!   │  snapshot                                        names by hash, records as ready bytes
//!   │  lines, starts, tree                             address ─► which answer, on which line, and its scope
//!   │  tallies                                         one more for this name and line: whose turn it is, and a count
//!   ▼
//! wire::response                                       whole record sets within the limit, else TC
//!   ▼
//! limit     was this network answered so too often?    then TC alone, or silence; datagrams only
//!   ▼
//! sampler   is it the one in so many?                  then it is told of: `samples` keeps it until it is taken
//! ```
//!
//! What a thread writes is its own: a `worker` holds its chance, its counts, its limiter and its sampler. Only the few
//! samples are everybody's, and nobody waits to leave one there.
//!
//! A change comes in by `publish`, is read by `snapshot::format`, and becomes the next snapshot.

#![deny(unsafe_code)]

pub mod beside;
pub mod chance;
pub mod conduct;
pub mod cookie;
pub mod counters;
pub mod error;
#[doc(hidden)]
pub mod example;
pub mod fault;
pub mod hosts;
pub mod limit;
pub mod lines;
pub mod network;
pub mod publish;
pub mod resolve;
pub mod respond;
pub mod sampler;
pub mod samples;
pub mod serve;
pub mod snapshot;
pub mod starts;
pub mod tallies;
pub mod tree;
pub mod wire;
pub mod worker;

#[cfg(feature = "python")]
mod python;
