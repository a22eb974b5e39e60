//! Constraints of the model.

use querysmith_runtime::validate::ValidationLevel;

use super::*;

#[tokio::test]
async fn every_violated_constraint_is_reported_in_the_words_of_aws() {
    let sts = LocalSts::start().await.unwrap();
    let config = sts
        .config("alice")
        .to_builder()
        .validation(ValidationLevel::Off)
        .build();
    let client = Client::new(&config);
    let call = client.assume_role().role_arn("short").duration_seconds(1);
    let (code, status, message) = error(call.send().await);
    assert_eq!((code.as_str(), status), ("ValidationError", 400));
    assert!(
        message.starts_with("3 validation errors detected: "),
        "{message}"
    );
    for expected in [
        "Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than \
         or equal to 20",
        "Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
        "Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater \
         than or equal to 900",
    ] {
        assert!(message.contains(expected), "{message}");
    }
}
