//! Credentials, and where they come from.

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

/// An access key, with the session token that temporary ones need.
///
/// Cloning is cheap. The secrets are wiped from memory with the last clone, and `Debug` does not
/// show them. Credentials are a [`ProvideCredentials`] too: one that always gives themselves.
///
/// ```
/// use querysmith_runtime::Credentials;
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
    /// A long-term access key.
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

    /// With the session token of temporary credentials.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<SensitiveString>) -> Self {
        Arc::make_mut(&mut self.0).session_token = Some(token.into());
        self
    }

    /// With the time at which they expire.
    #[must_use]
    pub fn with_expires_at(mut self, time: DateTime) -> Self {
        Arc::make_mut(&mut self.0).expires_at = Some(time);
        self
    }

    /// With the id of the account that they belong to.
    #[must_use]
    pub fn with_account_id(mut self, account_id: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.0).account_id = Some(account_id.into());
        self
    }

    /// The id of the access key. It is no secret: services name it in logs.
    pub fn access_key_id(&self) -> &str {
        &self.0.access_key_id
    }

    /// The secret that requests are signed with.
    pub fn secret_access_key(&self) -> &SensitiveString {
        &self.0.secret_access_key
    }

    /// The session token, which temporary credentials have.
    pub fn session_token(&self) -> Option<&SensitiveString> {
        self.0.session_token.as_ref()
    }

    /// When they expire, if they do and it is known.
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

/// Gives the credentials that a request is signed with.
///
/// Asked once an attempt. A [`Config`](crate::Config) puts a [cache](CachedCredentials) around its
/// provider, so a provider need not remember what it found.
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// The credentials to sign with now.
    ///
    /// # Errors
    ///
    /// [`CredentialsError::not_configured`] when nothing tells this provider to give any, so that
    /// another may be asked, and [`CredentialsError::failed`] when something does but it failed.
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;

    /// Told when a service answers that `credentials` have expired or are not valid any more. A
    /// provider that remembers them should ask for new ones next time; one that wraps another
    /// should pass this on. Does nothing by default.
    fn reject(&self, credentials: &Credentials) {
        let _ = credentials;
    }

    /// Whether asking each time costs something, so that a config should put a
    /// [cache](CachedCredentials) around the provider. `true` by default.
    fn needs_cache(&self) -> bool {
        true
    }
}

impl ProvideCredentials for Credentials {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.as_ref().provide_credentials()
    }

    fn reject(&self, credentials: &Credentials) {
        self.as_ref().reject(credentials);
    }

    fn needs_cache(&self) -> bool {
        self.as_ref().needs_cache()
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
    fn changing_a_clone_leaves_the_original_alone() {
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
    async fn credentials_provide_themselves_also_behind_an_arc() {
        let credentials =
            Credentials::new("AKID", "secret").with_expires_at(DateTime::from_secs(7));
        let shared: Arc<dyn ProvideCredentials> = Arc::new(credentials.clone());
        let provided = Arc::new(shared).provide_credentials().await.unwrap();
        assert_eq!(provided, credentials);
        assert_eq!(provided.expires_at(), Some(DateTime::from_secs(7)));
    }
}
