//! A fake of AWS as a transport: STS, and instance metadata.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use querysmith::clock::BoxFuture;
use querysmith::transport::{Transport, TransportError, TransportErrorKind};
use querysmith::{Bytes, DateTime, http};

use crate::ManualClock;

/// A request to STS.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) host: String,
    /// The id of the access key that signed the request, if it is signed.
    pub(crate) signed_by: Option<String>,
    /// The decoded form.
    pub(crate) form: BTreeMap<String, String>,
}

impl Call {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.form.get(name).map(String::as_str)
    }
}

/// How STS responds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mode {
    Succeeds,
    /// HTTP status and error code.
    Fails(u16, &'static str),
    /// This number of errors with this code and message, and then success.
    FailsAtFirst(usize, &'static str, &'static str),
    /// Success, with an empty result.
    Empty,
    /// Success, with this body.
    Responds(String),
    /// `AssumeRole` requests get no response.
    Hangs,
}

#[derive(Clone)]
pub(crate) struct Aws {
    pub(crate) clock: ManualClock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    mode: Mode,
    calls: Vec<Call>,
    in_flight: usize,
    max_in_flight: usize,
    sessions: usize,
    /// The region of the instance, if the program runs on one.
    region: Option<&'static str>,
    metadata_requests: usize,
}

/// Omits the requests, which contain secrets: the tests of `Debug` output are not about this type.
impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Aws")
    }
}

impl Aws {
    pub(crate) fn new() -> Self {
        let state = State {
            mode: Mode::Succeeds,
            calls: Vec::new(),
            in_flight: 0,
            max_in_flight: 0,
            sessions: 0,
            region: None,
            metadata_requests: 0,
        };
        Self {
            clock: ManualClock::new(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    pub(crate) fn set_mode(&self, mode: Mode) {
        self.state.lock().unwrap().mode = mode;
    }

    /// Simulates an instance without a role in this region.
    pub(crate) fn set_instance_region(&self, region: &'static str) {
        self.state.lock().unwrap().region = Some(region);
    }

    /// The number of requests to instance metadata.
    pub(crate) fn metadata_requests(&self) -> usize {
        self.state.lock().unwrap().metadata_requests
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.state.lock().unwrap().calls.clone()
    }

    /// The maximum number of concurrent requests.
    pub(crate) fn max_in_flight(&self) -> usize {
        self.state.lock().unwrap().max_in_flight
    }

    /// The only call; panics if there is not exactly one.
    pub(crate) fn only_call(&self) -> Call {
        let calls = self.calls();
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls.into_iter().next().unwrap()
    }

    /// The response of STS to a request.
    pub(crate) fn respond(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let call = parse(request);
        let mut state = self.state.lock().unwrap();
        let (status, body) = match &state.mode {
            Mode::Fails(status, code) => (*status, failure(code, "because")),
            Mode::FailsAtFirst(times, code, message) if state.calls.len() < *times => {
                (400, failure(code, message))
            }
            Mode::Succeeds | Mode::Hangs | Mode::FailsAtFirst(..) => {
                state.sessions += 1;
                (200, success(&call, state.sessions, self.clock.secs()))
            }
            Mode::Responds(body) => (200, body.clone()),
            Mode::Empty => {
                let action = call.get("Action").unwrap();
                (
                    200,
                    format!("<{action}Response><{action}Result/></{action}Response>"),
                )
            }
        };
        state.calls.push(call);
        http::Response::builder()
            .status(status)
            .body(body.into())
            .unwrap()
    }
}

impl Aws {
    fn hangs_at(&self, request: &http::Request<Bytes>) -> bool {
        let mode = self.state.lock().unwrap().mode.clone();
        mode == Mode::Hangs && parse(request).get("Action") == Some("AssumeRole")
    }

    fn metadata(&self, path: &str) -> Result<http::Response<Bytes>, TransportError> {
        let mut state = self.state.lock().unwrap();
        state.metadata_requests += 1;
        let Some(region) = state.region else {
            let error = TransportError::new(TransportErrorKind::Connect, "connection refused");
            return Err(error);
        };
        let (status, body) = match path {
            "/latest/api/token" => (200, "hush-metadata"),
            "/latest/meta-data/placement/region" => (200, region),
            _ => (404, ""),
        };
        let response = http::Response::builder().status(status);
        Ok(response.body(body.into()).unwrap())
    }
}

impl Transport for Aws {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            if request.uri().scheme_str() == Some("http") {
                return self.metadata(request.uri().path());
            }
            {
                let mut state = self.state.lock().unwrap();
                state.in_flight += 1;
                state.max_in_flight = state.max_in_flight.max(state.in_flight);
            }
            // Gives other tasks the opportunity to send as well.
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            if self.hangs_at(&request) {
                return std::future::pending().await;
            }
            let response = self.respond(&request);
            self.state.lock().unwrap().in_flight -= 1;
            Ok(response)
        })
    }
}

fn parse(request: &http::Request<Bytes>) -> Call {
    let authorization = request.headers().get("authorization");
    let signed_by = authorization.map(|value| {
        let (_, rest) = value.to_str().unwrap().split_once("Credential=").unwrap();
        rest.split('/').next().unwrap().to_owned()
    });
    let body = std::str::from_utf8(request.body()).unwrap();
    let form = body.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), decoded(value))
    });
    Call {
        host: request.uri().host().unwrap().to_owned(),
        signed_by,
        form: form.collect(),
    }
}

fn decoded(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first == b'%' {
            let hex = std::str::from_utf8(&tail[..2]).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Success response number `number`. The access key id contains the name of the role.
fn success(call: &Call, number: usize, now: u64) -> String {
    let action = call.get("Action").unwrap();
    let seconds = call
        .get("DurationSeconds")
        .map_or(3600, |it| it.parse().unwrap());
    let expiration = DateTime::from_secs(now as i64 + seconds);
    let (name, user) = match call.get("RoleArn") {
        Some(arn) => {
            let role = arn.rsplit('/').next().unwrap();
            let account = arn.split(':').nth(4).unwrap();
            let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/session");
            let user = format!(
                "<AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>AROA:session</AssumedRoleId>\
                 </AssumedRoleUser>"
            );
            (role, user)
        }
        None => ("Session", String::new()),
    };
    format!(
        "<{action}Response><{action}Result>{user}<Credentials>\
         <AccessKeyId>ASIA-{name}-{number}</AccessKeyId>\
         <SecretAccessKey>hush-secret-{number}</SecretAccessKey>\
         <SessionToken>hush-token-{number}</SessionToken>\
         <Expiration>{expiration}</Expiration></Credentials></{action}Result></{action}Response>"
    )
}

fn failure(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>request-1</RequestId></ErrorResponse>"
    )
}
