//! Published endpoint tests that contradict AWS's published partitions.
//!
//! Tests are as old as their model, while partitions change: those for isolated regions have gained
//! dual-stack endpoints, but older models still expect an error. This table lists such tests for
//! every model. They are emitted as tests that must fail: if one passes, the table is wrong.

/// An expected error of a region that is no longer true.
struct Stale {
    regions: &'static [&'static str],
    errors: &'static [&'static str],
    reason: &'static str,
}

const STALE: [Stale; 1] = [Stale {
    regions: &[
        "us-iso-east-1",
        "us-iso-west-1",
        "us-isob-east-1",
        "us-isob-west-1",
        "eu-isoe-west-1",
        "us-isof-east-1",
        "us-isof-south-1",
    ],
    errors: &[
        "DualStack is enabled but this partition does not support DualStack",
        "FIPS and DualStack are enabled, but this partition does not support one or both",
    ],
    reason: "the partition has gained dual-stack endpoints since the model was written",
}];

/// Why a test that expects `error` in `region` can no longer pass.
pub(super) fn stale(region: &str, error: &str) -> Option<&'static str> {
    let found = STALE
        .iter()
        .find(|stale| stale.regions.contains(&region) && stale.errors.contains(&error));
    found.map(|stale| stale.reason)
}
