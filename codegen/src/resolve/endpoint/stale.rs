//! Published endpoint tests that contradict AWS's published partitions.
//!
//! A model's tests are as old as the model, while partitions learn: those of AWS for isolated
//! regions have endpoints of both IP versions by now, and models from before still ask for the
//! error that they have none. This table says so for every model, and each test that it names is
//! emitted as one that has to fail: when it passes, the table is wrong.

/// What a test says of a region that has come to be untrue.
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

/// Why a test that expects `error` in `region` cannot pass any more.
pub(super) fn stale(region: &str, error: &str) -> Option<&'static str> {
    let found = STALE
        .iter()
        .find(|stale| stale.regions.contains(&region) && stale.errors.contains(&error));
    found.map(|stale| stale.reason)
}
