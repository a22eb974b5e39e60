//! The providers that call STS: their requests, and how they handle responses.

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use querysmith::clock::BoxFuture;
use querysmith::credentials::{
    AssumeRoleProvider, CredentialsError, ProvideCredentials, Role, SamlProvider,
    SessionTokenProvider, TokenSource, WebIdentityProvider,
};
use querysmith::files::Files;
use querysmith::{Config, Credentials, DateTime, Error};

use crate::aws::{Aws, Mode};
use crate::{START, config};

const ROLE: &str = "arn:aws:iam::123456789012:role/Deploy";

async fn load(provider: &impl ProvideCredentials) -> Result<Credentials, CredentialsError> {
    provider.provide_credentials().await
}

fn token() -> TokenSource {
    let files: Files = [("/token", "hush-jwt\n")].into_iter().collect();
    TokenSource::file(files, "/token")
}

#[tokio::test]
async fn assume_role_sends_all_parameters_of_the_role() {
    let aws = Aws::new();
    let role = Role::new(ROLE)
        .with_session_name("build-42")
        .with_duration(Duration::from_secs(900))
        .with_policy("{}")
        .with_policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
        .with_external_id("ext")
        .with_source_identity("ann")
        .with_tag("team", "search")
        .with_transitive_tag("cost", "7");
    let credentials = load(&AssumeRoleProvider::new(&config(&aws), role))
        .await
        .unwrap();

    let call = aws.only_call();
    assert_eq!(call.host, "sts.eu-west-1.amazonaws.com");
    assert_eq!(call.signed_by.as_deref(), Some("AKID-LONG"));
    let expected = [
        ("Action", "AssumeRole"),
        ("Version", "2011-06-15"),
        ("RoleArn", ROLE),
        ("RoleSessionName", "build-42"),
        ("DurationSeconds", "900"),
        ("Policy", "{}"),
        (
            "PolicyArns.member.1.arn",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ),
        ("ExternalId", "ext"),
        ("SourceIdentity", "ann"),
        ("Tags.member.1.Key", "team"),
        ("Tags.member.1.Value", "search"),
        ("Tags.member.2.Key", "cost"),
        ("Tags.member.2.Value", "7"),
        ("TransitiveTagKeys.member.1", "cost"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(call.form, expected.into_iter().collect());

    let expiry = DateTime::from_secs(START as i64 + 900);
    let expected = Credentials::new("ASIA-Deploy-1", "hush-secret-1")
        .with_session_token("hush-token-1")
        .with_expires_at(expiry)
        .with_account_id("123456789012");
    assert_eq!(credentials, expected);
}

#[tokio::test]
async fn the_default_session_name_contains_the_time() {
    let aws = Aws::new();
    load(&AssumeRoleProvider::new(&config(&aws), Role::new(ROLE)))
        .await
        .unwrap();
    let call = aws.only_call();
    let name = format!("querysmith-{START}000");
    assert_eq!(call.get("RoleSessionName"), Some(name.as_str()));
    assert_eq!(call.form.len(), 4, "{call:?}");
}

#[tokio::test]
async fn web_identity_sends_the_token_without_a_signature() {
    let aws = Aws::new();
    let provider = WebIdentityProvider::new(&config(&aws), ROLE, token())
        .with_session_name("pod")
        .with_duration(Duration::from_secs(1800))
        .with_policy("{}")
        .with_policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
        .with_provider_id("www.example.com");
    let credentials = load(&provider).await.unwrap();
    assert_eq!(credentials.access_key_id(), "ASIA-Deploy-1");
    assert_eq!(credentials.account_id(), Some("123456789012"));
    let call = aws.only_call();
    assert_eq!(call.signed_by, None);
    assert_eq!(call.get("Action"), Some("AssumeRoleWithWebIdentity"));
    assert_eq!(call.get("WebIdentityToken"), Some("hush-jwt"));
    assert_eq!(call.get("RoleSessionName"), Some("pod"));
    assert_eq!(call.get("DurationSeconds"), Some("1800"));
    assert_eq!(call.get("ProviderId"), Some("www.example.com"));
    assert_eq!(call.form.len(), 9, "{call:?}");
}

#[tokio::test]
async fn web_identity_is_retried_only_if_the_verification_key_was_not_retrieved() {
    const CODE: &str = "InvalidIdentityToken";
    const UNAVAILABLE: &str = "Couldn't retrieve verification key from your identity provider, \
        please reference AssumeRoleWithWebIdentity documentation for requirements";
    for (message, is_ok, calls) in [
        (UNAVAILABLE, true, 2),
        ("The ID Token provided is not a valid JWT", false, 1),
    ] {
        let aws = Aws::new();
        aws.set_mode(Mode::FailsAtFirst(1, CODE, message));
        let outcome = load(&WebIdentityProvider::new(&config(&aws), ROLE, token())).await;
        assert_eq!(outcome.is_ok(), is_ok, "{outcome:?}");
        assert_eq!(aws.calls().len(), calls, "{message}");
    }
}

#[tokio::test]
async fn credentials_in_a_response_of_sts_become_a_provider() {
    use querysmith::credentials::from_sts;

    let aws = Aws::new();
    let client = querysmith::sts::Client::new(&config(&aws));
    let output = client
        .assume_role()
        .role_arn(ROLE)
        .role_session_name("ann")
        .send()
        .await
        .unwrap();
    let provider = from_sts(output.credentials).unwrap();
    let deploy = config(&aws).with_credentials_provider(provider);
    let client = querysmith::sts::Client::new(&deploy);
    client.get_caller_identity().send().await.unwrap();
    let signer = aws.calls().into_iter().next_back().unwrap().signed_by;
    assert_eq!(signer.as_deref(), Some("ASIA-Deploy-1"));
    let error = from_sts(None).unwrap_err();
    assert!(error.message().contains("no Credentials"), "{error}");
}

#[tokio::test]
async fn saml_requests_a_new_assertion_each_time() {
    let aws = Aws::new();
    let count = Arc::new(Mutex::new(0));
    let assertions = TokenSource::function(move || {
        *count.lock().unwrap() += 1;
        let assertion = format!("assertion{}", count.lock().unwrap());
        std::future::ready(Ok::<_, std::io::Error>(assertion))
    });
    let principal = "arn:aws:iam::123456789012:saml-provider/directory";
    let provider = SamlProvider::new(&config(&aws), ROLE, principal, assertions)
        .with_duration(Duration::from_secs(900))
        .with_policy("{}")
        .with_policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess");
    load(&provider).await.unwrap();
    load(&provider).await.unwrap();
    let calls = aws.calls();
    assert_eq!(calls[0].signed_by, None);
    assert_eq!(calls[0].get("Action"), Some("AssumeRoleWithSAML"));
    assert_eq!(calls[0].get("RoleArn"), Some(ROLE));
    assert_eq!(calls[0].get("DurationSeconds"), Some("900"));
    assert_eq!(calls[0].get("Policy"), Some("{}"));
    assert_eq!(
        calls[0].get("PolicyArns.member.1.arn"),
        Some("arn:aws:iam::aws:policy/ReadOnlyAccess")
    );
    assert_eq!(calls[0].get("PrincipalArn"), Some(principal));
    assert_eq!(calls[0].get("SAMLAssertion"), Some("assertion1"));
    assert_eq!(calls[1].get("SAMLAssertion"), Some("assertion2"));
}

#[tokio::test]
async fn a_session_token_has_the_account_of_its_source() {
    let aws = Aws::new();
    let source = Credentials::new("AKID-OTHER", "hush").with_account_id("111122223333");
    let provider = SessionTokenProvider::new(&config(&aws))
        .with_source(source)
        .with_duration(Duration::from_secs(43200));
    let credentials = load(&provider).await.unwrap();
    assert_eq!(credentials.account_id(), Some("111122223333"));
    let call = aws.only_call();
    assert_eq!(call.get("Action"), Some("GetSessionToken"));
    assert_eq!(call.get("DurationSeconds"), Some("43200"));
    assert_eq!(call.signed_by.as_deref(), Some("AKID-OTHER"));
}

#[tokio::test]
async fn the_error_of_the_call_is_the_source_of_the_provider_error() {
    for (code, is_permanent) in [("AccessDenied", true), ("ServiceUnavailable", false)] {
        let aws = Aws::new();
        aws.set_mode(Mode::Fails(400, code));
        let config = config(&aws);
        let providers: [Box<dyn ProvideCredentials>; 3] = [
            Box::new(AssumeRoleProvider::new(&config, Role::new(ROLE))),
            Box::new(WebIdentityProvider::new(&config, ROLE, token())),
            Box::new(SessionTokenProvider::new(&config)),
        ];
        for provider in providers {
            let error = provider.provide_credentials().await.unwrap_err();
            assert!(!error.is_not_configured());
            let source = error.source().unwrap().downcast_ref::<Error>().unwrap();
            assert_eq!(source.code(), Some(code));
            assert!(error.to_string().contains(code), "{error}");
            assert!(error.to_string().contains("request-1"), "{error}");
            assert_eq!(error.is_permanent(), is_permanent, "{code}");
        }
    }
}

#[tokio::test]
async fn a_response_without_credentials_is_an_error() {
    let aws = Aws::new();
    aws.set_mode(Mode::Empty);
    let error = load(&AssumeRoleProvider::new(&config(&aws), Role::new(ROLE)))
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("Deploy: the response of STS has no Credentials"),
        "{text}"
    );
}

#[tokio::test]
async fn a_role_without_source_credentials_is_an_error() {
    let aws = Aws::new();
    let bare = Config::builder()
        .region("eu-west-1")
        .transport(aws.clone())
        .build();
    let error = load(&AssumeRoleProvider::new(&bare, Role::new(ROLE)))
        .await
        .unwrap_err();
    assert!(!error.is_not_configured());
    assert!(
        error
            .to_string()
            .contains("has no credentials to call STS with"),
        "{error}"
    );

    let source = crate::default_chain::empty_chain(&aws);
    let provider = AssumeRoleProvider::new(&bare, Role::new(ROLE)).with_source(source);
    let error = load(&provider).await.unwrap_err();
    assert!(!error.is_not_configured(), "the role is configured");
    assert!(aws.calls().is_empty());
}

#[tokio::test]
async fn a_missing_or_empty_token_is_an_error_before_any_call() {
    let aws = Aws::new();
    let files: Files = [("/empty", " \n")].into_iter().collect();
    for (path, problem) in [("/empty", "is empty"), ("/none", "/none: ")] {
        let source = TokenSource::file(files.clone(), path);
        let error = load(&WebIdentityProvider::new(&config(&aws), ROLE, source))
            .await
            .unwrap_err();
        assert!(!error.is_not_configured());
        assert!(error.to_string().contains(problem), "{error}");
    }
    assert!(aws.calls().is_empty());
}

/// A provider that records rejected access key ids.
#[derive(Debug, Default, Clone)]
struct Source(Arc<Mutex<Vec<String>>>);

impl ProvideCredentials for Source {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(Credentials::new("AKID-OLD", "hush"))))
    }

    fn reject(&self, credentials: &Credentials) {
        self.0
            .lock()
            .unwrap()
            .push(credentials.access_key_id().to_owned());
    }
}

#[tokio::test]
async fn credentials_of_the_source_are_rejected_only_if_sts_reports_them_as_expired() {
    for (code, rejected) in [("ExpiredTokenException", 1), ("AccessDenied", 0)] {
        let aws = Aws::new();
        aws.set_mode(Mode::Fails(403, code));
        let source = Source::default();
        let provider =
            AssumeRoleProvider::new(&config(&aws), Role::new(ROLE)).with_source(source.clone());
        load(&provider).await.unwrap_err();
        assert_eq!(source.0.lock().unwrap().len(), rejected, "{code}");
    }
}
