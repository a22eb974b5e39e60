//! The driver: the steps of a call, in order.
//!
//! Validate, serialize, resolve the endpoint, build the request; for each attempt: wait for the
//! rate limiter, set the attempt number, resolve credentials and sign, send and read, classify,
//! deserialize and, if the attempt failed, back off and retry. Interceptor hooks run before and
//! after the steps. A presigned URL is created by the same steps up to the signature.
//!
//! The driver is not generic: an operation passes its own part as plain functions, so that one
//! copy of this code is compiled regardless of the number of operations. Async functions are compiled
//! again in every crate that makes calls, so they only wait; what happens before and after is done by
//! plain functions, which are compiled in this crate.

pub mod attempts;
mod destination;
mod encode;
mod headers;
mod hooks;
mod log;
mod numbers;
pub(crate) mod operation;
mod presign;
mod progress;
mod request;
mod response;
mod retries;
mod send;
mod sign;
mod state;
pub(crate) mod uri;
mod user_agent;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use bytes::Bytes;
use tracing::Instrument;

pub(crate) use log::output as log_output;
pub(crate) use presign::{presign_as, presign_for};
pub(crate) use request::Prepared;
pub(crate) use response::{classify, no_output, read_output, retry_decision};
pub(crate) use sign::sign_as;
pub(crate) use state::ClientState;
pub(crate) use user_agent::Purpose;

use crate::config::Config;
use crate::config::interceptor::InterceptorContext;
use crate::error::Error;
use crate::protocol::envelope::ReadMembers;
use crate::protocol::input::Input;
use crate::protocol::query::{Extras, QueryWriter};
use crate::protocol::validate::Validator;
use crate::protocol::xml::{Element, XmlError};
use crate::spec::{AuthScheme, OperationSpec};
use crate::system::clock::{Elapsed, within_left};
use crate::value::metadata::ResponseMetadata;
use crate::value::wiped::WipedBytes;
use destination::Destination;
use progress::Call;
use request::{Identification, Requests};
use retries::CallAttempts;
use user_agent::user_agent;

/// The functions that read the response of one operation.
pub(crate) struct Deserializers<'a> {
    /// Reads the output from the result element, and stores it.
    pub(crate) output:
        &'a mut (dyn FnMut(Element<'_>, ResponseMetadata) -> Result<(), XmlError> + Send),
    pub(crate) error_members: ReadMembers,
}

/// The operation-specific parts of a call.
pub(crate) struct Steps<'a> {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) input: &'a dyn Input,
    pub(crate) purpose: Purpose,
    /// One of them runs once per response. It is the last step of a call that succeeds.
    pub(crate) deserializers: Deserializers<'a>,
}

/// Makes a call within its operation timeout. `config` may differ from the client's own config.
pub(crate) async fn drive(
    state: &ClientState,
    config: &Config,
    steps: Steps<'_>,
) -> Result<(), Error> {
    let Steps {
        spec,
        input,
        purpose,
        mut deserializers,
    } = steps;
    let span = log::call_span(spec);
    let is_read_limited = AtomicBool::new(false);
    let mut call = Call::start(
        state,
        config,
        spec,
        input,
        purpose,
        span.clone(),
        &is_read_limited,
    );
    let started = call.started;
    let mut is_covered = false;
    let left = |limit: Duration| {
        let is_read_limited = is_read_limited.load(Relaxed);
        // Decided once for each response, so that a clock that is set meanwhile changes nothing.
        if is_covered && is_read_limited {
            return None;
        }
        let left = limit.saturating_sub(config.clock().monotonic().saturating_sub(started));
        // If the timer of the read timeout elapses first, it is enough.
        is_covered = is_read_limited && config.timeouts().read.is_some_and(|read| read <= left);
        (!is_covered).then_some(left)
    };
    let outcome = {
        // Pinned here, because the futures around it would each move it.
        let steps = pin!(run(&mut call, &mut deserializers));
        within_left(config.timer(), config.timeouts().operation, left, steps)
            .instrument(span)
            .await
    };
    let outcome = outcome.unwrap_or_else(|Elapsed(limit)| Err(timed_out(&mut call, limit)));
    end(call, outcome)
}

async fn run(
    call: &mut Call<'_>,
    deserializers: &mut Deserializers<'_>,
) -> Result<ResponseMetadata, Error> {
    let requests = prepare_requests(call)?;
    let metadata = attempts::run(&mut CallAttempts {
        call,
        requests: &requests,
        deserializers,
    })
    .await?;
    retries::succeeded(call);
    Ok(metadata)
}

/// The steps of a call before its attempts.
fn prepare_requests(call: &mut Call<'_>) -> Result<Requests, Error> {
    let (state, config, spec) = (call.state, call.config, call.spec);
    hooks::before_execution(&mut call.context)?;
    hooks::change_input(&mut call.context)?;
    log::input(call);
    let purpose = call.purpose;
    let mut requests = Requests::new(make_request(
        &mut call.context,
        &|| state.destination(config, spec),
        |extras| extras,
        &Identification {
            user_agent: &|is_compressed| {
                state.user_agent(config, spec.service, purpose, is_compressed)
            },
            content_length: &|length| state.content_length(length),
            is_invocation: true,
        },
    )?);
    call.resolved(Arc::clone(&requests.prepared.destination.url));
    if !config.interceptors().is_empty() {
        let mut http = Box::new(requests.prepared.request());
        hooks::after_serialization(&mut call.context, &mut http)?;
        requests.changed = Some(http);
    }
    Ok(requests)
}

/// The error of a call that exceeded its operation timeout.
fn timed_out(call: &mut Call<'_>, limit: Duration) -> Error {
    // A retry that did not complete in time has failed.
    if let Some(permit) = call.permit.take() {
        permit.spend();
    }
    let message = format!(
        "the call did not complete within {limit:?} (operation timeout); it was {}",
        call.step
    );
    let error = Error::timeout(call.spec.name, message, call.last_error.take());
    let error = call.failed(error);
    if call.in_attempt {
        hooks::after_attempt(call, Err(&error));
    }
    error
}

/// Ends the call: logs its outcome, runs the last hooks and adds the history to an error.
fn end(mut call: Call<'_>, outcome: Result<ResponseMetadata, Error>) -> Result<(), Error> {
    let outcome = outcome.map_err(|error| sign::explain_expiry(&call, error));
    let outcome = outcome.map_err(|error| call.failed(error));
    log::call_ended(&call, outcome.as_ref());
    hooks::after_execution(&mut call, outcome.as_ref());
    outcome.map(drop)
}

/// The steps of one attempt. Each attempt starts from the same request.
async fn attempt(
    call: &mut Call<'_>,
    requests: &Requests,
    deserializers: &mut Deserializers<'_>,
) -> Result<ResponseMetadata, Error> {
    let mut http = begin_attempt(call, requests)?;
    if call.spec.auth == AuthScheme::SigV4 {
        sign::sign(call, &requests.prepared.destination.endpoint, &mut http).await?;
    }
    hooks::after_signing(&mut call.context, &http)?;
    hooks::before_transmit(&mut call.context, &mut http)?;
    let response = send::send(call, &mut http).await?;
    read_response(call, response, deserializers)
}

/// The steps of an attempt before its signature.
fn begin_attempt(call: &mut Call<'_>, requests: &Requests) -> Result<http::Request<Bytes>, Error> {
    call.begin_attempt();
    let mut http = requests.next();
    headers::set_attempt_number(call, &mut http);
    hooks::before_attempt(&mut call.context, &http)?;
    hooks::before_signing(&mut call.context, &mut http)?;
    Ok(http)
}

/// The steps of an attempt after its response was received.
fn read_response(
    call: &mut Call<'_>,
    mut response: http::Response<Bytes>,
    deserializers: &mut Deserializers<'_>,
) -> Result<ResponseMetadata, Error> {
    hooks::after_transmit(&mut call.context, &response)?;
    hooks::before_deserialization(&mut call.context, &mut response)?;
    let outcome = match classify(call.spec, response, deserializers.error_members) {
        Ok(response) => read_output(call.spec, response, call.take_history(), deserializers),
        Err(error) => Err(error),
    };
    hooks::after_deserialization(&mut call.context, outcome.as_ref())?;
    outcome
}

/// The steps that turn an input, which hooks may have changed, into a request. `keep` selects which
/// of the extras that the model requires apply to the request.
fn make_request(
    context: &mut InterceptorContext<'_>,
    resolve: &dyn Fn() -> Result<Arc<Destination>, Error>,
    keep: fn(Extras) -> Extras,
    identification: &Identification<'_>,
) -> Result<Prepared, Error> {
    let (config, spec) = (context.config, context.spec);
    check(config, spec, context.input.get())?;
    hooks::before_serialization(context)?;
    let (body, extras) = write_body(config, spec, context.input.get());
    let destination = resolve()?;
    request::build(
        config,
        spec,
        destination,
        body,
        &keep(extras),
        identification,
    )
}

/// The same steps without hooks, for callers that send the request themselves.
pub(crate) fn prepare(
    config: &Config,
    spec: &'static OperationSpec,
    input: &dyn Input,
) -> Result<Prepared, Error> {
    check(config, spec, input)?;
    let (body, extras) = write_body(config, spec, input);
    let destination = Arc::new(Destination::resolve(config, spec)?);
    let identification = Identification {
        user_agent: &|is_compressed| user_agent(config, spec.service, Purpose::Call, is_compressed),
        content_length: &numbers::number,
        is_invocation: false,
    };
    request::build(config, spec, destination, body, &extras, &identification)
}

pub(crate) fn check(config: &Config, spec: &OperationSpec, input: &dyn Input) -> Result<(), Error> {
    let mut validator = Validator::new(config.validation());
    let is_test_double = config.responder().is_some()
        || config
            .transport()
            .is_some_and(|transport| transport.is_test_double());
    if is_test_double || config.endpoint_url(spec.service).is_some() {
        validator = validator.with_lenient_minima();
    }
    input.validate(&mut validator);
    validator
        .finish()
        .map_err(|violations| Error::violations(spec.name, violations))
}

fn write_body(config: &Config, spec: &OperationSpec, input: &dyn Input) -> (WipedBytes, Extras) {
    let mut writer = QueryWriter::new(spec.name, spec.service.api_version)
        .with_plain_names(spec.service.has_plain_names)
        .with_randomness(Arc::clone(config.randomness()));
    input.serialize(&mut writer);
    writer.into_parts()
}
