//! Runs the hooks of interceptors, a function for each point. Without interceptors they do nothing.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;

use super::CallInput;
use super::progress::Call;
use crate::error::Error;
use crate::interceptor::{HookResult, Interceptor, InterceptorContext, Outcome};

type Request = http::Request<Bytes>;
type Response = http::Response<Bytes>;

pub(super) fn before_execution(call: &mut Call<'_>) -> Result<(), Error> {
    each(call, "read_before_execution", |hooks, context| {
        hooks.read_before_execution(context)
    })?;
    if call.config.interceptors().is_empty() {
        return Ok(());
    }
    let mut input = call.input().boxed();
    each(call, "modify_before_serialization", |hooks, context| {
        hooks.modify_before_serialization(context, input.as_any_mut())
    })?;
    call.context.input = CallInput::Changed(input);
    Ok(())
}

pub(super) fn before_serialization(call: &mut Call<'_>) -> Result<(), Error> {
    each(call, "read_before_serialization", |hooks, context| {
        hooks.read_before_serialization(context)
    })
}

pub(super) fn after_serialization(call: &mut Call<'_>, request: &mut Request) -> Result<(), Error> {
    each(call, "read_after_serialization", |hooks, context| {
        hooks.read_after_serialization(context, request)
    })?;
    each(call, "modify_before_retry_loop", |hooks, context| {
        hooks.modify_before_retry_loop(context, request)
    })
}

pub(super) fn before_attempt(call: &mut Call<'_>, request: &Request) -> Result<(), Error> {
    each(call, "read_before_attempt", |hooks, context| {
        hooks.read_before_attempt(context, request)
    })
}

pub(super) fn before_signing(call: &mut Call<'_>, request: &mut Request) -> Result<(), Error> {
    each(call, "modify_before_signing", |hooks, context| {
        hooks.modify_before_signing(context, request)?;
        set_length(request);
        Ok(())
    })?;
    each(call, "read_before_signing", |hooks, context| {
        hooks.read_before_signing(context, request)
    })
}

pub(super) fn after_signing(call: &mut Call<'_>, request: &Request) -> Result<(), Error> {
    each(call, "read_after_signing", |hooks, context| {
        hooks.read_after_signing(context, request)
    })
}

pub(super) fn before_transmit(call: &mut Call<'_>, request: &mut Request) -> Result<(), Error> {
    each(call, "modify_before_transmit", |hooks, context| {
        hooks.modify_before_transmit(context, request)
    })?;
    each(call, "read_before_transmit", |hooks, context| {
        hooks.read_before_transmit(context, request)
    })
}

pub(super) fn after_transmit(call: &mut Call<'_>, response: &Response) -> Result<(), Error> {
    each(call, "read_after_transmit", |hooks, context| {
        hooks.read_after_transmit(context, response)
    })
}

pub(super) fn before_deserialization(
    call: &mut Call<'_>,
    response: &mut Response,
) -> Result<(), Error> {
    each(call, "modify_before_deserialization", |hooks, context| {
        hooks.modify_before_deserialization(context, response)
    })?;
    each(call, "read_before_deserialization", |hooks, context| {
        hooks.read_before_deserialization(context, response)
    })
}

pub(super) fn after_deserialization(
    call: &mut Call<'_>,
    outcome: Outcome<'_>,
) -> Result<(), Error> {
    each(call, "read_after_deserialization", |hooks, context| {
        hooks.read_after_deserialization(context, outcome)
    })
    // There was an answer all the same.
    .map_err(|error| match outcome {
        Ok(metadata) => error.with_metadata(metadata.clone()),
        Err(instead) => match instead.metadata() {
            Some(metadata) => error.with_metadata(metadata.clone()),
            None => error,
        },
    })
}

pub(super) fn after_attempt(call: &mut Call<'_>, outcome: Outcome<'_>) {
    call.in_attempt = false;
    for hooks in call.config.interceptors() {
        hooks.read_after_attempt(&mut call.context, outcome);
    }
}

pub(super) fn after_execution(call: &mut Call<'_>, outcome: Outcome<'_>) {
    for hooks in call.config.interceptors() {
        hooks.read_after_execution(&mut call.context, outcome);
    }
}

/// Asks one interceptor after the other, up to the first that fails.
fn each(
    call: &mut Call<'_>,
    point: &'static str,
    mut ask: impl FnMut(&dyn Interceptor, &mut InterceptorContext<'_>) -> HookResult,
) -> Result<(), Error> {
    for hooks in call.config.interceptors() {
        ask(hooks.as_ref(), &mut call.context)
            .map_err(|error| Error::interceptor(call.spec.name, point, error))?;
    }
    Ok(())
}

/// Whoever changes a body need not think of its length.
fn set_length(request: &mut Request) {
    let length = request.body().len();
    if let Some(header) = request.headers_mut().get_mut(CONTENT_LENGTH) {
        *header = length.into();
    }
}
