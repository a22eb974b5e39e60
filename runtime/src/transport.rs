//! Transports: sending a request and receiving its response, the only step of a call that does I/O.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! # #[cfg(feature = "hyper")] {
//! use std::time::Duration;
//!
//! use querysmith::Config;
//! use querysmith::transport::HyperTransport;
//!
//! let transport = HyperTransport::builder()
//!     .connect_timeout(Duration::from_secs(1))
//!     .pool_max_idle_per_host(8)
//!     .build();
//! let config = Config::builder().region("eu-west-1").transport(transport).build();
//! # }
//! ```

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::system::clock::BoxFuture;

mod connection_policy;
#[cfg(feature = "hyper")]
mod hyper;

#[cfg(feature = "hyper")]
pub(crate) use connection_policy::Discard;
pub(crate) use connection_policy::{ATTEMPT, ConnectionHints, SUSPECT_TIMEOUT, UsedConnection};

/// The default limit for the body of a response: 10 MiB.
pub(crate) const RESPONSE_LIMIT: usize = 10 * 1024 * 1024;

/// The default limit for making a connection: 3.1 s.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

#[cfg(feature = "hyper")]
pub use self::hyper::{HyperTransport, HyperTransportBuilder};
/// The TLS implementation of the default transport, for [`HyperTransportBuilder::tls_config`].
#[cfg(feature = "hyper")]
#[doc(no_inline)]
pub use rustls;

/// An HTTP client that sends a request and receives the complete response.
///
/// A transport does not sign, does not retry and does not interpret the status. Dropping the future
/// cancels the request. A transport should reject responses that are too large to hold in memory.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends `request`, whose URI is absolute and whose headers are complete, and reads the
    /// complete response.
    ///
    /// # Errors
    ///
    /// If there is no complete response. A response with an error status is not an error here.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Whether this is a test double, which accepts inputs that the service itself would not.
    #[doc(hidden)]
    fn is_test_double(&self) -> bool {
        false
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.as_ref().send(request)
    }

    fn is_test_double(&self) -> bool {
        self.as_ref().is_test_double()
    }
}

/// The error of a transport.
#[derive(Debug, Clone)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// The kind of a transport error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was established: unknown host, connection refused, host unreachable.
    Connect,
    /// The connection was lost, or the peer did not send valid HTTP.
    Io,
    /// A timeout of the transport elapsed.
    Timeout,
    /// The peer is not trusted, or there are no root certificates.
    Tls,
    /// The response is larger than the limit.
    BodyTooLarge,
    /// Any other error, which is not retryable.
    Other,
}

impl TransportError {
    /// Creates an error of `kind`. `message` states what was attempted, and with which peer.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// The error for a response body of more than `limit` bytes.
    pub fn body_too_large(limit: usize) -> Self {
        Self::new(
            TransportErrorKind::BodyTooLarge,
            format!("the response is larger than the limit of {limit} bytes"),
        )
    }

    /// Sets the underlying error.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            source: Some(source.into().into()),
            ..self
        }
    }

    /// The kind of the error.
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
