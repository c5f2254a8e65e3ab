//! Names that nobody has and no cache knows.

use std::iter::repeat_with;

use fastrand::Rng;
use serde_json::Value;

use super::datagrams::Datagrams;
use super::question::{labels, question};

const LETTERS: usize = 12;

/// Ask for names that nobody has
///
/// Prints how many queries were `sent` and `answered`, and how many of these `refused` or `truncated`.
#[derive(clap::Args)]
pub struct RandomNames {
    /// Under which name: a label of twelve letters, another each time, is put before it
    #[arg(long)]
    zone: String,
    /// The same seed gives the same names
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    datagrams: Datagrams,
}

impl RandomNames {
    /// Asks, and tells.
    pub fn run(&self) -> anyhow::Result<Value> {
        let zone = labels(&self.zone)?;
        let mut chance = Rng::with_seed(self.seed);
        self.datagrams
            .send(None, || question(&[&label(&mut chance), &zone]))
    }
}

fn label(chance: &mut Rng) -> Vec<u8> {
    let letters = repeat_with(|| chance.lowercase() as u8);
    [LETTERS as u8].into_iter().chain(letters.take(LETTERS)).collect()
}
