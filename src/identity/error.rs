//! The error for a rejected presigned URL.

use std::fmt;

/// Why a presigned URL or a token was rejected: the invalid part, what was found and what was
/// expected. It shows neither the signature nor the session token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityError {
    part: IdentityPart,
    found: String,
    expected: String,
}

/// The part of a presigned URL that is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentityPart {
    /// The token does not have the expected form.
    Token,
    /// The URL is invalid, too long, or contains characters other than visible ASCII.
    Url,
    /// The URL does not start with `https://`.
    Scheme,
    /// The host is not an allowed host of STS.
    Host,
    /// The path is not `/`.
    Path,
    /// A query parameter is missing, unknown, duplicated or incorrectly encoded.
    Query,
    /// The operation is not `GetCallerIdentity`.
    Action,
    /// The version is not that of STS.
    Version,
    /// The signature algorithm is unknown.
    Algorithm,
    /// The credential scope is malformed, or is not for STS at this host.
    Credential,
    /// The signing time is malformed, or in the future.
    Date,
    /// The validity period is malformed, or longer than allowed.
    Expires,
    /// The URL has expired.
    Expired,
    /// A required header is not signed, or a header is signed that is not allowed.
    SignedHeaders,
    /// The signature is malformed.
    Signature,
    /// The headers to send do not match the signed headers.
    Headers,
}

impl IdentityError {
    pub(super) fn new(
        part: IdentityPart,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            part,
            found: found.into(),
            expected: expected.into(),
        }
    }

    /// The part that is invalid.
    pub fn part(&self) -> IdentityPart {
        self.part
    }

    /// Whether the URL was valid and has expired: its sender can create a new one.
    pub fn is_expired(&self) -> bool {
        self.part == IdentityPart::Expired
    }
}

impl IdentityPart {
    const fn description(self) -> &'static str {
        match self {
            Self::Token => "the token is invalid",
            Self::Url => "the presigned URL is invalid",
            Self::Scheme => "the scheme of the presigned URL is not allowed",
            Self::Host => "the host of the presigned URL is not allowed",
            Self::Path => "the path of the presigned URL is not allowed",
            Self::Query => "the query of the presigned URL is invalid",
            Self::Action => "the Action of the presigned URL is not allowed",
            Self::Version => "the Version of the presigned URL is not allowed",
            Self::Algorithm => "the X-Amz-Algorithm of the presigned URL is not allowed",
            Self::Credential => "the X-Amz-Credential of the presigned URL is invalid",
            Self::Date => "the X-Amz-Date of the presigned URL is invalid",
            Self::Expires => "the X-Amz-Expires of the presigned URL is invalid",
            Self::Expired => "the presigned URL has expired",
            Self::SignedHeaders => "the X-Amz-SignedHeaders of the presigned URL is invalid",
            Self::Signature => "the X-Amz-Signature of the presigned URL is invalid",
            Self::Headers => "the presigned URL cannot be sent with these headers",
        }
    }
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (description, found, expected) = (self.part.description(), &self.found, &self.expected);
        write!(f, "{description}: found {found}, expected {expected}")
    }
}

impl std::error::Error for IdentityError {}

/// The maximum length of untrusted text that an error shows, in characters: shorter than a
/// signature.
const MAX_SHOWN: usize = 40;

/// Untrusted text in quotes. If it is long, or could be a parameter with its value, it may contain
/// a secret, and only its length is shown.
pub(super) fn shown(text: &str) -> String {
    if text.chars().count() > MAX_SHOWN || text.contains('=') {
        format!("{} bytes", text.len())
    } else {
        format!("{text:?}")
    }
}
