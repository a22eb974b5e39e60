//! Turns the errors of the parts of a call, for those who use them one by one, and those of waiters
//! into the error of a call. They name no operation.

use super::{Error, ErrorKind};
use crate::credentials::CredentialsError;
use crate::endpoint::EndpointError;
use crate::sigv4::SigningError;
use crate::transport::TransportError;
use crate::waiter::WaiterError;

impl From<CredentialsError> for Error {
    /// Of kind [`Credentials`](crate::ErrorKind::Credentials).
    fn from(error: CredentialsError) -> Self {
        Self::credentials(None, error)
    }
}

impl From<EndpointError> for Error {
    /// Of kind [`Configuration`](crate::ErrorKind::Configuration).
    fn from(error: EndpointError) -> Self {
        Self::endpoint(None, error)
    }
}

impl From<SigningError> for Error {
    /// Of kind [`Configuration`](crate::ErrorKind::Configuration).
    fn from(error: SigningError) -> Self {
        Self::signing(None, error)
    }
}

impl From<TransportError> for Error {
    /// Of kind [`Transport`](crate::ErrorKind::Transport) or
    /// [`Timeout`](crate::ErrorKind::Timeout).
    fn from(error: TransportError) -> Self {
        Self::transport(None, error)
    }
}

impl<T, E: Into<Self> + std::fmt::Display> From<WaiterError<T, E>> for Error {
    /// The error of the call that stopped the waiter, if one did; else of kind
    /// [`Timeout`](crate::ErrorKind::Timeout) or [`Waiter`](crate::ErrorKind::Waiter), with the
    /// error of the last call as its source. Neither is worth a retry.
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
