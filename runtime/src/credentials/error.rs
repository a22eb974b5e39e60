//! The error of a provider of credentials.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::error::Error;

/// Error codes with which STS rejects the request itself, so that a retry would be rejected too.
const PERMANENT_CODES: &[&str] = &[
    "AccessDenied",
    "IDPRejectedClaim",
    "InvalidIdentityToken",
    "MalformedPolicyDocument",
    "PackedPolicyTooLarge",
    "RegionDisabledException",
];

/// The error of a provider: what it looked for, where, and what it found instead.
#[derive(Debug, Clone)]
pub struct CredentialsError {
    kind: CredentialsErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    permanent: bool,
}

/// Whether the provider is configured to provide credentials at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialsErrorKind {
    /// The provider is not configured; a chain tries the next one.
    NotConfigured,
    /// The provider is configured, but failed. A chain stops here.
    Failed,
}

impl CredentialsError {
    /// The provider is not configured. `message` states what was looked for and where.
    pub fn not_configured(message: impl Into<String>) -> Self {
        Self::new(CredentialsErrorKind::NotConfigured, message.into())
    }

    /// The provider is configured, but failed. `message` states where, what was found, and what
    /// was expected; it must not contain a secret.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(CredentialsErrorKind::Failed, message.into())
    }

    /// Sets the source of this error.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Whether the provider is configured to provide credentials at all.
    pub fn kind(&self) -> CredentialsErrorKind {
        self.kind
    }

    /// What was looked for or went wrong, without the prefix that states the kind.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether the provider is not configured.
    pub fn is_not_configured(&self) -> bool {
        self.kind == CredentialsErrorKind::NotConfigured
    }

    /// Marks the error as permanent: a person has to change something, for example sign in again.
    /// A cache then returns it immediately, instead of serving old credentials.
    ///
    /// Errors whose source is an [`Error`] with a permanent code need no mark.
    #[must_use]
    pub fn permanent(mut self) -> Self {
        self.permanent = true;
        self
    }

    /// Whether retrying is useless until a person changes something: the error is marked as
    /// permanent, or one of its sources is, or is an [`Error`] with one of the codes
    /// `AccessDenied`, `IDPRejectedClaim`, `InvalidIdentityToken`, `MalformedPolicyDocument`,
    /// `PackedPolicyTooLarge` and `RegionDisabledException`.
    pub fn is_permanent(&self) -> bool {
        self.permanent
            || self
                .sources()
                .any(|it| is_marked(it) || has_permanent_code(it))
    }

    /// The error of the call that the provider made, if that is among the sources.
    pub(super) fn call(&self) -> Option<&Error> {
        self.sources().find_map(|error| error.downcast_ref())
    }

    /// The chain of sources of this error, the nearest first.
    fn sources(&self) -> impl Iterator<Item = &(dyn StdError + 'static)> {
        std::iter::successors(self.source(), |&error| error.source())
    }

    /// Converts this to the error of a call of `operation`.
    pub(crate) fn in_call(self, operation: impl Into<Option<&'static str>>) -> Error {
        let is_missing = self.is_not_configured();
        Error::credentials(operation, self, is_missing)
    }

    fn new(kind: CredentialsErrorKind, message: String) -> Self {
        Self {
            kind,
            message,
            source: None,
            permanent: false,
        }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = match self.kind {
            CredentialsErrorKind::NotConfigured => "no credentials found",
            CredentialsErrorKind::Failed => "the credentials cannot be used",
        };
        write!(f, "{prefix}: {}", self.message)
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}

/// Of kind [`Credentials`](crate::ErrorKind::Credentials).
impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        error.in_call(None)
    }
}

fn is_marked(error: &(dyn StdError + 'static)) -> bool {
    error
        .downcast_ref::<CredentialsError>()
        .is_some_and(|error| error.permanent)
}

fn has_permanent_code(error: &(dyn StdError + 'static)) -> bool {
    error
        .downcast_ref::<Error>()
        .and_then(Error::code)
        .is_some_and(|code| PERMANENT_CODES.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorKind, ErrorParts};

    fn after(code: &str) -> CredentialsError {
        let mut parts = ErrorParts::of_kind(ErrorKind::Service, None);
        parts.code = Some(code.to_owned());
        CredentialsError::failed("AssumeRole").with_source(Error::new(parts))
    }

    #[test]
    fn error_codes_that_refuse_a_request_are_permanent() {
        for code in [
            "AccessDenied",
            "IDPRejectedClaim",
            "InvalidIdentityToken",
            "MalformedPolicyDocument",
            "PackedPolicyTooLarge",
            "RegionDisabledException",
        ] {
            assert!(after(code).is_permanent(), "{code}");
        }
    }

    #[test]
    fn transient_error_codes_are_not_permanent() {
        for code in ["ExpiredTokenException", "Throttling", "InternalFailure"] {
            assert!(!after(code).is_permanent(), "{code}");
        }
        assert!(!CredentialsError::failed("no response").is_permanent());
    }

    #[test]
    fn the_permanent_error_may_be_several_sources_down() {
        let hop = CredentialsError::failed("second hop").with_source(after("AccessDenied"));
        assert!(hop.is_permanent());
        let marked = CredentialsError::failed("sign in again").permanent();
        assert!(marked.is_permanent());
        let hop = CredentialsError::failed("second hop").with_source(marked);
        assert!(hop.is_permanent());
    }
}
