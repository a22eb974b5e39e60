//! The error of every call.
//!
//! It is written for the person who reads one line of a log: what was called, what went wrong,
//! where it can be looked up, and, where that is known, what to do.

pub(crate) mod build;
pub(crate) mod classify;
mod display;
mod from;
pub(crate) mod help;
pub(crate) mod make;
pub(crate) mod redact;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::protocol::envelope::error_element;
use crate::protocol::xml::{Document, Element, XmlError};
use crate::spec::RetryHint;
use crate::value::metadata::ResponseMetadata;

/// What a hook may fail with: any error, or a text by `"...".into()`.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What lies beneath an error.
pub type Source = Arc<dyn std::error::Error + Send + Sync>;

/// Why a call failed.
///
/// `Display` gives one line:
/// `AssumeRole failed: ExpiredTokenException: <message> (HTTP 400, request id 1234); <what to do>`.
/// [`source`](std::error::Error::source) gives what lies beneath. Cloning is cheap.
///
/// Two errors are equal when their kind, operation, code, message, status and request id are.
#[derive(Clone)]
pub struct Error(Arc<ErrorParts>);

/// What an error is made of: see the getters of [`Error`].
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
    pub source: Option<Source>,
}

/// At which step a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input breaks constraints of the model. Nothing was sent.
    Validation,
    /// The config lacks something or contradicts itself. Nothing was sent.
    Configuration,
    /// There are no credentials, or their provider failed. Nothing was sent.
    Credentials,
    /// The request or its answer was lost on the way.
    Transport,
    /// A time limit passed before the whole answer was there, or a waiter's before its resource was.
    Timeout,
    /// The service, or something in front of it, answered with an error.
    Service,
    /// The service answered with success, but the answer cannot be read.
    Response,
    /// A hook of an [`Interceptor`](crate::interceptor::Interceptor) failed.
    Interceptor,
    /// What a [waiter](crate::waiter) waits for is in a state from which it will not get there.
    Waiter,
}

impl Error {
    pub(crate) fn parts(&self) -> &ErrorParts {
        &self.0
    }

    /// At which step the call failed.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was called, by its name in the model. `None` for errors outside a call.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// The code that the service gave, such as `AccessDenied`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What the service said, without what it quotes of a request's secrets; for errors of our own,
    /// what went wrong.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        let status = self.metadata()?.status();
        (status != 0).then_some(status)
    }

    /// The id under which the service knows the request, if there was an answer that names it.
    pub fn request_id(&self) -> Option<&str> {
        self.metadata()?.request_id()
    }

    /// Whether the same call may succeed when it is made again: after transport errors, timeouts,
    /// throttling, HTTP 500, 502, 503 and 504, and the errors that the model marks so.
    pub fn is_retryable(&self) -> bool {
        self.0.retry != RetryHint::No
    }

    /// Whether the service asked for fewer requests.
    pub fn is_throttling(&self) -> bool {
        self.0.retry == RetryHint::Throttling
    }

    /// Whether a time limit passed.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the credentials that sign the call are the problem: none were found, or the
    /// service takes them for expired, unknown or wrong. A lack of permission is not counted.
    pub fn is_credentials_problem(&self) -> bool {
        self.0.credentials_problem
    }

    /// Whether the service says that the credentials which signed the call have expired or are
    /// valid no more: with others of the same identity it may succeed. A call has tried that when
    /// it gives this error, if its provider had others to give.
    pub fn is_expired_credentials(&self) -> bool {
        self.is_credentials_problem() && self.code().is_some_and(classify::says_expired)
    }

    /// How the call went, with status, headers and request id of the last answer if there was
    /// one. `None` for errors outside a call.
    pub fn metadata(&self) -> Option<&ResponseMetadata> {
        self.0.metadata.as_ref()
    }

    /// What `read` finds in the element that holds the error's members: how emitted errors get
    /// theirs. `None` when the answer has no such element, a member cannot be read, or the answer
    /// is larger than what [`body`](Self::body) keeps of it.
    pub fn details<T>(&self, read: fn(Element<'_>) -> Result<T, XmlError>) -> Option<T> {
        let document = Document::parse(self.body()?).ok()?;
        read(error_element(document.root())?).ok()
    }

    /// The first part, at most 16 KiB, of the body of an answer of kind
    /// [`ErrorKind::Service`]. A body of success is not kept, for it may hold secrets. This one may
    /// quote those that were sent: do not log it.
    pub fn body(&self) -> Option<&[u8]> {
        (!self.0.body.is_empty()).then_some(&self.0.body)
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
        display::one_line(self, self.0.help, f)
    }
}

/// The line of `Display`, for a `main` that ends with an error shows this; in the form `{:#?}` all
/// parts but the body.
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
