//! The hosts of STS.

use querysmith_runtime::endpoint::partition_of_region;

/// The one endpoint that is not regional.
const GLOBAL: &str = "sts.amazonaws.com";

/// The region for which requests to the global endpoint are signed.
const GLOBAL_REGION: &str = "us-east-1";

/// The region for which requests to a host of STS are signed; `None` for any other host.
///
/// Accepted are `sts` and `sts-fips` in a region of a known partition, with either of its domains.
/// The region must match the partition's pattern: `sts.s3.amazonaws.com` is a bucket.
pub(super) fn region_of(host: &str) -> Option<&str> {
    if host == GLOBAL {
        return Some(GLOBAL_REGION);
    }
    let rest = host
        .strip_prefix("sts.")
        .or_else(|| host.strip_prefix("sts-fips."))?;
    let (region, suffix) = rest.split_once('.')?;
    let partition = partition_of_region(region)?;
    [partition.dns_suffix, partition.dual_stack_dns_suffix]
        .contains(&suffix)
        .then_some(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_of_sts_has_a_region() {
        for (host, region) in [
            ("sts.amazonaws.com", "us-east-1"),
            ("sts.eu-west-1.amazonaws.com", "eu-west-1"),
            ("sts-fips.us-west-2.amazonaws.com", "us-west-2"),
            ("sts.eu-west-1.api.aws", "eu-west-1"),
            ("sts-fips.us-east-1.api.aws", "us-east-1"),
            ("sts.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
            ("sts.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("sts.cn-north-1.api.amazonwebservices.com.cn", "cn-north-1"),
            ("sts.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
            ("sts.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        ] {
            assert_eq!(region_of(host), Some(region), "{host}");
        }
    }

    #[test]
    fn any_other_host_has_none() {
        for host in [
            "",
            "sts",
            "sts.",
            "amazonaws.com",
            "evil.example",
            "sts.evil.example",
            "sts.amazonaws.com.evil.example",
            "sts.eu-west-1.amazonaws.com.evil.example",
            "sts.eu-west-1.amazonaws.com.",
            "evil.sts.eu-west-1.amazonaws.com",
            "evilsts.eu-west-1.amazonaws.com",
            "sts-evil.eu-west-1.amazonaws.com",
            "sts.eu-west-1.evilamazonaws.com",
            "sts.s3.amazonaws.com",
            "sts.s3-us-west-2.amazonaws.com",
            "sts.s3.us-west-2.amazonaws.com",
            "sts.cn-north-1.amazonaws.com",
            "sts.eu-west-1.amazonaws.com.cn",
            "sts.aws-global.amazonaws.com",
            "STS.eu-west-1.amazonaws.com",
        ] {
            assert_eq!(region_of(host), None, "{host}");
        }
    }
}
