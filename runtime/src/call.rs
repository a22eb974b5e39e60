//! The driver: the steps of a call, in order.
//!
//! validate, serialize, resolve the endpoint, build the request; for each attempt: wait for its
//! turn, number it, resolve credentials and sign, send and read, classify, deserialize, and, if it
//! failed, back off and go round. Before and after each of them, interceptors have their hooks. A
//! presigned URL is made by the same steps up to the signature.
//!
//! It is not generic: an operation hands its own part over as plain functions, and one copy of
//! this file is compiled however many operations there are.

mod answer;
pub mod attempts;
mod destination;
mod encode;
mod headers;
mod hooks;
mod log;
pub(crate) mod operation;
mod presign;
mod progress;
mod request;
mod retries;
mod send;
mod sign;
mod state;
mod user_agent;

use std::sync::Arc;

use tracing::Instrument;

pub(crate) use answer::{classify, judge, no_output, read_output};
pub(crate) use log::output as log_output;
pub(crate) use presign::{presign_as, presign_for};
pub(crate) use request::Prepared;
pub(crate) use sign::sign_as;
pub(crate) use state::ClientState;
pub(crate) use user_agent::Purpose;

use crate::config::Config;
use crate::config::interceptor::InterceptorContext;
use crate::error::Error;
use crate::protocol::input::Input;
use crate::protocol::query::{Extras, QueryWriter};
use crate::protocol::validate::Validator;
use crate::protocol::xml::{Element, XmlError};
use crate::spec::{AuthScheme, OperationSpec};
use crate::system::clock::{Elapsed, within};
use crate::value::metadata::ResponseMetadata;
use destination::Destination;
use progress::Call;
use retries::CallAttempts;

pub(crate) type Deserialize<'a> =
    &'a mut (dyn FnMut(Element<'_>, ResponseMetadata) -> Result<(), XmlError> + Send);

/// An operation's own part in a call.
pub(crate) struct Steps<'a> {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) input: &'a dyn Input,
    pub(crate) purpose: Purpose,
    /// If the call succeeds, the last thing that was done of these.
    pub(crate) deserialize: Deserialize<'a>,
}

/// Makes a call within its time limit. `config` may differ from the client's for this call.
pub(crate) async fn drive(
    state: &ClientState,
    config: &Config,
    steps: Steps<'_>,
) -> Result<(), Error> {
    let mut call = Call::start(state, config, steps.spec, steps.input, steps.purpose);
    let span = call.span.clone();
    let limit = config.timeouts().operation;
    let outcome = within(
        config.working_sleep(),
        limit,
        run(&mut call, steps.deserialize),
    )
    .instrument(span)
    .await
    .unwrap_or_else(|Elapsed(limit)| Err(call.timed_out(limit)));
    call.end(outcome)
}

async fn run(call: &mut Call<'_>, deserialize: Deserialize<'_>) -> Result<ResponseMetadata, Error> {
    let (state, config, spec) = (call.state, call.config, call.spec);
    hooks::before_execution(&mut call.context)?;
    hooks::change_input(&mut call.context)?;
    log::input(call);
    let mut request = make_request(
        &mut call.context,
        &|| state.destination(config, spec),
        |extras| extras,
        call.purpose,
    )?;
    headers::identify(call, &mut request);
    hooks::after_serialization(&mut call.context, &mut request.http)?;
    let answer = attempts::run(&mut CallAttempts {
        call,
        request: &request,
        deserialize,
    })
    .await?;
    retries::succeeded(call);
    Ok(answer)
}

/// The steps of one attempt. Each starts from the request as it was prepared.
async fn attempt(
    call: &mut Call<'_>,
    request: &Prepared,
    deserialize: Deserialize<'_>,
) -> Result<ResponseMetadata, Error> {
    call.begin_attempt();
    let mut http = request.http.clone();
    headers::number(call, &mut http);
    hooks::before_attempt(&mut call.context, &http)?;
    hooks::before_signing(&mut call.context, &mut http)?;
    if call.spec.auth == AuthScheme::SigV4 {
        sign::sign(call, &request.endpoint, &mut http).await?;
    }
    hooks::after_signing(&mut call.context, &http)?;
    hooks::before_transmit(&mut call.context, &mut http)?;
    let mut answer = send::send(call, http).await?;
    hooks::after_transmit(&mut call.context, &answer)?;
    hooks::before_deserialization(&mut call.context, &mut answer)?;
    let outcome = match classify(call.spec, answer) {
        Ok(answer) => read_output(call.spec, answer, call.take_trail(), deserialize),
        Err(error) => Err(error),
    };
    hooks::after_deserialization(&mut call.context, outcome.as_ref())?;
    outcome
}

/// The steps that make a request of an input, which the hooks may have changed. `keep` says what of
/// the model's wishes for requests is heard.
fn make_request(
    context: &mut InterceptorContext<'_>,
    find: &dyn Fn() -> Result<Destination, Error>,
    keep: fn(Extras) -> Extras,
    purpose: Purpose,
) -> Result<Prepared, Error> {
    let (config, spec) = (context.config, context.spec);
    check(config, spec, context.input.get())?;
    hooks::before_serialization(context)?;
    let (body, extras) = write_body(config, spec, context.input.get());
    let destination = find()?;
    request::build(config, spec, destination, body, &keep(extras), purpose)
}

/// The same steps for whoever carries the request: without hooks.
pub(crate) fn prepare(
    config: &Config,
    spec: &'static OperationSpec,
    input: &dyn Input,
) -> Result<Prepared, Error> {
    check(config, spec, input)?;
    let (body, extras) = write_body(config, spec, input);
    let destination = Destination::find(config, spec)?;
    request::build(config, spec, destination, body, &extras, Purpose::Call)
}

pub(crate) fn check(config: &Config, spec: &OperationSpec, input: &dyn Input) -> Result<(), Error> {
    let mut validator = Validator::new(config.validation());
    input.validate(&mut validator);
    validator.finish().map_err(|violations| {
        Error::validation(Some(spec.name), violations.to_string(), violations)
    })
}

fn write_body(config: &Config, spec: &OperationSpec, input: &dyn Input) -> (Vec<u8>, Extras) {
    let mut writer = QueryWriter::new(spec.name, spec.service.api_version)
        .with_randomness(Arc::clone(config.randomness()));
    input.serialize(&mut writer);
    writer.into_parts()
}
