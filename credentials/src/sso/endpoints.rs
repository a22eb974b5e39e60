//! The endpoints of the two services of IAM Identity Center.

use crate::profile::{ProfileError, SharedSettings};
use crate::service_endpoint::{Variant, configured_url};
use querysmith_runtime::endpoint::partition;

/// The URLs of the two services, without trailing slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoints {
    pub(super) portal: String,
    pub(super) oidc: String,
}

impl Endpoints {
    pub(super) fn of_region(region: &str) -> Self {
        Self::with(region, Variant::default())
    }

    pub(super) fn of_settings(
        region: &str,
        settings: &SharedSettings,
    ) -> Result<Self, ProfileError> {
        let variant = Variant::of_settings("SSO", region, settings)?;
        let of_region = Self::with(region, variant);
        Ok(Self {
            portal: configured_url("SSO", settings)?.unwrap_or(of_region.portal),
            oidc: configured_url("SSO OIDC", settings)?.unwrap_or(of_region.oidc),
        })
    }

    fn with(region: &str, variant: Variant) -> Self {
        let Variant {
            use_fips,
            use_dual_stack,
        } = variant;
        let found = partition(region);
        let suffix = match (found, use_dual_stack) {
            (Some(partition), true) => partition.dual_stack_dns_suffix,
            (Some(partition), false) => partition.dns_suffix,
            (None, _) => "amazonaws.com",
        };
        // All endpoints of GovCloud are FIPS endpoints.
        let is_government = found.is_some_and(|partition| partition.name == "aws-us-gov");
        let fips = match use_fips && (use_dual_stack || !is_government) {
            true => "-fips",
            false => "",
        };
        Self {
            portal: format!("https://portal.sso{fips}.{region}.{suffix}"),
            oidc: format!("https://oidc{fips}.{region}.{suffix}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::ProfileSet;

    fn endpoints(region: &str, config: &str) -> Result<Endpoints, ProfileError> {
        let profiles = ProfileSet::parse(&format!("[default]\n{config}"), "").unwrap();
        let settings =
            SharedSettings::new(&querysmith_runtime::env::Env::empty(), &profiles).unwrap();
        Endpoints::of_settings(region, &settings)
    }

    #[test]
    fn fips_and_dual_stack_are_in_the_names_of_both_hosts() {
        const FIPS: &str = "use_fips_endpoint = true\n";
        const DUAL: &str = "use_dualstack_endpoint = true\n";
        let both = FIPS.to_owned() + DUAL;
        for (region, config, portal, oidc) in [
            (
                "us-east-1",
                "",
                "sso.us-east-1.amazonaws.com",
                "oidc.us-east-1.amazonaws.com",
            ),
            (
                "us-east-1",
                FIPS,
                "sso-fips.us-east-1.amazonaws.com",
                "oidc-fips.us-east-1.amazonaws.com",
            ),
            (
                "us-east-1",
                DUAL,
                "sso.us-east-1.api.aws",
                "oidc.us-east-1.api.aws",
            ),
            (
                "us-east-1",
                &both,
                "sso-fips.us-east-1.api.aws",
                "oidc-fips.us-east-1.api.aws",
            ),
            (
                "us-gov-east-1",
                FIPS,
                "sso.us-gov-east-1.amazonaws.com",
                "oidc.us-gov-east-1.amazonaws.com",
            ),
            (
                "us-gov-east-1",
                &both,
                "sso-fips.us-gov-east-1.api.aws",
                "oidc-fips.us-gov-east-1.api.aws",
            ),
        ] {
            let found = endpoints(region, config).unwrap();
            let expected = Endpoints {
                portal: format!("https://portal.{portal}"),
                oidc: format!("https://{oidc}"),
            };
            assert_eq!(found, expected, "{region} {config}");
        }
    }

    #[test]
    fn a_configured_url_replaces_that_of_the_region() {
        let found = endpoints("us-east-1", "endpoint_url = http://127.0.0.1:1/").unwrap();
        assert_eq!(found.portal, "http://127.0.0.1:1");
        assert_eq!(found.oidc, "http://127.0.0.1:1");
    }

    #[test]
    fn a_configured_url_that_could_lead_elsewhere_is_refused() {
        for (url, reason) in [
            ("https://sso.example#.amazonaws.com", "it has a fragment"),
            ("https://ann:hush@sso.example", "a user name or password"),
            ("http://sso.example:99999/", "its port is not a number"),
            ("https://sso.example?a=hush", "it has a query"),
            ("ftp://sso.example", "no scheme http or https"),
        ] {
            let config = format!("endpoint_url = {url}");
            let error = endpoints("us-east-1", &config).unwrap_err().to_string();
            assert!(error.contains("config:2: endpoint_url: "), "{error}");
            assert!(error.contains(reason), "{error}");
            assert!(!error.contains("hush"), "{error}");
        }
    }

    #[test]
    fn the_error_for_an_invalid_boolean_shows_its_line() {
        let error = endpoints("us-east-1", "use_fips_endpoint = perhaps").unwrap_err();
        let expected = "config:2: use_fips_endpoint is \"perhaps\", expected true or false";
        assert!(error.to_string().ends_with(expected), "{error}");
    }
}
