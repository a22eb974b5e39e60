//! The driver: the steps of a call, in order.
//!
//! validate, serialize, resolve the endpoint, build the request; for each attempt: wait for its
//! turn, number it, resolve credentials and sign, send and read, classify, and, if it failed, back
//! off and go round; deserialize.
//!
//! It is not generic: an operation hands its own part over as plain functions, and one copy of
//! this file is compiled however many operations there are.

mod answer;
mod encode;
mod headers;
mod log;
mod presign;
mod progress;
mod request;
mod retries;
mod send;
mod sign;
mod user_agent;

use std::fmt::Debug;
use std::sync::Arc;

use bytes::Bytes;
use tracing::Instrument;

pub(crate) use answer::{classify, judge, no_output, read_output};
pub(crate) use log::output as log_output;
pub(crate) use presign::{presign_as, presign_for};
pub(crate) use request::Prepared;

use crate::client::Handle;
use crate::clock::{Elapsed, within};
use crate::config::Config;
use crate::error::Error;
use crate::metadata::ResponseMetadata;
use crate::operation::{AuthScheme, OperationSpec};
use crate::query::{Extras, QueryWriter};
use crate::validate::Validator;
use crate::xml::{Element, XmlError};
use progress::Call;

pub(crate) type Validate<'a> = &'a (dyn Fn(&mut Validator) + Sync);
pub(crate) type Serialize<'a> = &'a (dyn Fn(&mut QueryWriter) + Sync);
pub(crate) type Deserialize<'a> =
    &'a mut (dyn FnMut(Element<'_>, ResponseMetadata) -> Result<(), XmlError> + Send);

/// An operation's own part in a call.
pub(crate) struct Steps<'a> {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) input: &'a (dyn Debug + Sync),
    pub(crate) validate: Validate<'a>,
    pub(crate) serialize: Serialize<'a>,
    /// Runs exactly once if the call succeeds.
    pub(crate) deserialize: Deserialize<'a>,
}

/// Makes a call within its time limit. `config` may differ from the handle's for this call.
pub(crate) async fn drive(handle: &Handle, config: &Config, steps: Steps<'_>) -> Result<(), Error> {
    let mut call = Call::start(handle, config, steps.spec);
    let span = call.span.clone();
    let limit = config.timeouts().operation;
    let outcome = within(config.working_sleep(), limit, run(&mut call, steps))
        .instrument(span)
        .await
        .unwrap_or_else(|Elapsed(limit)| Err(call.timed_out(limit)));
    call.end(outcome)
}

async fn run(call: &mut Call<'_>, steps: Steps<'_>) -> Result<(), Error> {
    log::input(call, steps.input);
    let mut request = prepare(call.config, call.spec, steps.validate, steps.serialize)?;
    headers::identify(call, &mut request);
    let answer = loop {
        retries::wait_for_turn(call).await;
        let span = log::attempt_span(call);
        let outcome = attempt(call, &request).instrument(span.clone()).await;
        log::attempt_ended(&span, call, &outcome);
        match outcome {
            Ok(answer) => break answer,
            // Gives the error back unless there is to be another attempt.
            Err(error) => retries::back_off(call, error).await?,
        }
    };
    retries::succeeded(call);
    log::answer(&call.span, &answer);
    read_output(call.spec, answer, call.take_trail(), steps.deserialize)
}

/// The steps before the first attempt, none of which does I/O.
pub(crate) fn prepare(
    config: &Config,
    spec: &'static OperationSpec,
    validate: Validate<'_>,
    serialize: Serialize<'_>,
) -> Result<Prepared, Error> {
    check(config, spec, validate)?;
    let (body, extras) = write_body(config, spec, serialize);
    let endpoint = request::resolve_endpoint(config, spec)?;
    request::build(config, spec, endpoint, body, &extras)
}

/// [`prepare`], with the form as it is: for a request that will have it elsewhere than in a body.
pub(crate) fn prepare_plain(
    config: &Config,
    spec: &'static OperationSpec,
    validate: Validate<'_>,
    serialize: Serialize<'_>,
) -> Result<Prepared, Error> {
    check(config, spec, validate)?;
    let (body, extras) = write_body(config, spec, serialize);
    let endpoint = request::resolve_endpoint(config, spec)?;
    request::build(config, spec, endpoint, body, &extras.without_body())
}

/// The steps of one attempt. Each starts from the request as it was prepared.
async fn attempt(call: &mut Call<'_>, request: &Prepared) -> Result<http::Response<Bytes>, Error> {
    let mut http = request.http.clone();
    headers::number(call, &mut http);
    let signed_with = match call.spec.auth {
        AuthScheme::SigV4 => Some(sign::sign(call, &request.endpoint, &mut http).await?),
        AuthScheme::NoAuth => None,
    };
    let answer = send::send(call, http).await?;
    classify(call.spec, answer)
        .inspect_err(|error| sign::report(call.config, error, signed_with.as_ref()))
}

pub(crate) fn check(
    config: &Config,
    spec: &OperationSpec,
    validate: Validate<'_>,
) -> Result<(), Error> {
    let mut validator = Validator::new(config.validation());
    validate(&mut validator);
    validator.finish().map_err(|violations| {
        Error::validation(Some(spec.name), violations.to_string(), violations)
    })
}

fn write_body(config: &Config, spec: &OperationSpec, serialize: Serialize<'_>) -> (String, Extras) {
    let mut writer = QueryWriter::new(spec.name, spec.service.api_version)
        .with_randomness(Arc::clone(config.randomness()));
    serialize(&mut writer);
    writer.into_parts()
}
