//! The timeouts of a call.

use std::time::Duration;

use crate::transport::CONNECT_TIMEOUT;

/// The timeouts of the steps of a call. `None` means no timeout.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Opening a connection, including DNS resolution and TLS handshake. Applied by the default
    /// transport. 3.1 s by default.
    pub connect: Option<Duration>,
    /// One attempt, from sending the request to the end of its response. 30 s by default.
    pub read: Option<Duration>,
    /// The whole call, including resolving credentials and all attempts. 60 s by default.
    pub operation: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Some(CONNECT_TIMEOUT),
            read: Some(Duration::from_secs(30)),
            operation: Some(Duration::from_secs(60)),
        }
    }
}
