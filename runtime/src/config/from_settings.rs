//! Settings from the environment and from the shared config files.

use super::endpoint_urls::EndpointUrls;
use super::{Config, ConfigBuilder, Settings};
use crate::env::Env;
use crate::error::Error;
use crate::profile::{ProfileError, SharedSettings};

/// The region setting of the selected profile, for the error message if there is no region.
const REGION_KEY: &str = "region of the selected profile";

impl<C: From<Config>> ConfigBuilder<C> {
    /// Creates a builder with the settings of `env` and, where it sets nothing, those of the
    /// selected profile. Setters called on the builder take precedence over both. `settings` must
    /// be created from the same `env`.
    ///
    /// # Errors
    ///
    /// An error of kind [`Configuration`](crate::ErrorKind::Configuration) if a setting has an
    /// invalid value. It names the variable, or the file and line.
    pub fn from_settings(env: &Env, settings: &SharedSettings) -> Result<Self, Error> {
        let this = Self::with(Settings::from_settings(env, settings)?);
        #[cfg(feature = "hyper")]
        if let Some(path) = &settings.ca_bundle {
            return Ok(this.shared_ca_bundle(path, env));
        }
        Ok(this)
    }
}

impl Settings {
    fn from_settings(env: &Env, settings: &SharedSettings) -> Result<Self, Error> {
        let mut this = Self::from_env(env)?;
        this.region_searched.push(REGION_KEY);
        this.endpoint_urls = EndpointUrls::from_settings(settings);
        if let Some(region) = &settings.region {
            this.region = Some(region.value().to_owned());
        }
        if let Some(use_fips) = &settings.use_fips {
            this.use_fips = use_fips.boolean()?;
        }
        if let Some(use_dual_stack) = &settings.use_dual_stack {
            this.use_dual_stack = use_dual_stack.boolean()?;
        }
        if let Some(endpoints) = &settings.sts_regional_endpoints {
            this.use_global_endpoint = endpoints.one_of(&["regional", "legacy"])? == "legacy";
        }
        if let Some(app_id) = &settings.app_id {
            this.app_id = Some(app_id.value().to_owned());
        }
        this.attempts = this.attempts.with_settings(settings)?;
        Ok(this)
    }
}

impl From<ProfileError> for Error {
    /// Converts to an error of kind [`Configuration`](crate::ErrorKind::Configuration).
    fn from(error: ProfileError) -> Self {
        Self::configuration(None, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Service;
    use crate::profile::ProfileSet;
    use crate::retry::RetryMode;

    const STS: Service = Service {
        sdk_id: "STS",
        api_version: "2011-06-15",
        signing_name: "sts",
        resolve_endpoint: |_| Err(crate::endpoint::EndpointError::new("not asked")),
    };

    fn config(profile: &str, variables: &[(&str, &str)]) -> Result<Config, Error> {
        let env = variables.iter().copied().collect();
        let profiles = ProfileSet::parse(profile, "").unwrap();
        let settings = SharedSettings::new(&env, &profiles)?;
        Ok(ConfigBuilder::<Config>::from_settings(&env, &settings)?.build())
    }

    const PROFILE: &str = "[default]\nregion = eu-west-1\nuse_fips_endpoint = true\n\
        use_dualstack_endpoint = true\nsts_regional_endpoints = legacy\nsdk_ua_app_id = app\n\
        endpoint_url = http://profile\nretry_mode = adaptive\nmax_attempts = 7\n\
        disable_clock_skew_correction = true";

    #[test]
    fn the_profile_sets_what_the_environment_does_not() {
        let config = config(PROFILE, &[]).unwrap();
        assert_eq!(config.region(), Some("eu-west-1"));
        assert!(config.use_fips() && config.use_dual_stack() && config.use_global_endpoint());
        assert_eq!(config.app_id(), Some("app"));
        assert_eq!(config.endpoint_url(&STS), Some("http://profile"));
        assert_eq!(config.retry_mode(), RetryMode::Adaptive);
        assert_eq!(config.max_attempts(), 7);
        assert!(config.disable_clock_skew_correction());
    }

    #[test]
    fn the_environment_takes_precedence_over_the_profile() {
        let variables = [
            ("AWS_REGION", "eu-north-1"),
            ("AWS_USE_FIPS_ENDPOINT", "false"),
            ("AWS_STS_REGIONAL_ENDPOINTS", "regional"),
            ("AWS_ENDPOINT_URL_STS", "http://env"),
            ("AWS_RETRY_MODE", "standard"),
            ("AWS_MAX_ATTEMPTS", "2"),
            ("AWS_DISABLE_CLOCK_SKEW_CORRECTION", "false"),
        ];
        let config = config(PROFILE, &variables).unwrap();
        assert_eq!(config.region(), Some("eu-north-1"));
        assert!(!config.use_fips() && !config.use_global_endpoint());
        assert_eq!(config.endpoint_url(&STS), Some("http://env"));
        assert_eq!(config.retry_mode(), RetryMode::Standard);
        assert_eq!(config.max_attempts(), 2);
        assert!(!config.disable_clock_skew_correction());
    }

    #[test]
    fn an_invalid_value_is_reported_with_its_line() {
        for (line, expected) in [
            ("use_fips_endpoint = perhaps", "true or false"),
            (
                "retry_mode = perhaps",
                "standard or adaptive or legacy or off",
            ),
            ("max_attempts = 0", "a whole number from 1"),
            ("disable_clock_skew_correction = 1", "true or false"),
        ] {
            let error = config(&format!("[default]\n{line}"), &[]).unwrap_err();
            let (key, value) = line.split_once(" = ").unwrap();
            let text = format!("config:2: {key} is {value:?}, expected {expected}");
            assert!(error.to_string().contains(&text), "{error}");
        }
    }
}
