//! Calls to moto, an independent server in Python that simulates AWS.
//!
//! `tests/peer/run` starts it and sets the two variables below. Without them, each test prints that
//! it is skipped, and passes.

#![allow(
    deprecated,
    reason = "moto returns members that the model has since deprecated"
)]

mod operations;
mod roles;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use querysmith::Config;
use querysmith::sts::Client;

/// The endpoint of a server that accepts every call, without checking signatures.
const LENIENT: &str = "QUERYSMITH_PEER_ENDPOINT";

/// The endpoint of a server that checks the signature of every call except the first.
const STRICT: &str = "QUERYSMITH_PEER_STRICT_ENDPOINT";

/// The account that moto returns for credentials that it did not issue.
const MOTO_ACCOUNT: &str = "123456789012";

const ROLE_ARN: &str = "arn:aws:iam::111122223333:role/deploy";
const SESSION_ARN: &str = "arn:aws:sts::111122223333:assumed-role/deploy/build-42";

/// A client that signs with credentials that moto does not know.
fn client(variable: &str) -> Option<Client> {
    let credentials = querysmith::Credentials::new("AKIAIOSFODNN7EXAMPLE", "not-a-real-secret");
    let config = Config::builder()
        .region("us-east-1")
        .endpoint_url(endpoint(variable)?)
        .credentials_provider(credentials)
        .build();
    Some(Client::new(&config))
}

/// A client without credentials.
fn anonymous_client(variable: &str) -> Option<Client> {
    let config = Config::builder()
        .region("us-east-1")
        .endpoint_url(endpoint(variable)?)
        .build();
    Some(Client::new(&config))
}

fn endpoint(variable: &str) -> Option<String> {
    let endpoint = std::env::var(variable).ok();
    if endpoint.is_none() {
        println!("skipped: {variable} is not set; `tests/peer/run` starts moto and sets it");
    }
    endpoint
}

/// A SAML response in base64, reduced to the attributes that moto reads. Moto does not check its
/// signature.
fn saml_assertion(seconds: i32) -> String {
    let response = format!(
        r#"<?xml version="1.0"?>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">
  <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">
    <saml:AttributeStatement>
      <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/Role">
        <saml:AttributeValue>{ROLE_ARN},arn:aws:iam::111122223333:saml-provider/directory</saml:AttributeValue>
      </saml:Attribute>
      <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName">
        <saml:AttributeValue>build-42</saml:AttributeValue>
      </saml:Attribute>
      <saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/SessionDuration">
        <saml:AttributeValue>{seconds}</saml:AttributeValue>
      </saml:Attribute>
    </saml:AttributeStatement>
  </saml:Assertion>
</samlp:Response>"#
    );
    BASE64.encode(response)
}
