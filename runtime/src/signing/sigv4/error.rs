//! The error of signing.

use std::fmt;

/// The error of signing a request. It contains no secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningError {
    /// The signing time is before 1970 or after 9999.
    TimeOutOfRange,
    /// The request has neither an absolute URI nor a `Host` header.
    MissingHost,
    /// A signed header is not UTF-8.
    HeaderNotText {
        /// The header's name.
        name: String,
    },
    /// A part of the signature is empty or contains characters other than visible ASCII.
    InvalidPart {
        /// The part: `region`, `session token`.
        what: &'static str,
    },
    /// The URL with its signature would be longer than 65,534 bytes.
    UriTooLong,
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request cannot be signed: ")?;
        match self {
            Self::TimeOutOfRange => f.write_str(
                "the time is out of range, expected a year from 1970 to 9999; set the clock",
            ),
            Self::MissingHost => f.write_str(
                "its host is unknown, expected an absolute URI; build it from the endpoint's URL",
            ),
            Self::HeaderNotText { name } => {
                write!(
                    f,
                    "header {name} is not UTF-8, expected text; set another value"
                )
            }
            Self::InvalidPart { what } => write!(
                f,
                "the {what} is empty or contains invalid characters, expected visible ASCII \
                 characters only; check where it is configured"
            ),
            Self::UriTooLong => f.write_str(
                "its URL would be too long, expected at most 65534 bytes; send a body instead",
            ),
        }
    }
}

impl std::error::Error for SigningError {}
