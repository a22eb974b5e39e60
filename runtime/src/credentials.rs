//! Credentials, and the providers that they come from.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::{Config, Credentials};
//!
//! let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret").with_session_token("token");
//! let config = Config::builder().region("eu-west-1").credentials_provider(credentials).build();
//! ```

mod cache;
mod environment;
mod error;
mod log;

use std::fmt;
use std::sync::Arc;

pub use cache::{CachedCredentials, CachedCredentialsBuilder};
pub use environment::EnvironmentProvider;
pub use error::{CredentialsError, CredentialsErrorKind};

use crate::system::clock::BoxFuture;
use crate::value::date_time::DateTime;
use crate::value::sensitive::SensitiveString;

/// An access key, with the session token of temporary credentials.
///
/// Cloning is cheap. The secrets are wiped from memory with the last clone, and `Debug` does not
/// show them. Credentials implement [`ProvideCredentials`] and provide themselves.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::Credentials;
///
/// let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret").with_session_token("token");
/// assert_eq!(credentials.access_key_id(), "AKIAIOSFODNN7EXAMPLE");
/// ```
#[derive(Clone, PartialEq)]
pub struct Credentials(Arc<Inner>);

#[derive(Clone, PartialEq)]
struct Inner {
    access_key_id: String,
    secret_access_key: SensitiveString,
    session_token: Option<SensitiveString>,
    expires_at: Option<DateTime>,
    account_id: Option<String>,
}

impl Credentials {
    /// Credentials of a long-term access key.
    pub fn new(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<SensitiveString>,
    ) -> Self {
        Self(Arc::new(Inner {
            access_key_id: access_key_id.into(),
            secret_access_key: secret_access_key.into(),
            session_token: None,
            expires_at: None,
            account_id: None,
        }))
    }

    /// Sets the session token of temporary credentials.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<SensitiveString>) -> Self {
        Arc::make_mut(&mut self.0).session_token = Some(token.into());
        self
    }

    /// Sets the time at which they expire.
    #[must_use]
    pub fn with_expires_at(mut self, time: DateTime) -> Self {
        Arc::make_mut(&mut self.0).expires_at = Some(time);
        self
    }

    /// Sets the id of the account that they belong to.
    #[must_use]
    pub fn with_account_id(mut self, account_id: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).account_id = Some(account_id.into());
        self
    }

    /// Returns these credentials unless they cannot be valid: the access key id, the secret access
    /// key or the session token is blank, or they expire at the epoch or before. These are the
    /// values of members that a response lacks, so code that creates credentials from a response
    /// should call this. `subject` is the source of the credentials.
    ///
    /// ```
    /// # extern crate querysmith_runtime as querysmith;
    /// use querysmith::Credentials;
    ///
    /// let error = Credentials::new("AKID", "").checked("the vault").unwrap_err();
    /// assert_eq!(error.message(), "the vault: the secret access key is empty");
    /// ```
    ///
    /// # Errors
    ///
    /// [`CredentialsError::failed`] with the subject and the part that is not valid.
    pub fn checked(self, subject: &str) -> Result<Self, CredentialsError> {
        let is_blank = |text: &str| text.trim().is_empty();
        let defect = if is_blank(self.access_key_id()) {
            "the access key id is empty"
        } else if is_blank(self.secret_access_key()) {
            "the secret access key is empty"
        } else if self.session_token().is_some_and(|token| is_blank(token)) {
            "the session token is empty"
        } else if self.expires_at().is_some_and(|time| time.secs() <= 0) {
            "the expiration is 1970 or earlier, or missing"
        } else {
            return Ok(self);
        };
        Err(CredentialsError::failed(format!("{subject}: {defect}")))
    }

    /// The id of the access key. It is not a secret: services write it to logs.
    pub fn access_key_id(&self) -> &str {
        &self.0.access_key_id
    }

    /// The secret that requests are signed with.
    pub fn secret_access_key(&self) -> &SensitiveString {
        &self.0.secret_access_key
    }

    /// The session token, which only temporary credentials have.
    pub fn session_token(&self) -> Option<&SensitiveString> {
        self.0.session_token.as_ref()
    }

    /// When they expire, if that is known and they do.
    pub fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at
    }

    /// The account that they belong to, if it is known.
    pub fn account_id(&self) -> Option<&str> {
        self.0.account_id.as_deref()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.0.access_key_id)
            .field("secret_access_key", &self.0.secret_access_key)
            .field("session_token", &self.0.session_token)
            .field("expires_at", &self.0.expires_at)
            .field("account_id", &self.0.account_id)
            .finish()
    }
}

/// Provides the credentials that requests are signed with.
///
/// Called once per attempt. A [`Config`](crate::Config) wraps its provider in a
/// [cache](CachedCredentials), so a provider does not have to cache its credentials.
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// The credentials to sign with now.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::not_configured`] if this provider is not configured, so that a chain
    /// can try the next one, and [`CredentialsError::failed`] if it is configured but failed.
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;

    /// The credentials to sign with now, if they are available without waiting. A provider that wraps
    /// another may forward this call, which saves calls a future.
    #[doc(hidden)]
    fn ready_credentials(&self) -> Option<Credentials> {
        None
    }

    /// Called when a service responds that `credentials` have expired or are no longer valid. A
    /// provider that caches them should get new ones next time; one that wraps another should
    /// forward this call. Does nothing by default.
    fn reject(&self, credentials: &Credentials) {
        let _ = credentials;
    }

    /// The failure of the latest refresh, if the provider serves older credentials meanwhile or
    /// waits before the next attempt. An error for expired credentials shows it. `None` by default;
    /// a provider that wraps another should forward this call.
    fn latest_failure(&self) -> Option<RefreshFailure> {
        None
    }

    /// Whether calling the provider is expensive, so that a config should wrap it in a
    /// [cache](CachedCredentials). `true` by default.
    fn needs_cache(&self) -> bool {
        true
    }
}

impl ProvideCredentials for Credentials {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }

    fn ready_credentials(&self) -> Option<Credentials> {
        Some(self.clone())
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.as_ref().provide_credentials()
    }

    fn ready_credentials(&self) -> Option<Credentials> {
        self.as_ref().ready_credentials()
    }

    fn reject(&self, credentials: &Credentials) {
        self.as_ref().reject(credentials);
    }

    fn latest_failure(&self) -> Option<RefreshFailure> {
        self.as_ref().latest_failure()
    }

    fn needs_cache(&self) -> bool {
        self.as_ref().needs_cache()
    }
}

/// A refresh of credentials that failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RefreshFailure {
    /// Why it failed.
    pub error: CredentialsError,
    /// When the provider retries, if not on the next call.
    pub next_refresh: Option<DateTime>,
}

impl RefreshFailure {
    /// A refresh that failed with this error; the provider retries on the next call.
    pub fn new(error: CredentialsError) -> Self {
        Self {
            error,
            next_refresh: None,
        }
    }

    /// Sets the time before which the provider does not retry.
    #[must_use]
    pub fn with_next_refresh(mut self, time: DateTime) -> Self {
        self.next_refresh = Some(time);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let credentials = Credentials::new("AKID", "hush-key")
            .with_session_token("hush-token")
            .with_account_id("123456789012");
        let text = format!("{credentials:?}");
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("AKID") && text.contains("123456789012"));
    }

    #[test]
    fn credentials_that_a_response_lacks_are_refused() {
        let whole = || {
            let expires_at = DateTime::from_secs(1);
            Credentials::new("AKID", "hush")
                .with_session_token("hush")
                .with_expires_at(expires_at)
        };
        assert_eq!(whole().checked("x").unwrap(), whole());
        let lasting = Credentials::new("AKID", "hush");
        assert_eq!(lasting.clone().checked("x").unwrap(), lasting);
        for (credentials, expected) in [
            (
                Credentials::new(" ", "hush"),
                "x: the access key id is empty",
            ),
            (
                Credentials::new("AKID", "\n"),
                "x: the secret access key is empty",
            ),
            (
                whole().with_session_token(""),
                "x: the session token is empty",
            ),
            (
                whole().with_expires_at(DateTime::from_secs(0)),
                "x: the expiration is 1970 or earlier, or missing",
            ),
        ] {
            assert_eq!(credentials.checked("x").unwrap_err().message(), expected);
        }
    }

    #[test]
    fn changing_a_clone_does_not_change_the_original() {
        let plain = Credentials::new("AKID", "secret");
        let temporary = plain.clone().with_session_token("token");
        assert_eq!(plain.session_token(), None);
        assert_eq!(
            temporary.session_token().map(|token| &**token),
            Some("token")
        );
        assert_eq!(temporary.access_key_id(), "AKID");
    }

    #[tokio::test]
    async fn credentials_provide_themselves_even_behind_an_arc() {
        let credentials =
            Credentials::new("AKID", "secret").with_expires_at(DateTime::from_secs(7));
        let shared: Arc<dyn ProvideCredentials> = Arc::new(credentials.clone());
        let provided = Arc::new(shared).provide_credentials().await.unwrap();
        assert_eq!(provided, credentials);
        assert_eq!(provided.expires_at(), Some(DateTime::from_secs(7)));
    }
}
