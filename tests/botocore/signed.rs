//! Reads the requests that botocore signed, and provides a client that signs the same ones.

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use querysmith::clock::{BoxFuture, Clock};
use querysmith::http::header::{HeaderMap, HeaderName};
use querysmith::transport::{Transport, TransportError};
use querysmith::validate::ValidationLevel;
use querysmith::{Bytes, Config, Credentials, DateTime, TimestampFormat, http};
use serde_json::Value;

/// The environment variable with the path of the file that `sign.py` wrote.
const VARIABLE: &str = "QUERYSMITH_BOTOCORE_SIGNED";

pub(crate) struct Signed(Value);

impl Signed {
    /// Reads the file. Returns `None` and prints the reason if the variable is not set.
    pub(crate) fn read() -> Option<Self> {
        let Some(path) = std::env::var_os(VARIABLE).map(PathBuf::from) else {
            println!("skipped: {VARIABLE} is not set; `tests/botocore/run` sets it");
            return None;
        };
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("cannot read {path:?}, set by {VARIABLE}: {error}"));
        let json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        Some(Self(json))
    }

    pub(crate) fn groups(&self) -> &[Value] {
        self.0["groups"].as_array().expect("groups")
    }

    pub(crate) fn expires(&self) -> Duration {
        Duration::from_secs(self.0["expires"].as_u64().expect("a number of seconds"))
    }

    fn text(&self, name: &str) -> String {
        self.0[name].as_str().expect(name).to_owned()
    }
}

pub(crate) fn cases(group: &Value) -> &[Value] {
    group["cases"].as_array().expect("cases")
}

/// Panics with the difference and a description of the case.
pub(crate) fn fail(group: &Value, case: &Value, difference: &str) -> ! {
    panic!(
        "settings {}, session token {}\ncase {}\n{difference}",
        group["settings"],
        !group["session_token"].is_null(),
        case.get("input").map_or_else(
            || case.to_string(),
            |input| format!("{} of {input}", case["operation"])
        ),
    )
}

/// Our client, with the settings and the time that botocore had for a group. It sends nothing.
pub(crate) struct Client {
    pub(crate) config: Config,
    pub(crate) secret_access_key: String,
    pub(crate) session_token: Option<String>,
    pub(crate) time: SystemTime,
    captured: Captured,
}

impl Client {
    pub(crate) fn new(signed: &Signed, group: &Value) -> Self {
        let settings = &group["settings"];
        let secret_access_key = signed.text("secret_access_key");
        let session_token = group["session_token"].as_str().map(str::to_owned);
        let mut credentials =
            Credentials::new(signed.text("access_key_id"), secret_access_key.as_str());
        if let Some(token) = &session_token {
            credentials = credentials.with_session_token(token.as_str());
        }
        let time = DateTime::parse(&signed.text("time"), TimestampFormat::DateTime);
        let time = time.expect("a time").try_into().expect("a time since 1970");
        let captured = Captured::default();
        let config = Config::builder()
            .region(settings["region"].as_str().expect("a region"))
            .use_fips(settings["fips"] == true)
            .use_dual_stack(settings["dual_stack"] == true)
            .use_global_endpoint(settings["global_endpoint"] == true)
            .credentials_provider(credentials)
            // Inputs that the service would reject are signed too.
            .validation(ValidationLevel::Off)
            .clock(Fixed(time))
            .transport(captured.clone())
            .build();
        Self {
            config,
            secret_access_key,
            session_token,
            time,
            captured,
        }
    }

    /// The request of the last call.
    pub(crate) fn sent(&self) -> http::Request<Bytes> {
        let request = self.captured.0.lock().expect("the lock is not poisoned");
        request.clone().expect("a request")
    }
}

#[derive(Debug)]
struct Fixed(SystemTime);

impl Clock for Fixed {
    fn now(&self) -> SystemTime {
        self.0
    }
}

/// A transport that keeps the last request and returns an error that is not retryable.
#[derive(Clone, Debug, Default)]
struct Captured(Arc<Mutex<Option<http::Request<Bytes>>>>);

impl Transport for Captured {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        *self.0.lock().expect("the lock is not poisoned") = Some(request);
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = http::StatusCode::BAD_REQUEST;
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// Parses a request that `sign.py` wrote.
pub(crate) fn request(json: &Value) -> http::Request<Bytes> {
    let text = |name: &str| json[name].as_str().expect(name);
    let mut request = http::Request::builder()
        .method(text("method"))
        .uri(text("url"));
    for (name, value) in json["headers"].as_object().expect("headers") {
        request = request.header(name, value.as_str().expect("a value"));
    }
    let body = Bytes::from(text("body").to_owned());
    request.body(body).expect("a request")
}

/// The value of a header, or an empty string if the request does not have it.
pub(crate) fn header<'r>(request: &'r http::Request<Bytes>, name: &str) -> &'r str {
    let value = request.headers().get(name);
    value.map_or("", |value| value.to_str().expect("a string"))
}

/// The credential and the signed headers of an `authorization` header.
pub(crate) fn authorization_parts(request: &http::Request<Bytes>) -> [String; 2] {
    let authorization = header(request, "authorization");
    ["Credential=", "SignedHeaders="].map(|name| {
        let (_, part) = authorization.split_once(name).unwrap_or_default();
        part.split(',').next().unwrap_or_default().to_owned()
    })
}

/// The request with only the headers of these names.
pub(crate) fn with_signed_headers(
    request: &http::Request<Bytes>,
    names: &str,
) -> http::Request<Bytes> {
    let is_signed = |name: &HeaderName| names.split(';').any(|signed| signed == name);
    let headers: HeaderMap = request
        .headers()
        .iter()
        .filter(|(name, _)| is_signed(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mut reduced = request.clone();
    *reduced.headers_mut() = headers;
    reduced
}

/// The decoded pairs of a form, in order.
pub(crate) fn form(body: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    body.split(|byte| *byte == b'&')
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=').expect("a value");
            (decoded(&pair[..at]), decoded(&pair[at + 1..]))
        })
        .collect()
}

/// Decodes a name or a value of a form, in which `+` is a space.
fn decoded(text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).expect("a digit") as u8;
    let mut decoded = Vec::new();
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut next = || digit(bytes.next().expect("two digits"));
                next() << 4 | next()
            }
            byte => byte,
        });
    }
    decoded
}

pub(crate) fn same<T: PartialEq + Debug + ?Sized>(
    what: &str,
    ours: &T,
    theirs: &T,
) -> Result<(), String> {
    if ours == theirs {
        Ok(())
    } else {
        Err(format!(
            "{what} differs\n  ours:   {ours:?}\n  theirs: {theirs:?}"
        ))
    }
}
