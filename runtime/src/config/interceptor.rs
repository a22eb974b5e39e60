//! Hooks at the steps of a call, for what every program wants a little differently: more headers,
//! an audit trail, measurements, faults on purpose.

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

/// What a hook answers.
pub type HookResult = Result<(), BoxError>;

/// Looks at the steps of a call, and changes requests and answers on their way.
///
/// Each method is a hook at one point; all do nothing unless they are written. `read_` hooks look
/// on, `modify_` hooks may change what they are given. In the order in which they run:
///
/// | when | hooks | what they see |
/// |---|---|---|
/// | once | [`read_before_execution`](Self::read_before_execution) | the input, not validated yet |
/// | | [`modify_before_serialization`](Self::modify_before_serialization) | the input, not validated yet |
/// | | [`read_before_serialization`](Self::read_before_serialization) | the input, which is valid |
/// | | [`read_after_serialization`](Self::read_after_serialization) | the request |
/// | | [`modify_before_retry_loop`](Self::modify_before_retry_loop) | the request that every attempt starts from |
/// | each attempt | [`read_before_attempt`](Self::read_before_attempt) | the attempt's own copy of it |
/// | | [`modify_before_signing`](Self::modify_before_signing), [`read_before_signing`](Self::read_before_signing) | the request as it is going to be signed |
/// | | [`read_after_signing`](Self::read_after_signing) | the signed request |
/// | | [`modify_before_transmit`](Self::modify_before_transmit), [`read_before_transmit`](Self::read_before_transmit) | the request as it is sent |
/// | | [`read_after_transmit`](Self::read_after_transmit) | the answer as it came |
/// | | [`modify_before_deserialization`](Self::modify_before_deserialization), [`read_before_deserialization`](Self::read_before_deserialization) | the answer as it is going to be read |
/// | | [`read_after_deserialization`](Self::read_after_deserialization) | what the answer says |
/// | | [`read_after_attempt`](Self::read_after_attempt) | how the attempt ended |
/// | once | [`read_after_execution`](Self::read_after_execution) | how the call ended |
///
/// Where there are several interceptors, those of the client come before those of the call, and
/// each in the order in which they were added; at every point, all that modify come before any
/// that reads. The signing hooks run also for operations that are not signed.
///
/// Presigning runs the hooks that shape a request: those of serialization,
/// [`modify_before_retry_loop`](Self::modify_before_retry_loop), and those of signing. The request
/// is a `GET` then, with the form as its query and without a body, which no hook may give it; a
/// header that is added is signed, and has to be sent with the URL. As nothing is sent, there is
/// neither attempt nor end, and the other hooks do not run.
/// [`Operation::to_request`](crate::Operation::to_request) runs none: its request is in the
/// caller's own hands.
///
/// An error of a hook ends the attempt, and interceptors after it are not asked at that point. It
/// becomes an error of the call, of kind [`Interceptor`](crate::ErrorKind::Interceptor) and with
/// what the hook gave as its [`source`](std::error::Error::source), and is not retried unless a
/// [`ClassifyRetry`](crate::retry::ClassifyRetry) says so. The last two hooks cannot fail, and run
/// whatever happened before, a time limit included; only a call whose future is dropped ends
/// without them.
///
/// Hooks are called on the thread that makes the call, and hold it up for as long as they take.
/// Requests and answers hold secrets in the clear: do not log their bodies, nor `authorization`
/// and `x-amz-security-token`, nor the URI of a request that is presigned.
///
/// ```
/// use querysmith_runtime::interceptor::{HookResult, Interceptor, InterceptorContext};
/// use querysmith_runtime::{Bytes, Config, http};
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
    /// The call begins. Nothing is done yet.
    fn read_before_execution(&self, context: &mut InterceptorContext<'_>) -> HookResult {
        Ok(())
    }

    /// Changes the input, which is a copy of the caller's and not validated yet. It has its own
    /// type: `input.downcast_mut::<AssumeRoleInput>()`.
    fn modify_before_serialization(
        &self,
        context: &mut InterceptorContext<'_>,
        input: &mut dyn Any,
    ) -> HookResult {
        Ok(())
    }

    /// The input is valid, and about to be written.
    fn read_before_serialization(&self, context: &mut InterceptorContext<'_>) -> HookResult {
        Ok(())
    }

    /// The request is there: addressed, with all headers but those of the attempt and a signature.
    fn read_after_serialization(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Changes the request for all attempts. Whoever changes the URI's host changes the header
    /// `host` with it. A `content-length` is put right before signing.
    fn modify_before_retry_loop(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// An attempt begins. Its request has the header that numbers it.
    fn read_before_attempt(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Changes the request of this attempt; what is added is signed. As for the host and the
    /// length, [`modify_before_retry_loop`](Self::modify_before_retry_loop) says it.
    fn modify_before_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// The request is about to be signed.
    fn read_before_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// The request is signed.
    fn read_after_signing(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Changes the request as it is sent. The signature stays as it is: a service refuses a
    /// request in which something changed that was signed.
    fn modify_before_transmit(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &mut http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// The request is about to be sent.
    fn read_before_transmit(
        &self,
        context: &mut InterceptorContext<'_>,
        request: &http::Request<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// There is a whole answer, whatever its status. Does not run where there is none.
    fn read_after_transmit(
        &self,
        context: &mut InterceptorContext<'_>,
        response: &http::Response<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// Changes the answer before anything of it is read, its status included.
    fn modify_before_deserialization(
        &self,
        context: &mut InterceptorContext<'_>,
        response: &mut http::Response<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// The answer is about to be read.
    fn read_before_deserialization(
        &self,
        context: &mut InterceptorContext<'_>,
        response: &http::Response<Bytes>,
    ) -> HookResult {
        Ok(())
    }

    /// The answer was read, as an output or as an error.
    fn read_after_deserialization(
        &self,
        context: &mut InterceptorContext<'_>,
        outcome: Outcome<'_>,
    ) -> HookResult {
        Ok(())
    }

    /// The attempt ended. Runs once for each attempt that began, however it ended, before it is
    /// known whether there will be another.
    fn read_after_attempt(&self, context: &mut InterceptorContext<'_>, outcome: Outcome<'_>) {}

    /// The call ended. Runs once for each call that began, however it ended.
    fn read_after_execution(&self, context: &mut InterceptorContext<'_>, outcome: Outcome<'_>) {}
}

/// How an attempt or a call ended: with an output, of which the metadata is given, or an error,
/// which [has metadata](Error::metadata) too.
pub type Outcome<'a> = Result<&'a ResponseMetadata, &'a Error>;

/// The call that a hook is run for.
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

    /// The config that the call is made with, its own overrides included.
    pub fn config(&self) -> &'a Config {
        self.config
    }

    /// The input, if it is a `T`: `AssumeRoleInput`, for example.
    pub fn input<T: 'static>(&self) -> Option<&T> {
        self.input.get().as_any().downcast_ref()
    }

    /// The number of the attempt under way, or of the last one; 0 before the first, which is 1, and
    /// for a presigned URL.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// What hooks of this call left behind for later ones.
    pub fn properties(&self) -> &http::Extensions {
        &self.properties
    }

    /// A place for hooks to leave something for later hooks of the same call, a value of each
    /// type: when it began, or the span that it is a part of.
    pub fn properties_mut(&mut self) -> &mut http::Extensions {
        &mut self.properties
    }
}

impl Config {
    /// Those whose hooks run at the steps of a call, in this order.
    pub fn interceptors(&self) -> &[Arc<dyn Interceptor>] {
        &self.0.interceptors
    }
}

impl ConfigBuilder {
    /// Adds hooks to the steps of every call. They run after those that were added before.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Interceptor + 'static) -> Self {
        self.settings.interceptors.push(Arc::new(interceptor));
        self
    }

    /// Takes away the hooks that were added before.
    #[must_use]
    pub fn without_interceptors(mut self) -> Self {
        self.settings.interceptors.clear();
        self
    }
}
