//! AWS Signature Version 4, in headers and in presigned URLs.
//!
//! [`sign`] signs the headers of a request, [`presign`] its URL. The intermediate values are public
//! too ([`CanonicalRequest`], [`Scope`] with the string to sign, [`SigningKey`]), because a
//! rejected signature is diagnosed by comparing them with those that the service computed.
//!
//! The module implements the signing process that AWS documents, and is tested with the official
//! test suite.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use std::time::{Duration, UNIX_EPOCH};
//!
//! use querysmith::sigv4::{SigningKeyCache, SigningParams, sign};
//! use querysmith::{Bytes, http};
//!
//! let mut request = http::Request::post("https://sts.eu-west-1.amazonaws.com/")
//!     .body(Bytes::from_static(b"Action=GetCallerIdentity&Version=2011-06-15"))?;
//! let time = UNIX_EPOCH + Duration::from_secs(1_600_000_000);
//! let params = SigningParams::new("AKIDEXAMPLE", "secret", "eu-west-1", "sts", time);
//! sign(&mut request, &params, &SigningKeyCache::new())?;
//! assert_eq!(request.headers()["x-amz-date"], "20200913T122640Z");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod canonical;
mod error;
mod key;
mod presign;
mod scope;
mod uri;

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};

pub use crate::value::hash::sha256_hex;
use crate::value::hash::{Hex, sha256};
use crate::value::wiped::WipedBytes;
pub(crate) use canonical::is_never_signed;
pub use canonical::{CanonicalRequest, SignedHeaders};
pub use error::SigningError;
pub use key::{SigningKey, SigningKeyCache};
pub use presign::{ExpiresIn, ExpiresInError, presign};
pub use scope::{ALGORITHM, Scope};
pub(crate) use scope::{Timestamp, whole_seconds};

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");

/// The number of hexadecimal digits of a signature.
const SIGNATURE_LENGTH: usize = 64;

/// The credentials, scope and settings of a signature.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct SigningParams<'a> {
    /// The access key id.
    pub access_key_id: &'a str,
    /// The secret access key.
    pub secret_access_key: &'a str,
    /// The session token, for temporary credentials.
    pub session_token: Option<&'a str>,
    /// The region to sign for: `us-east-1`.
    pub region: &'a str,
    /// The service's signing name: `sts`.
    pub service: &'a str,
    /// The signing time, from 1970 to 9999; services accept a difference of five minutes.
    pub time: SystemTime,
    /// The settings that differ between services.
    pub settings: SigningSettings,
}

impl<'a> SigningParams<'a> {
    /// Signs for `service` in `region` at `time`, with a long-term access key.
    pub fn new(
        access_key_id: &'a str,
        secret_access_key: &'a str,
        region: &'a str,
        service: &'a str,
        time: SystemTime,
    ) -> Self {
        Self {
            access_key_id,
            secret_access_key,
            session_token: None,
            region,
            service,
            time,
            settings: SigningSettings::default(),
        }
    }

    /// Sets the session token of temporary credentials.
    #[must_use]
    pub fn with_session_token(mut self, token: impl Into<Option<&'a str>>) -> Self {
        self.session_token = token.into();
        self
    }

    /// Sets the settings that differ between services.
    #[must_use]
    pub fn with_settings(mut self, settings: SigningSettings) -> Self {
        self.settings = settings;
        self
    }
}

impl fmt::Debug for SigningParams<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = format_args!("** redacted **");
        f.debug_struct("SigningParams")
            .field("access_key_id", &self.access_key_id)
            .field("secret_access_key", &hidden)
            .field("session_token", &self.session_token.map(|_| hidden))
            .field("region", &self.region)
            .field("service", &self.service)
            .field("time", &self.time)
            .field("settings", &self.settings)
            .finish()
    }
}

/// The settings that differ between services. The default is correct for all services except S3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SigningSettings {
    /// Whether `.`, `..` and empty segments are removed from the path before it is signed.
    pub normalize_path: bool,
    /// Whether the path, which is already percent-encoded, is encoded once more for the signature.
    pub double_encode_path: bool,
    /// Whether the body's hash is sent in the header `x-amz-content-sha256`.
    pub content_sha256_header: bool,
    /// Whether the session token is sent but not signed.
    pub omit_session_token: bool,
}

impl Default for SigningSettings {
    fn default() -> Self {
        Self {
            normalize_path: true,
            double_encode_path: true,
            content_sha256_header: false,
            omit_session_token: false,
        }
    }
}

/// Signs a request: sets `x-amz-date`, `x-amz-security-token`, `authorization` and, if the settings
/// require it, `x-amz-content-sha256`.
///
/// A signed request can be signed again: the earlier signature is replaced. The signed `host` is
/// that of the `Host` header or, without one, the value that an HTTP client derives from the URI:
/// the authority without user information and without the scheme's default port.
///
/// # Errors
///
/// [`SigningError`] if the time, the host, a credential or a header cannot be signed. The request
/// may then have some of the headers above, but no `authorization`.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use std::time::SystemTime;
///
/// use querysmith::sigv4::{SigningKeyCache, SigningParams, SigningSettings, sign};
/// use querysmith::{Bytes, http};
///
/// let mut request = http::Request::post("https://sts.eu-west-1.amazonaws.com/")
///     .body(Bytes::from_static(b"Action=GetCallerIdentity&Version=2011-06-15"))?;
/// let params = SigningParams::new(
///     "AKIDEXAMPLE",
///     "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
///     "eu-west-1",
///     "sts",
///     SystemTime::now(),
/// );
/// sign(&mut request, &params, &SigningKeyCache::new())?;
/// assert!(request.headers().contains_key("authorization"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign(
    request: &mut http::Request<Bytes>,
    params: &SigningParams<'_>,
    keys: &SigningKeyCache,
) -> Result<(), SigningError> {
    let authorization = authorization(request, params, keys);
    let headers = request.headers_mut();
    match authorization {
        Ok(authorization) => {
            headers.insert(AUTHORIZATION, authorization);
            Ok(())
        }
        // An earlier signature does not match the headers above.
        Err(error) => {
            headers.remove(AUTHORIZATION);
            Err(error)
        }
    }
}

/// Sets the headers that a signature covers, and returns the one that contains it.
fn authorization(
    request: &mut http::Request<Bytes>,
    params: &SigningParams<'_>,
    keys: &SigningKeyCache,
) -> Result<HeaderValue, SigningError> {
    check(params.access_key_id, "access key id")?;
    let (timestamp, date) = keys.timestamp(params.time)?;
    let scope = Scope::at(timestamp, params.region, params.service)?;
    let payload_hash = Hex::new(&sha256(&[request.body()]));
    let payload_hash = payload_hash.as_bytes();
    set_headers(request.headers_mut(), params, date, payload_hash)?;

    let signed = SignedHeaders::new(request.headers(), params.settings);
    let canonical = CanonicalRequest::of(request, &signed, payload_hash, params.settings)?;
    let key_id = params.access_key_id.as_bytes();
    let before: [&[u8]; 4] = [ALGORITHM.as_bytes(), b" Credential=", key_id, b"/"];
    let signed_headers = canonical.signed_header_names();
    let after: [&[u8]; 3] = [b", SignedHeaders=", signed_headers, b", Signature="];
    let length = |parts: &[&[u8]]| parts.iter().map(|part| part.len()).sum::<usize>();
    // The exact capacity: with a larger one, the conversion to a header value would reallocate.
    let capacity = length(&before) + scope.len() + length(&after) + SIGNATURE_LENGTH;
    let mut authorization = Vec::with_capacity(capacity);
    for part in before {
        authorization.extend_from_slice(part);
    }
    scope.push_to(&mut authorization);
    for part in after {
        authorization.extend_from_slice(part);
    }

    let canonical_hash = canonical.sha256();
    let mut string_to_sign = canonical.into_scratch();
    scope.push_string_to_sign(&mut string_to_sign, canonical_hash);
    let key = keys.signing_key(params.access_key_id, params.secret_access_key, &scope);
    key.push_signature(&mut authorization, &string_to_sign);
    let authorization = HeaderValue::from_maybe_shared(Bytes::from(authorization));
    sensitive(authorization, "access key id")
}

/// Sets the headers that a signature covers.
fn set_headers(
    headers: &mut HeaderMap,
    params: &SigningParams<'_>,
    date: HeaderValue,
    payload_hash: &[u8],
) -> Result<(), SigningError> {
    headers.insert(DATE, date);
    match params.session_token {
        Some(token) => {
            check(token, "session token")?;
            let bytes = WipedBytes::new(token.into()).share();
            let value = HeaderValue::from_maybe_shared(bytes);
            headers.insert(SECURITY_TOKEN, sensitive(value, "session token")?);
        }
        // A token of other credentials, from an earlier signature, would be sent with these.
        None => {
            headers.remove(SECURITY_TOKEN);
        }
    }
    if params.settings.content_sha256_header {
        let what = "payload hash";
        let hash = HeaderValue::from_bytes(payload_hash);
        let hash = hash.map_err(|_| SigningError::InvalidPart { what })?;
        headers.insert(CONTENT_SHA256, hash);
    }
    Ok(())
}

/// Checks that a part of a signature is not empty and valid in a header.
fn check(part: &str, what: &'static str) -> Result<(), SigningError> {
    if !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(SigningError::InvalidPart { what })
    }
}

/// Marks a header value that clients keep out of logs and compression tables.
fn sensitive<E>(
    value: Result<HeaderValue, E>,
    what: &'static str,
) -> Result<HeaderValue, SigningError> {
    let mut value = value.map_err(|_| SigningError::InvalidPart { what })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests;
