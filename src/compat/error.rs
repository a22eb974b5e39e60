//! The errors of calls and of providers.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use querysmith_runtime::{Bytes, CredentialsError as Native, ProvideErrorMetadata, http};

/// The raw response.
pub type HttpResponse = http::Response<Bytes>;

/// The raw request.
pub type HttpRequest = http::Request<Bytes>;

/// The error of a call: here, the error `E` of the operation itself. Its [predicates] replace the
/// variants of `SdkError`, and there is no second parameter for the type of the raw response.
///
/// [predicates]: crate::compat#errors
pub type SdkError<E> = E;

/// A bound of generic code that calls `into_service_error`. The errors of all operations satisfy
/// it.
pub trait CreateUnhandledError: ProvideErrorMetadata {}

impl<E: ProvideErrorMetadata> CreateUnhandledError for E {}

/// Displays an error with all its sources, separated by colons.
#[derive(Debug)]
pub struct DisplayErrorContext<E: StdError>(pub E);

impl<E: StdError> fmt::Display for DisplayErrorContext<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.to_string();
        f.write_str(&shown)?;
        let sources = std::iter::successors(self.0.source(), |&error| error.source());
        for source in sources {
            let text = source.to_string();
            // The message of an error often ends with that of its source.
            if !shown.contains(&text) {
                write!(f, ": {text}")?;
                shown = text;
            }
        }
        Ok(())
    }
}

/// The error of a credentials provider.
#[derive(Debug)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The provider is not configured; a chain tries the next one.
    CredentialsNotLoaded(CredentialsErrorContext),
    /// The provider took too long.
    ProviderTimedOut(CredentialsErrorContext),
    /// The provider is configured incorrectly.
    InvalidConfiguration(CredentialsErrorContext),
    /// The provider failed.
    ProviderError(CredentialsErrorContext),
    /// The provider failed in an unexpected way.
    Unhandled(CredentialsErrorContext),
}

/// The details of a provider's error: what it looked for, or what went wrong.
#[derive(Debug)]
pub struct CredentialsErrorContext(Native);

type Source = Box<dyn StdError + Send + Sync>;

impl CredentialsError {
    /// The provider is not configured, for this reason.
    pub fn not_loaded(source: impl Into<Source>) -> Self {
        let source = source.into();
        Self::CredentialsNotLoaded(CredentialsErrorContext(with_source(
            Native::not_configured(source.to_string()),
            source,
        )))
    }

    /// The provider is not configured.
    pub fn not_loaded_no_source() -> Self {
        let error = Native::not_configured("the provider is not configured");
        Self::CredentialsNotLoaded(CredentialsErrorContext(error))
    }

    /// The provider took longer than this.
    pub fn provider_timed_out(limit: Duration) -> Self {
        let error = Native::failed(format!("no credentials within {} s", limit.as_secs_f64()));
        Self::ProviderTimedOut(CredentialsErrorContext(error))
    }

    /// The provider is configured incorrectly.
    pub fn invalid_configuration(source: impl Into<Source>) -> Self {
        Self::InvalidConfiguration(failed(source.into()))
    }

    /// The provider failed.
    pub fn provider_error(source: impl Into<Source>) -> Self {
        Self::ProviderError(failed(source.into()))
    }

    /// The provider failed in an unexpected way.
    pub fn unhandled(source: impl Into<Source>) -> Self {
        Self::Unhandled(failed(source.into()))
    }

    fn native(&self) -> &Native {
        match self {
            Self::CredentialsNotLoaded(error)
            | Self::ProviderTimedOut(error)
            | Self::InvalidConfiguration(error)
            | Self::ProviderError(error)
            | Self::Unhandled(error) => &error.0,
        }
    }
}

fn failed(source: Source) -> CredentialsErrorContext {
    CredentialsErrorContext(with_source(Native::failed(source.to_string()), source))
}

/// `error` with a source whose type is not known.
fn with_source(error: Native, source: Source) -> Native {
    error.with_source(Boxed(source))
}

/// A boxed error, which is not an error itself. It displays that error and has its sources.
struct Boxed(Source);

impl fmt::Display for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Boxed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Boxed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

impl From<Native> for CredentialsError {
    fn from(error: Native) -> Self {
        if error.is_not_configured() {
            Self::CredentialsNotLoaded(CredentialsErrorContext(error))
        } else {
            Self::ProviderError(CredentialsErrorContext(error))
        }
    }
}

impl From<CredentialsError> for Native {
    fn from(error: CredentialsError) -> Self {
        error.native().clone()
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.native().fmt(f)
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.native().source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Layer>>);

    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl StdError for Layer {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            self.1.as_deref().map(|layer| layer as _)
        }
    }

    #[test]
    fn sources_are_displayed_once() {
        let inner = Layer("refused", None);
        let middle = Layer("cannot connect: refused", Some(Box::new(inner)));
        let outer = Layer("no identity", Some(Box::new(middle)));
        assert_eq!(
            DisplayErrorContext(&outer).to_string(),
            "no identity: cannot connect: refused"
        );
    }
}
