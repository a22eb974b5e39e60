//! Requests that cannot be read.

use std::fmt;

use crate::value::text::{OneLine, beginning};

/// The maximum length of an action, a version or the name of a parameter in a message, in bytes.
const MAX_SHOWN: usize = 200;

/// The code of an error about violated constraints.
pub(super) const VALIDATION_ERROR: &str = "ValidationError";

/// Why a request cannot be read as the input of an operation.
///
/// It has the code, the message and the HTTP status that AWS returns in that case. Messages contain
/// the names of parameters. They contain values only of members that are not sensitive and that
/// violate a constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    kind: RequestErrorKind,
    message: String,
    parameter: Option<String>,
}

/// The kinds of [`RequestError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RequestErrorKind {
    /// There is no `Action`. The code is `MissingAction`, the status 400.
    MissingAction,
    /// The service has no such operation, or not in this version. The code is `InvalidAction`, the
    /// status 400.
    InvalidAction,
    /// The body is not a form in UTF-8. The code is `MalformedQueryString`, the status 404.
    MalformedQueryString,
    /// A parameter does not have the type of its member. The code is `MalformedInput`, the status
    /// 400.
    MalformedInput,
    /// The request exceeds a limit of this module. The code is `RequestEntityTooLarge`, the status
    /// 413.
    TooLarge,
    /// The input violates constraints of the model. The code is `ValidationError`, the status 400.
    Validation,
}

impl RequestError {
    pub(super) fn new(kind: RequestErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            parameter: None,
        }
    }

    /// With the name of the parameter that is the cause.
    pub(super) fn at(self, parameter: &str) -> Self {
        let parameter = shown(parameter);
        Self {
            kind: self.kind,
            message: format!("{} (parameter {parameter})", self.message),
            parameter: Some(parameter),
        }
    }

    pub(super) fn unknown_action(action: &str, version: &str) -> Self {
        let (action, version) = (shown(action), shown(version));
        Self::new(
            RequestErrorKind::InvalidAction,
            format!("Could not find operation {action} for version {version}"),
        )
    }

    /// The kind of the error.
    pub fn kind(&self) -> RequestErrorKind {
        self.kind
    }

    /// The code of the error response.
    pub fn code(&self) -> &'static str {
        match self.kind {
            RequestErrorKind::MissingAction => "MissingAction",
            RequestErrorKind::InvalidAction => "InvalidAction",
            RequestErrorKind::MalformedQueryString => "MalformedQueryString",
            RequestErrorKind::MalformedInput => "MalformedInput",
            RequestErrorKind::TooLarge => "RequestEntityTooLarge",
            RequestErrorKind::Validation => VALIDATION_ERROR,
        }
    }

    /// The message of the error response.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status of the error response.
    pub fn status(&self) -> u16 {
        match self.kind {
            RequestErrorKind::MalformedQueryString => 404,
            RequestErrorKind::TooLarge => 413,
            _ => 400,
        }
    }

    /// The name of the parameter that is the cause, if it is a single one. At most 200 bytes;
    /// control characters are escaped.
    pub fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.message)
    }
}

impl std::error::Error for RequestError {}

/// The beginning of a text from outside, on one line.
fn shown(text: &str) -> String {
    let (start, _) = beginning(text, MAX_SHOWN);
    OneLine(start).to_string()
}
