//! AWS partitions: separate sets of regions with domains of their own.
//!
//! The data is that of the partition metadata published by AWS, version 1.1.

/// The result of `aws.partition`.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partition {
    /// The id, as used in ARNs: `aws`, `aws-cn`.
    pub name: &'static str,
    /// The domain of endpoints: `amazonaws.com`.
    pub dns_suffix: &'static str,
    /// The domain of endpoints with IPv4 and IPv6 addresses: `api.aws`.
    pub dual_stack_dns_suffix: &'static str,
    /// Whether there are FIPS endpoints.
    pub supports_fips: bool,
    /// Whether there are endpoints with IPv4 and IPv6 addresses.
    pub supports_dual_stack: bool,
    /// The region that global services sign for.
    pub implicit_global_region: &'static str,
}

/// `aws.partition`: the partition of a region.
///
/// Listed regions are looked up first. A name that matches a partition's region pattern
/// (`ap-central-1`) is treated as a newer region of that partition. Any other name belongs to the
/// `aws` partition, as the specification requires, so the result is always `Some`.
///
/// ```
/// use querysmith_runtime::endpoint::partition;
///
/// assert_eq!(partition("cn-north-1").map(|found| found.dns_suffix), Some("amazonaws.com.cn"));
/// ```
pub fn partition(region: &str) -> Option<&'static Partition> {
    let listed = || TABLE.iter().find(|entry| entry.regions.contains(&region));
    let matching = || TABLE.iter().find(|entry| entry.matches(region));
    listed()
        .or_else(matching)
        .or_else(|| TABLE.first())
        .map(|entry| &entry.partition)
}

/// The partition whose region pattern matches `region`, or `None`.
///
/// Unlike [`partition()`] it has no fallback, so that untrusted region names can be checked. The
/// global pseudo-regions of the metadata (`aws-global`) are not accepted, because they are not part
/// of any host name.
///
/// ```
/// use querysmith_runtime::endpoint::partition_of_region;
///
/// assert_eq!(partition_of_region("eu-west-1").map(|found| found.name), Some("aws"));
/// assert_eq!(partition_of_region("s3"), None);
/// ```
pub fn partition_of_region(region: &str) -> Option<&'static Partition> {
    let entry = TABLE.iter().find(|entry| entry.matches(region))?;
    Some(&entry.partition)
}

struct Entry {
    partition: Partition,
    /// The possible prefixes of a region's name, before its last two parts (a word and a number).
    prefixes: &'static [&'static str],
    regions: &'static [&'static str],
}

impl Entry {
    /// Whether `region` matches the partition's region pattern: `^(prefix|..)-\w+-\d+$`.
    fn matches(&self, region: &str) -> bool {
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let is_number =
            |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = region.rsplitn(3, '-');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(number), Some(word), Some(prefix)) => {
                is_number(number) && is_word(word) && self.prefixes.contains(&prefix)
            }
            _ => false,
        }
    }
}

const fn supporting_all(
    name: &'static str,
    dns_suffix: &'static str,
    dual_stack_dns_suffix: &'static str,
    implicit_global_region: &'static str,
) -> Partition {
    Partition {
        name,
        dns_suffix,
        dual_stack_dns_suffix,
        supports_fips: true,
        supports_dual_stack: true,
        implicit_global_region,
    }
}

/// The first entry is the fallback for unknown regions.
static TABLE: &[Entry] = &[
    Entry {
        partition: supporting_all("aws", "amazonaws.com", "api.aws", "us-east-1"),
        prefixes: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
        regions: &[
            "af-south-1",
            "ap-east-1",
            "ap-east-2",
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-south-2",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-southeast-3",
            "ap-southeast-4",
            "ap-southeast-5",
            "ap-southeast-6",
            "ap-southeast-7",
            "aws-global",
            "ca-central-1",
            "ca-west-1",
            "eu-central-1",
            "eu-central-2",
            "eu-north-1",
            "eu-south-1",
            "eu-south-2",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "il-central-1",
            "me-central-1",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    },
    Entry {
        partition: supporting_all(
            "aws-cn",
            "amazonaws.com.cn",
            "api.amazonwebservices.com.cn",
            "cn-northwest-1",
        ),
        prefixes: &["cn"],
        regions: &["aws-cn-global", "cn-north-1", "cn-northwest-1"],
    },
    Entry {
        partition: supporting_all(
            "aws-eusc",
            "amazonaws.eu",
            "api.amazonwebservices.eu",
            "eusc-de-east-1",
        ),
        prefixes: &["eusc-de"],
        regions: &["eusc-de-east-1"],
    },
    Entry {
        partition: supporting_all("aws-iso", "c2s.ic.gov", "api.aws.ic.gov", "us-iso-east-1"),
        prefixes: &["us-iso"],
        regions: &["aws-iso-global", "us-iso-east-1", "us-iso-west-1"],
    },
    Entry {
        partition: supporting_all(
            "aws-iso-b",
            "sc2s.sgov.gov",
            "api.aws.scloud",
            "us-isob-east-1",
        ),
        prefixes: &["us-isob"],
        regions: &["aws-iso-b-global", "us-isob-east-1"],
    },
    Entry {
        partition: supporting_all(
            "aws-iso-e",
            "cloud.adc-e.uk",
            "api.cloud-aws.adc-e.uk",
            "eu-isoe-west-1",
        ),
        prefixes: &["eu-isoe"],
        regions: &["aws-iso-e-global", "eu-isoe-west-1"],
    },
    Entry {
        partition: supporting_all(
            "aws-iso-f",
            "csp.hci.ic.gov",
            "api.aws.hci.ic.gov",
            "us-isof-south-1",
        ),
        prefixes: &["us-isof"],
        regions: &["aws-iso-f-global", "us-isof-east-1", "us-isof-south-1"],
    },
    Entry {
        partition: supporting_all("aws-us-gov", "amazonaws.com", "api.aws", "us-gov-west-1"),
        prefixes: &["us-gov"],
        regions: &["aws-us-gov-global", "us-gov-east-1", "us-gov-west-1"],
    },
];

#[cfg(test)]
mod tests;
