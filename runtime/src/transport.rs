//! Carrying a request to a service and its answer back: the only step of a call with a socket.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::clock::BoxFuture;

#[cfg(feature = "hyper")]
mod hyper;

#[cfg(feature = "hyper")]
pub use self::hyper::{HyperTransport, HyperTransportBuilder};

/// Sends a request and brings back the whole answer.
///
/// A transport does nothing else: it neither signs, nor retries, nor judges a status. It is told
/// to stop by dropping the future. It should refuse an answer that is too large to hold.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends `request`, whose URI is absolute and whose headers are complete, and reads the
    /// answer to its end.
    ///
    /// # Errors
    ///
    /// When there is no whole answer. An answer of failure is an answer, whatever its status.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.as_ref().send(request)
    }
}

/// Why there is no whole answer.
#[derive(Debug, Clone)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What went wrong on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made: no such host, refused, unreachable.
    Connect,
    /// The connection broke, or what came over it is no HTTP.
    Io,
    /// A time limit of the transport passed.
    Timeout,
    /// The peer is not trusted, or there is nothing to trust it by.
    Tls,
    /// The answer is larger than the limit.
    BodyTooLarge,
    /// Anything else; trying again would not help.
    Other,
}

impl TransportError {
    /// An error of `kind`. `message` says what was tried and with which peer.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// The answer has more than `limit` bytes.
    pub fn body_too_large(limit: usize) -> Self {
        Self::new(
            TransportErrorKind::BodyTooLarge,
            format!("the response is larger than the limit of {limit} bytes"),
        )
    }

    /// With the error beneath this one.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into().into()),
            ..self
        }
    }

    /// What went wrong.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}
