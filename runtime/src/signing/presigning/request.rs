//! A presigned request.

use std::fmt::{self, Write};

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, Method, Uri};

use super::{ExpiresIn, pairs};
use crate::value::date_time::DateTime;
use crate::value::sensitive::SensitiveString;

/// A presigned URL, with the headers that must be sent with it.
///
/// It is a secret: [`uri`](Self::uri) returns it, and `Debug` redacts its query.
#[derive(Clone, PartialEq, Eq)]
pub struct PresignedRequest {
    method: Method,
    uri: Uri,
    /// The same URI as text.
    url: SensitiveString,
    headers: HeaderMap,
    validity: Option<Validity>,
}

/// The text of a URI, in a buffer of sufficient length: reallocation would leave copies behind that
/// are not wiped.
fn text_of(uri: &Uri) -> String {
    let scheme = uri.scheme_str().map_or(0, |scheme| scheme.len() + 3);
    let authority = uri
        .authority()
        .map_or(0, |authority| authority.as_str().len());
    let target = uri
        .path_and_query()
        .map_or(1, |target| target.as_str().len());
    let mut text = String::with_capacity(scheme + authority + target);
    // Writing to memory does not fail.
    let _ = write!(text, "{uri}");
    text
}

/// The validity of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) signed_at: DateTime,
    pub(crate) expires_in: ExpiresIn,
    pub(crate) credentials_expire_at: Option<DateTime>,
}

impl PresignedRequest {
    /// `validity` is `None` for an unsigned request.
    pub(crate) fn new(request: http::Request<Bytes>, validity: Option<Validity>) -> Self {
        let (mut parts, _) = request.into_parts();
        // HTTP clients derive `host` from the URL, and some send it twice if it is set explicitly.
        parts.headers.remove(HOST);
        Self {
            method: parts.method,
            url: text_of(&parts.uri).into(),
            uri: parts.uri,
            headers: parts.headers,
            validity,
        }
    }

    /// The HTTP method: `GET`.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The URL, including its signature: a secret.
    pub fn uri(&self) -> &str {
        &self.url
    }

    /// The headers to send with the URL, with their names in lower case. They do not include
    /// `host`, which HTTP clients set themselves.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        pairs(&self.headers)
    }

    /// The signing time in whole seconds: the local time, corrected by the clock skew that the
    /// client measured. `None` if the URL is not signed.
    pub fn signed_at(&self) -> Option<DateTime> {
        self.validity.map(|validity| validity.signed_at)
    }

    /// When the URL expires: at the end of the requested validity, or together with the credentials
    /// that signed it if they are known to expire earlier. `None` if the URL is not signed and
    /// therefore does not expire.
    pub fn expires_at(&self) -> Option<DateTime> {
        let validity = self.validity?;
        let after = i64::from(validity.expires_in.as_secs());
        let end = DateTime::from_secs(validity.signed_at.secs().saturating_add(after));
        let credentials = validity.credentials_expire_at;
        Some(credentials.map_or(end, |credentials| credentials.min(end)))
    }

    /// When the credentials that signed the URL expire, if that is known.
    pub fn credentials_expire_at(&self) -> Option<DateTime> {
        self.validity?.credentials_expire_at
    }

    /// Converts to a request for an HTTP client. Its `Debug` form prints the whole URL.
    pub fn to_http(&self) -> http::Request<Bytes> {
        let mut request = http::Request::new(Bytes::new());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        request
    }
}

impl fmt::Debug for PresignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The query contains the input of the call, which may be secret too.
        let (shown, _) = self.url.split_once('?').unwrap_or((&self.url, ""));
        f.debug_struct("PresignedRequest")
            .field("method", &self.method)
            .field("uri", &format_args!("{shown}?** redacted **"))
            .field("headers", &self.headers)
            .field("signed_at", &self.signed_at())
            .field("expires_at", &self.expires_at())
            .finish()
    }
}
