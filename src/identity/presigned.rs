//! The server's side: a presigned `GetCallerIdentity` that came from outside.

mod check;

use std::fmt;
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use querysmith_runtime::http::header::{HeaderMap, HeaderName, HeaderValue};
use querysmith_runtime::http::{self, Method, Uri};
use querysmith_runtime::{Bytes, DateTime};

use super::eks::TOKEN_PREFIX;
use super::error::{IdentityError, IdentityPart, shown};
use super::rules::IdentityRules;

/// A presigned `GetCallerIdentity` that keeps to a server's [`IdentityRules`].
///
/// Whose it is, only STS can tell: send [`into_request`](Self::into_request) there, and read the
/// answer with [`Operation::parse_response`](crate::Operation::parse_response).
///
/// # What can go wrong, and what stands against it
///
/// | a caller could | so |
/// |---|---|
/// | name a host of their own, which says whatever they like | scheme, host, port and path are fixed; a host has to be one of STS, or on the server's list |
/// | name an operation whose answer has text that they choose | `Action` and `Version` are fixed, and no other parameter is taken |
/// | give a parameter twice, or in another letter case, and so mean one thing to the server and another to STS | duplicates, unknown names and every odd encoding are refused |
/// | smuggle in a method, a body or a header, say one that changes the form of the answer | it is a `GET` without body; of headers only those are sent that the server names, and only if they are signed |
/// | pass on what they got from a user of theirs, as a server of their own | [`require_header`](IdentityRules::require_header) with the server's name: the server sends its own value, and for a URL that was signed with another one, STS refuses the signature |
/// | use a URL again that they found in a log | `X-Amz-Expires` may be at most as long as the rules say, and URLs show up in no `Debug` and no error here. Until it expires a URL can be used again |
/// | sign now for next year | a time of signing in the future is refused |
///
/// What the server still has to do: verify TLS, follow no redirect, limit the size of an answer,
/// take no other status than 200 for a proof, and keep the URL out of its logs.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// use querysmith::identity::{IdentityRules, PresignedIdentity};
///
/// let url = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15\
///     &X-Amz-Algorithm=AWS4-HMAC-SHA256\
///     &X-Amz-Credential=AKIDEXAMPLE%2F20200913%2Feu-west-1%2Fsts%2Faws4_request\
///     &X-Amz-Date=20200913T122640Z&X-Amz-SignedHeaders=host%3Bx-server-id&X-Amz-Expires=60\
///     &X-Amz-Signature=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// let rules = IdentityRules::new().require_header("x-server-id");
/// let now = UNIX_EPOCH + Duration::from_secs(1_600_000_030);
///
/// let identity = PresignedIdentity::parse(url, &rules, now)?;
/// assert_eq!(identity.access_key_id(), "AKIDEXAMPLE");
/// let request = identity.into_request([("x-server-id", "vault.example.org")])?;
/// assert_eq!(request.uri().host(), Some("sts.eu-west-1.amazonaws.com"));
/// # Ok::<(), querysmith::identity::IdentityError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PresignedIdentity {
    uri: Uri,
    host: String,
    region: String,
    access_key_id: String,
    signed_at: DateTime,
    expires_at: DateTime,
    signed_headers: Vec<String>,
    has_session_token: bool,
}

impl PresignedIdentity {
    /// Checks a URL against `rules` at the time `now`. Nothing is sent, and the signature is not
    /// verified.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] for the first thing that does not keep to the rules.
    pub fn parse(url: &str, rules: &IdentityRules, now: SystemTime) -> Result<Self, IdentityError> {
        check::check(url, rules, DateTime::from(now))
    }

    /// Checks a token, which is a URL in base64url behind `k8s-aws-v1.`, as
    /// [`eks_token`](super::eks_token) makes it. [`IdentityRules::eks`] are the rules of EKS.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] for a text that is no such token, and those of [`parse`](Self::parse).
    pub fn from_token(
        token: &str,
        rules: &IdentityRules,
        now: SystemTime,
    ) -> Result<Self, IdentityError> {
        let refused =
            |found: &str, expected: &str| IdentityError::new(IdentityPart::Token, found, expected);
        let encoded = token
            .strip_prefix(TOKEN_PREFIX)
            .ok_or_else(|| refused("another start of it", &format!("{TOKEN_PREFIX} in front")))?;
        let url = URL_SAFE_NO_PAD
            .decode(encoded)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| {
                let expected = format!("a URL in base64url without padding behind {TOKEN_PREFIX}");
                refused("something else encoded, or another encoding", &expected)
            })?;
        Self::parse(&url, rules, now)
    }

    /// The host that the request goes to.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The region that it is signed for.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The access key that it claims to be signed with. Not verified.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The time for which it is signed.
    pub fn signed_at(&self) -> DateTime {
        self.signed_at
    }

    /// When it stops being good by the rules that it was checked against.
    pub fn expires_at(&self) -> DateTime {
        self.expires_at
    }

    /// The names of the signed headers, sorted; `host` is among them.
    pub fn signed_headers(&self) -> impl Iterator<Item = &str> {
        self.signed_headers.iter().map(String::as_str)
    }

    /// Whether it is signed with temporary credentials.
    pub fn has_session_token(&self) -> bool {
        self.has_session_token
    }

    /// The request to send to STS, with these headers, which have to be exactly those that are
    /// signed, `host` aside. The values are the server's own knowledge, not the caller's word: for
    /// others than those that were signed, STS refuses the request. Its own `Debug` prints the
    /// whole URL, which is a secret.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] when a signed header is missing, one is not signed or given twice, or a
    /// value cannot be sent.
    pub fn into_request<'h>(
        self,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    ) -> Result<http::Request<Bytes>, IdentityError> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let (name, value) = self.signed_header(name, value)?;
            if map.insert(&name, value).is_some() {
                return Err(wrong_headers(format!("{name} more than once"), "it once"));
            }
        }
        for name in self.signed_headers().filter(|name| *name != "host") {
            if !map.contains_key(name) {
                return Err(wrong_headers(
                    format!("no {name}"),
                    "a value, as it is signed",
                ));
            }
        }
        let mut request = http::Request::new(Bytes::new());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = self.uri;
        *request.headers_mut() = map;
        Ok(request)
    }

    fn signed_header(
        &self,
        name: &str,
        value: &str,
    ) -> Result<(HeaderName, HeaderValue), IdentityError> {
        let lower = name.to_ascii_lowercase();
        let is_signed = lower != "host" && self.signed_headers.contains(&lower);
        let header = HeaderName::try_from(lower)
            .ok()
            .filter(|_| is_signed)
            .ok_or_else(|| wrong_headers(shown(name), "none but those that are signed"))?;
        let value = HeaderValue::from_str(value).map_err(|_| {
            wrong_headers(format!("a value of {header} that cannot be sent"), "text")
        })?;
        Ok((header, value))
    }
}

fn wrong_headers(found: impl Into<String>, expected: &str) -> IdentityError {
    IdentityError::new(IdentityPart::Headers, found, expected)
}

impl fmt::Debug for PresignedIdentity {
    /// Leaves the URL out: it is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedIdentity")
            .field("host", &self.host)
            .field("region", &self.region)
            .field("access_key_id", &self.access_key_id)
            .field("signed_at", &self.signed_at)
            .field("expires_at", &self.expires_at)
            .field("signed_headers", &self.signed_headers)
            .field("has_session_token", &self.has_session_token)
            .finish_non_exhaustive()
    }
}
