//! What the engine should do, worked out slowly and apart from it: one obvious step at a time, no table, no trick.
//!
//! Nothing here uses the engine's own readers, so that a mistake would have to be made twice to stay unseen.

pub mod answer;
pub mod ask;
pub mod askers;
pub mod beside;
pub mod edns;
pub mod example;
pub mod fate;
pub mod laws;
pub mod message;
pub mod name;
pub mod steps;
pub mod walk;
pub mod world;
