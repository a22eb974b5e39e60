//! Regions that could send a request to another host, because a region becomes part of a host name.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::env::Env;
use querysmith_runtime::{Config, ConfigBuilder, Credentials, ErrorKind, Operation};

use crate::support::{Scripted, WEIGHED, WeighInput, config, parcel};

/// A region that is too long for a label of a host name.
const LONG: &str = "us-east-1-us-east-1-us-east-1-us-east-1-us-east-1-us-east-1-abcd";

const REGIONS: [&str; 9] = [
    "evil.example/",
    "evil.example#",
    "evil.example:8443/",
    "u@evil.example/",
    "us-east-1/../",
    "'us-east-1'",
    "\"us-east-1\"",
    "fips-evil.example/",
    LONG,
];

async fn check(transport: &Scripted, config: &Config, expected: &str) {
    let error = ClientCore::new(config).call(&parcel()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains(expected), "{error}");
    assert!(parcel().to_request(config).is_err());
    let credentials = Credentials::new("AKID", "hush");
    let mut request = parcel()
        .to_request(&crate::support::config(transport).build())
        .unwrap();
    assert!(WeighInput::sign(&mut request, config, &credentials).is_err());
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_for_a_region_in_code_that_is_not_a_host_label() {
    assert_eq!(LONG.len(), 64);
    let transport = Scripted::responding(200, WEIGHED);
    for region in REGIONS.into_iter().chain([""]) {
        let config = config(&transport).region(region).build();
        check(&transport, &config, "the region set in code is \"").await;
        // A custom endpoint does not make it a region to sign for.
        let custom = config.to_builder().endpoint_url("http://localhost:9");
        check(&transport, &custom.build(), "the region set in code is \"").await;
    }
}

#[tokio::test]
async fn nothing_is_sent_for_a_region_in_the_environment_that_is_not_a_host_label() {
    let transport = Scripted::responding(200, WEIGHED);
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        for region in REGIONS {
            let variables = [
                (name, region),
                ("AWS_ACCESS_KEY_ID", "AKID"),
                ("AWS_SECRET_ACCESS_KEY", "hush"),
            ];
            let env: Env = variables.into_iter().collect();
            let builder = ConfigBuilder::from_env(&env).unwrap();
            let config = builder.transport(transport.clone()).build();
            let expected = format!("the environment variable {name} is \"");
            check(&transport, &config, &expected).await;
        }
        let env: Env = [(name, " ")].into_iter().collect();
        let builder = ConfigBuilder::from_env(&env).unwrap();
        let config = builder.transport(transport.clone()).build();
        check(&transport, &config, "no region is set").await;
    }
}

#[test]
fn a_pseudo_region_is_the_region_with_fips() {
    for region in ["us-west-2-fips", "fips-us-west-2"] {
        let config = Config::builder().region(region).build();
        assert_eq!(config.region(), Some("us-west-2"));
        assert!(config.use_fips());
        let config = config.to_builder().region("us-west-2").build();
        assert!(!config.use_fips());
    }
}
