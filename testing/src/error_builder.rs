//! A builder of the errors that calls return, for tests of code that handles errors.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use querysmith_runtime::interceptor::BoxError;
use querysmith_runtime::testing_v1::{self as parts, ErrorParts};
use querysmith_runtime::transport::TransportError;
use querysmith_runtime::{CredentialsError, Error, ErrorKind, ResponseMetadata, RetryHint};

use crate::metadata_builder::ResponseMetadataBuilder;

/// A builder for any [`Error`] that a call can return.
///
/// `from` converts the error into an operation's error, with the variant that matches the code, or
/// into a modeled error. Properties that are not set, such as whether the error is retryable, are
/// derived from code and status as in a call.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_runtime::*;
/// #     pub use querysmith_testing as testing;
/// # }
/// use querysmith::testing::ErrorBuilder;
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
#[must_use = "the error is created by `build`"]
pub struct ErrorBuilder {
    parts: ErrorParts,
    metadata: ResponseMetadataBuilder,
    retry: Option<RetryHint>,
}

impl ErrorBuilder {
    /// An error response of the service with this code.
    pub fn service(code: impl Into<String>) -> Self {
        Self::of(parts::service_error_parts(code.into()))
    }

    /// An error response without an error code, such as the HTML page of a proxy.
    pub fn no_code(status: u16, body: impl Into<Bytes>) -> Self {
        Self::of(ErrorParts::of_kind(ErrorKind::Service, None))
            .status(status)
            .body(body)
    }

    /// An error about an invalid input.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Validation, message)
    }

    /// An error about an incomplete or inconsistent config.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Configuration, message)
    }

    /// An error about missing credentials.
    pub fn credentials(source: CredentialsError) -> Self {
        Self::like(&Error::from(source))
    }

    /// An error of the transport. If it is a timeout, the error is of kind
    /// [`Timeout`](ErrorKind::Timeout).
    pub fn transport(source: TransportError) -> Self {
        Self::like(&Error::from(source))
    }

    /// The error for an elapsed timeout of the config.
    pub fn timeout(message: impl Into<String>) -> Self {
        Self::like(&parts::timeout_error(message.into()))
    }

    /// An error about a successful response that cannot be deserialized.
    pub fn response(message: impl Into<String>) -> Self {
        Self::of_kind(ErrorKind::Response, message)
    }

    /// An error of the interceptor hook with this name.
    pub fn interceptor(point: &'static str, source: impl Into<BoxError>) -> Self {
        Self::like(&parts::interceptor_error(point, source.into()))
    }

    /// Sets the operation, by its name in the model.
    pub fn operation(mut self, name: &'static str) -> Self {
        self.parts.operation = Some(name);
        self
    }

    /// Sets the message.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.parts.message = Some(message.into());
        self
    }

    /// Sets the HTTP status of the response.
    pub fn status(mut self, status: u16) -> Self {
        self.metadata = self.metadata.status(status);
        self
    }

    /// Sets the request id.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.metadata = self.metadata.request_id(id);
        self
    }

    /// Sets the metadata of the call, replacing what was set before.
    pub fn metadata(mut self, metadata: ResponseMetadata) -> Self {
        self.metadata = metadata.into();
        self
    }

    /// Sets the body of the response, from which modeled errors read their members other than the
    /// message.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.parts.body = parts::kept_body(&body.into());
        self
    }

    /// Sets whether the error is retryable.
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retry = Some(match retryable {
            true => RetryHint::Yes,
            false => RetryHint::No,
        });
        self
    }

    /// Marks the error as throttling.
    pub fn throttling(mut self) -> Self {
        self.retry = Some(RetryHint::Throttling);
        self
    }

    /// Sets the underlying error.
    pub fn source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.parts.source = Some(Arc::new(source));
        self
    }

    /// Builds the error.
    pub fn build(self) -> Error {
        let mut inner = self.parts;
        let metadata = self.metadata.build();
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
            metadata: ResponseMetadataBuilder::new(),
            retry: None,
        }
    }
}

/// Prints the error that `build` returns.
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
    fn a_code_is_classified_as_in_a_call() {
        let error = ErrorBuilder::service("ExpiredToken").build();
        assert!(error.is_credentials_problem());
        assert!(!error.is_retryable());
        assert!(error.to_string().contains("have expired"), "{error}");
        assert_eq!(error.status(), None);
    }

    #[test]
    fn a_status_determines_retryability_unless_it_is_set() {
        let error = ErrorBuilder::no_code(503, "<html>Busy</html>");
        assert!(error.clone().build().is_retryable());
        assert!(!error.clone().retryable(false).build().is_retryable());
        assert!(error.throttling().build().is_throttling());
    }

    #[test]
    fn every_kind_can_be_built() {
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
