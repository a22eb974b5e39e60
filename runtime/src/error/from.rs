//! Turns the errors of the parts of a call, for those who use them one by one, into the error of a
//! call. They name no operation.

use super::Error;
use crate::credentials::CredentialsError;
use crate::endpoint::EndpointError;
use crate::sigv4::SigningError;
use crate::transport::TransportError;

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
