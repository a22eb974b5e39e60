//! The error of presigning settings.

use std::fmt;

use http::HeaderName;

use super::ExpiresInError;

/// The error of an invalid [`PresigningConfig`](super::PresigningConfig). It does not contain
/// header values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresigningConfigError(Problem);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Expires(ExpiresInError),
    HeaderName(String),
    ReservedHeader(HeaderName),
    HeaderValue(HeaderName),
}

impl PresigningConfigError {
    pub(super) fn header_name(name: &str) -> Self {
        Self(Problem::HeaderName(name.to_owned()))
    }

    pub(super) fn reserved_header(name: HeaderName) -> Self {
        Self(Problem::ReservedHeader(name))
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
                "a presigned URL cannot have a header {name:?}: invalid header name, expected \
                 letters, digits and hyphens"
            ),
            Problem::ReservedHeader(name) => write!(
                f,
                "the header {name} of a presigned URL cannot be set: it is set automatically or \
                 never signed; remove it"
            ),
            Problem::HeaderValue(name) => write!(
                f,
                "a presigned URL cannot have this value of header {name}, expected one or more \
                 visible ASCII characters and spaces"
            ),
        }
    }
}

impl std::error::Error for PresigningConfigError {}
