//! The endpoint of AWS Sign-In.

use crate::profile::{ProfileError, SharedSettings};
use crate::region::invalid_region;
use crate::service_endpoint::{Variant, configured_url};
use querysmith_runtime::endpoint::partition;

const SDK_ID: &str = "Signin";

/// The URL in `region`, without a trailing slash, or the problem with the region.
pub(super) fn of_region(region: &str) -> Result<String, String> {
    with(region, Variant::default())
}

/// The configured URL, or that in `region`; `None` if neither is known.
pub(super) fn of_settings(
    region: Option<&str>,
    settings: &SharedSettings,
) -> Result<Option<Result<String, String>>, ProfileError> {
    let of_region = match region {
        Some(region) => {
            let variant = Variant::of_settings("AWS Sign-In", region, settings)?;
            Some(with(region, variant))
        }
        None => None,
    };
    Ok(configured_url(SDK_ID, settings)?.map(Ok).or(of_region))
}

fn with(region: &str, variant: Variant) -> Result<String, String> {
    // Anything else could send the refresh token to another host.
    if let Some(found) = invalid_region(region) {
        return Err(format!(
            "the region is {found}, expected a region like us-east-1"
        ));
    }
    let found = partition(region);
    let name = found.map_or("aws", |partition| partition.name);
    let dns_suffix = found.map_or("amazonaws.com", |partition| partition.dns_suffix);
    let dual_stack_suffix = found.map_or("api.aws", |partition| partition.dual_stack_dns_suffix);
    Ok(match (variant.use_fips, variant.use_dual_stack) {
        (false, false) => format!("https://{region}.signin.{}", domain(name, dns_suffix)),
        (true, false) if name == "aws-us-gov" => {
            format!("https://{region}.signin-fips.{}", domain(name, dns_suffix))
        }
        (true, false) => format!("https://signin-fips.{region}.{dns_suffix}"),
        (false, true) => format!("https://signin.{region}.{dual_stack_suffix}"),
        (true, true) => format!("https://signin-fips.{region}.{dual_stack_suffix}"),
    })
}

/// The domain of the console in a partition, which differs from that of the other services.
fn domain<'a>(partition: &str, dns_suffix: &'a str) -> &'a str {
    match partition {
        "aws" => "aws.amazon.com",
        "aws-cn" => "amazonaws.cn",
        "aws-us-gov" => "amazonaws-us-gov.com",
        "aws-eusc" => "amazonaws-eusc.eu",
        "aws-iso" => "c2shome.ic.gov",
        "aws-iso-b" => "sc2shome.sgov.gov",
        "aws-iso-e" => "csphome.adc-e.uk",
        "aws-iso-f" => "csphome.hci.ic.gov",
        _ => dns_suffix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::ProfileSet;
    use querysmith_runtime::env::Env;

    type Found = Option<Result<String, String>>;

    fn endpoint(region: Option<&str>, config: &str) -> Result<Found, ProfileError> {
        let config = format!("[default]\nservices = s\n{config}\n[services s]\n");
        let profiles = ProfileSet::parse(&config, "").unwrap();
        let settings = SharedSettings::new(&Env::empty(), &profiles).unwrap();
        of_settings(region, &settings)
    }

    #[test]
    fn each_partition_has_a_domain() {
        for (region, host) in [
            ("us-east-1", "us-east-1.signin.aws.amazon.com"),
            ("cn-north-1", "cn-north-1.signin.amazonaws.cn"),
            ("us-gov-west-1", "us-gov-west-1.signin.amazonaws-us-gov.com"),
            ("eusc-de-east-1", "eusc-de-east-1.signin.amazonaws-eusc.eu"),
        ] {
            assert_eq!(of_region(region), Ok(format!("https://{host}")));
        }
    }

    #[test]
    fn fips_and_dual_stack_are_in_the_host_name() {
        const FIPS: &str = "use_fips_endpoint = true\n";
        const DUAL: &str = "use_dualstack_endpoint = true\n";
        let both = FIPS.to_owned() + DUAL;
        for (region, config, host) in [
            ("us-east-1", FIPS, "signin-fips.us-east-1.amazonaws.com"),
            ("us-east-1", DUAL, "signin.us-east-1.api.aws"),
            ("us-east-1", &both, "signin-fips.us-east-1.api.aws"),
            (
                "us-gov-east-1",
                FIPS,
                "us-gov-east-1.signin-fips.amazonaws-us-gov.com",
            ),
        ] {
            let found = endpoint(Some(region), config).unwrap();
            assert_eq!(
                found,
                Some(Ok(format!("https://{host}"))),
                "{region} {config}"
            );
        }
    }

    #[test]
    fn a_region_that_is_no_host_label_has_no_url() {
        for region in [
            "evil.example/",
            "evil.example#",
            "u@evil",
            "",
            "us-east-1/../",
        ] {
            let problem = of_region(region).unwrap_err();
            assert!(problem.contains("expected a region like"), "{problem}");
            let found = endpoint(Some(region), "").unwrap();
            assert_eq!(found, Some(Err(problem)));
        }
    }

    #[test]
    fn a_configured_url_needs_no_region() {
        let found = endpoint(None, "endpoint_url = http://127.0.0.1:1/").unwrap();
        assert_eq!(found, Some(Ok("http://127.0.0.1:1".to_owned())));
        let of_service = "[services s]\nsignin =\n  endpoint_url = http://127.0.0.1:2/\n";
        let found = endpoint(Some("us-east-1"), of_service).unwrap();
        assert_eq!(found, Some(Ok("http://127.0.0.1:2".to_owned())));
        assert_eq!(endpoint(None, "").unwrap(), None);
    }
}
