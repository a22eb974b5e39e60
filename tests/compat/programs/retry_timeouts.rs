// Retries, timeouts and the name of the application, in the shared config and in that of a client.

use std::time::Duration;

use aws_config::retry::{RetryConfig, RetryMode};
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion};
use aws_sdk_sts::error::ProvideErrorMetadata;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let retry = RetryConfig::standard()
        .with_max_attempts(5)
        .with_initial_backoff(Duration::from_millis(1))
        .with_max_backoff(Duration::from_millis(5));
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .read_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(10))
        .operation_timeout(Duration::from_secs(30))
        .build();
    let config = aws_config::defaults(BehaviorVersion::latest())
        .region("us-west-1")
        .retry_config(retry.clone())
        .timeout_config(timeouts)
        .app_name(AppName::new("nightly-report").unwrap())
        .load()
        .await;
    println!("{:?}", config.retry_config().map(|r| r.max_attempts()));
    println!(
        "{:?}",
        config.timeout_config().and_then(|t| t.operation_timeout())
    );
    println!(
        "{}",
        config.app_name().map(|name| name.as_ref()).unwrap_or("-")
    );

    // The service fails twice, and then succeeds.
    let client = aws_sdk_sts::Client::new(&config);
    let output = client
        .assume_role()
        .role_arn("arn:aws:iam::111122223333:role/Flaky")
        .role_session_name("nightly")
        .send()
        .await?;
    println!("{}", output.credentials().unwrap().access_key_id());

    // Without retries, the first failure is final.
    let conf = aws_sdk_sts::config::Builder::from(&config)
        .retry_config(RetryConfig::disabled())
        .timeout_config(
            config
                .timeout_config()
                .unwrap()
                .to_builder()
                .operation_timeout(Duration::from_secs(3))
                .build(),
        )
        .build();
    let client = aws_sdk_sts::Client::from_conf(conf);
    let err = client
        .assume_role()
        .role_arn("arn:aws:iam::111122223333:role/Flaky2")
        .role_session_name("nightly")
        .send()
        .await
        .unwrap_err();
    println!("{:?}", err.code());

    let adaptive = RetryConfig::adaptive().with_retry_mode(RetryMode::Standard);
    println!("{:?} {}", adaptive.mode(), adaptive.has_retry());
    println!("{}", TimeoutConfig::disabled().has_timeouts());
    println!("{}", AppName::new("not valid").is_err());
    Ok(())
}
