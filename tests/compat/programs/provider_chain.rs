// Where credentials and regions come from, by name.

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::default_provider::region::DefaultRegionChain;
use aws_config::environment::{
    EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider,
};
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::{ProvideRegion, RegionProviderChain};
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::SharedCredentialsProvider;

async fn key(provider: impl ProvideCredentials) -> String {
    match provider.provide_credentials().await {
        Ok(credentials) => credentials.access_key_id().to_string(),
        Err(err) => {
            let text = err.to_string();
            if text.is_empty() {
                "?".into()
            } else {
                "none".into()
            }
        }
    }
}

fn boxed(name: Option<&'static str>) -> Box<dyn ProvideRegion> {
    match name {
        Some(name) => Box::new(name),
        None => Box::new(EnvironmentVariableRegionProvider::new()),
    }
}

#[tokio::main]
async fn main() {
    let env = EnvironmentVariableCredentialsProvider::new();
    println!("environment: {}", key(env).await);
    let profile = ProfileFileCredentialsProvider::builder()
        .profile_name("work")
        .build();
    println!("profile: {}", key(profile).await);
    let missing = ProfileFileCredentialsProvider::builder()
        .profile_name("nobody")
        .build();
    println!("missing profile: {}", key(missing).await);

    let chain = CredentialsProviderChain::first_try(
        "Environment",
        EnvironmentVariableCredentialsProvider::new(),
    )
    .or_else(
        "Profile",
        ProfileFileCredentialsProvider::builder()
            .profile_name("work")
            .build(),
    )
    .or_default_provider()
    .await;
    println!(
        "chain: {}",
        key(SharedCredentialsProvider::new(chain)).await
    );
    let default = DefaultCredentialsChain::builder()
        .region("eu-west-3")
        .build()
        .await;
    println!("default chain: {}", key(default).await);

    println!(
        "region: {:?}",
        ProfileFileRegionProvider::builder()
            .profile_name("work")
            .build()
            .region()
            .await
            .map(|r| r.to_string())
    );
    println!(
        "region: {:?}",
        DefaultRegionChain::builder()
            .profile_name("work")
            .build()
            .region()
            .await
            .map(|r| r.to_string())
    );
    let chain = RegionProviderChain::first_try(boxed(None)).or_else(boxed(Some("us-gov-west-1")));
    println!("region: {:?}", chain.region().await.map(|r| r.to_string()));
    println!(
        "region: {:?}",
        aws_config::default_provider::region::default_provider()
            .region()
            .await
            .is_some()
    );

    let config = aws_config::from_env()
        .no_credentials()
        .region("eu-west-3")
        .load()
        .await;
    let refused = aws_sdk_sts::Client::new(&config)
        .get_caller_identity()
        .send()
        .await;
    println!("without credentials: {}", refused.is_err());
}
