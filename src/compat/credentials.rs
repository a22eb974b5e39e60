//! Credentials with the interface of `aws-credential-types`.

use std::fmt;
use std::time::SystemTime;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Credentials as Native, CredentialsError, ProvideCredentials};

/// An access key, with the session token of temporary credentials. `Debug` does not show the
/// secrets.
///
/// It converts from and to [`querysmith::Credentials`](crate::Credentials).
#[derive(Clone)]
pub struct Credentials {
    credentials: Native,
    expiry: Option<SystemTime>,
    provider_name: &'static str,
}

impl Credentials {
    /// Credentials with all their parts. `provider_name` appears in `Debug` output.
    pub fn new(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: Option<String>,
        expires_after: Option<SystemTime>,
        provider_name: &'static str,
    ) -> Self {
        let credentials = Native::new(access_key_id, secret_access_key.into());
        Self {
            credentials: match session_token {
                Some(token) => credentials.with_session_token(token),
                None => credentials,
            },
            expiry: expires_after,
            provider_name,
        }
    }

    /// Credentials that are hard-coded in the program and do not expire.
    pub fn from_keys(
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        session_token: Option<String>,
    ) -> Self {
        Self::new(
            access_key_id,
            secret_access_key,
            session_token,
            None,
            "hardcoded",
        )
    }

    /// Dummy credentials for tests.
    pub fn for_tests() -> Self {
        Self::new(
            "ANOTREAL",
            "notrealrnrELgWzOk3IfjzDKtFBhDby",
            None,
            None,
            "test",
        )
    }

    /// Dummy credentials for tests, with a session token.
    pub fn for_tests_with_session_token() -> Self {
        Self {
            credentials: Self::for_tests()
                .credentials
                .with_session_token("notarealsessiontoken"),
            ..Self::for_tests()
        }
    }

    /// A builder of credentials.
    pub fn builder() -> CredentialsBuilder {
        CredentialsBuilder::default()
    }

    /// The id of the access key.
    pub fn access_key_id(&self) -> &str {
        self.credentials.access_key_id()
    }

    /// The secret that requests are signed with.
    pub fn secret_access_key(&self) -> &str {
        self.credentials.secret_access_key()
    }

    /// The session token of temporary credentials.
    pub fn session_token(&self) -> Option<&str> {
        self.credentials.session_token().map(AsRef::as_ref)
    }

    /// When the credentials expire, if they do.
    pub fn expiry(&self) -> Option<SystemTime> {
        self.expiry
    }

    /// Mutable access to the time at which the credentials expire.
    pub fn expiry_mut(&mut self) -> &mut Option<SystemTime> {
        &mut self.expiry
    }
}

impl From<Native> for Credentials {
    fn from(credentials: Native) -> Self {
        // Some platforms cannot represent every time. Credentials with such a time are treated as
        // not expiring; the service decides.
        let expiry = credentials.expires_at();
        Self {
            expiry: expiry.and_then(|time| SystemTime::try_from(time).ok()),
            credentials,
            provider_name: "querysmith",
        }
    }
}

impl From<Credentials> for Native {
    fn from(credentials: Credentials) -> Self {
        match credentials.expiry {
            Some(time) => credentials.credentials.with_expires_at(time.into()),
            None => credentials.credentials,
        }
    }
}

impl PartialEq for Credentials {
    fn eq(&self, other: &Self) -> bool {
        Native::from(self.clone()) == Native::from(other.clone())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("provider_name", &self.provider_name)
            .field("access_key_id", &self.access_key_id())
            .field("secret_access_key", &"** redacted **")
            .field("expires_after", &self.expiry)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for Credentials {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Native, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone().into())))
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

/// Builds [`Credentials`].
#[derive(Clone, Default)]
pub struct CredentialsBuilder {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
    expiry: Option<SystemTime>,
    account_id: Option<String>,
    provider_name: Option<&'static str>,
}

impl CredentialsBuilder {
    /// A builder with dummy credentials for tests.
    pub fn for_tests() -> Self {
        let credentials = Credentials::for_tests();
        Self::default()
            .access_key_id(credentials.access_key_id())
            .secret_access_key(credentials.secret_access_key())
            .provider_name("test")
    }

    /// Sets the id of the access key.
    pub fn access_key_id(mut self, access_key_id: impl Into<String>) -> Self {
        self.access_key_id = access_key_id.into();
        self
    }

    /// Sets the secret that requests are signed with.
    pub fn secret_access_key(mut self, secret_access_key: impl Into<String>) -> Self {
        self.secret_access_key = secret_access_key.into();
        self
    }

    /// Sets the session token of temporary credentials.
    pub fn session_token(mut self, session_token: impl Into<String>) -> Self {
        self.session_token = Some(session_token.into());
        self
    }

    /// Sets the session token, or unsets it with `None`.
    pub fn set_session_token(&mut self, session_token: Option<String>) {
        self.session_token = session_token;
    }

    /// Sets when the credentials expire.
    pub fn expiry(mut self, expiry: SystemTime) -> Self {
        self.expiry = Some(expiry);
        self
    }

    /// Sets when the credentials expire, or that they do not.
    pub fn set_expiry(&mut self, expiry: Option<SystemTime>) {
        self.expiry = expiry;
    }

    /// Sets the account that the credentials belong to.
    pub fn account_id(mut self, account_id: impl Into<String>) -> Self {
        self.account_id = Some(account_id.into());
        self
    }

    /// Sets the name that `Debug` output shows.
    pub fn provider_name(mut self, provider_name: &'static str) -> Self {
        self.provider_name = Some(provider_name);
        self
    }

    /// Builds the credentials. The access key is not checked; a call without one fails.
    pub fn build(self) -> Credentials {
        let mut built = Credentials::new(
            self.access_key_id,
            self.secret_access_key,
            self.session_token,
            self.expiry,
            self.provider_name.unwrap_or("unknown"),
        );
        if let Some(account_id) = self.account_id {
            built.credentials = built.credentials.with_account_id(account_id);
        }
        built
    }
}

impl fmt::Debug for CredentialsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clone().build().fmt(f)
    }
}
