//! Which failures of a provider are permanent.

use std::error::Error as StdError;

use super::CredentialsError;
use crate::error::Error;

/// Error codes with which STS refuses the request itself, so that a retry is refused too.
const PERMANENT_CODES: &[&str] = &[
    "AccessDenied",
    "IDPRejectedClaim",
    "InvalidIdentityToken",
    "MalformedPolicyDocument",
    "PackedPolicyTooLarge",
    "RegionDisabledException",
];

impl CredentialsError {
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
    use crate::testing::ErrorBuilder;

    fn after(code: &str) -> CredentialsError {
        CredentialsError::failed("AssumeRole").with_source(ErrorBuilder::service(code).build())
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
