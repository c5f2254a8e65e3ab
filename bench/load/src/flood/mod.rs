//! Load that a server is better off without.

mod datagrams;
mod one_source;
mod question;
mod random_names;
mod silent_tcp;

use serde_json::Value;

/// Which nuisance.
#[derive(clap::Subcommand)]
pub enum Flood {
    SilentTcp(silent_tcp::SilentTcp),
    RandomNames(random_names::RandomNames),
    OneSource(one_source::OneSource),
}

impl Flood {
    /// Floods, and tells.
    pub fn run(&self) -> anyhow::Result<Value> {
        match self {
            Self::SilentTcp(flood) => flood.run(),
            Self::RandomNames(flood) => flood.run(),
            Self::OneSource(flood) => flood.run(),
        }
    }
}
