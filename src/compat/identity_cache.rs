//! Whether credentials are cached.

use std::sync::Arc;
use std::time::Duration;

use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials as NativeProvider};

use super::provider::SharedCredentialsProvider;

/// Whether the credentials of a provider are cached. The cache itself has no settings here: it
/// refreshes credentials in time, as [`CachedCredentials`](crate::CachedCredentials) describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdentityCache {
    is_cached: bool,
}

impl IdentityCache {
    /// A cache, which is the default. The settings of the builder have no effect.
    pub fn lazy() -> LazyCacheBuilder {
        LazyCacheBuilder(())
    }

    /// No cache: each call requests credentials from the provider that is set in code. Caches
    /// inside a provider, such as those of the default chain, remain.
    pub fn no_cache() -> Self {
        Self { is_cached: false }
    }

    /// `provider` with a cache, or without one.
    pub(super) fn apply(self, provider: SharedCredentialsProvider) -> SharedCredentialsProvider {
        if self.is_cached {
            return provider;
        }
        let provider: Arc<dyn NativeProvider> = Arc::new(Uncached(provider));
        provider.into()
    }
}

/// Builds an [`IdentityCache`].
#[derive(Clone, Debug)]
pub struct LazyCacheBuilder(());

impl LazyCacheBuilder {
    /// Sets the time limit of a refresh. It has no effect, because a call has a limit of its own.
    pub fn load_timeout(self, _timeout: Duration) -> Self {
        self
    }

    /// Sets how long before their expiration credentials are refreshed. It has no effect.
    pub fn buffer_time(self, _time: Duration) -> Self {
        self
    }

    /// Sets the lifetime of credentials without an expiration. It has no effect: they are never
    /// refreshed.
    pub fn default_expiration(self, _lifetime: Duration) -> Self {
        self
    }

    /// Builds the cache.
    pub fn build(self) -> IdentityCache {
        IdentityCache { is_cached: true }
    }
}

/// Provides credentials without a cache in front of it.
#[derive(Debug)]
struct Uncached(SharedCredentialsProvider);

impl NativeProvider for Uncached {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        NativeProvider::provide_credentials(&self.0)
    }

    fn reject(&self, credentials: &Credentials) {
        self.0.reject(credentials);
    }

    fn needs_cache(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::compat::client_config::SdkConfig;
    use crate::compat::credential_fn::provide_credentials_fn;
    use crate::compat::credentials::Credentials as CompatCredentials;

    /// How often a provider is called if its credentials are needed twice.
    async fn calls_with(cache: IdentityCache, cache_comes_first: bool) -> usize {
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let provider = provide_credentials_fn(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            async { Ok(CompatCredentials::for_tests()) }
        });
        let builder = SdkConfig::builder();
        let config = if cache_comes_first {
            builder.identity_cache(cache).credentials_provider(provider)
        } else {
            builder.credentials_provider(provider).identity_cache(cache)
        }
        .build();
        // The setting stays in configs that are derived from this one.
        let config = config.to_builder().build();
        let provider = config.credentials_provider().unwrap();
        for _ in 0..2 {
            NativeProvider::provide_credentials(&provider)
                .await
                .unwrap();
        }
        count.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn credentials_are_cached_unless_the_config_has_no_cache() {
        for cache_comes_first in [true, false] {
            let lazy = IdentityCache::lazy().buffer_time(Duration::from_secs(60));
            assert_eq!(calls_with(lazy.build(), cache_comes_first).await, 1);
            assert_eq!(
                calls_with(IdentityCache::no_cache(), cache_comes_first).await,
                2
            );
        }
    }
}
