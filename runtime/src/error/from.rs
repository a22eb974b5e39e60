//! Conversions from the errors of the parts of a call, for callers that use the parts separately. The
//! resulting errors name no operation.

use super::Error;
use crate::signing::presigning::PresigningConfigError;
use crate::signing::sigv4::SigningError;
use crate::spec::endpoint::EndpointError;
use crate::transport::TransportError;

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

impl From<PresigningConfigError> for Error {
    fn from(error: PresigningConfigError) -> Self {
        Self::configuration(None, error.to_string())
    }
}
