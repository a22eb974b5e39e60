//! The canonical request: the normalized form of a request that client and service sign.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, HeaderValue, Request, Uri};

use super::uri::{canonical_path, canonical_query};
use super::{SECURITY_TOKEN, SigningError, SigningSettings};
use crate::value::find::position;
use crate::value::hash::{Hash, sha256};
use crate::value::inline_vec::InlineVec;
use crate::value::wiped::WipedBytes;

/// Whether the header with this lower-case name is never signed: the signature itself, headers that a
/// proxy or HTTP client may add or change, and those that only count attempts. The list is that of
/// botocore.
pub(crate) fn is_never_signed(name: &str) -> bool {
    matches!(
        name,
        "amz-sdk-invocation-id"
            | "amz-sdk-request"
            | "authorization"
            | "connection"
            | "expect"
            | "transfer-encoding"
            | "user-agent"
            | "x-amzn-trace-id"
    )
}

/// The number of signed headers that are stored inline, of which most requests have four or five.
const INLINE: usize = 8;

/// The headers that a signature covers, sorted by name. They always include `host`. `Display` prints
/// their names: `content-type;host;x-amz-date`.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedHeaders<'a>(InlineVec<SignedHeader<'a>, INLINE>);

/// The name of a header, and one of its values; `None` for a `host` that is not set yet.
type SignedHeader<'a> = (&'a str, Option<&'a HeaderValue>);

impl<'a> SignedHeaders<'a> {
    /// Selects the headers of a request that are signed.
    pub fn new(headers: &'a HeaderMap, settings: SigningSettings) -> Self {
        let is_omitted =
            |name: &str| settings.omit_session_token && name == SECURITY_TOKEN.as_str();
        let is_signed = |name: &str| !is_never_signed(name) && !is_omitted(name);
        let mut signed = InlineVec::new(("", None));
        let mut has_host = false;
        for (name, value) in headers {
            if is_signed(name.as_str()) {
                signed.push((name.as_str(), Some(value)));
                has_host |= *name == HOST;
            }
        }
        if !has_host {
            signed.push((HOST.as_str(), None));
        }
        sort(signed.as_mut_slice());
        Self(signed)
    }

    /// Selects the headers with these names, which are in lower case. Those that the request lacks
    /// are left out, except `host`.
    fn named(headers: &'a HeaderMap, names: &[&'a str]) -> Self {
        let mut names: Vec<SignedHeader<'a>> = names.iter().map(|name| (*name, None)).collect();
        sort(&mut names);
        names.dedup();
        let mut signed = InlineVec::new(("", None));
        for (name, _) in names {
            for value in headers.get_all(name) {
                signed.push((name, Some(value)));
            }
            if name == HOST.as_str() && !headers.contains_key(HOST) {
                signed.push((name, None));
            }
        }
        Self(signed)
    }

    /// The headers grouped by name.
    fn groups(&self) -> impl Iterator<Item = (&'a str, &[SignedHeader<'a>])> {
        let groups = self
            .0
            .as_slice()
            .chunk_by(|(one, _), (other, _)| one == other);
        groups.filter_map(|group| Some((group.first()?.0, group)))
    }

    fn push_to(&self, out: &mut Vec<u8>) {
        for (position, (name, _)) in self.groups().enumerate() {
            if position > 0 {
                out.push(b';');
            }
            out.extend_from_slice(name.as_bytes());
        }
    }
}

/// Sorts headers by name. A stable sort keeps the order of values with the same name.
fn sort(headers: &mut [SignedHeader<'_>]) {
    headers.sort_by_key(|(name, _)| *name);
}

impl fmt::Debug for SignedHeaders<'_> {
    /// Omits the values, because one is the session token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedHeaders({self})")
    }
}

impl fmt::Display for SignedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (name, _)) in self.groups().enumerate() {
            f.write_str(if position > 0 { ";" } else { "" })?;
            f.write_str(name)?;
        }
        Ok(())
    }
}

/// The signed parts of a request: method, path, query, headers and the body's hash.
///
/// It is the same for signatures in headers and in URLs: everything that is signed is already part
/// of the request.
#[derive(Clone, PartialEq, Eq)]
pub struct CanonicalRequest {
    /// UTF-8. Wiped, because one of the headers may be the session token.
    text: WipedBytes,
    signed_headers: Range<usize>,
}

impl CanonicalRequest {
    /// Creates the canonical form of a request. `payload_hash` is the hash of the body in
    /// hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`SigningError::MissingHost`] for a request with neither an absolute URI nor a `Host`
    /// header, [`SigningError::HeaderNotText`] for a signed header that is not UTF-8.
    pub fn new(
        request: &Request<Bytes>,
        payload_hash: &str,
        settings: SigningSettings,
    ) -> Result<Self, SigningError> {
        let signed = SignedHeaders::new(request.headers(), settings);
        Self::of(request, &signed, payload_hash.as_bytes(), settings)
    }

    /// Creates the canonical form of a request with exactly these signed headers, by their names in
    /// lower case, to verify the signature of a request that was received: its signer selected the
    /// headers.
    ///
    /// Headers that the request lacks are left out, so that its signature does not match.
    ///
    /// # Errors
    ///
    /// The errors of [`new`](Self::new).
    ///
    /// ```
    /// # extern crate querysmith_runtime as querysmith;
    /// use querysmith::sigv4::{CanonicalRequest, SigningSettings, sha256_hex};
    /// use querysmith::{Bytes, http};
    ///
    /// let request = http::Request::post("/")
    ///     .header("host", "127.0.0.1:4599")
    ///     .header("accept", "*/*")
    ///     .body(Bytes::new())?;
    /// let hash = sha256_hex(request.body());
    /// let settings = SigningSettings::default();
    /// let canonical =
    ///     CanonicalRequest::with_signed_headers(&request, &["host"], &hash, settings)?;
    /// assert_eq!(canonical.signed_headers(), "host");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_signed_headers(
        request: &Request<Bytes>,
        signed_headers: &[&str],
        payload_hash: &str,
        settings: SigningSettings,
    ) -> Result<Self, SigningError> {
        let signed = SignedHeaders::named(request.headers(), signed_headers);
        Self::of(request, &signed, payload_hash.as_bytes(), settings)
    }

    pub(super) fn of(
        request: &Request<Bytes>,
        signed: &SignedHeaders<'_>,
        payload_hash: &[u8],
        settings: SigningSettings,
    ) -> Result<Self, SigningError> {
        let capacity = capacity(request.uri(), signed, payload_hash.len());
        let mut text = WipedBytes::new(Vec::with_capacity(capacity));
        text.append(request.method().as_str().as_bytes());
        text.append(b"\n");
        match request.uri().path() {
            // The path of nearly all requests, however it is normalized.
            "/" => text.append(b"/"),
            path => text.append(canonical_path(path, settings).as_bytes()),
        }
        text.append(b"\n");
        if let Some(query) = request.uri().query() {
            text.append(canonical_query(query).as_bytes());
        }
        text.append(b"\n");
        for (name, values) in signed.groups() {
            text.append(name.as_bytes());
            for (position, (_, value)) in values.iter().enumerate() {
                text.append(if position > 0 { b"," } else { b":" });
                match value {
                    Some(value) => push_value(&mut text, name, value)?,
                    None => push_host(&mut text, request.uri())?,
                }
            }
            text.append(b"\n");
        }
        text.append(b"\n");
        let start = text.len();
        signed.push_to(&mut text);
        let signed_headers = start..text.len();
        text.append(b"\n");
        text.append(payload_hash);
        Ok(Self {
            text,
            signed_headers,
        })
    }

    /// The canonical request as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// The names of the signed headers: `content-type;host;x-amz-date`.
    pub fn signed_headers(&self) -> &str {
        std::str::from_utf8(self.signed_header_names()).unwrap_or_default()
    }

    pub(super) fn signed_header_names(&self) -> &[u8] {
        self.text
            .get(self.signed_headers.clone())
            .unwrap_or_default()
    }

    pub(super) fn sha256(&self) -> Hash {
        sha256(&[&self.text])
    }

    /// The buffer, for the text that is written next.
    pub(super) fn into_scratch(mut self) -> WipedBytes {
        self.text.clear();
        self.text
    }
}

impl fmt::Debug for CanonicalRequest {
    /// Omits the text, because it contains the session token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CanonicalRequest")
            .field("signed_headers", &self.signed_headers())
            .finish_non_exhaustive()
    }
}

/// An upper estimate of the length of the text, so that it is allocated once.
fn capacity(uri: &Uri, signed: &SignedHeaders<'_>, payload_hash: usize) -> usize {
    let header =
        |(name, value): &SignedHeader<'_>| 2 * name.len() + value.map_or(0, HeaderValue::len) + 3;
    let headers: usize = signed.0.as_slice().iter().map(header).sum();
    let authority = uri
        .authority()
        .map_or(0, |authority| authority.as_str().len());
    let path_and_query = uri.path_and_query().map_or(1, |both| both.as_str().len());
    headers + authority + path_and_query + payload_hash + 16
}

/// Appends the `Host` header that an HTTP client sends for a URI.
fn push_host(out: &mut WipedBytes, uri: &Uri) -> Result<(), SigningError> {
    let host = uri
        .host()
        .filter(|host| !host.is_empty())
        .ok_or(SigningError::MissingHost)?;
    out.append(host.as_bytes());
    if let Some(port) = uri.port() {
        let is_default = matches!(
            (uri.scheme_str(), port.as_u16()),
            (Some("http"), 80) | (Some("https"), 443)
        );
        if !is_default {
            out.append(b":");
            out.append(port.as_str().as_bytes());
        }
    }
    Ok(())
}

/// Appends one value without surrounding white space, and with each run of white space inside
/// replaced by one space.
fn push_value(out: &mut WipedBytes, name: &str, value: &HeaderValue) -> Result<(), SigningError> {
    let text = value.as_bytes();
    if !text.is_ascii() && std::str::from_utf8(text).is_err() {
        return Err(SigningError::HeaderNotText {
            name: name.to_owned(),
        });
    }
    // Most values have none.
    if position(text, [b' ', b'\t']) == text.len() {
        out.append(text);
        return Ok(());
    }
    let words = text.split(|byte| matches!(byte, b' ' | b'\t'));
    for (position, word) in words.filter(|word| !word.is_empty()).enumerate() {
        if position > 0 {
            out.append(b" ");
        }
        out.append(word);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(request: http::request::Builder) -> Result<String, SigningError> {
        let request = request.body(Bytes::new()).expect("a valid request");
        let canonical = CanonicalRequest::new(&request, "HASH", SigningSettings::default());
        canonical.map(|canonical| canonical.as_str().to_owned())
    }

    fn host_line(uri: &str) -> String {
        let text = canonical(Request::get(uri)).unwrap();
        text.lines()
            .find(|line| line.starts_with("host:"))
            .expect("a host")
            .to_owned()
    }

    #[test]
    fn the_parts_are_separated_by_line_breaks() {
        let request = Request::post("https://h.example/a//b?d=1&c")
            .header("X-B", "  1 \t 2 ")
            .header("x-a", "one")
            .header("X-B", "3");
        assert_eq!(
            canonical(request).unwrap(),
            "POST\n/a/b\nc=&d=1\nhost:h.example\nx-a:one\nx-b:1 2,3\n\nhost;x-a;x-b\nHASH",
        );
    }

    #[test]
    fn the_host_excludes_the_default_port_and_user_information() {
        assert_eq!(host_line("https://h.example:443/"), "host:h.example");
        assert_eq!(host_line("http://h.example:80/"), "host:h.example");
        assert_eq!(host_line("https://h.example:80/"), "host:h.example:80");
        assert_eq!(host_line("http://h.example:8080/"), "host:h.example:8080");
        assert_eq!(host_line("https://me:pw@h.example/"), "host:h.example");
        assert_eq!(host_line("http://[::1]:4566/"), "host:[::1]:4566");
    }

    #[test]
    fn a_host_header_takes_precedence_over_the_uri() {
        let request = Request::get("https://h.example/").header("host", "other.example");
        assert!(
            canonical(request)
                .unwrap()
                .contains("\nhost:other.example\n\nhost\n")
        );
        let relative = Request::get("/").header("host", "other.example");
        assert!(
            canonical(relative)
                .unwrap()
                .contains("\nhost:other.example\n\nhost\n")
        );
    }

    #[test]
    fn a_request_without_a_host_is_an_error() {
        assert_eq!(canonical(Request::get("/")), Err(SigningError::MissingHost));
    }

    #[test]
    fn headers_that_intermediaries_may_change_are_not_signed() {
        let mut request = Request::get("https://h.example/").header("x-amz-meta", "1");
        for name in [
            "amz-sdk-invocation-id",
            "amz-sdk-request",
            "authorization",
            "connection",
            "expect",
            "transfer-encoding",
            "user-agent",
            "x-amzn-trace-id",
        ] {
            request = request.header(name, "value");
        }
        assert!(
            canonical(request)
                .unwrap()
                .ends_with("\n\nhost;x-amz-meta\nHASH")
        );
    }

    #[test]
    fn the_error_for_a_header_that_is_not_utf_8_names_the_header() {
        let value = HeaderValue::from_bytes(b"\xff").unwrap();
        let request = Request::get("https://h.example/").header("x-odd", value);
        let error = canonical(request).unwrap_err();
        assert_eq!(
            error,
            SigningError::HeaderNotText {
                name: "x-odd".into()
            }
        );
        assert!(
            error.to_string().contains("header x-odd is not UTF-8"),
            "{error}"
        );
    }

    #[test]
    fn the_reserved_capacity_is_sufficient() {
        let request = Request::post("https://sts.eu-west-1.amazonaws.com/")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-amz-date", "20150830T123600Z")
            .body(Bytes::new())
            .unwrap();
        let hash = super::super::sha256_hex(b"");
        let canonical = CanonicalRequest::new(&request, &hash, SigningSettings::default()).unwrap();
        let signed = SignedHeaders::new(request.headers(), SigningSettings::default());
        assert!(canonical.text.len() <= capacity(request.uri(), &signed, hash.len()));
    }
}
