//! Stubs of STS.

use querysmith::credentials::{AssumeRoleProvider, ProvideCredentials, Role};
use querysmith::sts::Client;
use querysmith::sts::operation::assume_role::{AssumeRoleError, AssumeRoleOutput};
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityOutput;
use querysmith::sts::testing::Stub;
use querysmith::sts::types::Credentials;
use querysmith::sts::types::error::RegionDisabledException;
use querysmith::testing::{Response, ScriptedTransport};
use querysmith::{Config, DateTime, ErrorKind};

use super::{ROLE, assume};

fn credentials() -> Credentials {
    let credentials = Credentials::builder()
        .access_key_id("ASIAEXAMPLE")
        .secret_access_key("secret")
        .session_token("token")
        .expiration(DateTime::from_secs(4_000_000_000));
    credentials.build().unwrap()
}

#[tokio::test]
async fn a_stub_returns_an_output_and_records_the_input() {
    let stub = Stub::new();
    let calls = stub.assume_role(|input| {
        let name = input.role_session_name().unwrap_or_default();
        Ok(AssumeRoleOutput::builder().source_identity(name).build())
    });
    let output = assume(&stub.client()).await.unwrap();
    assert_eq!(output.source_identity(), Some("build-42"));
    assert_eq!(calls.count(), 1);
    assert_eq!(calls.last().unwrap().role_arn(), Some(ROLE));
}

#[tokio::test]
async fn a_stub_returns_an_error_as_its_modeled_variant() {
    let stub = Stub::new();
    stub.assume_role(|_| Err(RegionDisabledException::new("Off here.").into()));
    let error = assume(&stub.client()).await.unwrap_err();
    assert!(error.is_region_disabled_exception());
    assert!(matches!(
        &error,
        AssumeRoleError::RegionDisabledException(error) if error.message() == Some("Off here.")
    ));
    assert_eq!(error.status(), Some(403));
}

#[tokio::test]
async fn the_error_for_a_call_without_a_stub_names_the_method_to_add() {
    let error = assume(&Stub::new().client()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "AssumeRole failed: there is no stub for AssumeRole: add one, `stub.assume_role(|input| ..)`"
    );
}

#[tokio::test]
async fn inputs_are_validated() {
    let stub = Stub::new();
    let calls = stub.assume_role(|_| Ok(AssumeRoleOutput::default()));
    let error = stub.client().assume_role().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(calls.count(), 0);
}

#[tokio::test]
async fn short_values_are_enough_for_test_doubles() {
    let stub = Stub::new();
    let calls = stub.assume_role(|_| Ok(AssumeRoleOutput::default()));
    let call = stub.client().assume_role();
    call.role_arn("role")
        .role_session_name("s")
        .send()
        .await
        .unwrap();
    assert_eq!(calls.count(), 1);

    let body = "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>";
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(querysmith::Credentials::new("AKID", "hush"))
        .transport(ScriptedTransport::new([Response::new(200, body)]));
    let call = Client::new(&config.build()).assume_role().role_arn("role");
    call.role_session_name("s").send().await.unwrap();
}

#[tokio::test]
async fn a_stub_can_be_added_to_any_config() {
    let stub = Stub::new();
    stub.get_caller_identity(|_| {
        let output = GetCallerIdentityOutput::builder().account("123456789012");
        Ok(output.build())
    });
    let config = Config::builder().region("eu-west-1").build();
    let client = Client::new(&stub.configure(&config));
    let output = client.get_caller_identity().send().await.unwrap();
    assert_eq!(output.account(), Some("123456789012"));
    assert_eq!(stub.called(), ["GetCallerIdentity"]);
    assert_eq!(client.config().region(), Some("eu-west-1"));
}

#[tokio::test]
async fn credentials_providers_can_use_a_stub() {
    let stub = Stub::new();
    let calls = stub.assume_role(|_| {
        let output = AssumeRoleOutput::builder().credentials(credentials());
        Ok(output.build())
    });
    let config = stub.configure(&querysmith::testing::config().build());
    let provider = AssumeRoleProvider::new(&config, Role::new(ROLE));
    let credentials = provider.provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIAEXAMPLE");
    assert_eq!(calls.last().unwrap().role_arn(), Some(ROLE));
}

#[tokio::test]
async fn a_stub_serves_customized_calls() {
    let stub = Stub::new();
    let calls = stub.get_caller_identity(|_| Ok(GetCallerIdentityOutput::default()));
    let call = stub.client().get_caller_identity().customize();
    let call = call.config_override(|config| config.region("eu-west-2"));
    call.send().await.unwrap();
    assert_eq!(calls.count(), 1);
}
