"""trunkline beside its peers on one workload, in interleaved rounds: true before fast."""
