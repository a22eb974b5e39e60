//! Temporary credentials of the same user, with MFA.

use std::time::Duration;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Config, Credentials, CredentialsError, ProvideCredentials};

use super::mfa::MfaPrompt;
use super::session::to_seconds;
use super::source::Source;
use super::sts;

const SUBJECT: &str = "session token";

/// Provides temporary credentials of the same user with `GetSessionToken`. With a code of the
/// user's MFA device, they satisfy policies that require MFA.
///
/// The call is signed with the long-term credentials of the config, or of a
/// [source](Self::with_source).
#[derive(Debug, Clone)]
pub struct SessionTokenProvider {
    source: Source,
    duration: Option<Duration>,
    mfa: Option<(String, MfaPrompt)>,
}

impl SessionTokenProvider {
    /// A provider that calls STS with the credentials of `config`.
    pub fn new(config: &Config) -> Self {
        Self {
            source: Source::of(config),
            duration: None,
            mfa: None,
        }
    }

    /// Sets other credentials with which to call STS.
    #[must_use]
    pub fn with_source(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.source = self.source.with(provider);
        self
    }

    /// Sets the lifetime, in whole seconds, from 15 minutes to 36 hours; 12 hours by default.
    #[must_use]
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// Uses the MFA device with this serial number or ARN. `prompt` asks the user for a code.
    #[must_use]
    pub fn with_mfa(mut self, serial: impl Into<String>, prompt: MfaPrompt) -> Self {
        self.mfa = Some((serial.into(), prompt));
        self
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let source = self.source.get(SUBJECT).await?;
        let (serial, code) = match &self.mfa {
            Some((serial, prompt)) => (Some(serial.clone()), Some(prompt.ask(serial).await?)),
            None => (None, None),
        };
        let outcome = self
            .source
            .client(&source)
            .get_session_token()
            .set_duration_seconds(self.duration.map(to_seconds))
            .set_serial_number(serial)
            .set_token_code(code)
            .send()
            .await;
        let output = outcome.map_err(|error| self.source.failed(SUBJECT, error, &source))?;
        let credentials = sts::credentials_of(SUBJECT, output.credentials, None)?;
        Ok(match source.account_id() {
            Some(account) => credentials.with_account_id(account),
            None => credentials,
        })
    }
}

impl ProvideCredentials for SessionTokenProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}
