//! The settings that change the endpoint of a service.

use crate::profile::{ProfileError, Setting, SharedSettings};
use querysmith_runtime::endpoint::{Partition, partition};
use querysmith_runtime::provider_v1::check_endpoint_url;

/// The kind of endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Variant {
    /// With FIPS 140 validated cryptography.
    pub(crate) use_fips: bool,
    /// With IPv4 and IPv6 addresses.
    pub(crate) use_dual_stack: bool,
}

impl Variant {
    /// The configured variant of `service` in `region`. It is an error if the region has no such
    /// endpoints.
    pub(crate) fn of_settings(
        service: &str,
        region: &str,
        settings: &SharedSettings,
    ) -> Result<Self, ProfileError> {
        let is_on = |setting: Option<&Setting>, is_supported: fn(&Partition) -> bool| {
            let Some(setting) = setting else {
                return Ok(false);
            };
            let is_on = setting.boolean()?;
            if is_on && !partition(region).is_none_or(is_supported) {
                let expected =
                    format!("false, because {service} has no such endpoints in {region}");
                return Err(setting.unexpected(&expected));
            }
            Ok(is_on)
        };
        Ok(Self {
            use_fips: is_on(settings.use_fips.as_ref(), |it| it.supports_fips)?,
            use_dual_stack: is_on(settings.use_dual_stack.as_ref(), |it| {
                it.supports_dual_stack
            })?,
        })
    }
}

/// The configured URL of the service with this SDK id, without trailing slashes. It is an error if
/// the requests, which contain tokens, could go to a different host from the one that it seems to
/// name.
pub(crate) fn configured_url(
    sdk_id: &str,
    settings: &SharedSettings,
) -> Result<Option<String>, ProfileError> {
    let Some(setting) = settings.endpoint_url(sdk_id) else {
        return Ok(None);
    };
    let url = setting.value();
    check_endpoint_url(url).map_err(|problem| setting.invalid(&problem))?;
    Ok(Some(url.trim_end_matches('/').to_owned()))
}
