//! AWS as a transport: STS, which gives what it is asked for, and the services near a program.

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
    /// The id of the access key that signed it, if one did.
    pub(crate) signed_by: Option<String>,
    /// Decoded.
    pub(crate) form: BTreeMap<String, String>,
}

impl Call {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.form.get(name).map(String::as_str)
    }
}

/// What STS answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mood {
    Gives,
    /// HTTP status and code of the error.
    Fails(u16, &'static str),
    /// Success, with nothing in it.
    Empty,
    /// Requests for a role are never answered.
    Hangs,
}

#[derive(Clone)]
pub(crate) struct Aws {
    pub(crate) clock: ManualClock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    mood: Mood,
    calls: Vec<Call>,
    under_way: usize,
    most_at_once: usize,
    given: usize,
    /// That of the instance, if the program runs on one.
    region: Option<&'static str>,
    metadata_asked: usize,
}

/// Without what was sent: it is not what the tests of `Debug` are about.
impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Aws")
    }
}

impl Aws {
    pub(crate) fn new() -> Self {
        let state = State {
            mood: Mood::Gives,
            calls: Vec::new(),
            under_way: 0,
            most_at_once: 0,
            given: 0,
            region: None,
            metadata_asked: 0,
        };
        Self {
            clock: ManualClock::new(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    pub(crate) fn mood(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    /// Has the program run on an instance without a role in this region.
    pub(crate) fn instance_in(&self, region: &'static str) {
        self.state.lock().unwrap().region = Some(region);
    }

    /// How many requests went to instance metadata.
    pub(crate) fn metadata_asked(&self) -> usize {
        self.state.lock().unwrap().metadata_asked
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.state.lock().unwrap().calls.clone()
    }

    pub(crate) fn most_at_once(&self) -> usize {
        self.state.lock().unwrap().most_at_once
    }

    /// Only the parameters of the one call that was made.
    pub(crate) fn only_call(&self) -> Call {
        let calls = self.calls();
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls.into_iter().next().unwrap()
    }

    pub(crate) fn answer(&self, request: &http::Request<Bytes>) -> http::Response<Bytes> {
        let call = read(request);
        let mut state = self.state.lock().unwrap();
        let (status, body) = match &state.mood {
            Mood::Gives | Mood::Hangs => {
                state.given += 1;
                (200, success(&call, state.given, self.clock.secs()))
            }
            Mood::Fails(status, code) => (*status, failure(code)),
            Mood::Empty => {
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
        let mood = self.state.lock().unwrap().mood.clone();
        mood == Mood::Hangs && read(request).get("Action") == Some("AssumeRole")
    }

    fn metadata(&self, path: &str) -> Result<http::Response<Bytes>, TransportError> {
        let mut state = self.state.lock().unwrap();
        state.metadata_asked += 1;
        let Some(region) = state.region else {
            let nobody = TransportError::new(TransportErrorKind::Connect, "nobody is there");
            return Err(nobody);
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
                state.under_way += 1;
                state.most_at_once = state.most_at_once.max(state.under_way);
            }
            // Others get their turn, and could send as well.
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
            if self.hangs_at(&request) {
                return std::future::pending().await;
            }
            let response = self.answer(&request);
            self.state.lock().unwrap().under_way -= 1;
            Ok(response)
        })
    }
}

fn read(request: &http::Request<Bytes>) -> Call {
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

/// The answer number `number`. The name of a role ends up in the id of its access key.
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

fn failure(code: &str) -> String {
    format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>because</Message></Error><RequestId>request-1</RequestId></ErrorResponse>"
    )
}
