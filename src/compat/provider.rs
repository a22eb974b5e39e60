//! Credentials providers with the interface of `aws-credential-types`.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{
    Credentials as NativeCredentials, CredentialsError as NativeError,
    ProvideCredentials as NativeProvider,
};

use super::credentials::Credentials;
use super::error::CredentialsError;

/// The result of a provider.
pub type ProvideResult = Result<Credentials, CredentialsError>;

/// A provider of credentials, with the signature of `aws-credential-types`. In new code, implement
/// [`querysmith::ProvideCredentials`](crate::ProvideCredentials) instead: every setting of this
/// module that takes a provider also takes one of those, wrapped with
/// [`SharedCredentialsProvider::from`](SharedCredentialsProvider).
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// The credentials.
    fn provide_credentials<'a>(&'a self) -> ProvideCredentialsFuture<'a>
    where
        Self: 'a;

    /// Credentials for a caller that stops waiting, which the AWS SDK requests. This crate does not
    /// call it: the cache serves the latest credentials while a refresh fails.
    fn fallback_on_interrupt(&self) -> Option<Credentials> {
        None
    }

    /// This provider with the interface of this crate.
    #[doc(hidden)]
    fn into_native(self) -> Arc<dyn NativeProvider>
    where
        Self: Sized + 'static,
    {
        Arc::new(Adapter(self))
    }
}

/// The future of [`ProvideCredentials::provide_credentials`].
pub struct ProvideCredentialsFuture<'a>(BoxFuture<'a, ProvideResult>);

impl<'a> ProvideCredentialsFuture<'a> {
    /// Gets credentials with this future.
    pub fn new(future: impl Future<Output = ProvideResult> + Send + 'a) -> Self {
        Self(Box::pin(future))
    }

    /// A result that is already known.
    pub fn ready(result: ProvideResult) -> Self {
        Self::new(std::future::ready(result))
    }
}

impl Future for ProvideCredentialsFuture<'_> {
    type Output = ProvideResult;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<ProvideResult> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for ProvideCredentialsFuture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProvideCredentialsFuture")
    }
}

impl ProvideCredentials for Arc<dyn ProvideCredentials> {
    fn provide_credentials<'a>(&'a self) -> ProvideCredentialsFuture<'a>
    where
        Self: 'a,
    {
        self.as_ref().provide_credentials()
    }
}

/// Implements [`ProvideCredentials`] for types that implement the trait of this crate.
macro_rules! provide_natively {
    ($($provider:ty),+ $(,)?) => {$(
        impl $crate::compat::provider::ProvideCredentials for $provider {
            fn provide_credentials<'a>(
                &'a self,
            ) -> $crate::compat::provider::ProvideCredentialsFuture<'a>
            where
                Self: 'a,
            {
                $crate::compat::provider::provide(self)
            }

            fn into_native(
                self,
            ) -> ::std::sync::Arc<dyn querysmith_runtime::ProvideCredentials> {
                ::std::sync::Arc::new(self)
            }
        }
    )+};
}

/// Implements the trait of this crate, and so [`ProvideCredentials`], for structs whose field
/// `provider` provides the credentials.
macro_rules! provide_by_field {
    ($($provider:ty),+ $(,)?) => {$(
        impl querysmith_runtime::ProvideCredentials for $provider {
            fn provide_credentials(
                &self,
            ) -> querysmith_runtime::clock::BoxFuture<
                '_,
                Result<querysmith_runtime::Credentials, querysmith_runtime::CredentialsError>,
            > {
                querysmith_runtime::ProvideCredentials::provide_credentials(&self.provider)
            }

            fn reject(&self, credentials: &querysmith_runtime::Credentials) {
                self.provider.reject(credentials);
            }

            fn latest_failure(&self) -> Option<$crate::credentials::RefreshFailure> {
                self.provider.latest_failure()
            }

            fn needs_cache(&self) -> bool {
                self.provider.needs_cache()
            }
        }

        $crate::compat::provider::provide_natively!($provider);
    )+};
}

pub(super) use {provide_by_field, provide_natively};

provide_natively!(
    Credentials,
    NativeCredentials,
    Arc<dyn NativeProvider>,
    crate::CachedCredentials,
    crate::credentials::AssumeRoleProvider,
    crate::credentials::ContainerProvider,
    crate::credentials::DefaultChain,
    crate::credentials::EnvironmentProvider,
    crate::credentials::InstanceMetadataProvider,
    crate::credentials::ProcessProvider,
    crate::credentials::ProfileProvider,
    crate::credentials::RoleChain,
    crate::credentials::SsoProvider,
    crate::credentials::WebIdentityProvider,
);
provide_by_field!(SharedCredentialsProvider);

/// Provides credentials of this crate as those of this module.
pub(super) fn provide(provider: &dyn NativeProvider) -> ProvideCredentialsFuture<'_> {
    ProvideCredentialsFuture::new(async {
        let provided = provider.provide_credentials().await;
        provided.map(Credentials::from).map_err(Into::into)
    })
}

/// A provider that can be cloned and shared.
#[derive(Clone, Debug)]
pub struct SharedCredentialsProvider {
    provider: Arc<dyn NativeProvider>,
}

impl SharedCredentialsProvider {
    /// Shares `provider`.
    pub fn new(provider: impl ProvideCredentials + 'static) -> Self {
        Self {
            provider: provider.into_native(),
        }
    }
}

impl From<Arc<dyn ProvideCredentials>> for SharedCredentialsProvider {
    fn from(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self::new(provider)
    }
}

impl From<Arc<dyn NativeProvider>> for SharedCredentialsProvider {
    fn from(provider: Arc<dyn NativeProvider>) -> Self {
        Self { provider }
    }
}

impl AsRef<dyn ProvideCredentials> for SharedCredentialsProvider {
    fn as_ref(&self) -> &(dyn ProvideCredentials + 'static) {
        self
    }
}

/// Provides credentials of this module as those of this crate.
#[derive(Debug)]
struct Adapter<P>(P);

impl<P: ProvideCredentials> NativeProvider for Adapter<P> {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<NativeCredentials, NativeError>> {
        Box::pin(async {
            let provided = self.0.provide_credentials().await;
            provided.map(Into::into).map_err(Into::into)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::credential_fn::provide_credentials_fn;
    use crate::{Config, DateTime};

    #[tokio::test]
    async fn credentials_round_trip_between_the_two_interfaces() {
        let native = NativeCredentials::new("AKID", "hush-key")
            .with_session_token("hush-token")
            .with_account_id("123456789012")
            .with_expires_at(DateTime::from_secs(1_896_091_200));
        let shared = SharedCredentialsProvider::new(native.clone());
        let compat = ProvideCredentials::provide_credentials(&shared)
            .await
            .unwrap();
        assert_eq!(compat.session_token(), Some("hush-token"));
        assert!(!format!("{compat:?} {shared:?}").contains("hush"));
        assert_eq!(NativeCredentials::from(compat), native);
    }

    #[tokio::test]
    async fn errors_keep_their_kind_message_and_sources_in_both_directions() {
        for (error, is_not_configured) in [
            (CredentialsError::not_loaded("no key"), true),
            (CredentialsError::not_loaded_no_source(), true),
            (CredentialsError::provider_error("no key"), false),
            (CredentialsError::unhandled("no key"), false),
        ] {
            let text = error.to_string();
            let native = NativeError::from(error);
            assert_eq!(native.is_not_configured(), is_not_configured);
            assert_eq!(native.to_string(), text);
            let back = CredentialsError::from(native);
            assert_eq!(
                matches!(back, CredentialsError::CredentialsNotLoaded(_)),
                is_not_configured
            );
        }
        let io = std::io::Error::other("disk");
        let error = NativeError::from(CredentialsError::provider_error(io));
        let source = std::error::Error::source(&error).unwrap();
        assert_eq!(source.to_string(), "disk");
    }

    #[tokio::test]
    async fn a_provider_with_a_cache_or_without_need_of_one_stays_so() {
        let constant = SharedCredentialsProvider::new(Credentials::for_tests());
        assert!(!constant.needs_cache());
        let function = provide_credentials_fn(|| async { Ok(Credentials::for_tests()) });
        let function = SharedCredentialsProvider::new(function);
        assert!(function.needs_cache());
        let config = Config::builder().credentials_provider(function).build();
        assert!(!config.credentials_provider().unwrap().needs_cache());
    }
}
