//! Credentials providers that call moto.

use std::time::Duration;

use querysmith::credentials::{
    MfaPrompt, ProviderContext, Role, RoleChain, SamlProvider, SessionTokenProvider, TokenSource,
};
use querysmith::env::Env;
use querysmith::files::Files;
use querysmith::{ConfigLoader, Credentials, ProvideCredentials};

use super::*;

const LAST_SESSION: &str = "arn:aws:sts::777788889999:assumed-role/deploy/build-42";

fn config(endpoint: &str) -> Config {
    Config::builder()
        .region("us-east-1")
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "not-real"))
        .build()
}

/// The ARN and the account of the caller.
async fn caller(config: &Config) -> (String, String) {
    let identity = Client::new(config).get_caller_identity().send().await;
    let identity = identity.expect("GetCallerIdentity succeeds");
    let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
    (text(identity.arn()), text(identity.account()))
}

async fn caller_with(
    config: &Config,
    provider: impl ProvideCredentials + 'static,
) -> (String, String) {
    caller(&config.with_credentials_provider(provider)).await
}

#[tokio::test]
async fn a_chain_of_three_roles_returns_credentials_of_the_last_role() {
    let Some(endpoint) = endpoint(LENIENT) else {
        return;
    };
    let config = config(&endpoint);
    let role = |account: u64, name: &str| {
        Role::new(format!("arn:aws:iam::{account}:role/{name}")).with_session_name("build-42")
    };
    let chain = RoleChain::builder(&config)
        .role(role(111_122_223_333, "gate").with_transitive_tag("team", "search"))
        .role(role(444_455_556_666, "hall").with_external_id("guest"))
        .role(role(777_788_889_999, "deploy"))
        .build()
        .expect("three different roles");
    let credentials = chain.provide_credentials().await.expect("three sessions");
    assert_eq!(credentials.account_id(), Some("777788889999"));
    assert!(credentials.expires_at().is_some());
    let (arn, account) = caller_with(&config, chain).await;
    assert_eq!(arn, LAST_SESSION);
    assert_eq!(account, "777788889999");
}

#[tokio::test]
async fn a_chain_of_three_profiles_returns_credentials_of_the_selected_role() {
    let Some(endpoint) = endpoint(LENIENT) else {
        return;
    };
    let config = "[profile deploy]\nrole_arn = arn:aws:iam::777788889999:role/deploy\n\
        role_session_name = build-42\nsource_profile = hall\n\
        [profile hall]\nrole_arn = arn:aws:iam::444455556666:role/hall\nsource_profile = gate\n\
        [profile gate]\nrole_arn = arn:aws:iam::111122223333:role/gate\nsource_profile = base\n";
    let keys = "[base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n\
        aws_secret_access_key = not-real\n";
    let env: Env = [
        ("HOME", "/home/ann"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_PROFILE", "deploy"),
        ("AWS_ENDPOINT_URL_STS", &endpoint),
    ]
    .into_iter()
    .collect();
    let files: Files = [
        ("/home/ann/.aws/config", config),
        ("/home/ann/.aws/credentials", keys),
    ]
    .into_iter()
    .collect();
    let context = ProviderContext::new().with_env(env).with_files(files);
    let config = ConfigLoader::new().context(context).load().await;
    let (arn, _) = caller(&config.expect("a config")).await;
    assert_eq!(arn, LAST_SESSION);
}

#[tokio::test]
async fn a_web_identity_token_is_exchanged_for_credentials() {
    let Some(endpoint) = endpoint(LENIENT) else {
        return;
    };
    let env: Env = [
        ("AWS_REGION", "us-east-1"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("AWS_ROLE_ARN", ROLE_ARN),
        ("AWS_ROLE_SESSION_NAME", "build-42"),
        ("AWS_ENDPOINT_URL", &endpoint),
    ]
    .into_iter()
    .collect();
    let files: Files = [("/token", "not-a-real-token")].into_iter().collect();
    let context = ProviderContext::new().with_env(env).with_files(files);
    let config = ConfigLoader::new().context(context).load().await;
    let config = config.expect("a config");
    let provider = config.credentials_provider().expect("the default chain");
    let credentials = provider.provide_credentials().await.expect("a session");
    assert_eq!(credentials.account_id(), Some("111122223333"));
    assert!(credentials.session_token().is_some());
}

#[tokio::test]
async fn a_saml_assertion_and_an_mfa_code_are_exchanged_for_credentials() {
    let Some(endpoint) = endpoint(LENIENT) else {
        return;
    };
    let config = config(&endpoint);
    let assertion =
        TokenSource::function(|| async { Ok::<_, std::convert::Infallible>(saml_assertion(1800)) });
    let principal = "arn:aws:iam::111122223333:saml-provider/directory";
    let saml = SamlProvider::new(&config, ROLE_ARN, principal, assertion);
    let credentials = saml.provide_credentials().await.expect("a session");
    assert_eq!(credentials.account_id(), Some("111122223333"));
    assert!(credentials.session_token().is_some());

    let prompt = MfaPrompt::new(|_| async { Ok::<_, std::convert::Infallible>("123456") });
    let session = SessionTokenProvider::new(&config)
        .with_duration(Duration::from_secs(900))
        .with_mfa("arn:aws:iam::123456789012:mfa/ann", prompt);
    let credentials = session.provide_credentials().await.expect("a session");
    assert!(credentials.expires_at().is_some() && credentials.session_token().is_some());
}
