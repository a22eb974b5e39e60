//! The server's side: a presigned `GetCallerIdentity` from an untrusted client.

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

/// A presigned `GetCallerIdentity` that satisfies a server's [`IdentityRules`].
///
/// Only STS can verify who signed it: send [`into_request`](Self::into_request) to STS, and parse
/// the response with [`Operation::parse_response`](crate::Operation::parse_response).
///
/// # Attacks and countermeasures
///
/// | an attacker could | countermeasure |
/// |---|---|
/// | use their own host, which returns any identity | scheme, host, port and path are fixed; the host must be one of STS, or in the server's list |
/// | use an operation whose response contains text of their choice | `Action` and `Version` are fixed, and no other parameters are accepted |
/// | send a parameter twice, or in another letter case, so that the server and STS interpret it differently | duplicates, unknown names and all nonstandard encodings are rejected |
/// | inject a method, a body or a header, such as one that changes the format of the response | the request is a `GET` without a body; it contains only headers that the server sets, and only if they are signed |
/// | run a server, and replay a URL that a user sent to it | [`require_header`](IdentityRules::require_header) with the server's name: the server sends its own value, and STS rejects the signature of a URL that was signed with another value |
/// | replay a URL from a log | the rules limit `X-Amz-Expires`, and no `Debug` output or error of this crate shows URLs. Until it expires, a URL can be replayed |
/// | sign in advance for next year | a signing time in the future is rejected |
///
/// The server must still verify TLS, follow no redirects, limit the size of responses, accept only
/// status 200 as proof, and keep the URL out of its logs.
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
    /// [`IdentityError`] for the first violation of the rules.
    pub fn parse(url: &str, rules: &IdentityRules, now: SystemTime) -> Result<Self, IdentityError> {
        check::check(url, rules, DateTime::from(now))
    }

    /// Checks a token, which is `k8s-aws-v1.` followed by a URL in base64url, as
    /// [`eks_token`](super::eks_token) creates it. [`IdentityRules::eks`] are the rules of EKS.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] if the text is not such a token, and those of [`parse`](Self::parse).
    pub fn from_token(
        token: &str,
        rules: &IdentityRules,
        now: SystemTime,
    ) -> Result<Self, IdentityError> {
        let refused =
            |found: &str, expected: &str| IdentityError::new(IdentityPart::Token, found, expected);
        let encoded = token
            .strip_prefix(TOKEN_PREFIX)
            .ok_or_else(|| refused("another prefix", &format!("the prefix {TOKEN_PREFIX}")))?;
        let url = URL_SAFE_NO_PAD
            .decode(encoded)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| {
                let expected = format!("a URL in base64url without padding after {TOKEN_PREFIX}");
                refused("other text or another encoding", &expected)
            })?;
        Self::parse(&url, rules, now)
    }

    /// The host to which the request is sent.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The region for which it is signed.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The access key id with which it claims to be signed. It is not verified.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The signing time.
    pub fn signed_at(&self) -> DateTime {
        self.signed_at
    }

    /// When it expires according to the rules.
    pub fn expires_at(&self) -> DateTime {
        self.expires_at
    }

    /// The names of the signed headers, sorted, including `host`.
    pub fn signed_headers(&self) -> impl Iterator<Item = &str> {
        self.signed_headers.iter().map(String::as_str)
    }

    /// Whether it is signed with temporary credentials.
    pub fn has_session_token(&self) -> bool {
        self.has_session_token
    }

    /// The request to send to STS, with these headers, which must be exactly the signed headers
    /// except `host`. The server must supply the values itself and not take them from the client:
    /// if they differ from the signed values, STS rejects the request. The `Debug` output of the
    /// request shows the whole URL, which is a secret.
    ///
    /// # Errors
    ///
    /// [`IdentityError`] if a signed header is missing, a header is not signed or duplicated, or a
    /// value is invalid.
    pub fn into_request<'h>(
        self,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    ) -> Result<http::Request<Bytes>, IdentityError> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let (name, value) = self.signed_header(name, value)?;
            if map.insert(&name, value).is_some() {
                return Err(wrong_headers(
                    format!("{name} more than once"),
                    "exactly one",
                ));
            }
        }
        for name in self.signed_headers().filter(|name| *name != "host") {
            if !map.contains_key(name) {
                return Err(wrong_headers(
                    format!("no {name}"),
                    "a value, because it is signed",
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
            .ok_or_else(|| wrong_headers(shown(name), "only signed headers"))?;
        let value = HeaderValue::from_str(value).map_err(|_| {
            wrong_headers(
                format!("an invalid value of {header}"),
                "a valid header value",
            )
        })?;
        Ok((header, value))
    }
}

fn wrong_headers(found: impl Into<String>, expected: &str) -> IdentityError {
    IdentityError::new(IdentityPart::Headers, found, expected)
}

impl fmt::Debug for PresignedIdentity {
    /// Omits the URL, which is a secret.
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
