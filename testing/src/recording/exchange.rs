//! A request and its outcome.

use bytes::Bytes;
use http::{HeaderMap, Uri};

use super::redact::Redaction;
use crate::SentRequest;
use querysmith_runtime::transport::{TransportError, TransportErrorKind};

/// The kinds of transport errors and their names in a recording.
pub(super) const KINDS: [(TransportErrorKind, &str); 6] = [
    (TransportErrorKind::Connect, "connect"),
    (TransportErrorKind::Io, "io"),
    (TransportErrorKind::Timeout, "timeout"),
    (TransportErrorKind::Tls, "tls"),
    (TransportErrorKind::BodyTooLarge, "body_too_large"),
    (TransportErrorKind::Other, "other"),
];

pub(super) type Pairs = Vec<(String, String)>;

#[derive(Clone, PartialEq)]
pub(crate) struct Exchange {
    pub(crate) request: Request,
    pub(crate) outcome: Outcome,
}

/// A request without its secrets.
#[derive(Clone, PartialEq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(super) headers: Pairs,
    pub(crate) content: Content,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Content {
    Form(Pairs),
    Body(String),
}

#[derive(Clone, PartialEq)]
pub(crate) enum Outcome {
    Response {
        status: u16,
        headers: Pairs,
        body: String,
    },
    /// The name of the kind, and the message.
    Error(&'static str, String),
}

impl Request {
    pub(crate) fn of(sent: &SentRequest, redaction: &Redaction) -> Self {
        let content = match sent.form() {
            [] => Content::Body(redaction.body(sent.body())),
            form => Content::Form(redaction.pairs(form.iter().map(pair))),
        };
        Self {
            method: sent.method().to_string(),
            url: url(sent.uri(), redaction),
            headers: redaction.pairs(header_texts(sent.headers())),
            content,
        }
    }

    /// The member `name` of its form.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let Content::Form(form) = &self.content else {
            return None;
        };
        let mut members = form.iter().map(pair);
        members
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// A short title: the operation, or else the method and path.
    pub(crate) fn title(&self) -> String {
        match self.get("Action") {
            Some(action) => action.to_owned(),
            None => format!("{} {}", self.method, self.target()),
        }
    }

    /// Path and query.
    pub(crate) fn target(&self) -> &str {
        let after_scheme = self.url.split_once("://").map_or("", |(_, rest)| rest);
        after_scheme
            .find('/')
            .and_then(|at| after_scheme.get(at..))
            .unwrap_or("/")
    }
}

impl Outcome {
    pub(super) fn of(
        outcome: &Result<http::Response<Bytes>, TransportError>,
        redaction: &Redaction,
    ) -> Self {
        match outcome {
            Ok(response) => Self::Response {
                status: response.status().as_u16(),
                headers: redaction.pairs(header_texts(response.headers())),
                body: redaction.body(response.body()),
            },
            Err(error) => {
                let mut kinds = KINDS.iter();
                let kind = kinds.find(|(kind, _)| *kind == error.kind());
                let kind = kind.map_or("other", |(_, name)| name);
                Self::Error(kind, redaction.text(&error.to_string()))
            }
        }
    }

    /// The kind of this name in a recording.
    pub(crate) fn kind_named(name: &str) -> TransportErrorKind {
        let mut kinds = KINDS.iter();
        let kind = kinds.find(|(_, known)| *known == name);
        kind.map_or(TransportErrorKind::Other, |(kind, _)| *kind)
    }

    /// The outcome of a request whose response the caller did not wait for.
    pub(super) fn abandoned() -> Self {
        Self::Error("timeout", "the caller stopped waiting".to_owned())
    }
}

/// The URL without user info and without the values of secret parameters.
fn url(uri: &Uri, redaction: &Redaction) -> String {
    let scheme = uri.scheme_str().unwrap_or("https");
    let host = uri.host().unwrap_or_default();
    let port = uri.port().map_or(String::new(), |port| format!(":{port}"));
    let query = uri.query().map(|query| {
        let pairs = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let pairs = redaction.pairs(pairs).into_iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("?{}", pairs.join("&"))
    });
    let (path, query) = (uri.path(), query.unwrap_or_default());
    format!("{scheme}://{host}{port}{path}{query}")
}

/// The names and values of headers, without those that are not text.
fn header_texts(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
}

fn pair((name, value): &(String, String)) -> (&str, &str) {
    (name, value)
}
