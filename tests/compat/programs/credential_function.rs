// Credentials from a function, and a helper that is generic over the error of a call.

use std::time::Duration;

use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::{AppName, BehaviorVersion};
use aws_credential_types::Credentials;
use aws_credential_types::credential_fn::provide_credentials_fn;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::timeout::TimeoutConfig;
use aws_sdk_sts::error::SdkError;
use aws_sdk_sts::operation::assume_role::{AssumeRoleError, AssumeRoleOutput};

async fn refresh() -> Result<Credentials, CredentialsError> {
    Ok(Credentials::new(
        "AKIAFUNCTION",
        "secret",
        None,
        None,
        "function",
    ))
}

async fn send(
    client: &aws_sdk_sts::Client,
    role: &str,
) -> Result<AssumeRoleOutput, SdkError<AssumeRoleError>> {
    let role = format!("arn:aws:iam::111122223333:role/{role}");
    client
        .assume_role()
        .role_arn(role)
        .role_session_name("x")
        .send()
        .await
}

async fn with_retries<T, E, F, Fut>(mut call: F) -> Result<T, SdkError<E>>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Result<T, SdkError<E>>>,
{
    let mut result = call().await;
    for _ in 0..2 {
        if result.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
        result = call().await;
    }
    result
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(3))
        .build();
    let config = aws_config::defaults(BehaviorVersion::latest())
        .app_name(AppName::new("functions")?)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .credentials_provider(provide_credentials_fn(|| async { refresh().await }))
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts)
        .load()
        .await;
    let client = aws_sdk_sts::Client::new(&config);
    let output = with_retries(|| send(&client, "Flaky")).await?;
    println!(
        "{}",
        output
            .assumed_role_user()
            .map(|user| user.arn())
            .unwrap_or_default()
    );
    let identity = client.get_caller_identity().send().await?;
    println!("{}", identity.arn().unwrap_or_default());
    Ok(())
}
