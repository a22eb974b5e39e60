//! The error with which a request is refused.

/// An error response: the part that the caller receives, and the part that only the log shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    /// The HTTP status; from 500 on, the service is at fault.
    pub(crate) status: u16,
    /// The message in the wording of STS, because clients match on it.
    pub(crate) message: String,
    /// The reason that only the log shows. It contains no secret.
    pub(crate) reason: Option<String>,
    /// The contents of an encoded authorization message.
    pub(crate) denied: Option<Box<Denied>>,
}

/// An action that a caller may not perform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Denied {
    pub(crate) caller: String,
    pub(crate) action: String,
    pub(crate) resource: String,
    /// Whether a statement with the effect `Deny` applies.
    pub(crate) is_explicit: bool,
}

impl Refusal {
    /// An error that the model or the documentation of STS lists with this status.
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            status,
            message: message.into(),
            reason: None,
            denied: None,
        }
    }

    /// `AccessDenied`.
    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::new(403, "AccessDenied", message)
    }

    /// `AccessDenied` because the caller may not perform `action` on `resource`.
    pub(crate) fn not_authorized(denied: Denied) -> Self {
        let Denied {
            caller,
            action,
            resource,
            ..
        } = &denied;
        let refusal = Self::access_denied(format!(
            "User: {caller} is not authorized to perform: {action} on resource: {resource}"
        ));
        Self {
            denied: Some(Box::new(denied)),
            ..refusal
        }
    }

    /// `InternalFailure`: this server cannot do what it should.
    pub(crate) fn internal(reason: impl Into<String>) -> Self {
        let message = "The request processing has failed because of an unknown error, exception or \
                       failure.";
        Self::new(500, "InternalFailure", message).because(reason)
    }

    /// `ValidationError`.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }

    /// `InvalidParameterValue`.
    pub(crate) fn invalid_value(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidParameterValue", message)
    }

    /// Adds a reason that only the log shows.
    #[must_use]
    pub(crate) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

impl From<crate::seal::NoRandomness> for Refusal {
    fn from(_: crate::seal::NoRandomness) -> Self {
        Self::internal("the system has no randomness")
    }
}

impl From<querysmith_runtime::BuildError> for Refusal {
    fn from(error: querysmith_runtime::BuildError) -> Self {
        Self::internal(error.to_string())
    }
}
