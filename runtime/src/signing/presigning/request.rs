//! What presigning gives.

use std::fmt;

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, Method, Uri};

use super::{ExpiresIn, pairs};
use crate::value::date_time::DateTime;
use crate::value::sensitive::SensitiveString;

/// A call as a URL, with the headers that have to be sent with it.
///
/// It is a secret: [`uri`](Self::uri) tells it, `Debug` shows nothing of its query.
#[derive(Clone, PartialEq, Eq)]
pub struct PresignedRequest {
    method: Method,
    uri: Uri,
    /// The same as text.
    url: SensitiveString,
    headers: HeaderMap,
    validity: Option<Validity>,
}

/// From when to when a signature is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    pub(crate) signed_at: DateTime,
    pub(crate) expires_in: ExpiresIn,
    pub(crate) credentials_expire_at: Option<DateTime>,
}

impl PresignedRequest {
    /// A request with neither body nor validity is one that was not signed.
    pub(crate) fn new(request: http::Request<Bytes>, validity: Option<Validity>) -> Self {
        let (mut parts, _) = request.into_parts();
        // Every HTTP client makes it of the URL, and some send it twice when told to send it.
        parts.headers.remove(HOST);
        Self {
            method: parts.method,
            url: parts.uri.to_string().into(),
            uri: parts.uri,
            headers: parts.headers,
            validity,
        }
    }

    /// The method to send it with: `GET`.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The URL, signature included: a secret.
    pub fn uri(&self) -> &str {
        &self.url
    }

    /// The headers to send with it, with their names in lower case. `host` is not among them: HTTP
    /// clients send it on their own.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        pairs(&self.headers)
    }

    /// The moment for which it was signed, in whole seconds: by the service's clock, as far as the
    /// client that signed it knows it. `None` if it is not signed.
    pub fn signed_at(&self) -> Option<DateTime> {
        self.validity.map(|validity| validity.signed_at)
    }

    /// When it stops being good: at the end of the time that was asked for, or with the credentials
    /// that signed it, if those are known to expire sooner. By the service's clock, as
    /// [`signed_at`](Self::signed_at) is. `None` if it is not signed, and so does not expire.
    pub fn expires_at(&self) -> Option<DateTime> {
        let validity = self.validity?;
        let after = i64::from(validity.expires_in.as_secs());
        let end = DateTime::from_secs(validity.signed_at.secs().saturating_add(after));
        let credentials = validity.credentials_expire_at;
        Some(credentials.map_or(end, |credentials| credentials.min(end)))
    }

    /// When the credentials that signed it expire, if they do and it is known.
    pub fn credentials_expire_at(&self) -> Option<DateTime> {
        self.validity?.credentials_expire_at
    }

    /// The request, for an HTTP client to send. Its own `Debug` prints the whole URL.
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
        // The input of the call is in the query, and may be a secret too.
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
