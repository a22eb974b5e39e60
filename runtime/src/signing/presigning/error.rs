//! Why a URL cannot be presigned as asked.

use std::fmt;

use http::HeaderName;

use super::ExpiresInError;

/// What of a [`PresigningConfig`](super::PresigningConfig) cannot be done. It shows no header's
/// value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresigningConfigError(Problem);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Expires(ExpiresInError),
    HeaderName(String),
    HeaderNotFree(HeaderName),
    HeaderValue(HeaderName),
}

impl PresigningConfigError {
    pub(super) fn header_name(name: &str) -> Self {
        Self(Problem::HeaderName(name.to_owned()))
    }

    pub(super) fn header_not_free(name: HeaderName) -> Self {
        Self(Problem::HeaderNotFree(name))
    }

    pub(super) fn header_value(name: HeaderName) -> Self {
        Self(Problem::HeaderValue(name))
    }
}

impl From<ExpiresInError> for PresigningConfigError {
    fn from(error: ExpiresInError) -> Self {
        Self(Problem::Expires(error))
    }
}

impl fmt::Display for PresigningConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Expires(error) => error.fmt(f),
            Problem::HeaderName(name) => write!(
                f,
                "a presigned URL cannot have a header {name:?}: this is no header's name, expected \
                 letters, digits and hyphens"
            ),
            Problem::HeaderNotFree(name) => write!(
                f,
                "a presigned URL cannot have a header {name} of your choice: it is set elsewhere \
                 or never signed; leave it out"
            ),
            Problem::HeaderValue(name) => write!(
                f,
                "a presigned URL cannot have this value of header {name}, expected visible ASCII \
                 characters and spaces, and at least one"
            ),
        }
    }
}

impl std::error::Error for PresigningConfigError {}
