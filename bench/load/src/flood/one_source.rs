//! One question from one address, over and over.

use std::net::IpAddr;

use serde_json::Value;

use super::datagrams::Datagrams;
use super::question::{labels, question};

/// Ask one thing from one address, as a victim seems to whose address is forged
///
/// Prints how many queries were `sent` and `answered`, and how many of these `refused` or `truncated`.
#[derive(clap::Args)]
pub struct OneSource {
    /// The name that is asked for
    #[arg(long)]
    name: String,
    /// The address that seems to ask
    #[arg(long, value_name = "IP", default_value = "127.66.66.66")]
    source: IpAddr,
    #[command(flatten)]
    datagrams: Datagrams,
}

impl OneSource {
    /// Asks, and tells.
    pub fn run(&self) -> anyhow::Result<Value> {
        self.datagrams.reach.check(self.source)?;
        let message = question(&[&labels(&self.name)?]);
        self.datagrams.send(Some(self.source), || message.clone())
    }
}
