//! Runs the hooks of interceptors, with one function for each hook point. Without interceptors
//! these functions do nothing.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;

use super::progress::Call;
use crate::config::interceptor::{HookResult, Interceptor, InterceptorContext, Outcome};
use crate::error::Error;
use crate::protocol::input::CallInput;

type Request = http::Request<Bytes>;
type Response = http::Response<Bytes>;

pub(super) fn before_execution(context: &mut InterceptorContext<'_>) -> Result<(), Error> {
    each(context, "read_before_execution", &mut |hooks, context| {
        hooks.read_before_execution(context)
    })
}

/// Lets interceptors modify a copy of the input, which the following steps then use.
pub(super) fn change_input(context: &mut InterceptorContext<'_>) -> Result<(), Error> {
    if context.config.interceptors().is_empty() {
        return Ok(());
    }
    let mut input = context.input.get().boxed();
    each(
        context,
        "modify_before_serialization",
        &mut |hooks, context| hooks.modify_before_serialization(context, input.as_any_mut()),
    )?;
    context.input = CallInput::Changed(input);
    Ok(())
}

pub(super) fn before_serialization(context: &mut InterceptorContext<'_>) -> Result<(), Error> {
    each(
        context,
        "read_before_serialization",
        &mut |hooks, context| hooks.read_before_serialization(context),
    )
}

pub(super) fn after_serialization(
    context: &mut InterceptorContext<'_>,
    request: &mut Request,
) -> Result<(), Error> {
    each(
        context,
        "read_after_serialization",
        &mut |hooks, context| hooks.read_after_serialization(context, request),
    )?;
    each(
        context,
        "modify_before_retry_loop",
        &mut |hooks, context| hooks.modify_before_retry_loop(context, request),
    )
}

pub(super) fn before_attempt(
    context: &mut InterceptorContext<'_>,
    request: &Request,
) -> Result<(), Error> {
    each(context, "read_before_attempt", &mut |hooks, context| {
        hooks.read_before_attempt(context, request)
    })
}

pub(super) fn before_signing(
    context: &mut InterceptorContext<'_>,
    request: &mut Request,
) -> Result<(), Error> {
    each(context, "modify_before_signing", &mut |hooks, context| {
        hooks.modify_before_signing(context, request)?;
        set_content_length(request);
        Ok(())
    })?;
    each(context, "read_before_signing", &mut |hooks, context| {
        hooks.read_before_signing(context, request)
    })
}

pub(super) fn after_signing(
    context: &mut InterceptorContext<'_>,
    request: &Request,
) -> Result<(), Error> {
    each(context, "read_after_signing", &mut |hooks, context| {
        hooks.read_after_signing(context, request)
    })
}

pub(super) fn before_transmit(
    context: &mut InterceptorContext<'_>,
    request: &mut Request,
) -> Result<(), Error> {
    each(context, "modify_before_transmit", &mut |hooks, context| {
        hooks.modify_before_transmit(context, request)?;
        set_content_length(request);
        Ok(())
    })?;
    each(context, "read_before_transmit", &mut |hooks, context| {
        hooks.read_before_transmit(context, request)
    })
}

pub(super) fn after_transmit(
    context: &mut InterceptorContext<'_>,
    response: &Response,
) -> Result<(), Error> {
    each(context, "read_after_transmit", &mut |hooks, context| {
        hooks.read_after_transmit(context, response)
    })
}

pub(super) fn before_deserialization(
    context: &mut InterceptorContext<'_>,
    response: &mut Response,
) -> Result<(), Error> {
    each(
        context,
        "modify_before_deserialization",
        &mut |hooks, context| hooks.modify_before_deserialization(context, response),
    )?;
    each(
        context,
        "read_before_deserialization",
        &mut |hooks, context| hooks.read_before_deserialization(context, response),
    )
}

pub(super) fn after_deserialization(
    context: &mut InterceptorContext<'_>,
    outcome: Outcome<'_>,
) -> Result<(), Error> {
    each(
        context,
        "read_after_deserialization",
        &mut |hooks, context| hooks.read_after_deserialization(context, outcome),
    )
    // The error of the hook replaces the outcome, but keeps the metadata of the response.
    .map_err(|error| match outcome {
        Ok(metadata) => error.with_metadata(metadata.clone()),
        Err(replaced) => match replaced.metadata() {
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

/// Calls a hook of each interceptor in order, and stops at the first error.
fn each(
    context: &mut InterceptorContext<'_>,
    point: &'static str,
    hook: &mut dyn FnMut(&dyn Interceptor, &mut InterceptorContext<'_>) -> HookResult,
) -> Result<(), Error> {
    for hooks in context.config.interceptors() {
        hook(hooks.as_ref(), context)
            .map_err(|error| Error::interceptor(context.spec.name, point, error))?;
    }
    Ok(())
}

/// Updates `Content-Length`, so that interceptors may replace the body without setting it.
fn set_content_length(request: &mut Request) {
    let length = request.body().len();
    let headers = request.headers_mut();
    if headers.contains_key(CONTENT_LENGTH) {
        // Replaces all values, if a hook appended one.
        headers.insert(CONTENT_LENGTH, length.into());
    }
}
