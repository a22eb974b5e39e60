//! Conversions of configs from and to those of the AWS SDK for Rust.

use std::sync::Arc;

use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::SdkConfig;
use aws_types::app_name::AppName;
use aws_types::region::Region;
use aws_types::sdk_config::{RetryConfig, SharedCredentialsProvider, TimeoutConfig};
use querysmith_runtime::{Config, ConfigBuilder, RetryMode};

use super::{FromAws, ToAws};

/// Converts a config of the AWS SDK: region, credentials provider, endpoint URL, retries, timeouts,
/// name of the application, FIPS and dual stack. The transport is the default one of this crate.
///
/// ```
/// # let sdk_config = aws_types::SdkConfig::builder().build();
/// use querysmith::credentials::interop::from_sdk_config;
///
/// // let sdk_config = aws_config::load_defaults(BehaviorVersion::latest()).await;
/// let client = querysmith::sts::Client::new(&from_sdk_config(&sdk_config));
/// ```
pub fn from_sdk_config(theirs: &SdkConfig) -> Config {
    let mut builder = Config::builder();
    if let Some(region) = theirs.region() {
        builder = builder.region(region.as_ref());
    }
    if let Some(url) = theirs.endpoint_url() {
        builder = builder.endpoint_url(url);
    }
    if let Some(provider) = theirs.credentials_provider() {
        builder = builder.credentials_provider(FromAws(provider));
    }
    if let Some(name) = theirs.app_name() {
        builder = builder.app_id(name.as_ref());
    }
    if let Some(use_fips) = theirs.use_fips() {
        builder = builder.use_fips(use_fips);
    }
    if let Some(use_dual_stack) = theirs.use_dual_stack() {
        builder = builder.use_dual_stack(use_dual_stack);
    }
    if let Some(retry) = theirs.retry_config() {
        builder = with_retries(builder, retry);
    }
    if let Some(timeouts) = theirs.timeout_config() {
        builder = with_timeouts(builder, timeouts);
    }
    builder.build()
}

fn with_retries(builder: ConfigBuilder, retry: &RetryConfig) -> ConfigBuilder {
    let is_adaptive = retry.mode() == RetryConfig::adaptive().mode();
    let mode = match is_adaptive {
        true => RetryMode::Adaptive,
        false => RetryMode::Standard,
    };
    builder
        .retry_mode(mode)
        .max_attempts(retry.max_attempts())
        .initial_backoff(retry.initial_backoff())
        .max_backoff(retry.max_backoff())
}

/// Sets the timeouts that are set there. The shorter of those for reading and for an attempt limits
/// an attempt.
fn with_timeouts(mut builder: ConfigBuilder, timeouts: &TimeoutConfig) -> ConfigBuilder {
    if let Some(limit) = timeouts.connect_timeout() {
        builder = builder.connect_timeout(limit);
    }
    let limits = [
        timeouts.read_timeout(),
        timeouts.operation_attempt_timeout(),
    ];
    if let Some(limit) = limits.into_iter().flatten().min() {
        builder = builder.read_timeout(limit);
    }
    if let Some(limit) = timeouts.operation_timeout() {
        builder = builder.operation_timeout(limit);
    }
    builder
}

/// Converts a config to one of the AWS SDK: region, credentials provider, the
/// [endpoint URL of all services](Config::endpoint_url_of_all), retries, timeouts, name of the
/// application, FIPS and dual stack. The HTTP client is the default one of the AWS SDK, and so are
/// its other settings, in the latest version.
///
/// ```
/// use querysmith::Config;
/// use querysmith::credentials::interop::to_sdk_config;
///
/// // let config = querysmith::load().await?;
/// let config = Config::builder().region("eu-west-1").build();
/// let sdk_config = to_sdk_config(&config);
/// // let s3 = aws_sdk_s3::Client::new(&sdk_config);
/// assert_eq!(sdk_config.region().map(AsRef::as_ref), Some("eu-west-1"));
/// ```
pub fn to_sdk_config(ours: &Config) -> SdkConfig {
    let retry = match ours.retry_mode() {
        RetryMode::Adaptive => RetryConfig::adaptive(),
        _ => RetryConfig::standard(),
    };
    let mut builder = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .retry_config(retry.with_max_attempts(ours.max_attempts()))
        .timeout_config(timeouts(ours))
        .use_fips(ours.use_fips())
        .use_dual_stack(ours.use_dual_stack());
    builder.set_region(ours.region().map(|region| Region::new(region.to_owned())));
    builder.set_endpoint_url(ours.endpoint_url_of_all().map(str::to_owned));
    let name = ours.app_id().map(str::to_owned);
    builder.set_app_name(name.and_then(|name| AppName::new(name).ok()));
    if let Some(provider) = ours.credentials_provider() {
        let provider = ToAws(Arc::clone(provider));
        builder = builder.credentials_provider(SharedCredentialsProvider::new(provider));
    }
    builder.build()
}

fn timeouts(ours: &Config) -> TimeoutConfig {
    let ours = ours.timeouts();
    let builder = TimeoutConfig::builder();
    let builder = match ours.connect {
        Some(limit) => builder.connect_timeout(limit),
        None => builder.disable_connect_timeout(),
    };
    let builder = match ours.read {
        Some(limit) => builder.operation_attempt_timeout(limit),
        None => builder.disable_operation_attempt_timeout(),
    };
    match ours.operation {
        Some(limit) => builder.operation_timeout(limit),
        None => builder.disable_operation_timeout(),
    }
    .build()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use querysmith_runtime::Credentials;

    fn config() -> Config {
        Config::builder()
            .region("eu-west-1")
            .endpoint_url("http://localhost:4566")
            .credentials_provider(Credentials::new("AKID", "hush"))
            .app_id("billing")
            .use_fips(true)
            .use_dual_stack(true)
            .retry_mode(RetryMode::Adaptive)
            .max_attempts(7)
            .connect_timeout(Duration::from_secs(1))
            .read_timeout(Duration::from_secs(2))
            .operation_timeout(None)
            .build()
    }

    #[test]
    fn settings_are_converted_to_those_of_the_aws_sdk() {
        let theirs = to_sdk_config(&config());
        assert_eq!(theirs.region().map(AsRef::as_ref), Some("eu-west-1"));
        assert_eq!(theirs.endpoint_url(), Some("http://localhost:4566"));
        assert_eq!(theirs.app_name().map(AsRef::as_ref), Some("billing"));
        assert_eq!(
            (theirs.use_fips(), theirs.use_dual_stack()),
            (Some(true), Some(true))
        );
        let retry = theirs.retry_config().unwrap();
        assert_eq!(retry.max_attempts(), 7);
        assert_eq!(retry.mode(), RetryConfig::adaptive().mode());
        let timeouts = theirs.timeout_config().unwrap();
        assert_eq!(timeouts.connect_timeout(), Some(Duration::from_secs(1)));
        assert_eq!(
            timeouts.operation_attempt_timeout(),
            Some(Duration::from_secs(2))
        );
        assert_eq!(timeouts.operation_timeout(), None);
        assert!(theirs.behavior_version().is_some());
    }

    #[tokio::test]
    async fn a_config_round_trips_with_its_credentials() {
        let back = from_sdk_config(&to_sdk_config(&config()));
        assert_eq!(back.region(), Some("eu-west-1"));
        assert_eq!(back.endpoint_url_of_all(), Some("http://localhost:4566"));
        assert_eq!(back.app_id(), Some("billing"));
        assert!(back.use_fips() && back.use_dual_stack());
        assert_eq!(
            (back.retry_mode(), back.max_attempts()),
            (RetryMode::Adaptive, 7)
        );
        let timeouts = back.timeouts();
        assert_eq!(timeouts.connect, Some(Duration::from_secs(1)));
        assert_eq!(timeouts.read, Some(Duration::from_secs(2)));
        let provider = back.credentials_provider().unwrap();
        let credentials = provider.provide_credentials().await.unwrap();
        assert_eq!(credentials, Credentials::new("AKID", "hush"));
        let shown = format!("{back:?}");
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn what_is_not_set_there_has_the_defaults_of_this_crate() {
        let ours = from_sdk_config(&SdkConfig::builder().build());
        let default = Config::builder().build();
        assert_eq!(ours.region(), None);
        assert_eq!(ours.max_attempts(), default.max_attempts());
        assert_eq!(ours.timeouts(), default.timeouts());
        assert!(ours.credentials_provider().is_none());
    }
}
