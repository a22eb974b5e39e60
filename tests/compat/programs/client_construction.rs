// The ways in which programs make clients: from a value that was just loaded, by a function that
// takes the constructor, and with or without a cache of the credentials.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::sso::SsoCredentialsProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_sdk_sts::Client;

#[derive(Clone, Debug, Default)]
struct Counted(Arc<AtomicUsize>);

impl ProvideCredentials for Counted {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        self.0.fetch_add(1, Ordering::SeqCst);
        let credentials = Credentials::from_keys("AKIACOUNTED", "secret", None);
        future::ProvideCredentials::ready(Ok(credentials))
    }

    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        None
    }
}

struct Clients {
    clients: Vec<Client>,
}

impl Clients {
    fn of(configs: &[SdkConfig]) -> Self {
        Self {
            clients: configs.iter().map(Client::new).collect(),
        }
    }
}

async fn make<T>(new: impl Fn(&SdkConfig) -> T) -> T {
    let config = aws_config::load_from_env().await;
    new(&config)
}

async fn account(client: &Client) -> anyhow::Result<String> {
    let identity = client.get_caller_identity().send().await?;
    Ok(identity.account.unwrap_or_default())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let client = Client::new(&aws_config::load_defaults(BehaviorVersion::latest()).await);
    println!("{}", account(&client).await?);
    println!("{}", account(&make(Client::new).await).await?);

    let config = aws_config::from_env().region("eu-central-1").load().await;
    let clients = Clients::of(std::slice::from_ref(&config)).clients;
    println!("{}", account(&clients[0]).await?);
    let from_conf = Client::from_conf(
        aws_sdk_sts::config::Builder::from(&config)
            .region(config.region().cloned())
            .build(),
    );
    println!("{}", account(&from_conf).await?);

    // The credentials are asked for once with a cache, and at each call without one.
    let lazy = IdentityCache::lazy()
        .load_timeout(Duration::from_secs(5))
        .buffer_time(Duration::from_secs(60))
        .build();
    let counted = Counted::default();
    let config = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(counted.clone())
        .identity_cache(lazy)
        .load()
        .await;
    let client = Client::new(&config);
    account(&client).await?;
    account(&client).await?;
    println!("{}", counted.0.swap(0, Ordering::SeqCst));
    let config = config
        .to_builder()
        .credentials_provider(provider::SharedCredentialsProvider::new(counted.clone()))
        .identity_cache(IdentityCache::no_cache())
        .build();
    let client = Client::new(&config);
    account(&client).await?;
    account(&client).await?;
    println!("{}", counted.0.load(Ordering::SeqCst));

    let sso = SsoCredentialsProvider::builder()
        .start_url("https://example.awsapps.com/start")
        .region(Region::new("eu-central-1"))
        .account_id("111122223333")
        .role_name("Reader")
        .build();
    println!("{}", format!("{sso:?}").contains("SsoCredentialsProvider"));
    Ok(())
}
