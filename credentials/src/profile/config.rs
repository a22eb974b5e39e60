//! Settings from the environment and from the shared config files.

use std::sync::Arc;

use querysmith_runtime::env::Env;
use querysmith_runtime::provider_v1::{self, EndpointUrlSource, RETRY_MODES, retry_mode_of};
use querysmith_runtime::{ConfigBuilder, Error};

use super::{ProfileError, Setting, SharedSettings};

/// The largest minimum size of compressed bodies that AWS SDKs accept, 10 MiB.
const MAX_MIN_COMPRESSION_SIZE: u32 = 10_485_760;

impl SharedSettings {
    /// A builder with the settings in `env` and those of the selected profile. Setters called on it
    /// take precedence over both. These settings must have been read with the same `env`.
    ///
    /// # Errors
    ///
    /// An error of kind [`Configuration`](querysmith_runtime::ErrorKind::Configuration) if a
    /// setting has an unexpected value. It names the variable, or the file and the line.
    pub fn config_builder(&self, env: &Env) -> Result<ConfigBuilder, Error> {
        let mut builder = ConfigBuilder::from_env(env)?;
        if let Some(place) = &self.region_place {
            builder = provider_v1::region_searched(builder, place.clone());
        }
        builder = provider_v1::endpoint_urls(builder, Arc::new(self.clone()));
        if let Some(region) = &self.region {
            builder = provider_v1::region(builder, region.value(), region.to_string());
        }
        if let Some(use_fips) = &self.use_fips {
            builder = builder.use_fips(use_fips.boolean()?);
        }
        if let Some(use_dual_stack) = &self.use_dual_stack {
            builder = builder.use_dual_stack(use_dual_stack.boolean()?);
        }
        if let Some(endpoints) = &self.sts_regional_endpoints {
            let endpoints = endpoints.one_of(&["regional", "legacy"])?;
            builder = builder.use_global_endpoint(endpoints == "legacy");
        }
        if let Some(app_id) = &self.app_id {
            builder = builder.app_id(app_id.value());
        }
        if let Some(mode) = &self.retry_mode {
            builder = builder.retry_mode(retry_mode_of(mode.one_of(&RETRY_MODES)?));
        }
        if let Some(attempts) = &self.max_attempts {
            builder = builder.max_attempts(attempts.positive_integer()?);
        }
        if let Some(disable) = &self.disable_clock_skew_correction {
            builder = builder.disable_clock_skew_correction(disable.boolean()?);
        }
        if let Some(disable) = &self.disable_request_compression {
            builder = builder.disable_request_compression(disable.boolean()?);
        }
        if let Some(size) = &self.request_min_compression_size_bytes {
            let size = size.integer_up_to(MAX_MIN_COMPRESSION_SIZE)?;
            builder = builder.request_min_compression_size_bytes(size);
        }
        #[cfg(feature = "hyper")]
        if let Some(path) = &self.ca_bundle {
            let origin = path.to_string();
            builder = provider_v1::ca_bundle(builder, path.value(), env, origin);
        }
        Ok(builder)
    }
}

impl EndpointUrlSource for SharedSettings {
    fn endpoint_url(&self, sdk_id: &str) -> Option<&str> {
        SharedSettings::endpoint_url(self, sdk_id).map(Setting::value)
    }
}

/// Of kind [`Configuration`](querysmith_runtime::ErrorKind::Configuration).
impl From<ProfileError> for Error {
    fn from(error: ProfileError) -> Self {
        provider_v1::configuration_error(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use querysmith_runtime::Config;
    use querysmith_runtime::codegen_v1::Service;
    use querysmith_runtime::endpoint::EndpointError;
    use querysmith_runtime::retry::RetryMode;

    use crate::profile::ProfileSet;

    const STS: Service = Service::new("STS", "2011-06-15", "sts", |_| {
        Err(EndpointError::new("not resolved"))
    });

    fn config(profile: &str, variables: &[(&str, &str)]) -> Result<Config, Error> {
        let env = variables.iter().copied().collect();
        let profiles = ProfileSet::parse(profile, "").unwrap();
        let settings = SharedSettings::new(&env, &profiles)?;
        Ok(settings.config_builder(&env)?.build())
    }

    const PROFILE: &str = "[default]\nregion = eu-west-1\nuse_fips_endpoint = true\n\
        use_dualstack_endpoint = true\nsts_regional_endpoints = legacy\nsdk_ua_app_id = app\n\
        endpoint_url = http://profile\nretry_mode = adaptive\nmax_attempts = 7\n\
        disable_clock_skew_correction = true\ndisable_request_compression = true\n\
        request_min_compression_size_bytes = 5";

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
            ("max_attempts = 0", "a positive integer"),
            ("disable_clock_skew_correction = 1", "true or false"),
        ] {
            let error = config(&format!("[default]\n{line}"), &[]).unwrap_err();
            let (key, value) = line.split_once(" = ").unwrap();
            let text = format!("config:2: {key} is {value:?}, expected {expected}");
            assert!(error.to_string().contains(&text), "{error}");
        }
    }
}
