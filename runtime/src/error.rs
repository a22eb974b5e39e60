//! The error type of all calls.
//!
//! Its message is written for someone who reads one line of a log: what was called, what went
//! wrong, the request id and, if known, what to do.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::{Error, ErrorKind};
//!
//! fn advice(error: &Error) -> &'static str {
//!     match error.kind() {
//!         ErrorKind::Configuration | ErrorKind::Credentials => "check the configuration",
//!         _ if error.is_retryable() => "try again later",
//!         _ => "look up the code and the request id",
//!     }
//! }
//! ```

pub(crate) mod build;
pub(crate) mod builder;
pub(crate) mod classify;
mod display;
mod from;
pub(crate) mod help;
pub(crate) mod make;
pub(crate) mod provide;
pub(crate) mod redact;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::protocol::envelope::{ErrorMembers, ReadErrorMembers, error_element};
use crate::protocol::xml::{Document, Element, XmlError};
use crate::spec::RetryHint;
use crate::value::metadata::ResponseMetadata;

/// The error of a hook: any error, or a message made with `"...".into()`.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The underlying error of an error.
pub type Source = Arc<dyn std::error::Error + Send + Sync>;

/// The error of a call.
///
/// `Display` prints one line:
/// `AssumeRole failed: ExpiredTokenException: <message> (HTTP 400, request id 1234); <what to do>`.
/// [`source`](std::error::Error::source) returns the underlying error. Cloning is cheap.
///
/// Two errors are equal when their kind, operation, code, message, status and request id are.
#[derive(Clone)]
pub struct Error(Arc<ErrorParts>);

/// The parts of an error: see the getters of [`Error`].
#[derive(Clone)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is what the getter of that name returns")]
pub struct ErrorParts {
    pub kind: ErrorKind,
    pub operation: Option<&'static str>,
    pub code: Option<String>,
    pub message: Option<String>,
    pub metadata: Option<ResponseMetadata>,
    pub body: Bytes,
    pub retry: RetryHint,
    pub credentials_problem: bool,
    pub help: Option<&'static str>,
    pub note: Option<String>,
    pub source: Option<Source>,
    /// The members of a modeled error.
    pub members: Option<ErrorMembers>,
}

/// The step at which a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input violates constraints of the model. Nothing was sent.
    Validation,
    /// The config is incomplete or inconsistent. Nothing was sent.
    Configuration,
    /// There are no credentials, or their provider failed. Nothing was sent.
    Credentials,
    /// The request could not be sent, or its response was not received.
    Transport,
    /// A timeout elapsed before the complete response was received, or before a waiter's resource
    /// was in the desired state.
    Timeout,
    /// The service, or a proxy in front of it, returned an error.
    Service,
    /// The service returned a successful response that cannot be deserialized.
    Response,
    /// A hook of an [`Interceptor`](crate::interceptor::Interceptor) failed.
    Interceptor,
    /// The resource of a [waiter](crate::waiter) is in a failure state.
    Waiter,
}

impl Error {
    pub(crate) fn parts(&self) -> &ErrorParts {
        &self.0
    }

    /// The step at which the call failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The name of the operation in the model. `None` for errors outside a call.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// The error code of the service, such as `AccessDenied`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The message of the service, in which secrets of the request are redacted; for errors of the
    /// client itself, what went wrong.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The HTTP status, if there was a response.
    pub fn status(&self) -> Option<u16> {
        let status = self.metadata()?.status();
        (status != 0).then_some(status)
    }

    /// The request id, if there was a response that contains it.
    pub fn request_id(&self) -> Option<&str> {
        self.metadata()?.request_id()
    }

    /// Whether the error is retryable: transport errors, timeouts, throttling, HTTP 500, 502, 503
    /// and 504, and errors that the model marks as retryable.
    pub fn is_retryable(&self) -> bool {
        self.0.retry != RetryHint::No
    }

    /// Whether the service throttled the request.
    pub fn is_throttling(&self) -> bool {
        self.0.retry == RetryHint::Throttling
    }

    /// Whether a timeout elapsed.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the credentials that sign the call are the problem: none were found, or the service
    /// rejected them as expired, unknown or invalid. Missing permissions do not count.
    pub fn is_credentials_problem(&self) -> bool {
        self.0.credentials_problem
    }

    /// Whether the service rejected the credentials that signed the call as expired or no longer
    /// valid, so that the call may succeed with new credentials of the same identity. The call was
    /// already retried with new credentials if its provider had any.
    pub fn is_expired_credentials(&self) -> bool {
        self.is_credentials_problem() && self.code().is_some_and(classify::is_expired_code)
    }

    /// Whether the service does not know the access key that signed the call.
    pub(crate) fn is_unknown_access_key(&self) -> bool {
        self.is_credentials_problem() && self.code() == Some(classify::UNKNOWN_ACCESS_KEY)
    }

    /// The metadata of the call, with status, headers and request id of the last response if there
    /// was one. `None` for errors outside a call.
    pub fn metadata(&self) -> Option<&ResponseMetadata> {
        self.0.metadata.as_ref()
    }

    /// The error response: its status, its headers, and the part of its body that
    /// [`body`](Self::body) keeps. `None` if there was no response.
    pub fn raw_response(&self) -> Option<http::Response<Bytes>> {
        let status = http::StatusCode::from_u16(self.status()?).ok()?;
        let mut response = http::Response::new(self.0.body.clone());
        *response.status_mut() = status;
        *response.headers_mut() = self.metadata()?.headers().clone();
        Some(response)
    }

    /// Reads members of the error that the model does not have with `read`, which gets the element
    /// that holds them. `None` if the response has no such element, if a member cannot be read, or
    /// if the response is larger than what [`body`](Self::body) keeps of it. The body is parsed each
    /// time.
    pub fn details<T>(&self, read: impl FnOnce(Element<'_>) -> Result<T, XmlError>) -> Option<T> {
        let text = String::from_utf8_lossy(self.body()?);
        let document = Document::parse_leniently(&text).ok()?;
        read(error_element(document.root(), self.code())?).ok()
    }

    /// The beginning, at most 16 KiB, of the body of an error response
    /// ([`ErrorKind::Service`]). Successful bodies are not kept, because they may contain secrets.
    /// An error body may quote secrets of the request: do not log it.
    pub fn body(&self) -> Option<&[u8]> {
        (!self.0.body.is_empty()).then_some(&self.0.body)
    }
}

/// An error that is not modeled has no members.
impl ReadErrorMembers for Error {
    fn read_error_members(_: &str, _: Element<'_>) -> Option<ErrorMembers> {
        None
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display::one_line(self, f)
    }
}

/// Prints the same line as `Display`, because a `main` that returns an error prints its `Debug`
/// form. `{:#?}` prints all parts except the body.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("operation", &self.operation())
            .field("code", &self.code())
            .field("message", &self.message())
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("source", &self.0.source)
            .finish()
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        self.kind() == other.kind()
            && self.operation() == other.operation()
            && self.code() == other.code()
            && self.message() == other.message()
            && self.status() == other.status()
            && self.request_id() == other.request_id()
    }
}

#[cfg(test)]
mod tests;
