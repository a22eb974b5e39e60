//! A provider of instance metadata that several tokio runtimes share.

use std::sync::Arc;

use querysmith_credentials::{InstanceMetadataProvider, ProviderContext};
use querysmith_runtime::ProvideCredentials;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;

use crate::two_runtimes::{FIRSTS, response, runtime, service, with_first};

const CREDENTIALS: &str = r#"{"Code": "Success", "AccessKeyId": "AKID", "SecretAccessKey": "hush",
    "Token": "hush-session", "Expiration": "2099-01-31T12:00:00Z"}"#;

/// The response of instance metadata.
fn metadata(request: &str) -> String {
    let body = match request.lines().next().unwrap_or_default() {
        line if line.starts_with("PUT ") => "token",
        line if line.contains("/security-credentials/ ") => "my-role",
        _ => CREDENTIALS,
    };
    response("x-aws-ec2-metadata-token-ttl-seconds: 21600\r\n", body)
}

#[test]
fn a_provider_works_whatever_happened_to_the_runtime_that_used_it_first() {
    for first in FIRSTS {
        // The first runtime waits for the token, the name of the role, or the credentials.
        for silent in 0..3 {
            let service = service(silent..silent + 1, metadata);
            let url = service.url.as_str();
            let env: Env = [("AWS_EC2_METADATA_SERVICE_ENDPOINT", url)]
                .into_iter()
                .collect();
            let context = ProviderContext::new()
                .with_env(env)
                .with_files(Files::empty());
            let provider = Arc::new(InstanceMetadataProvider::new(&context));
            let waiting = provider.clone();
            let work = async move {
                let _ = waiting.provide_credentials().await;
            };
            let found = with_first(first, work, service.ignored, || {
                runtime().block_on(provider.provide_credentials())
            });
            let key = found.unwrap().access_key_id().to_owned();
            assert_eq!(key, "AKID", "{first:?} {silent}");
        }
    }
}
