//! Tests of the blocking clients that are not covered by `tests/calls`.

use std::sync::{Arc, Mutex};

use querysmith::clock::BoxFuture;
use querysmith::credentials::ProviderContext;
use querysmith::env::Env;
use querysmith::files::Files;
use querysmith::http::{Request, Response};
use querysmith::presigning::PresigningConfig;
use querysmith::sts::blocking::Client;
use querysmith::sts::operation::get_caller_identity::GetCallerIdentityOutput;
use querysmith::sts::testing::Stub;
use querysmith::transport::{Transport, TransportError};
use querysmith::{Bytes, Config, ConfigLoader, Credentials, blocking};

/// A transport that returns an identity for every call and records the `authorization` headers.
#[derive(Debug, Clone, Default)]
struct Sts(Arc<Mutex<Vec<String>>>);

impl Transport for Sts {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let authorization = request.headers()["authorization"].to_str().unwrap();
        self.0.lock().unwrap().push(authorization.to_owned());
        let body = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
            <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
        Box::pin(std::future::ready(Ok(Response::new(Bytes::from(body)))))
    }
}

#[test]
fn a_config_is_loaded_and_used_without_an_async_runtime() {
    let env: Env = [("HOME", "/home/ann")].into_iter().collect();
    let profile = "[default]\nregion = eu-west-1\naws_access_key_id = AKID-PROFILE\n\
        aws_secret_access_key = hush";
    let files: Files = [("/home/ann/.aws/credentials", profile)]
        .into_iter()
        .collect();
    let sts = Sts::default();
    let context = ProviderContext::new()
        .with_env(env)
        .with_files(files)
        .with_transport(sts.clone());
    let config = blocking::wait(ConfigLoader::new().context(context).load()).unwrap();
    let client = Client::new(&config);
    let identity = client.get_caller_identity().send().unwrap();
    assert_eq!(identity.account(), Some("111122223333"));
    let signed = sts.0.lock().unwrap().join("");
    assert!(signed.contains("Credential=AKID-PROFILE/"), "{signed}");
}

#[test]
fn a_call_is_presigned() {
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .build();
    let call = Client::new(&config).get_caller_identity();
    let presigned = call.presigned(PresigningConfig::default()).unwrap();
    let uri = presigned.uri().to_string();
    let start = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&";
    assert!(uri.starts_with(start), "{uri}");
}

#[test]
fn a_header_of_a_customized_call_is_presigned() {
    let config = Config::builder()
        .region("eu-west-1")
        .credentials_provider(Credentials::new("AKID", "hush"))
        .build();
    let call = Client::new(&config).get_caller_identity().customize();
    let call = call.header("x-server-id", "vault");
    let presigned = call.presigned(PresigningConfig::default()).unwrap();
    let headers: Vec<_> = presigned.headers().collect();
    assert_eq!(headers, [("x-server-id", "vault")]);
}

#[test]
fn a_stub_serves_a_blocking_client() {
    let stub = Stub::new();
    let calls = stub.get_caller_identity(|_| {
        let identity = GetCallerIdentityOutput::builder().account("111122223333");
        Ok(identity.build())
    });
    let client = stub.blocking_client();
    let identity = client.get_caller_identity().send().unwrap();
    assert_eq!(identity.account(), Some("111122223333"));
    assert_eq!(calls.count(), 1);
}
