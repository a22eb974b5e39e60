//! Providers made from functions.

use std::fmt;

use super::provider::{ProvideCredentials, ProvideCredentialsFuture, ProvideResult};

/// A provider that calls a function each time credentials are requested.
pub fn provide_credentials_fn<T, F>(function: T) -> ProvideCredentialsFn<T>
where
    T: Fn() -> F + Send + Sync,
    F: Future<Output = ProvideResult> + Send + 'static,
{
    ProvideCredentialsFn(function)
}

/// The provider of [`provide_credentials_fn`].
#[derive(Clone, Copy)]
pub struct ProvideCredentialsFn<T>(T);

impl<T> fmt::Debug for ProvideCredentialsFn<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProvideCredentialsFn")
    }
}

impl<T, F> ProvideCredentials for ProvideCredentialsFn<T>
where
    T: Fn() -> F + Send + Sync,
    F: Future<Output = ProvideResult> + Send + 'static,
{
    fn provide_credentials<'a>(&'a self) -> ProvideCredentialsFuture<'a>
    where
        Self: 'a,
    {
        ProvideCredentialsFuture::new((self.0)())
    }
}
