//! The error of a provider of credentials.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::error::Error;

/// Codes by which STS says that the request itself is refused: the same one will be again.
const PERMANENT_CODES: &[&str] = &[
    "AccessDenied",
    "IDPRejectedClaim",
    "InvalidIdentityToken",
    "MalformedPolicyDocument",
    "PackedPolicyTooLarge",
    "RegionDisabledException",
];

/// Why a provider gave no credentials: what it looked for, where, and what it found instead.
#[derive(Debug, Clone)]
pub struct CredentialsError {
    kind: CredentialsErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    permanent: bool,
}

/// Whether a provider was meant to give credentials at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialsErrorKind {
    /// Nothing configures the provider; the next in a chain may be asked.
    NotConfigured,
    /// The provider is configured, and failed. A chain ends here.
    Failed,
}

impl CredentialsError {
    /// Nothing configures the provider. `message` says what was looked for and where.
    pub fn not_configured(message: impl Into<String>) -> Self {
        Self::new(CredentialsErrorKind::NotConfigured, message.into())
    }

    /// The provider is configured, but failed. `message` says where, what was found, and what was
    /// expected; it must not hold a secret.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(CredentialsErrorKind::Failed, message.into())
    }

    /// With the error beneath this one.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(source));
        self
    }

    /// Whether the provider was meant to give credentials at all.
    pub fn kind(&self) -> CredentialsErrorKind {
        self.kind
    }

    /// What was looked for or went wrong, without the words before it that tell the kind.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether nothing configures the provider.
    pub fn is_not_configured(&self) -> bool {
        self.kind == CredentialsErrorKind::NotConfigured
    }

    /// As one that cannot mend itself: it takes a person to change something, such as to sign in
    /// again. A cache then raises it at once, instead of going on with old credentials.
    ///
    /// Errors with an [`Error`] beneath them whose code says so need no mark.
    #[must_use]
    pub fn permanent(mut self) -> Self {
        self.permanent = true;
        self
    }

    /// Whether asking again is in vain until a person has changed something: the error is marked
    /// so, or beneath it is an [`Error`] with one of the codes `AccessDenied`, `IDPRejectedClaim`,
    /// `InvalidIdentityToken`, `MalformedPolicyDocument`, `PackedPolicyTooLarge` and
    /// `RegionDisabledException`.
    pub fn is_permanent(&self) -> bool {
        self.permanent
            || self
                .beneath()
                .any(|it| is_marked(it) || has_permanent_code(it))
    }

    /// The error of the call that the provider made, if that is what lies beneath.
    pub(super) fn call(&self) -> Option<&Error> {
        self.beneath().find_map(|error| error.downcast_ref())
    }

    /// The errors beneath this one, the nearest first.
    fn beneath(&self) -> impl Iterator<Item = &(dyn StdError + 'static)> {
        std::iter::successors(self.source(), |&error| error.source())
    }

    /// This as the error of a call of `operation`.
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
    fn codes_by_which_a_request_is_refused_are_permanent() {
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
    fn codes_of_conditions_that_pass_are_not() {
        for code in ["ExpiredTokenException", "Throttling", "InternalFailure"] {
            assert!(!after(code).is_permanent(), "{code}");
        }
        assert!(!CredentialsError::failed("no answer").is_permanent());
    }

    #[test]
    fn the_cause_may_lie_several_errors_down() {
        let hop = CredentialsError::failed("second hop").with_source(after("AccessDenied"));
        assert!(hop.is_permanent());
        let marked = CredentialsError::failed("sign in again").permanent();
        assert!(marked.is_permanent());
        let hop = CredentialsError::failed("second hop").with_source(marked);
        assert!(hop.is_permanent());
    }
}
