//! The engine's own example, as it is and with everything told beside answers.

use std::sync::{Arc, LazyLock};

use _engine::example::example;
use _engine::publish::Published;
use _engine::snapshot::Snapshot;

use crate::steps::{conduct, message};

/// One that tells nothing beside answers, and one that tells all.
pub static EXAMPLES: LazyLock<[Snapshot; 2]> = LazyLock::new(|| {
    let telling = published(16);
    telling
        .publish(&message(&conduct()), false)
        .expect("a sound change");
    [&published(16), &telling].map(|published| Snapshot::clone(&published.present()))
});

/// The example with so many ranges of askers.
pub fn published(ranges: u32) -> Arc<Published> {
    example(ranges).expect("the example can be read")
}
