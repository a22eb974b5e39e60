//! The error of a key.

use std::fmt;

/// The error of a key that cannot be used. It contains no part of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError(pub(super) String);

impl KeyError {
    pub(crate) fn no_provider() -> Self {
        Self("the state has no such OIDC provider with a signing key".to_owned())
    }

    pub(super) fn signing(problem: &str) -> Self {
        Self(format!("the signing key is invalid: {problem}"))
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeyError {}
