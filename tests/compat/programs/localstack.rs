// A client for LocalStack in integration tests, with static credentials.

use aws_sdk_sts::Client;
use aws_sdk_sts::config::{BehaviorVersion, Credentials, Region};

pub fn local_config(endpoint: &str) -> aws_sdk_sts::Config {
    aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new("test", "test", None, None, "static"))
        .endpoint_url(endpoint)
        .region(Region::new("us-east-1"))
        .build()
}

pub async fn shared(endpoint: &str) -> aws_config::SdkConfig {
    let creds = aws_sdk_sts::config::Credentials::from_keys(
        "AKIALOCAL",
        "secret",
        Some("token".to_string()),
    );
    aws_config::defaults(BehaviorVersion::latest())
        .test_credentials()
        .credentials_provider(creds)
        .endpoint_url(endpoint)
        .region(Region::new("us-east-1"))
        .load()
        .await
}

fn sdk_config(endpoint: &str) -> aws_types::SdkConfig {
    let provider = aws_credential_types::provider::SharedCredentialsProvider::new(
        Credentials::builder()
            .access_key_id("AKIABUILT")
            .secret_access_key("secret")
            .provider_name("built")
            .build(),
    );
    aws_types::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(provider)
        .build()
}

#[tokio::main]
async fn main() -> Result<(), aws_sdk_sts::Error> {
    let endpoint = std::env::var("AWS_ENDPOINT_URL").expect("AWS_ENDPOINT_URL");
    let client = Client::from_conf(local_config(&endpoint));
    let identity = client.get_caller_identity().send().await?;
    println!("{}", identity.arn().unwrap_or_default());

    let config = shared(&endpoint).await;
    assert_eq!(config.endpoint_url(), Some(endpoint.as_str()));
    let client = Client::new(&config);
    println!(
        "{}",
        client
            .get_caller_identity()
            .send()
            .await?
            .arn()
            .unwrap_or_default()
    );

    let config = std::sync::Arc::new(sdk_config(&endpoint));
    let client = Client::new(&config);
    println!(
        "{}",
        client
            .get_caller_identity()
            .send()
            .await?
            .arn()
            .unwrap_or_default()
    );

    let info = client
        .get_access_key_info()
        .access_key_id("AKIAIOSFODNN7EXAMPLE")
        .send()
        .await?;
    println!("{}", info.account.unwrap_or_default());
    Ok(())
}
