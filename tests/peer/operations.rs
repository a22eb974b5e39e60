//! The operations that moto supports.

use std::time::SystemTime;

use querysmith::sts::types::Credentials;
use querysmith::{DateTime, ErrorKind};

use super::*;

#[tokio::test]
async fn assume_role_returns_credentials_for_the_requested_duration() {
    let Some(client) = client(LENIENT) else {
        return;
    };
    let requested = Requested::seconds(900);
    let output = client
        .assume_role()
        .role_arn(ROLE_ARN)
        .role_session_name("build-42")
        .duration_seconds(requested.seconds)
        .external_id("a b+c/d=e&f~é")
        .policy(r#"{"Version":"2012-10-17","Statement":[]}"#)
        .send()
        .await
        .expect("AssumeRole succeeds");

    requested.assert_credentials(output.credentials(), &output);
    let user = output.assumed_role_user().expect("an assumed role user");
    assert_eq!(user.arn(), SESSION_ARN);
    assert_role_session_id(user.assumed_role_id());
    assert_eq!(output.packed_policy_size, Some(6));
    assert_eq!(output.source_identity(), None);
    assert!(output.request_id().is_some_and(|id| !id.is_empty()));
    assert_eq!(output.response_metadata().status(), 200);
}

#[tokio::test]
async fn assume_role_with_web_identity_needs_no_credentials() {
    let Some(client) = anonymous_client(LENIENT) else {
        return;
    };
    let requested = Requested::seconds(1800);
    let output = client
        .assume_role_with_web_identity()
        .role_arn(ROLE_ARN)
        .role_session_name("build-42")
        .web_identity_token("not-a-real-token")
        .duration_seconds(requested.seconds)
        .send()
        .await
        .expect("AssumeRoleWithWebIdentity succeeds");

    requested.assert_credentials(output.credentials(), &output);
    let user = output.assumed_role_user().expect("an assumed role user");
    assert_eq!(user.arn(), SESSION_ARN);
    assert_eq!(user.assumed_role_id(), "ARO123EXAMPLE123:build-42");
    assert_eq!(output.packed_policy_size, Some(6));
    assert_eq!(output.provider(), None);
    assert!(output.request_id().is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn assume_role_with_saml_needs_no_credentials() {
    let Some(client) = anonymous_client(LENIENT) else {
        return;
    };
    // The duration is in the assertion.
    let requested = Requested::seconds(2700);
    let output = client
        .assume_role_with_saml()
        .role_arn(ROLE_ARN)
        .principal_arn("arn:aws:iam::111122223333:saml-provider/directory")
        .saml_assertion(saml_assertion(requested.seconds))
        .send()
        .await
        .expect("AssumeRoleWithSAML succeeds");

    requested.assert_credentials(output.credentials(), &output);
    let user = output.assumed_role_user().expect("an assumed role user");
    assert_eq!(user.arn(), SESSION_ARN);
    assert_role_session_id(user.assumed_role_id());
    assert_eq!(output.packed_policy_size, Some(123));
    assert_role_session_id(output.subject().expect("a subject"));
    assert_eq!(output.subject_type(), Some("persistent"));
    assert_eq!(output.issuer(), Some("http://localhost:3000/"));
    let audience = Some("https://signin.aws.amazon.com/saml");
    assert_eq!(output.audience(), audience);
    let qualifier = Some("B64EncodedStringOfHashOfIssuerAccountIdAndUserId=");
    assert_eq!(output.name_qualifier(), qualifier);
}

#[tokio::test]
async fn get_session_token_returns_credentials_for_the_requested_duration() {
    let Some(client) = client(LENIENT) else {
        return;
    };
    let requested = Requested::seconds(3600);
    let output = client
        .get_session_token()
        .duration_seconds(requested.seconds)
        .send()
        .await
        .expect("GetSessionToken succeeds");

    requested.assert_credentials(output.credentials(), &output);
    assert!(output.request_id().is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn get_federation_token_returns_the_federated_user() {
    let Some(client) = client(LENIENT) else {
        return;
    };
    let requested = Requested::seconds(900);
    let output = client
        .get_federation_token()
        .name("Ada")
        .duration_seconds(requested.seconds)
        .send()
        .await
        .expect("GetFederationToken succeeds");

    requested.assert_credentials(output.credentials(), &output);
    let user = output.federated_user().expect("a federated user");
    assert_eq!(user.arn(), "arn:aws:sts::123456789012:federated-user/Ada");
    assert_eq!(user.federated_user_id(), "123456789012:Ada");
    assert_eq!(output.packed_policy_size, Some(6));
}

#[tokio::test]
async fn get_access_key_info_returns_the_account() {
    let Some(client) = client(LENIENT) else {
        return;
    };
    let output = client
        .get_access_key_info()
        .access_key_id("AKIAIOSFODNN7EXAMPLE")
        .send()
        .await
        .expect("GetAccessKeyInfo succeeds");

    assert_eq!(output.account(), Some(MOTO_ACCOUNT));
}

#[tokio::test]
async fn get_caller_identity_returns_the_signer() {
    let Some(client) = client(LENIENT) else {
        return;
    };
    let output = client
        .get_caller_identity()
        .send()
        .await
        .expect("GetCallerIdentity succeeds");

    assert_eq!(output.account(), Some(MOTO_ACCOUNT));
    assert_eq!(output.arn(), Some("arn:aws:sts::123456789012:user/moto"));
    assert_eq!(output.user_id(), Some("AKIAIOSFODNN7EXAMPLE"));
    assert!(output.request_id().is_some_and(|id| !id.is_empty()));
}

#[tokio::test]
async fn an_error_has_code_message_and_request_id() {
    let Some(client) = client(LENIENT) else {
        return;
    };
    let error = client
        .assume_role()
        .role_arn(ROLE_ARN)
        .role_session_name("a".repeat(65))
        .send()
        .await
        .expect_err("moto accepts at most 64 characters");

    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.operation(), Some("AssumeRole"));
    assert_eq!(error.code(), Some("ValidationError"));
    assert_eq!(error.status(), Some(400));
    assert!(
        error
            .message()
            .is_some_and(|text| text.contains("roleSessionName"))
    );
    assert!(error.request_id().is_some_and(|id| !id.is_empty()));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn moto_computes_the_same_signature() {
    // The first call is not checked. It returns the credentials for the following calls.
    let Some(client) = client(STRICT) else { return };
    let output = client
        .assume_role()
        .role_arn(ROLE_ARN)
        .role_session_name("build-42")
        .send()
        .await
        .expect("AssumeRole succeeds");
    let credentials = output.credentials().expect("credentials");

    let identity = client_with(STRICT, credentials, credentials.secret_access_key())
        .get_caller_identity()
        .send()
        .await
        .expect("moto accepts the signature");
    assert_eq!(identity.arn(), Some(SESSION_ARN));
    assert_eq!(identity.account(), Some("111122223333"));

    let error = client_with(STRICT, credentials, "another-secret")
        .get_caller_identity()
        .send()
        .await
        .expect_err("moto rejects the signature");
    assert_eq!(error.code(), Some("SignatureDoesNotMatch"));
    assert_eq!(error.status(), Some(403));
    assert!(error.is_credentials_problem());
}

/// A client that signs with credentials that moto issued, but with this secret key.
fn client_with(variable: &str, credentials: &Credentials, secret: &str) -> Client {
    let credentials = querysmith::Credentials::new(credentials.access_key_id(), secret)
        .with_session_token(credentials.session_token());
    let config = Config::builder()
        .region("us-east-1")
        .endpoint_url(endpoint(variable).expect("the variable is set"))
        .credentials_provider(credentials)
        .build();
    Client::new(&config)
}

/// The requested duration of credentials, and the time of the request.
struct Requested {
    seconds: i32,
    at: i64,
}

impl Requested {
    fn seconds(seconds: i32) -> Self {
        Self { seconds, at: now() }
    }

    /// Checks that the credentials expire after the requested duration, to the second, and that the
    /// `Debug` output contains no secret.
    fn assert_credentials(&self, credentials: Option<&Credentials>, output: &impl std::fmt::Debug) {
        let credentials = credentials.expect("credentials");
        let earliest = self.at + i64::from(self.seconds);
        let latest = now() + i64::from(self.seconds);
        let expiration = credentials.expiration().secs();
        assert!(
            (earliest..=latest).contains(&expiration),
            "the credentials expire at {expiration}, expected {earliest} to {latest}"
        );

        let id = credentials.access_key_id();
        assert!(id.len() == 20 && id.starts_with('A'), "access key id {id}");
        let shown = format!("{output:?}");
        assert!(shown.contains(id), "{shown}");
        for secret in [credentials.secret_access_key(), credentials.session_token()] {
            assert!(secret.len() >= 40, "a secret of {} bytes", secret.len());
            assert!(
                !shown.contains(secret),
                "the output shows a secret: {shown}"
            );
        }
    }
}

fn now() -> i64 {
    DateTime::from(SystemTime::now()).secs()
}

/// Checks a session id. Moto generates the role id.
fn assert_role_session_id(id: &str) {
    let role_id = id.strip_suffix(":build-42").unwrap_or_default();
    assert!(
        role_id.len() > 16 && role_id.starts_with("AROA"),
        "role session id {id}"
    );
}
