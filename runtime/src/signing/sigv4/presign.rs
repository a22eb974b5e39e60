//! AWS Signature Version 4 in a presigned URL.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http::header::AUTHORIZATION;
use http::uri::PathAndQuery;

use super::{
    ALGORITHM, CanonicalRequest, DATE, SECURITY_TOKEN, Scope, SignedHeaders, SigningError,
    SigningKeyCache, SigningParams, check, sha256_hex,
};
use crate::value::percent::{decode, encode_into, is_unreserved};
use crate::value::wiped::{WipedBytes, WipedString};

/// The query parameters of a signature.
const PARAMETERS: [&str; 7] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
];

/// The validity of a presigned URL: 1 to 604,800 whole seconds (a week), 900 by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExpiresIn(u32);

impl ExpiresIn {
    /// The shortest time: one second.
    pub const MIN: Self = Self(1);
    /// The longest time: a week.
    pub const MAX: Self = Self(604_800);

    /// Creates a validity of `time`, truncated to whole seconds.
    ///
    /// # Errors
    ///
    /// [`ExpiresInError`] if `time` is less than a second or more than a week.
    ///
    /// ```
    /// # extern crate querysmith_runtime as querysmith;
    /// use std::time::Duration;
    ///
    /// use querysmith::sigv4::ExpiresIn;
    ///
    /// assert_eq!(ExpiresIn::new(Duration::from_secs(60))?.as_secs(), 60);
    /// assert!(ExpiresIn::new(Duration::from_secs(604_801)).is_err());
    /// # Ok::<(), querysmith::sigv4::ExpiresInError>(())
    /// ```
    pub fn new(time: Duration) -> Result<Self, ExpiresInError> {
        let range = Self::MIN.as_duration()..=Self::MAX.as_duration();
        match u32::try_from(time.as_secs()) {
            Ok(seconds) if range.contains(&time) => Ok(Self(seconds)),
            _ => Err(ExpiresInError { found: time }),
        }
    }

    /// The validity in seconds, the value of `X-Amz-Expires`.
    pub const fn as_secs(self) -> u32 {
        self.0
    }

    /// The validity as a duration.
    pub const fn as_duration(self) -> Duration {
        Duration::from_secs(self.0 as u64)
    }
}

impl Default for ExpiresIn {
    /// 15 minutes.
    fn default() -> Self {
        Self(900)
    }
}

/// The error of an invalid [`ExpiresIn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpiresInError {
    found: Duration,
}

impl fmt::Display for ExpiresInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (found, min, max) = (self.found, ExpiresIn::MIN.0, ExpiresIn::MAX.0);
        write!(
            f,
            "a presigned URL cannot expire in {found:?}, expected {min} to {max} seconds"
        )
    }
}

impl std::error::Error for ExpiresInError {}

/// Signs a request in its URL: sets the query parameters `X-Amz-Algorithm`, `X-Amz-Credential`,
/// `X-Amz-Date`, `X-Amz-SignedHeaders`, `X-Amz-Expires`, `X-Amz-Security-Token` and
/// `X-Amz-Signature`.
///
/// The request's headers are signed like those of [`sign`](super::sign), and must be sent with the
/// URL; so must its body, whose hash is signed. An earlier signature in the headers or the URL is
/// replaced. The setting
/// [`content_sha256_header`](super::SigningSettings::content_sha256_header) is ignored.
///
/// The URL is a secret: anyone who has it can send the request until it expires.
///
/// # Errors
///
/// [`SigningError`] if the time, the host, a credential or a header cannot be signed, or if the URL
/// would be longer than a [`Uri`] can be. The request may then have some of the parameters above,
/// but no signature.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use std::time::SystemTime;
///
/// use querysmith::sigv4::{ExpiresIn, SigningKeyCache, SigningParams, presign};
/// use querysmith::{Bytes, http};
///
/// let url = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
/// let mut request = http::Request::get(url).body(Bytes::new())?;
/// let params = SigningParams::new(
///     "AKIDEXAMPLE",
///     "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
///     "eu-west-1",
///     "sts",
///     SystemTime::now(),
/// );
/// presign(&mut request, &params, ExpiresIn::default(), &SigningKeyCache::new())?;
/// assert!(request.uri().query().is_some_and(|query| query.contains("&X-Amz-Signature=")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn presign(
    request: &mut http::Request<Bytes>,
    params: &SigningParams<'_>,
    expires_in: ExpiresIn,
    keys: &SigningKeyCache,
) -> Result<(), SigningError> {
    for name in [AUTHORIZATION, DATE, SECURITY_TOKEN] {
        request.headers_mut().remove(name);
    }
    // Encoding takes at most three bytes for one.
    let token = params.session_token.map_or(0, str::len);
    let added = PARAMETERS_LENGTH + 3 * (token + params.access_key_id.len());
    let mut query = Query::without_signature(request.uri(), added);
    query.write_to(request)?;
    check(params.access_key_id, "access key id")?;
    if let Some(token) = params.session_token {
        check(token, "session token")?;
    }
    let scope = Scope::new(params.time, params.region, params.service)?;
    let credential = format!("{}/{scope}", params.access_key_id);
    let signed_headers = SignedHeaders::new(request.headers(), params.settings).to_string();
    let (signed_token, unsigned_token) = match params.settings.omit_session_token {
        false => (params.session_token, None),
        true => (None, params.session_token),
    };

    query.push("X-Amz-Algorithm", Some(ALGORITHM));
    query.push("X-Amz-Credential", Some(&credential));
    query.push("X-Amz-Date", Some(scope.timestamp()));
    query.push("X-Amz-SignedHeaders", Some(&signed_headers));
    query.push("X-Amz-Expires", Some(&expires_in.as_secs().to_string()));
    query.push("X-Amz-Security-Token", signed_token);
    query.write_to(request)?;

    let payload_hash = sha256_hex(request.body());
    let canonical = CanonicalRequest::new(request, &payload_hash, params.settings)?;
    let string_to_sign = scope.string_to_sign(&canonical);
    let key = keys.signing_key(params.access_key_id, params.secret_access_key, &scope);
    let signature = key.sign(&string_to_sign);

    query.push("X-Amz-Security-Token", unsigned_token);
    query.push("X-Amz-Signature", Some(&signature));
    query.write_to(request)
}

/// More than the length of the parameters of a signature, without those of any length.
const PARAMETERS_LENGTH: usize = 1024;

/// A query string under construction.
struct Query(WipedString);

impl Query {
    /// The query of a URI without the parameters of a signature, with room for `added` bytes:
    /// reallocation would leave copies behind that are not wiped.
    fn without_signature(uri: &Uri, added: usize) -> Self {
        let is_signature_parameter = |pair: &str| {
            let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name);
            PARAMETERS
                .iter()
                .any(|parameter| parameter.as_bytes() == name)
        };
        let query = uri.query().unwrap_or_default();
        let pairs: Vec<&str> = query
            .split('&')
            .filter(|pair| !is_signature_parameter(pair))
            .collect();
        let mut kept = WipedString::with_capacity(query.len() + added);
        for (position, pair) in pairs.into_iter().enumerate() {
            if position > 0 {
                kept.push('&');
            }
            kept.push_str(pair);
        }
        Self(kept)
    }

    fn push(&mut self, name: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        encode_into(&mut self.0, value.as_bytes(), is_unreserved);
    }

    /// Sets the query of a request.
    fn write_to(&self, request: &mut http::Request<Bytes>) -> Result<(), SigningError> {
        let mut parts = request.uri().clone().into_parts();
        let path = request.uri().path();
        let mut target = WipedBytes::new(Vec::with_capacity(path.len() + 1 + self.0.len()));
        target.extend_from_slice(path.as_bytes());
        if !self.0.is_empty() {
            target.push(b'?');
            target.extend_from_slice(self.0.as_bytes());
        }
        // Path and query come from a valid URI and additions are encoded, so only the length can be
        // invalid.
        let too_long = |_| SigningError::UriTooLong;
        let target = PathAndQuery::from_maybe_shared(target.share());
        parts.path_and_query = Some(target.map_err(too_long)?);
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| SigningError::UriTooLong)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
