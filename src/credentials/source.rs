//! The credentials that a call for further credentials is signed with.

use std::sync::Arc;

use querysmith_runtime::{Config, Credentials, CredentialsError, Error, ProvideCredentials};
use querysmith_sts::Client;

use super::CachedCredentials;

/// As whom STS is called.
#[derive(Debug, Clone)]
pub(super) struct Source {
    config: Config,
    provider: Option<Arc<dyn ProvideCredentials>>,
}

impl Source {
    /// The provider of `config`.
    pub(super) fn of(config: &Config) -> Self {
        Self {
            config: config.clone(),
            provider: config.credentials_provider().cloned(),
        }
    }

    /// `provider`, behind a cache if it needs one: it is asked each time these credentials are
    /// refreshed, and what it gives may live longer.
    pub(super) fn with(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        let provider: Arc<dyn ProvideCredentials> = if provider.needs_cache() {
            let cache = CachedCredentials::builder(provider)
                .clock(Arc::clone(self.config.clock()))
                .randomness(Arc::clone(self.config.randomness()));
            Arc::new(cache.build())
        } else {
            Arc::new(provider)
        };
        self.provider = Some(provider);
        self
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// What to sign the call with. That there is nothing is a failure here: somebody asked for
    /// what needs it.
    pub(super) async fn get(&self, whom: &str) -> Result<Credentials, CredentialsError> {
        let Some(provider) = &self.provider else {
            return Err(CredentialsError::failed(format!(
                "{whom}: the config has no credentials to call STS with"
            )));
        };
        provider.provide_credentials().await.map_err(|error| {
            let message = format!("{whom}: nothing to call STS with: {}", error.message());
            CredentialsError::failed(message).with_source(error)
        })
    }

    /// A client that signs with `credentials`. They are resolved before the call, so that the time
    /// it takes to find them, and a user to be asked, does not count against the call's.
    pub(super) fn client(&self, credentials: &Credentials) -> Client {
        Client::new(&self.config.with_credentials_provider(credentials.clone()))
    }

    /// Tells the provider when STS takes what it gave for expired.
    pub(super) fn report(&self, error: &Error, credentials: &Credentials) {
        const EXPIRED: [&str; 3] = ["ExpiredToken", "ExpiredTokenException", "InvalidToken"];
        if let Some(provider) = &self.provider
            && error.code().is_some_and(|code| EXPIRED.contains(&code))
        {
            provider.reject(credentials);
        }
    }
}
