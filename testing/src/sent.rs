//! A request that a test transport received.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

use querysmith_runtime::testing_v1::percent;

/// A request that was sent, with its form decoded.
///
/// `Debug` shows names but no values, because some are secret.
#[derive(Clone)]
pub struct SentRequest {
    http: http::Request<Bytes>,
    form: Vec<(String, String)>,
}

impl SentRequest {
    pub(super) fn new(http: http::Request<Bytes>) -> Self {
        let form = match std::str::from_utf8(http.body()) {
            Ok(body) => decode_form(body),
            Err(_) => Vec::new(),
        };
        Self { http, form }
    }

    /// The HTTP request that the transport received.
    pub fn http(&self) -> &http::Request<Bytes> {
        &self.http
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        self.http.method()
    }

    /// The absolute URI.
    pub fn uri(&self) -> &Uri {
        self.http.uri()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.http.headers()
    }

    /// The value of the header `name`, if it is present and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// The raw body.
    pub fn body(&self) -> &Bytes {
        self.http.body()
    }

    /// The operation that was called, by its name in the model.
    pub fn action(&self) -> Option<&str> {
        self.get("Action")
    }

    /// The value of the member with this path on the wire: `RoleArn`, `Tags.member.1.Key`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut members = self.form.iter();
        let (_, value) = members.find(|(known, _)| known == name)?;
        Some(value)
    }

    /// The members of the form with their values, in the order in which they were sent; empty if
    /// the body is not a form.
    pub fn form(&self) -> &[(String, String)] {
        &self.form
    }
}

/// The pairs of a form. A body with a part that has no `=` is not a form.
fn decode_form(body: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        Some((decode(name)?, decode(value)?))
    };
    let pairs: Option<Vec<_>> = body.split('&').map(pair).collect();
    pairs.unwrap_or_default()
}

fn decode(text: &str) -> Option<String> {
    String::from_utf8(percent::decode(text)).ok()
}

impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self
            .headers()
            .keys()
            .map(http::HeaderName::as_str)
            .collect();
        let form: Vec<_> = self.form.iter().map(|(name, _)| name).collect();
        f.debug_struct("SentRequest")
            .field("method", self.method())
            .field("host", &self.uri().host())
            .field("path", &self.uri().path())
            .field("headers", &headers)
            .field("action", &self.action())
            .field("form", &form)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(body: &'static str) -> SentRequest {
        let request = http::Request::post("https://h/p?token=hush")
            .header("authorization", "hush")
            .body(Bytes::from_static(body.as_bytes()));
        SentRequest::new(request.unwrap())
    }

    #[test]
    fn a_form_is_decoded() {
        let sent = sent("Action=Weigh&Parcel=a%20%C3%BC&Empty=&Token=hush");
        assert_eq!(sent.action(), Some("Weigh"));
        assert_eq!(sent.get("Parcel"), Some("a ü"));
        assert_eq!(sent.get("Empty"), Some(""));
        assert_eq!(sent.get("Absent"), None);
        assert_eq!(sent.form().len(), 4);
    }

    #[test]
    fn a_body_that_is_not_a_form_has_no_members() {
        for body in ["", "{}", "A=1&B"] {
            assert_eq!(sent(body).form(), [], "{body}");
            assert_eq!(sent(body).action(), None, "{body}");
        }
    }

    #[test]
    fn debug_shows_no_values() {
        let text = format!("{:?}", sent("Action=Weigh&Token=hush"));
        assert!(!text.contains("hush"), "{text}");
        assert!(text.contains("Token") && text.contains("Weigh"), "{text}");
    }
}
