//! The source credentials that sign calls to STS for other credentials.

use querysmith_runtime::{Config, Credentials, CredentialsError, Error, ProvideCredentials};
use querysmith_sts::Client;

use super::sts;

/// The source credentials: a config whose provider signs the calls to STS.
#[derive(Debug, Clone)]
pub(super) struct Source(Config);

impl Source {
    pub(super) fn of(config: &Config) -> Self {
        Self(config.clone())
    }

    /// Replaces the provider, which is wrapped in a cache if it needs one: it is called each time
    /// the other credentials are refreshed, and its own may be valid for longer.
    pub(super) fn with(self, provider: impl ProvideCredentials + 'static) -> Self {
        Self(self.0.with_credentials_provider(provider))
    }

    pub(super) fn config(&self) -> &Config {
        &self.0
    }

    /// The credentials that sign the call. Missing credentials are a failure, because the caller
    /// configured a provider that needs them.
    pub(super) async fn get(&self, subject: &str) -> Result<Credentials, CredentialsError> {
        let Some(provider) = self.0.credentials_provider() else {
            return Err(CredentialsError::failed(format!(
                "{subject}: the config has no credentials to call STS with"
            )));
        };
        provider.provide_credentials().await.map_err(|error| {
            let message = format!(
                "{subject}: no credentials to call STS with: {}",
                error.message()
            );
            CredentialsError::failed(message).with_source(error)
        })
    }

    /// A client that signs with `credentials`. They are resolved before the call, so that the time
    /// that this takes, for example to prompt a user, does not count against the limit of the call.
    pub(super) fn client(&self, credentials: &Credentials) -> Client {
        sts::client(&self.0.with_credentials_provider(credentials.clone()))
    }

    /// The error of a call that was signed with `credentials`. If STS rejected them as expired,
    /// their provider is notified.
    pub(super) fn failed(
        &self,
        subject: &str,
        error: impl Into<Error>,
        credentials: &Credentials,
    ) -> CredentialsError {
        let error = error.into();
        if error.is_expired_credentials()
            && let Some(provider) = self.0.credentials_provider()
        {
            provider.reject(credentials);
        }
        sts::failed(subject, error)
    }
}
