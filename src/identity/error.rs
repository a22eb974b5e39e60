//! Why a presigned URL is refused.

use std::fmt;

/// Why a presigned URL or a token is refused: what is wrong with it, what was found and what was
/// expected. It shows neither signature nor session token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityError {
    part: IdentityPart,
    found: String,
    expected: String,
}

/// The part of a presigned URL that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IdentityPart {
    /// The text is no token of the expected form.
    Token,
    /// The text is no URL in plain ASCII, or a very long one.
    Url,
    /// The URL does not start with `https://`.
    Scheme,
    /// The host is none of those that are taken for STS.
    Host,
    /// The path is not `/`.
    Path,
    /// A query parameter is missing, unknown, given twice or not well encoded.
    Query,
    /// The operation is not `GetCallerIdentity`.
    Action,
    /// The version is not that of STS.
    Version,
    /// The signature is of an unknown kind.
    Algorithm,
    /// The credential scope is not well formed, or is not for STS at this host.
    Credential,
    /// The time of signing is not well formed, or lies in the future.
    Date,
    /// The time to expiry is not well formed, or longer than allowed.
    Expires,
    /// The URL has expired.
    Expired,
    /// A required header is not signed, or one is that is not allowed.
    SignedHeaders,
    /// The signature is not well formed.
    Signature,
    /// The headers to send do not match those that are signed.
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

    /// Which part is wrong.
    pub fn part(&self) -> IdentityPart {
        self.part
    }

    /// Whether it was good, and is no more: its sender can make a new one.
    pub fn is_expired(&self) -> bool {
        self.part == IdentityPart::Expired
    }
}

impl IdentityPart {
    const fn what(self) -> &'static str {
        match self {
            Self::Token => "the token is refused",
            Self::Url => "the presigned URL is refused",
            Self::Scheme => "the presigned URL is refused for its scheme",
            Self::Host => "the presigned URL is refused for its host",
            Self::Path => "the presigned URL is refused for its path",
            Self::Query => "the presigned URL is refused for its query",
            Self::Action => "the presigned URL is refused for its Action",
            Self::Version => "the presigned URL is refused for its Version",
            Self::Algorithm => "the presigned URL is refused for its X-Amz-Algorithm",
            Self::Credential => "the presigned URL is refused for its X-Amz-Credential",
            Self::Date => "the presigned URL is refused for its X-Amz-Date",
            Self::Expires => "the presigned URL is refused for its X-Amz-Expires",
            Self::Expired => "the presigned URL has expired",
            Self::SignedHeaders => "the presigned URL is refused for its X-Amz-SignedHeaders",
            Self::Signature => "the presigned URL is refused for its X-Amz-Signature",
            Self::Headers => "the presigned URL cannot be sent with these headers",
        }
    }
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, found, expected) = (self.part.what(), &self.found, &self.expected);
        write!(f, "{what}: found {found}, expected {expected}")
    }
}

impl std::error::Error for IdentityError {}

/// The longest text from outside that an error shows, in characters: less than a signature has.
const MOST_SHOWN: usize = 40;

/// A text from outside in quotes. One that is long, or that could be a parameter with its value,
/// may hold a secret, and only its length is told.
pub(super) fn shown(text: &str) -> String {
    if text.chars().count() > MOST_SHOWN || text.contains('=') {
        format!("{} bytes", text.len())
    } else {
        format!("{text:?}")
    }
}
