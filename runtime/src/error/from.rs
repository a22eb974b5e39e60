//! Conversions from the errors of waiters and of the parts of a call, for callers that use the
//! parts separately. The resulting errors name no operation.

use super::{Error, ErrorKind};
use crate::credentials::CredentialsError;
use crate::endpoint::EndpointError;
use crate::sigv4::SigningError;
use crate::transport::TransportError;
use crate::waiter::WaiterError;

impl From<CredentialsError> for Error {
    /// Converts to an error of kind [`Credentials`](crate::ErrorKind::Credentials).
    fn from(error: CredentialsError) -> Self {
        Self::credentials(None, error)
    }
}

impl From<EndpointError> for Error {
    /// Converts to an error of kind [`Configuration`](crate::ErrorKind::Configuration).
    fn from(error: EndpointError) -> Self {
        Self::endpoint(None, error)
    }
}

impl From<SigningError> for Error {
    /// Converts to an error of kind [`Configuration`](crate::ErrorKind::Configuration).
    fn from(error: SigningError) -> Self {
        Self::signing(None, error)
    }
}

impl From<TransportError> for Error {
    /// Converts to an error of kind [`Transport`](crate::ErrorKind::Transport) or
    /// [`Timeout`](crate::ErrorKind::Timeout).
    fn from(error: TransportError) -> Self {
        Self::transport(None, error)
    }
}

impl<T, E: Into<Self> + std::fmt::Display> From<WaiterError<T, E>> for Error {
    /// Converts to the error of the call that stopped the waiter, if there was one; otherwise to an
    /// error of kind [`Timeout`](crate::ErrorKind::Timeout) or
    /// [`Waiter`](crate::ErrorKind::Waiter), with the error of the last call as its source. These
    /// are not retryable.
    fn from(error: WaiterError<T, E>) -> Self {
        let message = error.to_string();
        let (kind, last) = match error {
            WaiterError::OperationFailed(stop) => return stop.into_error().into(),
            WaiterError::ExceededMaxWait(stop) => (ErrorKind::Timeout, stop.into_final_poll()),
            WaiterError::FailureState(stop) => (ErrorKind::Waiter, stop.into_final_poll()),
        };
        let source = last.into_result().err().map(Into::into);
        Self::waiter(kind, message, source)
    }
}
