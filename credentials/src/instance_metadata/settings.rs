//! The settings of the instance metadata provider: the endpoint, and what is disabled.

use crate::profile::{Profile, Setting};
use querysmith_runtime::CredentialsError;
use querysmith_runtime::endpoint::parse_url;
use querysmith_runtime::env::Env;
use querysmith_runtime::provider_v1::check_endpoint_url;

pub(super) const DISABLED: &str = "AWS_EC2_METADATA_DISABLED";
const V1_DISABLED: &str = "AWS_EC2_METADATA_V1_DISABLED";
const ENDPOINT: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
const MODE: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE";

const IPV4: &str = "http://169.254.169.254";
const IPV6: &str = "http://[fd00:ec2::254]";

/// The settings from code and from the profile. The environment is read on each call.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    pub(super) endpoint: Option<String>,
    profile_endpoint: Option<Setting>,
    profile_mode: Option<Setting>,
    profile_v1_disabled: Option<Setting>,
}

/// The service to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Service {
    /// Without a trailing slash.
    pub(super) endpoint: String,
    /// Whether requests without a token are allowed.
    pub(super) allows_v1: bool,
}

/// Whether the environment disables instance metadata.
pub(super) fn is_disabled(env: &Env) -> Result<bool, CredentialsError> {
    Ok(match Setting::of_variable(env, DISABLED) {
        Some(setting) => setting.boolean()?,
        None => false,
    })
}

impl Settings {
    pub(super) fn with_profile(self, profile: &Profile) -> Self {
        Self {
            endpoint: self.endpoint,
            profile_endpoint: Setting::of_key(profile, "ec2_metadata_service_endpoint"),
            profile_mode: Setting::of_key(profile, "ec2_metadata_service_endpoint_mode"),
            profile_v1_disabled: Setting::of_key(profile, "ec2_metadata_v1_disabled"),
        }
    }

    pub(super) fn require_enabled(&self, env: &Env) -> Result<(), CredentialsError> {
        match is_disabled(env)? {
            true => Err(CredentialsError::not_configured(format!(
                "instance metadata is disabled by {DISABLED}: the credential provider was not \
                 enabled"
            ))),
            false => Ok(()),
        }
    }

    pub(super) fn service(&self, env: &Env) -> Result<Service, CredentialsError> {
        let v1_disabled =
            Setting::of_variable(env, V1_DISABLED).or_else(|| self.profile_v1_disabled.clone());
        Ok(Service {
            endpoint: self.endpoint(env)?,
            allows_v1: match v1_disabled {
                Some(setting) => !setting.boolean()?,
                None => true,
            },
        })
    }

    fn endpoint(&self, env: &Env) -> Result<String, CredentialsError> {
        if let Some(url) = &self.endpoint {
            return checked(url).ok_or_else(|| {
                CredentialsError::failed(
                    "the endpoint set in code for instance metadata is not an http or https URL",
                )
            });
        }
        let set = Setting::of_variable(env, ENDPOINT).or_else(|| self.profile_endpoint.clone());
        if let Some(set) = set {
            return checked(set.value()).ok_or_else(|| {
                CredentialsError::failed(format!(
                    "the URL of instance metadata ({set}) cannot be used, expected one like {IPV4}"
                ))
            });
        }
        let mode = Setting::of_variable(env, MODE).or_else(|| self.profile_mode.clone());
        match mode {
            Some(mode) if mode.one_of(&["IPv4", "IPv6"])? == "IPv6" => Ok(IPV6.to_owned()),
            _ => Ok(IPV4.to_owned()),
        }
    }
}

/// `url` without a trailing slash, if requests can be sent to it.
fn checked(url: &str) -> Option<String> {
    check_endpoint_url(url).ok()?;
    let url = parse_url(url)?;
    let path = url.path.trim_end_matches('/');
    Some(format!("{}://{}{path}", url.scheme, url.authority))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::ProfileSet;

    fn service(config: &str, variables: &[(&str, &str)]) -> Result<Service, CredentialsError> {
        let profiles = ProfileSet::parse(config, "").unwrap();
        let settings = match profiles.selected() {
            Some(profile) => Settings::default().with_profile(profile),
            None => Settings::default(),
        };
        settings.service(&variables.iter().copied().collect())
    }

    fn endpoint(config: &str, variables: &[(&str, &str)]) -> String {
        service(config, variables).unwrap().endpoint
    }

    #[test]
    fn the_endpoint_comes_from_the_environment_the_profile_or_the_mode() {
        let profile = "[default]\nec2_metadata_service_endpoint = http://profile:1/";
        let mode = "[default]\nec2_metadata_service_endpoint_mode = ipv6";
        assert_eq!(endpoint("", &[]), IPV4);
        assert_eq!(endpoint("", &[(MODE, "IPv6")]), IPV6);
        assert_eq!(endpoint(mode, &[]), IPV6);
        assert_eq!(endpoint(mode, &[(MODE, "IPv4")]), IPV4);
        assert_eq!(endpoint(profile, &[(MODE, "IPv6")]), "http://profile:1");
        assert_eq!(
            endpoint(profile, &[(ENDPOINT, "http://env:2/x/")]),
            "http://env:2/x"
        );
    }

    #[test]
    fn an_endpoint_set_in_code_takes_precedence() {
        let settings = Settings {
            endpoint: Some("https://code".to_owned()),
            ..Settings::default()
        };
        let env = [(ENDPOINT, "http://env")].into_iter().collect();
        assert_eq!(settings.service(&env).unwrap().endpoint, "https://code");
    }

    #[test]
    fn the_error_for_an_invalid_value_names_its_source() {
        let error = |config, variables: &[_]| service(config, variables).unwrap_err().to_string();
        let text = error("[default]\nec2_metadata_service_endpoint_mode = IPv7", &[]);
        assert!(
            text.ends_with(
                "config:2: ec2_metadata_service_endpoint_mode is \"IPv7\", expected IPv4 or IPv6"
            ),
            "{text}"
        );
        let text = error("", &[(ENDPOINT, "not a uri")]);
        assert!(
            text.contains("(AWS_EC2_METADATA_SERVICE_ENDPOINT) cannot be used"),
            "{text}"
        );
        let text = error("", &[(V1_DISABLED, "maybe")]);
        assert!(
            text.contains("is \"maybe\", expected true or false"),
            "{text}"
        );
    }

    #[test]
    fn version_1_is_allowed_unless_it_is_disabled() {
        let off = "[default]\nec2_metadata_v1_disabled = true";
        assert!(service("", &[]).unwrap().allows_v1);
        assert!(!service("", &[(V1_DISABLED, "true")]).unwrap().allows_v1);
        assert!(!service(off, &[]).unwrap().allows_v1);
        assert!(service(off, &[(V1_DISABLED, "False")]).unwrap().allows_v1);
    }

    #[test]
    fn the_provider_is_enabled_unless_it_is_disabled() {
        let enabled =
            |value| Settings::default().require_enabled(&[(DISABLED, value)].into_iter().collect());
        assert!(enabled("").is_ok());
        assert!(enabled("False").is_ok());
        assert!(enabled("True").unwrap_err().is_not_configured());
        assert!(!enabled("1").unwrap_err().is_not_configured());
    }
}
