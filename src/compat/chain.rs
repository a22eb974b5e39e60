//! Chains of credentials providers.

use std::borrow::Cow;
use std::sync::Arc;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials as NativeProvider};

use super::default_chain::default_provider;
use super::provider::{ProvideCredentials, provide_natively};

provide_natively!(CredentialsProviderChain);

/// Providers that are tried in order. One that is not configured is skipped; one that fails ends the
/// chain.
#[derive(Clone, Debug)]
pub struct CredentialsProviderChain {
    providers: Vec<(Cow<'static, str>, Arc<dyn NativeProvider>)>,
}

impl CredentialsProviderChain {
    /// A chain that begins with this provider. `name` appears in errors.
    pub fn first_try(
        name: impl Into<Cow<'static, str>>,
        provider: impl ProvideCredentials + 'static,
    ) -> Self {
        Self {
            providers: vec![(name.into(), provider.into_native())],
        }
    }

    /// Adds a provider. `name` appears in errors.
    pub fn or_else(
        mut self,
        name: impl Into<Cow<'static, str>>,
        provider: impl ProvideCredentials + 'static,
    ) -> Self {
        self.providers.push((name.into(), provider.into_native()));
        self
    }

    /// Adds the default chain.
    pub async fn or_default_provider(self) -> Self {
        self.or_else("DefaultProviderChain", default_provider().await)
    }

    /// The default chain.
    pub async fn default_provider() -> Self {
        Self::first_try("DefaultProviderChain", default_provider().await)
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let mut skipped = Vec::new();
        for (name, provider) in &self.providers {
            match NativeProvider::provide_credentials(provider).await {
                Err(error) if error.is_not_configured() => {
                    skipped.push(format!("{name}: {}", error.message()));
                }
                Err(error) => {
                    let message = format!("{name}: {}", error.message());
                    return Err(CredentialsError::failed(message).with_source(error));
                }
                Ok(credentials) => return Ok(credentials),
            }
        }
        Err(CredentialsError::not_configured(format!(
            "no provider of the chain is configured: {}",
            skipped.join("; ")
        )))
    }
}

impl NativeProvider for CredentialsProviderChain {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }

    fn reject(&self, credentials: &Credentials) {
        for (_, provider) in &self.providers {
            provider.reject(credentials);
        }
    }
}
