//! Builders of errors of the service, for tests of error handling.

use std::marker::PhantomData;

use http::HeaderMap;

use super::{Error, ErrorKind, ErrorParts, classify, help};
use crate::spec::ErrorSpec;
use crate::value::metadata::ResponseMetadata;

/// Builds an [`Error`] of the service with a code and a message, by [`Error::builder`]. The crate
/// `querysmith-testing` has a builder for all kinds of errors.
#[derive(Clone, Debug, Default)]
#[must_use = "the error is created by `build`"]
pub struct ErrorMetadataBuilder {
    code: Option<String>,
    message: Option<String>,
}

impl ErrorMetadataBuilder {
    /// Sets the error code, such as `AccessDenied`.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Sets the message.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Builds the error.
    pub fn build(self) -> Error {
        let code = self.code.as_deref();
        Error::new(ErrorParts {
            retry: classify::retry_hint(code, None, &[]),
            credentials_problem: code.is_some_and(classify::is_credentials_code),
            help: code.and_then(|code| help::for_code(code, None)),
            code: self.code,
            message: self.message,
            ..ErrorParts::of_kind(ErrorKind::Service, None)
        })
    }
}

/// Builds the error shape `S`.
#[derive(Clone, Debug)]
#[must_use = "the error is created by `build`"]
pub struct ErrorShapeBuilder<S> {
    spec: ErrorSpec,
    message: Option<String>,
    shape: PhantomData<fn() -> S>,
}

impl<S: From<Error>> ErrorShapeBuilder<S> {
    /// A builder of an error with the code and status of `spec`.
    pub fn new(spec: &ErrorSpec) -> Self {
        Self {
            spec: *spec,
            message: None,
            shape: PhantomData,
        }
    }

    /// Sets the message.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Sets the message, or unsets it with `None`.
    pub fn set_message(mut self, message: Option<String>) -> Self {
        self.message = message;
        self
    }

    /// Builds the error. Its other members are unset.
    pub fn build(self) -> S {
        Error::of_spec(&self.spec, self.message).into()
    }
}

impl Error {
    /// A builder of an error of the service with a code and a message, for tests of error handling.
    ///
    /// ```
    /// # extern crate querysmith_runtime as querysmith;
    /// use querysmith::Error;
    ///
    /// let error = Error::builder().code("Throttling").message("Slow down.").build();
    /// assert!(error.is_throttling());
    /// assert_eq!(error.to_string(), "Throttling: Slow down.");
    /// ```
    pub fn builder() -> ErrorMetadataBuilder {
        ErrorMetadataBuilder::default()
    }

    /// A modeled error as the service would return it, to build error values in tests.
    pub fn modeled(spec: &ErrorSpec, message: impl Into<String>) -> Self {
        Self::of_spec(spec, Some(message.into()))
    }

    fn of_spec(spec: &ErrorSpec, message: Option<String>) -> Self {
        let code = spec.code;
        let metadata = ResponseMetadata::new(spec.status, HeaderMap::new(), None);
        Self::new(ErrorParts {
            code: Some(code.to_owned()),
            message,
            metadata: Some(metadata),
            retry: classify::retry_hint(Some(code), Some(spec.status), &[*spec]),
            credentials_problem: classify::is_credentials_code(code),
            help: help::for_code(code, None),
            ..ErrorParts::of_kind(ErrorKind::Service, None)
        })
    }
}
