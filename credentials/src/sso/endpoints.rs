//! The endpoints of the two services of IAM Identity Center.

use crate::profile::{ProfileError, Setting, SharedSettings};
use querysmith_runtime::endpoint::{Partition, partition};

/// The URLs of the two services, without trailing slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoints {
    pub(super) portal: String,
    pub(super) oidc: String,
}

impl Endpoints {
    pub(super) fn of_region(region: &str) -> Self {
        Self::with(region, false, false)
    }

    pub(super) fn of_settings(
        region: &str,
        settings: &SharedSettings,
    ) -> Result<Self, ProfileError> {
        let supports = |supported: fn(&Partition) -> bool| partition(region).is_none_or(supported);
        let use_fips = is_on(
            settings.use_fips.as_ref(),
            region,
            supports(|it| it.supports_fips),
        )?;
        let use_dual_stack = is_on(
            settings.use_dual_stack.as_ref(),
            region,
            supports(|it| it.supports_dual_stack),
        )?;
        let of_region = Self::with(region, use_fips, use_dual_stack);
        let set = |sdk_id| {
            let url = settings.endpoint_url(sdk_id)?.value();
            Some(url.trim_end_matches('/').to_owned())
        };
        Ok(Self {
            portal: set("SSO").unwrap_or(of_region.portal),
            oidc: set("SSO OIDC").unwrap_or(of_region.oidc),
        })
    }

    fn with(region: &str, use_fips: bool, use_dual_stack: bool) -> Self {
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

/// Whether the setting is on. It is an error if it is and the region has no such endpoints.
fn is_on(
    setting: Option<&Setting>,
    region: &str,
    is_supported: bool,
) -> Result<bool, ProfileError> {
    let Some(setting) = setting else {
        return Ok(false);
    };
    let is_on = setting.boolean()?;
    if is_on && !is_supported {
        let expected = format!("false, because SSO has no such endpoints in {region}");
        return Err(setting.unexpected(&expected));
    }
    Ok(is_on)
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
    fn the_error_for_an_invalid_boolean_shows_its_line() {
        let error = endpoints("us-east-1", "use_fips_endpoint = perhaps").unwrap_err();
        let expected = "config:2: use_fips_endpoint is \"perhaps\", expected true or false";
        assert!(error.to_string().ends_with(expected), "{error}");
    }
}
