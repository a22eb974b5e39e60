//! Configs that were found to be invalid where no error could be returned.

use querysmith_runtime::codegen_v1::ClientCore;
use querysmith_runtime::env::Env;
use querysmith_runtime::presigning::PresigningConfig;
use querysmith_runtime::{ConfigBuilder, Error, ErrorKind, Operation};

use crate::support::{Scripted, WEIGHED, config, parcel};

fn error(variable: &str) -> Error {
    let env: Env = [(variable, "x")].into_iter().collect();
    ConfigBuilder::from_env(&env).unwrap_err()
}

#[tokio::test]
async fn every_call_fails_with_the_first_error_and_nothing_is_sent() {
    let transport = Scripted::responding(200, WEIGHED);
    let invalid = config(&transport)
        .invalid(error("AWS_MAX_ATTEMPTS"))
        .invalid(error("AWS_RETRY_MODE"))
        .build();
    let derived = invalid.to_builder().region("us-east-2").build();
    for config in [invalid, derived] {
        let core = ClientCore::new(&config);
        for error in [
            core.call(&parcel()).await.unwrap_err(),
            core.presign(&parcel(), PresigningConfig::default())
                .await
                .unwrap_err(),
            parcel().to_request(&config).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.operation().is_some());
            assert!(error.to_string().contains("AWS_MAX_ATTEMPTS"), "{error}");
        }
    }
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn a_call_without_a_problem_is_sent() {
    let transport = Scripted::responding(200, WEIGHED);
    let config = config(&transport).build();
    ClientCore::new(&config).call(&parcel()).await.unwrap();
    assert_eq!(transport.requests().len(), 1);
}
