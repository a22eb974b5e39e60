//! Interceptors: hooks at the steps of a call, for example to add headers, write an audit trail,
//! collect metrics or inject faults.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use std::sync::Arc;
//! use std::sync::atomic::{AtomicU64, Ordering};
//!
//! use querysmith::Config;
//! use querysmith::interceptor::{Interceptor, InterceptorContext, Outcome};
//!
//! /// Counts the calls that fail.
//! #[derive(Debug, Default)]
//! struct Failures(Arc<AtomicU64>);
//!
//! impl Interceptor for Failures {
//!     fn read_after_execution(&self, _: &mut InterceptorContext<'_>, outcome: Outcome<'_>) {
//!         if outcome.is_err() {
//!             self.0.fetch_add(1, Ordering::Relaxed);
//!         }
//!     }
//! }
//!
//! let config = Config::builder().interceptor(Failures::default()).build();
//! ```

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use bytes::Bytes;

use super::{Config, ConfigBuilder};
pub use crate::error::BoxError;
use crate::error::Error;
use crate::protocol::input::{CallInput, Input};
use crate::spec::OperationSpec;
use crate::value::metadata::ResponseMetadata;

/// The result of a hook.
pub type HookResult = Result<(), BoxError>;

/// Observes the steps of a call, and modifies its requests and responses.
///
/// Each method is a hook at one point of a call; by default it does nothing. `read_` hooks observe,
/// `modify_` hooks may change what they receive. They run in this order:
///
/// | when | hooks | what they see |
/// |---|---|---|
/// | once | [`read_before_execution`](Self::read_before_execution) | the input, not validated yet |
/// | | [`modify_before_serialization`](Self::modify_before_serialization) | the input, not validated yet |
/// | | [`read_before_serialization`](Self::read_before_serialization) | the validated input |
/// | | [`read_after_serialization`](Self::read_after_serialization) | the request |
/// | | [`modify_before_retry_loop`](Self::modify_before_retry_loop) | the request that every attempt starts from |
/// | each attempt | [`read_before_attempt`](Self::read_before_attempt) | the attempt's own copy of the request |
/// | | [`modify_before_signing`](Self::modify_before_signing), [`read_before_signing`](Self::read_before_signing) | the request before it is signed |
/// | | [`read_after_signing`](Self::read_after_signing) | the signed request |
/// | | [`modify_before_transmit`](Self::modify_before_transmit), [`read_before_transmit`](Self::read_before_transmit) | the request that is sent |
/// | | [`read_after_transmit`](Self::read_after_transmit) | the response, unmodified |
/// | | [`modify_before_deserialization`](Self::modify_before_deserialization), [`read_before_deserialization`](Self::read_before_deserialization) | the response before it is deserialized |
/// | | [`read_after_deserialization`](Self::read_after_deserialization) | the deserialized output or error |
/// | | [`read_after_attempt`](Self::read_after_attempt) | the outcome of the attempt |
/// | once | [`read_after_execution`](Self::read_after_execution) | the outcome of the call |
///
/// The interceptors of the client run before those of the call, each in the order in which they
/// were added; at every point, all `modify_` hooks run before all `read_` hooks. The signing hooks
/// also run for operations that are not signed.
///
/// Presigning runs the hooks that shape a request: those of serialization,
/// [`modify_before_retry_loop`](Self::modify_before_retry_loop), and those of signing. The request
/// is then a `GET` with the form as its query, and hooks must not add a body; a header that a hook
/// adds is signed and must be sent with the URL. Because nothing is sent, the hooks of attempts and
/// of the execution do not run. [`Operation::to_request`](crate::Operation::to_request) runs no
/// hooks, because its caller can modify the request directly.
///
/// An error of a hook ends the attempt, and the following interceptors are not called at that
/// point. The call fails with an error of kind [`Interceptor`](crate::ErrorKind::Interceptor),
/// whose [`source`](std::error::Error::source) is the error of the hook. It is not retried unless a
/// [`ClassifyRetry`](crate::retry::ClassifyRetry) decides to retry. The last two hooks cannot fail
/// and always run, even after a timeout, unless the future of the call is dropped.
///
/// Hooks run on the thread that polls the call, and block it while they run. Requests and responses
/// contain secrets in plain text: do not log their bodies, the headers `authorization` and
/// `x-amz-security-token`, or the URI of a presigned request.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::interceptor::{HookResult, Interceptor, InterceptorContext};
/// use querysmith::{Bytes, Config, http};
///
/// #[derive(Debug)]
/// struct Tenant(http::HeaderValue);
///
/// impl Interceptor for Tenant {
///     fn modify_before_signing(
///         &self,
///         _: &mut InterceptorContext<'_>,
///         request: &mut http::Request<Bytes>,
///     ) -> HookResult {
///         request.headers_mut().insert("x-tenant", self.0.clone());
///         Ok(())
///     }
/// }
///
/// let tenant = http::HeaderValue::from_static("blue");
/// let config = Config::builder().interceptor(Tenant(tenant)).build();
/// assert_eq!(config.interceptors().len(), 1);
/// ```
#[allow(unused_variables, reason = "the names of parameters are documentation")]
pub trait Interceptor: Debug + Send + Sync {
    /// Runs at the start of the call, before any other step.
    fn read_before_execution(&self, context: &mut InterceptorContext<'_>) -> HookResult {
        Ok(())
    }

    /// Modifies the input, which is a copy of the caller's and not validated yet. Downcast it to
    /// its type: `input.downcast_mut::<AssumeRoleInput>()`.
    fn modify_before_serialization(
        &self,
        context: &mut InterceptorContext<'_>,
        input: &mut dyn Any,
    ) -> HookResult {
        Ok(())
    }

    /// Runs after validation and before the input is serialized.
    fn read_before_serialization(&self, context: &mut InterceptorContext<'_>) -> HookResult {
        Ok(())
    }

    /// Runs when the request is built, with its URI and all headers except those of the attempt and
    /// the signature.
    fn read_after_serialization(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Modifies the request of all attempts. A hook that changes the host of the URI must also
    /// change the header `host`. The header `content-length` is updated before signing.
    fn modify_before_retry_loop(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Runs at the start of an attempt. Its request has the header with the attempt's number.
    fn read_before_attempt(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Modifies the request of this attempt before it is signed. For the headers `host` and
    /// `content-length`, see [`modify_before_retry_loop`](Self::modify_before_retry_loop).
    fn modify_before_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Runs before the request is signed.
    fn read_before_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Runs after the request is signed.
    fn read_after_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Modifies the request after it is signed. The header `content-length` is updated, but the
    /// signature is not: services reject a request if a signed part of it was changed.
    fn modify_before_transmit(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Runs before the request is sent.
    fn read_before_transmit(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Runs when the complete response is received, regardless of its status.
    fn read_after_transmit(
        &self,
        context: &mut InterceptorContext<'_>,
        response: &http::Response<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Modifies the response before its status and body are read.
    fn modify_before_deserialization(
        &self,
        context: &mut InterceptorContext<'_>,
        response: &mut http::Response<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Runs before the response is deserialized.
    fn read_before_deserialization(
        &self,
        context: &mut InterceptorContext<'_>,
        response: &http::Response<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Runs after the response is deserialized to an output or an error.
    fn read_after_deserialization(
        &self,
        context: &mut InterceptorContext<'_>,
        outcome: Outcome<'_>,
    ) -> HookResult {
        Ok(())
    }

    /// Runs once at the end of each attempt that was started, regardless of its outcome, before the
    /// decision about a retry.
    fn read_after_attempt(&self, context: &mut InterceptorContext<'_>, outcome: Outcome<'_>) {}

    /// Runs once at the end of each call that was started, regardless of its outcome.
    fn read_after_execution(&self, context: &mut InterceptorContext<'_>, outcome: Outcome<'_>) {}
}

/// The outcome of an attempt or a call: the metadata of an output, or an error, which
/// [has metadata](Error::metadata) too.
pub type Outcome<'a> = Result<&'a ResponseMetadata, &'a Error>;

/// The call that a hook runs in.
#[derive(Debug)]
pub struct InterceptorContext<'a> {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) config: &'a Config,
    pub(crate) input: CallInput<'a>,
    pub(crate) attempt: u32,
    pub(crate) properties: http::Extensions,
}

impl<'a> InterceptorContext<'a> {
    pub(crate) fn new(
        spec: &'static OperationSpec,
        config: &'a Config,
        input: &'a dyn Input,
    ) -> Self {
        Self {
            spec,
            config,
            input: CallInput::Given(input),
            attempt: 0,
            properties: http::Extensions::new(),
        }
    }

    /// The id of the service: `STS`.
    pub fn service(&self) -> &'static str {
        self.spec.service.sdk_id
    }

    /// The operation, by its name in the model: `AssumeRoleWithSAML`.
    pub fn operation(&self) -> &'static str {
        self.spec.name
    }

    /// The config of the call, including its overrides.
    pub fn config(&self) -> &'a Config {
        self.config
    }

    /// The input, if its type is `T`, such as `AssumeRoleInput`.
    pub fn input<T: 'static>(&self) -> Option<&T> {
        self.input.get().as_any().downcast_ref()
    }

    /// The number of the current or last attempt; the first is 1. It is 0 before the first attempt
    /// and for presigned URLs.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Values that earlier hooks of the same call stored.
    pub fn properties(&self) -> &http::Extensions {
        &self.properties
    }

    /// Storage for values that hooks pass to later hooks of the same call, one value per type: a
    /// start time or a span, for example.
    pub fn properties_mut(&mut self) -> &mut http::Extensions {
        &mut self.properties
    }
}

impl Config {
    /// The interceptors whose hooks run at the steps of a call, in this order.
    pub fn interceptors(&self) -> &[Arc<dyn Interceptor>] {
        &self.0.interceptors
    }
}

impl ConfigBuilder {
    /// Adds an interceptor, whose hooks run at the steps of every call, after the hooks that were
    /// added before.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor + 'static) -> Self {
        self.settings.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Removes the interceptors that were added before.
    #[must_use]
    pub fn without_interceptors(mut self) -> Self {
        self.settings.interceptors.clear();
        self
    }
}
