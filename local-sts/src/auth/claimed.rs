//! The signature that a request claims to have.

use std::borrow::Cow;

use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, DATE};
use querysmith_runtime::sigv4::ALGORITHM;
use querysmith_runtime::testing_v1::percent;
use querysmith_runtime::{DateTime, TimestampFormat};

use crate::refusal::Refusal;

/// The longest list of signed headers.
const MAX_SIGNED_HEADERS: usize = 64;

/// The parts of a signature, in the header `Authorization` or in the URL.
#[derive(Debug)]
pub(crate) struct Claimed<'r> {
    pub(crate) access_key_id: Cow<'r, str>,
    /// The rest of the credential: date, region, service and `aws4_request`.
    pub(crate) date: Cow<'r, str>,
    pub(crate) region: Cow<'r, str>,
    pub(crate) service: Cow<'r, str>,
    pub(crate) terminator: Cow<'r, str>,
    /// In lower case, in the order of the list.
    pub(crate) signed_headers: Vec<Cow<'r, str>>,
    pub(crate) signature: Cow<'r, str>,
    pub(crate) session_token: Option<Cow<'r, str>>,
    pub(crate) signed_at: SignedAt,
    pub(crate) is_presigned: bool,
}

/// The signing time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignedAt {
    /// In the format of `X-Amz-Date`.
    pub(crate) text: String,
    /// In seconds since the Unix epoch.
    pub(crate) seconds: i64,
}

impl<'r> Claimed<'r> {
    /// Reads the signature of a request.
    pub(crate) fn read(request: &'r Request<Bytes>) -> Result<Self, Refusal> {
        if let Some(authorization) = request.headers().get(AUTHORIZATION) {
            let text = authorization.to_str().map_err(|_| {
                incomplete("Authorization header contains characters that are not ASCII.")
            })?;
            return Self::from_header(request, text);
        }
        let query = Query::of(request);
        match query
            .get("X-Amz-Algorithm")
            .or(query.get("X-Amz-Signature"))
        {
            Some(_) => Self::from_query(&query),
            None => {
                let message = "Request is missing Authentication Token";
                Err(Refusal::new(403, "MissingAuthenticationToken", message))
            }
        }
    }

    fn from_header(request: &'r Request<Bytes>, text: &'r str) -> Result<Self, Refusal> {
        let (algorithm, rest) = text.split_once(' ').unwrap_or((text, ""));
        if algorithm != ALGORITHM {
            let message = format!(
                "Unsupported AWS 'algorithm': '{}'.",
                algorithm.get(..64).unwrap_or(algorithm)
            );
            return Err(incomplete(message));
        }
        let (mut credential, mut signed_headers, mut signature) = (None, None, None);
        for part in rest.split(',') {
            match part.trim().split_once('=') {
                Some(("Credential", value)) => credential = Some(value),
                Some(("SignedHeaders", value)) => signed_headers = Some(value),
                Some(("Signature", value)) => signature = Some(value),
                _ => {}
            }
        }
        let headers = request.headers();
        let text_of = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let date = match text_of("x-amz-date") {
            Some(text) => Some(text),
            None => text_of(DATE.as_str()),
        };
        let missing: String = [
            ("'Credential' parameter.", credential.is_none()),
            ("'Signature' parameter.", signature.is_none()),
            ("'SignedHeaders' parameter.", signed_headers.is_none()),
            (
                "existence of either a 'X-Amz-Date' or a 'Date' header.",
                date.is_none(),
            ),
        ]
        .iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(what, _)| format!("Authorization header requires {what} "))
        .collect();
        let (Some(credential), Some(signed_headers), Some(signature), Some(date)) =
            (credential, signed_headers, signature, date)
        else {
            return Err(incomplete(missing.trim_end()));
        };
        Parts {
            credential: Cow::Borrowed(credential),
            signed_headers: Cow::Borrowed(signed_headers),
            signature: Cow::Borrowed(signature),
            date,
            session_token: text_of("x-amz-security-token").map(Cow::Borrowed),
            is_presigned: false,
        }
        .claimed()
    }

    fn from_query(query: &Query<'r>) -> Result<Self, Refusal> {
        if query.get("X-Amz-Algorithm").as_deref() != Some(ALGORITHM) {
            return Err(incomplete(format!(
                "AWS query-string parameters must include 'X-Amz-Algorithm={ALGORITHM}'."
            )));
        }
        let required = |name: &str| {
            query.get(name).ok_or_else(|| {
                incomplete(format!(
                    "AWS query-string parameters must include '{name}'."
                ))
            })
        };
        let (credential, date) = (required("X-Amz-Credential")?, required("X-Amz-Date")?);
        let signed_headers = required("X-Amz-SignedHeaders")?;
        let signature = required("X-Amz-Signature")?;
        Parts {
            credential,
            signed_headers,
            signature,
            date: &date,
            session_token: query.get("X-Amz-Security-Token"),
            is_presigned: true,
        }
        .claimed()
    }
}

/// The parts of a signature before they are parsed.
struct Parts<'r, 'd> {
    credential: Cow<'r, str>,
    signed_headers: Cow<'r, str>,
    signature: Cow<'r, str>,
    date: &'d str,
    session_token: Option<Cow<'r, str>>,
    is_presigned: bool,
}

impl<'r> Parts<'r, '_> {
    fn claimed(self) -> Result<Claimed<'r>, Refusal> {
        let mut scope = split(&self.credential, '/');
        // An access key id contains no slash, but a credential that has one is read from its end.
        let (terminator, service) = (scope.pop(), scope.pop());
        let (region, date) = (scope.pop(), scope.pop());
        let (Some(id), Some(date), Some(region), Some(service), Some(terminator)) =
            (scope.pop(), date, region, service, terminator)
        else {
            let message = format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. \
                 keyid/date/region/service/term, got '{}'",
                self.credential.get(..256).unwrap_or(&self.credential)
            );
            return Err(incomplete(message));
        };
        let signed_at = SignedAt::parse(self.date).ok_or_else(|| {
            incomplete(
                "Date must be in ISO-8601 'basic format'. See \
                 http://en.wikipedia.org/wiki/ISO_8601",
            )
        })?;
        let signed_headers = split(&self.signed_headers, ';');
        if signed_headers.len() > MAX_SIGNED_HEADERS {
            return Err(incomplete("Too many signed headers."));
        }
        Ok(Claimed {
            access_key_id: id,
            date,
            region,
            service,
            terminator,
            signed_headers,
            signature: self.signature,
            session_token: self.session_token.filter(|token| !token.is_empty()),
            signed_at,
            is_presigned: self.is_presigned,
        })
    }
}

/// Splits a text, without a copy if it is borrowed.
fn split<'a>(text: &Cow<'a, str>, separator: char) -> Vec<Cow<'a, str>> {
    match text {
        Cow::Borrowed(text) => text.split(separator).map(Cow::Borrowed).collect(),
        Cow::Owned(text) => {
            let parts = text.split(separator);
            parts.map(|part| Cow::Owned(part.to_owned())).collect()
        }
    }
}

impl SignedAt {
    /// Parses `20150830T123600Z`, or the date of HTTP in a `Date` header.
    fn parse(text: &str) -> Option<Self> {
        let iso = || {
            let part = |from: usize, to: usize| text.get(from..to);
            let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
            let (hour, minute, second) = (part(9, 11)?, part(11, 13)?, part(13, 15)?);
            let is_basic = text.len() == 16 && part(8, 9)? == "T" && part(15, 16)? == "Z";
            let extended = format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z");
            let time = DateTime::parse(&extended, TimestampFormat::DateTime).ok()?;
            is_basic.then_some(time)
        };
        if let Some(time) = iso() {
            return Some(Self {
                text: text.to_owned(),
                seconds: time.secs(),
            });
        }
        let time = DateTime::parse(text, TimestampFormat::HttpDate).ok()?;
        Some(Self {
            text: basic(time.secs()),
            seconds: time.secs(),
        })
    }
}

/// A time in the format of `X-Amz-Date`.
pub(super) fn basic(seconds: i64) -> String {
    let text = DateTime::from_secs(seconds).format(TimestampFormat::DateTime);
    text.replace(['-', ':'], "")
}

fn incomplete(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "IncompleteSignature", message)
}

/// The parameters of a URL.
struct Query<'r>(Vec<(&'r str, &'r str)>);

impl<'r> Query<'r> {
    fn of(request: &'r Request<Bytes>) -> Self {
        let query = request.uri().query().unwrap_or_default();
        let pairs = query.split('&').filter(|pair| pair.starts_with("X-Amz-"));
        Self(pairs.filter_map(|pair| pair.split_once('=')).collect())
    }

    fn get(&self, name: &str) -> Option<Cow<'r, str>> {
        let (_, value) = self.0.iter().find(|(found, _)| *found == name)?;
        if !value.contains('%') {
            return Some(Cow::Borrowed(value));
        }
        String::from_utf8(percent::decode(value))
            .ok()
            .map(Cow::Owned)
    }
}
