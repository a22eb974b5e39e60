//! The error of a call without a region or credentials lists the sources that were searched, and
//! nothing is sent.

use querysmith::env::Env;
use querysmith::sts::Client;
use querysmith::sts::operation::get_caller_identity::builders::GetCallerIdentityFluentBuilder as Whoami;
use querysmith::transport::{Transport, TransportError};
use querysmith::{Bytes, Config, ConfigBuilder, Error, ErrorKind, clock, http};

use crate::case::success;
use crate::client::{bare_config, bounded, config, credentials};
use crate::server::{Behavior, Server};

/// A transport that panics when it is used.
#[derive(Debug)]
struct NeverUsed;

impl Transport for NeverUsed {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> clock::BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        panic!("unexpected request: {} {}", request.method(), request.uri());
    }
}

fn from_env(variables: &[(&str, &str)]) -> ConfigBuilder {
    let env: Env = variables.iter().copied().collect();
    ConfigBuilder::from_env(&env).unwrap()
}

/// The error of a call with this config.
async fn whoami_error(config: ConfigBuilder) -> Error {
    let client = Client::new(&config.build());
    let outcome = bounded(client.get_caller_identity().send()).await;
    outcome.unwrap_err().into()
}

#[tokio::test]
async fn a_missing_region_in_code_is_an_error() {
    let config = Config::builder()
        .credentials_provider(credentials())
        .transport(NeverUsed);
    let error = whoami_error(config).await;
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    let start = "GetCallerIdentity failed: no region is set; looked in the config; set AWS_REGION";
    assert!(text.starts_with(start), "{text}");
}

#[tokio::test]
async fn a_missing_region_in_the_environment_is_an_error_that_names_the_variables() {
    let config = from_env(&[("AWS_ACCESS_KEY_ID", "x"), ("AWS_REGION", " ")]).transport(NeverUsed);
    let error = whoami_error(config).await;
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let text = error.to_string();
    let searched = "looked in the config, AWS_REGION, AWS_DEFAULT_REGION;";
    assert!(text.contains(searched), "{text}");
}

#[tokio::test]
async fn a_custom_endpoint_still_needs_a_region_for_signing() {
    let server = Server::start([]).await;
    let config = bare_config(&server).credentials_provider(credentials());
    let error = whoami_error(config).await;
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("no region is set"), "{error}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_unsigned_call_needs_a_region_or_an_endpoint() {
    let client = Client::new(&Config::builder().transport(NeverUsed).build());
    let call = client
        .assume_role_with_web_identity()
        .role_arn("arn:aws:iam::111122223333:role/ci")
        .role_session_name("run-1001")
        .web_identity_token("hush.token");
    let error = bounded(call.send()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("no region is set"), "{error}");
}

#[tokio::test]
async fn a_missing_credentials_provider_is_an_error() {
    let server = Server::start([]).await;
    let error = whoami_error(bare_config(&server).region("eu-west-1")).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.is_credentials_problem());
    let text = error.to_string();
    assert!(
        text.contains("the config has no credentials provider"),
        "{text}"
    );
    assert!(
        text.contains("; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        "{text}"
    );
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn missing_credentials_in_the_environment_are_an_error_that_names_the_variables() {
    let server = Server::start([]).await;
    let config = from_env(&[("AWS_REGION", "eu-west-1")]).endpoint_url(server.url());
    let error = whoami_error(config).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let text = error.to_string();
    let start = "GetCallerIdentity failed: no credentials found: ";
    assert!(text.starts_with(start), "{text}");
    let searched = "looked in the environment for AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    assert!(text.contains(searched), "{text}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_missing_half_of_the_credentials_is_named_and_the_other_half_is_not_shown() {
    let server = Server::start([]).await;
    let config = from_env(&[
        ("AWS_REGION", "eu-west-1"),
        ("AWS_SECRET_ACCESS_KEY", "hush-key"),
    ])
    .endpoint_url(server.url());
    let error = whoami_error(config).await;
    assert_eq!(error.kind(), ErrorKind::Credentials);
    let text = error.to_string();
    assert!(text.contains("AWS_ACCESS_KEY_ID"), "{text}");
    assert!(!format!("{text} {error:?}").contains("hush"), "{text}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn all_settings_can_come_from_the_environment() {
    let server = Server::start([Behavior::Complete(success::<Whoami>())]).await;
    let config = from_env(&[
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "EXAMPLE_ENVIRONMENT_KEY"),
        ("AWS_SECRET_ACCESS_KEY", "hush-key"),
        ("AWS_SESSION_TOKEN", "hush-token"),
        ("AWS_ENDPOINT_URL_STS", &server.url()),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
    ]);
    let client = Client::new(&config.build());
    bounded(client.get_caller_identity().send()).await.unwrap();
    let request = server.request();
    let authorization = request.header("authorization").unwrap();
    assert!(
        authorization.contains("Credential=EXAMPLE_ENVIRONMENT_KEY/"),
        "{authorization}"
    );
    assert!(
        authorization.contains("/eu-central-1/sts/aws4_request"),
        "{authorization}"
    );
    assert_eq!(request.header("x-amz-security-token"), Some("hush-token"));
}

#[tokio::test]
async fn debug_output_of_config_and_builder_does_not_contain_credentials() {
    let builder = from_env(&[
        ("AWS_ACCESS_KEY_ID", "EXAMPLE_ENVIRONMENT_KEY"),
        ("AWS_SECRET_ACCESS_KEY", "hush-key"),
        ("AWS_SESSION_TOKEN", "hush-token"),
        ("AWS_ENDPOINT_URL", "http://user:hush-password@127.0.0.1:1"),
    ]);
    let before = format!("{builder:?}");
    let config = builder.build();
    for text in [
        before,
        format!("{config:?}"),
        format!("{:?}", Client::new(&config)),
    ] {
        assert!(text.contains("127.0.0.1:1"), "{text}");
        assert!(!text.contains("hush"), "{text}");
    }
}

#[tokio::test]
async fn fips_and_dual_stack_cannot_be_combined_with_a_custom_endpoint() {
    let server = Server::start([]).await;
    for config in [
        config(&server).use_fips(true),
        config(&server).use_dual_stack(true),
    ] {
        let error = whoami_error(config).await;
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(
            text.starts_with("GetCallerIdentity failed: no endpoint: "),
            "{text}"
        );
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_invalid_endpoint_url_is_shown_in_the_error() {
    let server = Server::start([]).await;
    let error = whoami_error(config(&server).endpoint_url("127.0.0.1:1")).await;
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("127.0.0.1:1"), "{error}");
    assert_eq!(server.connections(), 0);
}
