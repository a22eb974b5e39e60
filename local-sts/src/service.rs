//! The service: a request in, a response out, without I/O.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use http::header::{DATE, USER_AGENT};
use http::{HeaderValue, Request, Response};
use querysmith_runtime::clock::Clock;
use querysmith_runtime::testing_v1::percent;
use querysmith_runtime::{DateTime, TimestampFormat};
use querysmith_sts::server::{self, RequestErrorKind};

use crate::auth::{self, Authenticated, Authenticator};
use crate::authorization_message;
use crate::dispatch;
use crate::fault::{Fault, Faults, Occurring};
use crate::log::{Log, LogEntry, shown};
use crate::operation::Call;
use crate::refusal::Refusal;
use crate::seal::Sealer;
use crate::state::State;

/// The state, the keys and the settings of a server.
pub(crate) struct Service {
    pub(crate) state: RwLock<Arc<State>>,
    pub(crate) sealer: Sealer,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) authenticator: Authenticator,
}

/// Shows nothing: the keys are secret.
impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

/// The reply that the server sends.
pub(crate) struct Reply {
    /// `None` if the connection is closed without a response.
    pub(crate) response: Option<Response<Bytes>>,
    /// How long the server waits before it replies.
    pub(crate) latency: Duration,
    /// Whether the connection is closed after half of the body.
    pub(crate) is_cut: bool,
}

/// A request, and what is known about it before it is read.
struct Received<'a> {
    request: &'a Request<Bytes>,
    /// The parameters in the URL and the body.
    form: &'a [u8],
    /// The name of the operation, if it has a valid one.
    operation: Option<&'a str>,
    source_ip: Option<IpAddr>,
    /// In seconds since the Unix epoch.
    now: i64,
    request_id: &'a str,
}

impl Service {
    /// The time in seconds since the Unix epoch.
    pub(crate) fn now(&self) -> i64 {
        DateTime::from(self.clock.now()).secs()
    }

    /// The current state.
    pub(crate) fn state(&self) -> Arc<State> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&state)
    }

    /// Responds to a request.
    pub(crate) fn reply(&self, request: &Request<Bytes>, source_ip: Option<IpAddr>) -> Reply {
        let form = form_of(request);
        let operation = action_of(&form);
        let faults = self.faults.decide(operation.as_deref());
        let now = self.now().saturating_add(faults.clock_offset);
        let request_id = self.request_id();
        let mut entry = LogEntry {
            time: DateTime::from_secs(now),
            operation,
            caller: String::new(),
            status: 0,
            code: None,
            detail: None,
        };
        if matches!(faults.failure, Some(Fault::Cut)) {
            entry.caller = claimed_caller(request);
            entry.code = Some("cut".to_owned());
            entry.detail = Some("injected fault".to_owned());
            self.log.add(entry);
            return Reply {
                response: None,
                latency: faults.latency,
                is_cut: false,
            };
        }
        let mut caller = None;
        let outcome = match injected(&faults) {
            Some(refusal) => Err(refusal),
            None => {
                let operation = entry.operation.as_deref();
                let received = Received {
                    request,
                    form: &form,
                    operation,
                    source_ip,
                    now,
                    request_id: &request_id,
                };
                self.perform(&received, &mut caller)
            }
        };
        entry.caller = match &caller {
            Some(caller) => caller_of(caller),
            None => claimed_caller(request),
        };
        let mut response = outcome.unwrap_or_else(|refusal| {
            entry.code = Some(refusal.code.to_owned());
            let reason = refusal.reason.as_deref().unwrap_or(&refusal.message);
            entry.detail = Some(shown(reason));
            self.refuse(&refusal, &request_id)
        });
        entry.status = response.status().as_u16();
        self.log.add(entry);
        let date = DateTime::from_secs(now).format(TimestampFormat::HttpDate);
        if let Ok(date) = HeaderValue::try_from(date) {
            response.headers_mut().insert(DATE, date);
        }
        Reply {
            response: Some(response),
            latency: faults.latency,
            is_cut: matches!(faults.failure, Some(Fault::CutBody)),
        }
    }

    /// The steps of a request, in the order in which STS reports their errors.
    fn perform(
        &self,
        received: &Received<'_>,
        caller: &mut Option<Authenticated>,
    ) -> Result<Response<Bytes>, Refusal> {
        let &Received { request, now, .. } = received;
        let state = self.state();
        let read = server::Request::read(received.form);
        // Without a known operation, it is unknown whether the request must be signed.
        if let Err(error) = &read
            && !matches!(
                error.kind(),
                RequestErrorKind::Validation | RequestErrorKind::MalformedInput
            )
        {
            return Err(Refusal::new(error.status(), error.code(), error.message()));
        }
        if received.operation.is_none_or(dispatch::is_signed) {
            let authenticator = &self.authenticator;
            *caller = Some(authenticator.authenticate(request, &state, &self.sealer, now)?);
        }
        let input =
            read.map_err(|error| Refusal::new(error.status(), error.code(), error.message()))?;
        input
            .validate()
            .map_err(|failure| Refusal::validation(failure.message()))?;
        let user_agent = request.headers().get(USER_AGENT);
        let call = Call {
            state: &state,
            sealer: &self.sealer,
            now,
            caller: caller.as_ref(),
            source_ip: received.source_ip,
            user_agent: user_agent.and_then(|value| value.to_str().ok()),
        };
        dispatch::respond(&call, &input, received.request_id)
            .map_err(|refusal| self.encoded(refusal))
    }

    /// Adds an encoded authorization message, if the state enables that.
    fn encoded(&self, mut refusal: Refusal) -> Refusal {
        let encodes = self.state().encodes_denials();
        if let Some(denied) = refusal.denied.as_deref().filter(|_| encodes)
            && let Ok(encoded) = authorization_message::encode(&self.sealer, denied)
        {
            refusal
                .message
                .push_str(". Encoded authorization failure message: ");
            refusal.message.push_str(&encoded);
        }
        refusal
    }

    fn refuse(&self, refusal: &Refusal, request_id: &str) -> Response<Bytes> {
        server::write_error(refusal.status, refusal.code, &refusal.message, request_id)
    }

    /// A random UUID.
    fn request_id(&self) -> String {
        let mut bytes = [0; 16];
        fastrand::fill(&mut bytes);
        querysmith_runtime::provider_v1::uuid_v4(bytes)
    }
}

/// The error of an injected fault.
fn injected(faults: &Occurring) -> Option<Refusal> {
    let refusal = match faults.failure? {
        Fault::Throttling => Refusal::new(400, "Throttling", "Rate exceeded"),
        Fault::InternalFailure => Refusal::internal(""),
        Fault::ServiceUnavailable => {
            let message = "The request has failed due to a temporary failure of the server.";
            Refusal::new(503, "ServiceUnavailable", message)
        }
        Fault::Cut | Fault::CutBody | Fault::Latency(_) | Fault::Clock(_) => return None,
    };
    Some(refusal.because("injected fault"))
}

/// The parameters of a request: those in the URL, and those in the body.
fn form_of(request: &Request<Bytes>) -> Bytes {
    let query = request.uri().query().unwrap_or_default();
    let body = request.body();
    match (query, body.is_empty()) {
        ("", _) => body.clone(),
        (query, true) => Bytes::copy_from_slice(query.as_bytes()),
        (query, false) => [query.as_bytes(), b"&", body].concat().into(),
    }
}

/// The name of the operation, if the parameters have a valid one. It is needed even if the form is
/// invalid: for faults, for the log, and to know whether the request must be signed.
fn action_of(form: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(form).ok()?;
    let value = text
        .split('&')
        .find_map(|pair| pair.strip_prefix("Action="))?;
    let name = String::from_utf8(percent::decode(value)).ok()?;
    let is_name = !name.is_empty()
        && name.len() <= 128
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_name.then_some(name)
}

/// The resource of the caller's ARN.
fn caller_of(caller: &Authenticated) -> String {
    let arn = &caller.principal.arn;
    let resource = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    shown(&format!("{resource} ({})", caller.access_key_id))
}

/// Who made a request that is not authenticated.
fn claimed_caller(request: &Request<Bytes>) -> String {
    match auth::claimed_key_id(request) {
        Some(id) => shown(&id),
        None => "anonymous".to_owned(),
    }
}
