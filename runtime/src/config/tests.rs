//! The sources of settings and their precedence.

use std::error::Error as _;
use std::time::Duration;

use super::*;
use crate::credentials::Credentials;
use crate::error::ErrorKind;
use crate::spec::endpoint::EndpointError;

const STS: Service = service("STS");

const fn service(sdk_id: &'static str) -> Service {
    Service::new(sdk_id, "2011-06-15", "sts", |_| {
        Err(EndpointError::new("not called"))
    })
}

fn env(variables: &[(&str, &str)]) -> Env {
    variables.iter().copied().collect()
}

fn from_env(variables: &[(&str, &str)]) -> Config {
    ConfigBuilder::from_env(&env(variables)).unwrap().build()
}

#[test]
fn the_defaults_have_finite_timeouts_and_no_region_or_credentials() {
    let config = Config::builder().build();
    assert_eq!(config.region(), None);
    assert!(config.credentials_provider().is_none());
    assert_eq!(config.endpoint_url(&STS), None);
    assert_eq!(config.validation(), ValidationLevel::Standard);
    assert_eq!(config.timeouts().connect, Some(Duration::from_millis(3100)));
    assert_eq!(config.timeouts().read, Some(Duration::from_secs(30)));
    assert_eq!(config.timeouts().operation, Some(Duration::from_secs(60)));
    assert_eq!(config.response_limit(), 10_485_760);
    assert_eq!(config.transport().is_some(), cfg!(feature = "hyper"));
    assert_eq!(config.sleep().is_some(), cfg!(feature = "hyper"));
}

#[test]
fn aws_region_takes_precedence_over_aws_default_region_unless_blank() {
    let both = [
        ("AWS_REGION", "eu-west-1"),
        ("AWS_DEFAULT_REGION", "us-east-2"),
    ];
    assert_eq!(from_env(&both).region(), Some("eu-west-1"));
    let blank = [("AWS_REGION", " "), ("AWS_DEFAULT_REGION", "us-east-2")];
    assert_eq!(from_env(&blank).region(), Some("us-east-2"));
}

#[test]
fn settings_in_code_take_precedence_over_the_environment() {
    let variables = env(&[
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ENDPOINT_URL_STS", "http://sts"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
    ]);
    let config = ConfigBuilder::from_env(&variables)
        .unwrap()
        .region("us-west-2")
        .endpoint_url("http://code")
        .use_fips(false)
        .build();
    assert_eq!(config.region(), Some("us-west-2"));
    assert_eq!(config.endpoint_url(&STS), Some("http://code"));
    assert!(!config.use_fips());
}

#[test]
fn a_service_specific_endpoint_url_takes_precedence_over_the_general_one() {
    let config = from_env(&[
        ("AWS_ENDPOINT_URL", "http://all"),
        ("AWS_ENDPOINT_URL_STS", "http://sts"),
        ("AWS_ENDPOINT_URL_ELASTIC_BEANSTALK", "http://beanstalk"),
    ]);
    assert_eq!(config.endpoint_url(&STS), Some("http://sts"));
    let beanstalk = service("Elastic Beanstalk");
    assert_eq!(config.endpoint_url(&beanstalk), Some("http://beanstalk"));
    assert_eq!(config.endpoint_url(&service("SNS")), Some("http://all"));
}

#[test]
fn configured_endpoint_urls_can_be_ignored_except_one_set_in_code() {
    let variables = env(&[
        ("AWS_ENDPOINT_URL", "http://all"),
        ("AWS_ENDPOINT_URL_STS", "http://sts"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE"),
    ]);
    let builder = ConfigBuilder::from_env(&variables).unwrap();
    assert_eq!(builder.build().endpoint_url(&STS), None);
    let builder = ConfigBuilder::from_env(&variables).unwrap();
    let config = builder.endpoint_url("http://code").build();
    assert_eq!(config.endpoint_url(&STS), Some("http://code"));
}

#[test]
fn endpoint_variants_are_read_from_the_environment() {
    let config = from_env(&[
        ("AWS_USE_FIPS_ENDPOINT", "True"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "Legacy"),
        ("AWS_SDK_UA_APP_ID", "billing"),
    ]);
    assert!(config.use_fips() && config.use_dual_stack() && config.use_global_endpoint());
    assert_eq!(config.app_id(), Some("billing"));
    let config = from_env(&[("AWS_STS_REGIONAL_ENDPOINTS", "regional")]);
    assert!(!config.use_fips() && !config.use_dual_stack() && !config.use_global_endpoint());
}

#[test]
fn an_invalid_value_is_an_error_that_names_the_expected_ones() {
    for (name, expected) in [
        ("AWS_USE_FIPS_ENDPOINT", "true or false"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true or false"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true or false"),
        ("AWS_STS_REGIONAL_ENDPOINTS", "regional or legacy"),
    ] {
        let error = ConfigBuilder::from_env(&env(&[(name, "yes")])).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(
            error.to_string(),
            format!("the environment variable {name} is \"yes\", expected {expected}")
        );
        assert!(error.source().is_none());
    }
}

#[tokio::test]
async fn credentials_in_the_environment_are_provided() {
    let config = from_env(&[
        ("AWS_ACCESS_KEY_ID", "AKID"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ]);
    let provider = config.credentials_provider().unwrap();
    let credentials = provider.provide_credentials().await.unwrap();
    assert_eq!(credentials, Credentials::new("AKID", "secret"));
}

/// The address of the transport, to compare identity.
#[cfg(feature = "hyper")]
fn transport(config: &Config) -> *const () {
    std::sync::Arc::as_ptr(config.transport().unwrap()).cast()
}

#[cfg(feature = "hyper")]
#[test]
fn a_config_made_from_another_shares_its_transport() {
    let config = Config::builder().region("eu-west-1").build();
    let changed = config.to_builder().region("us-east-2").read_timeout(None);
    assert_eq!(transport(&changed.build()), transport(&config));
}

#[cfg(feature = "hyper")]
#[test]
fn changing_a_setting_of_the_default_transport_creates_a_new_one() {
    let config = Config::builder().build();
    let connect = config.to_builder().connect_timeout(Duration::from_secs(1));
    assert_ne!(transport(&connect.build()), transport(&config));
    let limit = config.to_builder().response_limit(1).build();
    assert_ne!(transport(&limit), transport(&config));
    // A transport set in code is kept.
    let given = config.transport().unwrap().clone();
    let given = Config::builder().transport(given).build();
    let limit = given.to_builder().response_limit(1).build();
    assert_eq!(transport(&limit), transport(&given));
}

#[test]
fn debug_shows_settings_but_no_secrets() {
    let variables = env(&[
        ("AWS_REGION", "eu-west-1"),
        ("AWS_SECRET_ACCESS_KEY", "hush-1"),
        ("AWS_ENDPOINT_URL", "http://user:hush-2@all/path"),
        ("AWS_ENDPOINT_URL_STS", "http://user:hush-3@sts/path"),
    ]);
    let builder = ConfigBuilder::from_env(&variables).unwrap();
    let builder = builder.endpoint_url("http://user:hush-4@code/path");
    let text = format!("{builder:?}") + &format!("{:?}", builder.build());
    assert!(!text.contains("hush"), "{text}");
    assert!(
        text.contains("eu-west-1") && text.contains("code/path"),
        "{text}"
    );

    // The shared files of the machine are not among the settings that are shown.
    let config = Config::builder().credentials_provider(Credentials::new("AKID", "hush-5"));
    let text = format!("{:?}", config.build());
    assert!(text.contains("AKID") && !text.contains("hush"), "{text}");
}

#[test]
fn debug_shows_only_settings_that_are_not_the_defaults() {
    let config = Config::builder().region("eu-west-1");
    assert_eq!(
        format!("{:?}", config.build()),
        r#"Config { region: Some("eu-west-1"), credentials_provider: None, .. }"#
    );
    let config = Config::builder()
        .use_fips(true)
        .max_attempts(5)
        .app_id("billing")
        .response_limit(1);
    let text = format!("{:?}", config.build());
    for part in [
        "use_fips: true",
        "max: 5",
        "app_id: Some(\"billing\")",
        "response_limit: 1",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(
        !text.contains("timeouts") && !text.contains("use_dual_stack"),
        "{text}"
    );
}
