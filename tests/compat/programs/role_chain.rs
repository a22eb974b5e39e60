// Hops over two roles, and reports the identity at the end.

use std::time::Duration;

use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};

async fn assume(
    base: &SdkConfig,
    role: &str,
    external_id: Option<&str>,
) -> SharedCredentialsProvider {
    let mut builder = AssumeRoleProvider::builder(role)
        .session_name("hopper")
        .session_length(Duration::from_secs(15 * 60))
        .tags([("env", "test"), ("owner", "ann")])
        .region(Region::from_static("eu-west-1"))
        .configure(base);
    if let Some(id) = external_id {
        builder = builder.external_id(id);
    }
    SharedCredentialsProvider::new(builder.build().await)
}

#[tokio::main]
async fn main() {
    let base = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .load()
        .await;

    let hub = assume(&base, "arn:aws:iam::111122223333:role/Hub", None).await;
    let hub_config = base.to_builder().credentials_provider(hub).build();
    let spoke = assume(
        &hub_config,
        "arn:aws:iam::444455556666:role/Spoke",
        Some("x-1"),
    )
    .await;

    let credentials = spoke
        .provide_credentials()
        .await
        .expect("credentials of the spoke");
    println!("key: {}", credentials.access_key_id());
    println!("has token: {}", credentials.session_token().is_some());
    println!("expires: {}", credentials.expiry().is_some());

    let direct = AssumeRoleProvider::builder("arn:aws:iam::444455556666:role/Direct")
        .session_name("direct")
        .configure(&base)
        .build_from_provider(credentials)
        .await;
    let config = aws_config::defaults(BehaviorVersion::latest())
        .credentials_provider(direct)
        .region("eu-west-1")
        .load()
        .await;
    let client = aws_sdk_sts::Client::new(&config);
    match client.get_caller_identity().send().await {
        Ok(identity) => println!("arn: {}", identity.arn.as_deref().unwrap_or("?")),
        Err(err) => println!("failed: {}", aws_sdk_sts::error::DisplayErrorContext(err)),
    }
}
