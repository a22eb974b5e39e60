//! Makes errors as calls give them, for tests of code that handles errors.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use querysmith_runtime::interceptor::BoxError;
use querysmith_runtime::testing_v1::{self as parts, ErrorParts};
use querysmith_runtime::transport::TransportError;
use querysmith_runtime::{CredentialsError, Error, ErrorKind, ResponseMetadata, RetryHint};

use crate::metadata_builder::ResponseMetadataBuilder;

/// Makes any [`Error`] that a call can give.
///
/// An operation's error is made of it by `from`, and is the variant that the code belongs to; so
/// is the error shape itself. What is not said, such as whether it is worth another attempt, is
/// what a call would tell of an error with this code and status.
///
/// ```
/// use querysmith_testing::ErrorBuilder;
///
/// let error = ErrorBuilder::service("Throttling")
///     .operation("AssumeRole")
///     .message("Slow down.")
///     .status(400)
///     .request_id("4d5e")
///     .build();
/// assert!(error.is_throttling() && error.is_retryable());
/// assert_eq!(
///     error.to_string(),
///     "AssumeRole failed: Throttling: Slow down. (HTTP 400, request id 4d5e)"
/// );
/// ```
#[derive(Clone)]
#[must_use = "an error is made by `build`"]
pub struct ErrorBuilder {
    parts: ErrorParts,
    answered: ResponseMetadataBuilder,
    retry: Option<RetryHint>,
}

impl ErrorBuilder {
    /// The service answered with this code.
    pub fn service(code: impl Into<String>) -> Self {
        Self::of(parts::service_error_parts(code.into()))
    }

    /// Something answered with no code: a proxy with its page of HTML, for example.
    pub fn no_code(status: u16, body: impl Into<Bytes>) -> Self {
        Self::of(ErrorParts::of_kind(ErrorKind::Service, None))
            .status(status)
            .body(body)
    }

    /// The input is not valid.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Validation, message)
    }

    /// The config lacks something.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Configuration, message)
    }

    /// There are no credentials.
    pub fn credentials(source: CredentialsError) -> Self {
        Self::like(&Error::from(source))
    }

    /// The request or its answer was lost on the way; of a transport's timeout, it is an error of
    /// the kind [`Timeout`](ErrorKind::Timeout).
    pub fn transport(source: TransportError) -> Self {
        Self::like(&Error::from(source))
    }

    /// A time limit of the config passed.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self::like(&parts::timeout_error(message.into()))
    }

    /// An answer of success cannot be read.
    pub fn response(message: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Response, message)
    }

    /// A hook of an interceptor failed, at the point of this name.
    pub fn interceptor(point: &'static str, source: impl Into<BoxError>) -> Self {
        Self::like(&parts::interceptor_error(point, source.into()))
    }

    /// In a call of this operation, by its name in the model.
    pub fn operation(mut self, name: &'static str) -> Self {
        self.parts.operation = Some(name);
        self
    }

    /// What the service said, or what went wrong.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.parts.message = Some(message.into());
        self
    }

    /// The HTTP status of the answer.
    pub fn status(mut self, status: u16) -> Self {
        self.answered = self.answered.status(status);
        self
    }

    /// The id under which the service knows the request.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.answered = self.answered.request_id(id);
        self
    }

    /// All that is known of the answer and of how the call went, in place of what was said of it
    /// before.
    pub fn metadata(mut self, metadata: ResponseMetadata) -> Self {
        self.answered = metadata.into();
        self
    }

    /// The body of the answer, from which error shapes read the members that they have besides
    /// the message.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.parts.body = parts::kept_body(&body.into());
        self
    }

    /// Whether the same call may succeed when it is made again.
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retry = Some(match retryable {
            true => RetryHint::Yes,
            false => RetryHint::No,
        });
        self
    }

    /// The service asks for fewer requests.
    pub fn throttling(mut self) -> Self {
        self.retry = Some(RetryHint::Throttling);
        self
    }

    /// What lies beneath.
    pub fn source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.parts.source = Some(Arc::new(source));
        self
    }

    /// The error.
    pub fn build(self) -> Error {
        let mut inner = self.parts;
        let metadata = self.answered.build();
        if inner.kind == ErrorKind::Service {
            let status = (metadata.status() != 0).then_some(metadata.status());
            parts::classify_service_error(&mut inner, status);
        }
        inner.retry = self.retry.unwrap_or(inner.retry);
        inner.metadata = Some(metadata);
        parts::error(inner)
    }

    fn of_kind(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::of(ErrorParts::of_kind(kind, None)).message(message)
    }

    fn like(error: &Error) -> Self {
        let mut inner = parts::error_parts(error).clone();
        inner.operation = None;
        Self::of(inner)
    }

    fn of(parts: ErrorParts) -> Self {
        Self {
            parts,
            answered: ResponseMetadataBuilder::new(),
            retry: None,
        }
    }
}

/// As the error that it makes.
impl fmt::Debug for ErrorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ErrorBuilder")
            .field(&self.clone().build())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use querysmith_runtime::transport::TransportErrorKind;

    #[test]
    fn a_code_says_what_a_call_would_say_of_it() {
        let error = ErrorBuilder::service("ExpiredToken").build();
        assert!(error.is_credentials_problem());
        assert!(!error.is_retryable());
        assert!(error.to_string().contains("have expired"), "{error}");
        assert_eq!(error.status(), None);
    }

    #[test]
    fn a_status_says_whether_to_retry_unless_the_test_does() {
        let error = ErrorBuilder::no_code(503, "<html>Busy</html>");
        assert!(error.clone().build().is_retryable());
        assert!(!error.clone().retryable(false).build().is_retryable());
        assert!(error.throttling().build().is_throttling());
    }

    #[test]
    fn every_kind_can_be_made() {
        let lost = TransportError::new(TransportErrorKind::Io, "reset");
        let slow = TransportError::new(TransportErrorKind::Timeout, "slow");
        let none = CredentialsError::not_configured("none");
        for (builder, kind, retryable) in [
            (ErrorBuilder::validation("x"), ErrorKind::Validation, false),
            (
                ErrorBuilder::configuration("x"),
                ErrorKind::Configuration,
                false,
            ),
            (
                ErrorBuilder::credentials(none),
                ErrorKind::Credentials,
                false,
            ),
            (ErrorBuilder::transport(lost), ErrorKind::Transport, true),
            (ErrorBuilder::transport(slow), ErrorKind::Timeout, true),
            (ErrorBuilder::timeout("x"), ErrorKind::Timeout, true),
            (ErrorBuilder::service("X"), ErrorKind::Service, false),
            (ErrorBuilder::response("x"), ErrorKind::Response, false),
            (
                ErrorBuilder::interceptor("modify_before_signing", "x"),
                ErrorKind::Interceptor,
                false,
            ),
        ] {
            let error = builder.operation("Weigh").build();
            assert_eq!(error.kind(), kind);
            assert_eq!(error.is_retryable(), retryable, "{kind:?}");
            assert_eq!(error.operation(), Some("Weigh"));
        }
    }

    #[test]
    fn members_are_read_from_the_body() {
        let body = "<ErrorResponse><Error><Code>X</Code><Size>7</Size></Error></ErrorResponse>";
        let error = ErrorBuilder::service("X").body(body).build();
        let size = error.details(|error| match error.child("Size") {
            Some(size) => size.integer().map(Some),
            None => Ok(None),
        });
        assert_eq!(size, Some(Some(7)));
    }
}
