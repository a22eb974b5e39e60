// A service of sessions behind a trait, with a cache and a provider of its own.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{self, ProvideCredentials, future};
use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use aws_sdk_sts::operation::assume_role::builders::AssumeRoleFluentBuilder;
use aws_sdk_sts::types::builders::CredentialsBuilder;
use aws_smithy_types::DateTime;
use tokio::sync::Mutex;

pub trait Sts: Send + Sync {
    fn assume(&self, role: &str) -> impl Future<Output = anyhow::Result<AssumeRoleOutput>> + Send;
}

pub struct AwsSts {
    client: aws_sdk_sts::Client,
}

impl AwsSts {
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            client: aws_sdk_sts::Client::new(config),
        }
    }

    fn request(&self, role: &str) -> AssumeRoleFluentBuilder {
        self.client
            .assume_role()
            .role_arn(role)
            .role_session_name("service")
    }
}

impl Sts for AwsSts {
    async fn assume(&self, role: &str) -> anyhow::Result<AssumeRoleOutput> {
        Ok(self.request(role).send().await?)
    }
}

/// For tests.
pub struct FakeSts;

impl Sts for FakeSts {
    async fn assume(&self, role: &str) -> anyhow::Result<AssumeRoleOutput> {
        let credentials = CredentialsBuilder::default()
            .access_key_id(format!("FAKE-{}", role.len()))
            .secret_access_key("secret")
            .session_token("token")
            .expiration(DateTime::from_secs(1_900_000_000))
            .build()?;
        Ok(AssumeRoleOutput::builder().credentials(credentials).build())
    }
}

pub struct Sessions<S> {
    sts: S,
    cache: Mutex<HashMap<String, Credentials>>,
}

impl<S: Sts> Sessions<S> {
    pub fn new(sts: S) -> Self {
        Self {
            sts,
            cache: Mutex::new(HashMap::new()),
        }
    }

    pub async fn get(&self, role: &str) -> anyhow::Result<Credentials> {
        let mut cache = self.cache.lock().await;
        if let Some(found) = cache.get(role) {
            return Ok(found.clone());
        }
        let output = self.sts.assume(role).await?;
        let creds = output
            .credentials()
            .ok_or_else(|| anyhow::anyhow!("no credentials"))?;
        let expiry = (*creds.expiration()).try_into().ok();
        let credentials = Credentials::new(
            creds.access_key_id.clone(),
            creds.secret_access_key.clone(),
            Some(creds.session_token().into()),
            expiry,
            "sessions",
        );
        cache.insert(role.to_string(), credentials.clone());
        Ok(credentials)
    }
}

struct RoleProvider<S> {
    sessions: Arc<Sessions<S>>,
    role: String,
}

impl<S> std::fmt::Debug for RoleProvider<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RoleProvider")
            .field("role", &self.role)
            .finish()
    }
}

impl<S: Sts> RoleProvider<S> {
    async fn load(&self) -> provider::Result {
        if self.role.is_empty() {
            return Err(CredentialsError::not_loaded("no role"));
        }
        self.sessions
            .get(&self.role)
            .await
            .map_err(CredentialsError::provider_error)
    }
}

impl<S: Sts> ProvideCredentials for RoleProvider<S> {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.load())
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let fake = Sessions::new(FakeSts);
    let credentials = fake.get("arn:aws:iam::111122223333:role/Fake").await?;
    println!(
        "{} {:?}",
        credentials.access_key_id(),
        credentials.expiry().is_some()
    );

    let config = aws_config::load_from_env().await;
    let sessions = Arc::new(Sessions::new(AwsSts::new(&config)));
    let role = "arn:aws:iam::111122223333:role/Service".to_string();
    let provider = RoleProvider {
        sessions: sessions.clone(),
        role,
    };
    println!("{provider:?}");

    let config = config
        .into_builder()
        .credentials_provider(provider::SharedCredentialsProvider::new(provider))
        .build();
    let identity = aws_sdk_sts::Client::new(&config)
        .get_caller_identity()
        .send()
        .await?;
    println!("{}", identity.arn().unwrap());

    let none = RoleProvider {
        sessions,
        role: String::new(),
    };
    match none.provide_credentials().await {
        Err(CredentialsError::CredentialsNotLoaded(_)) => println!("not loaded"),
        other => println!("{other:?}"),
    }
    Ok(())
}
