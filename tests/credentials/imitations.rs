//! Responses in the forms of other implementations of STS: MinIO, Ceph and LocalStack.

use querysmith::credentials::{
    AssumeRoleProvider, CredentialsError, DefaultChain, ProvideCredentials, Role, TokenSource,
    WebIdentityProvider,
};
use querysmith::files::Files;
use querysmith::{Credentials, DateTime};

use crate::aws::{Aws, Mode};
use crate::{config, context};

const ROLE: &str = "arn:aws:iam::123456789012:role/Deploy";

const PROFILE: &str = "[default]\nregion = eu-west-1\nsource_profile = base\n\
    role_arn = arn:aws:iam::123456789012:role/Deploy\n\
    [profile base]\naws_access_key_id = AKID-BASE\naws_secret_access_key = hush\n";

const OPERATIONS: [&str; 2] = ["AssumeRole", "AssumeRoleWithWebIdentity"];

/// The id of the role is spelled `AssumeRoleId`, the ARN is empty, and the token comes last.
fn minio(operation: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<{operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{operation}Result><AssumedRoleUser><Arn></Arn><AssumeRoleId></AssumeRoleId></AssumedRoleUser><Credentials><AccessKeyId>ASIA-OTHER</AccessKeyId><SecretAccessKey>hush-secret</SecretAccessKey><Expiration>2036-01-02T03:04:05Z</Expiration><SessionToken>hush-token</SessionToken></Credentials></{operation}Result><ResponseMetadata><RequestId>17C0FFEE00000001</RequestId></ResponseMetadata></{operation}Response>"#
    )
}

/// Without a namespace, with fractions of seconds, a root of its own, and no metadata.
fn ceph(operation: &str) -> String {
    format!(
        "<{operation}><{operation}Result><AssumedRoleUser><Arn>arn:aws:sts:::assumed-role/Deploy/s\
         </Arn><AssumeRoleId>a1b2:s</AssumeRoleId></AssumedRoleUser><Credentials>\
         <AccessKeyId>ASIA-OTHER</AccessKeyId><Expiration>2036-01-02T03:04:05.000000Z</Expiration>\
         <SecretAccessKey>hush-secret</SecretAccessKey><SessionToken>hush-token</SessionToken>\
         </Credentials><PackedPolicySize>0</PackedPolicySize><Provider></Provider>\
         </{operation}Result></{operation}>"
    )
}

/// Indented, with all members.
fn localstack(operation: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='utf-8'?>
<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">
  <{operation}Result>
    <Credentials>
      <AccessKeyId>ASIA-OTHER</AccessKeyId>
      <SecretAccessKey>hush-secret</SecretAccessKey>
      <SessionToken>hush-token</SessionToken>
      <Expiration>2036-01-02T03:04:05.000000+00:00</Expiration>
    </Credentials>
    <AssumedRoleUser>
      <AssumedRoleId>AROAEXAMPLE:s</AssumedRoleId>
      <Arn>arn:aws:sts::000000000000:assumed-role/Deploy/s</Arn>
    </AssumedRoleUser>
    <PackedPolicySize>6</PackedPolicySize>
  </{operation}Result>
  <ResponseMetadata><RequestId>1234</RequestId></ResponseMetadata>
</{operation}Response>"
    )
}

const FORMS: [fn(&str) -> String; 3] = [minio, ceph, localstack];

async fn provide(aws: &Aws, operation: &str) -> Result<Credentials, CredentialsError> {
    let files: Files = [("/token", "hush-jwt\n")].into_iter().collect();
    let config = config(aws);
    match operation {
        "AssumeRole" => {
            let provider = AssumeRoleProvider::new(&config, Role::new(ROLE));
            provider.provide_credentials().await
        }
        _ => {
            let token = TokenSource::file(files, "/token");
            let provider = WebIdentityProvider::new(&config, ROLE, token);
            provider.provide_credentials().await
        }
    }
}

#[track_caller]
fn check(credentials: &Credentials) {
    assert_eq!(credentials.access_key_id(), "ASIA-OTHER");
    assert_eq!(&**credentials.secret_access_key(), "hush-secret");
    let token = credentials.session_token().map(|token| &**token);
    assert_eq!(token, Some("hush-token"));
    let expires_at = DateTime::from_secs(2_082_855_845);
    assert_eq!(credentials.expires_at(), Some(expires_at));
}

#[tokio::test]
async fn roles_are_assumed_with_other_implementations() {
    for (form, operation) in FORMS
        .iter()
        .flat_map(|form| OPERATIONS.map(|operation| (form, operation)))
    {
        let aws = Aws::new();
        aws.set_mode(Mode::Responds(form(operation)));
        check(&provide(&aws, operation).await.unwrap());
    }
}

#[tokio::test]
async fn the_chain_accepts_other_implementations() {
    for form in FORMS {
        let aws = Aws::new();
        aws.set_mode(Mode::Responds(form("AssumeRole")));
        let chain = DefaultChain::new(&context(&aws, &[], PROFILE));
        check(&chain.provide_credentials().await.unwrap());
    }
}

#[tokio::test]
async fn credentials_with_empty_parts_are_refused() {
    for (part, expected) in [
        ("ASIA-OTHER", "the access key id is empty"),
        ("hush-secret", "the secret access key is empty"),
        ("hush-token", "the session token is empty"),
        (
            "<Expiration>2036-01-02T03:04:05Z</Expiration>",
            "the expiration is 1970 or earlier, or missing",
        ),
    ] {
        for operation in OPERATIONS {
            let aws = Aws::new();
            aws.set_mode(Mode::Responds(minio(operation).replace(part, "")));
            let error = provide(&aws, operation).await.unwrap_err().to_string();
            assert!(error.contains(ROLE) && error.ends_with(expected), "{error}");
        }
        let aws = Aws::new();
        aws.set_mode(Mode::Responds(minio("AssumeRole").replace(part, "")));
        let chain = DefaultChain::new(&context(&aws, &[], PROFILE));
        let error = chain.provide_credentials().await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}
