//! Converts the errors of a call's parts, for callers who use them one by one, into the error of a
//! call. They name no operation.

use super::Error;
use crate::signing::presigning::PresigningConfigError;
use crate::signing::sigv4::SigningError;
use crate::spec::endpoint::EndpointError;
use crate::transport::TransportError;

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

impl From<PresigningConfigError> for Error {
    fn from(error: PresigningConfigError) -> Self {
        Self::configuration(None, error.to_string())
    }
}
