//! The root certificates that a profile names.

use querysmith_credentials::profile::{ProfileSet, SharedSettings};
use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
use querysmith_runtime::{Credentials, Error, RetryMode};

use crate::certificates::Authority;
use crate::server::Server;
use crate::support::{WeighOutput, parcel};

#[tokio::test]
async fn the_ca_bundle_can_be_set_in_the_profile() {
    let authority = Authority::new();
    let server = Server::weighing(Some(authority.server("127.0.0.1")));
    let url = format!("https://{}", server.address);
    let profiles = ProfileSet::parse("[default]\nca_bundle = /home/ann/ca.pem", "").unwrap();
    let call = async |env: &Env, files: Files| -> Result<WeighOutput, Error> {
        let settings = SharedSettings::new(env, &profiles)?;
        let config = settings
            .config_builder(env)?
            .region("eu-west-1")
            .credentials_provider(Credentials::new("AKID", "hush-key"))
            .endpoint_url(&url)
            .retry_mode(RetryMode::Off)
            .files(files)
            .build();
        ClientCore::new(&config).call(&parcel()).await
    };
    let bundle = || Files::from_iter([("/home/ann/ca.pem", authority.pem())]);
    let output = call(&Env::empty(), bundle()).await.unwrap();
    assert_eq!(output.grams, 750);

    let error = call(&Env::empty(), Files::empty()).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("ca_bundle at config:2 names"), "{text}");

    // The environment takes precedence.
    let env: Env = [("AWS_CA_BUNDLE", "/other.pem")].into_iter().collect();
    let text = call(&env, bundle()).await.unwrap_err().to_string();
    let end = ", expected the PEM file of root certificates that AWS_CA_BUNDLE names";
    assert!(
        text.contains("/other.pem: ") && text.ends_with(end),
        "{text}"
    );
}
