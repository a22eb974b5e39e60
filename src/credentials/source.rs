//! The credentials that a call for further credentials is signed with.

use querysmith_runtime::{Config, Credentials, CredentialsError, Error, ProvideCredentials};
use querysmith_sts::Client;

use super::sts;

/// As whom STS is called: the provider of a config.
#[derive(Debug, Clone)]
pub(super) struct Source(Config);

impl Source {
    pub(super) fn of(config: &Config) -> Self {
        Self(config.clone())
    }

    /// `provider` instead, behind a cache if it needs one: it is asked each time these credentials
    /// are refreshed, and what it gives may live longer.
    pub(super) fn with(self, provider: impl ProvideCredentials + 'static) -> Self {
        Self(self.0.with_credentials_provider(provider))
    }

    pub(super) fn config(&self) -> &Config {
        &self.0
    }

    /// What to sign the call with. That there is nothing is a failure here: somebody asked for
    /// what needs it.
    pub(super) async fn get(&self, whom: &str) -> Result<Credentials, CredentialsError> {
        let Some(provider) = self.0.credentials_provider() else {
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
        sts::client(&self.0.with_credentials_provider(credentials.clone()))
    }

    /// The error of a call that was signed with `credentials`. Their provider is told if STS takes
    /// them for expired.
    pub(super) fn failed(
        &self,
        whom: &str,
        error: impl Into<Error>,
        credentials: &Credentials,
    ) -> CredentialsError {
        let error = error.into();
        if error.is_expired_credentials()
            && let Some(provider) = self.0.credentials_provider()
        {
            provider.reject(credentials);
        }
        sts::failed(whom, error)
    }
}
