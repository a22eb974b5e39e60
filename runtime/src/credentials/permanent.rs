//! Which failures of a provider cannot mend themselves.

use std::error::Error as StdError;

use super::CredentialsError;
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

impl CredentialsError {
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
