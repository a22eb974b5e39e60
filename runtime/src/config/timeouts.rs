//! The time limits of a call.

use std::time::Duration;

use crate::transport::CONNECT_TIMEOUT;

/// How long a call may take, step by step. `None` is no limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Making a connection, name look-up and TLS handshake included. Kept by the default
    /// transport. 3.1 s by default.
    pub connect: Option<Duration>,
    /// From sending a request to the end of its answer, for one attempt. 30 s by default.
    pub read: Option<Duration>,
    /// The whole call, credentials and all attempts included. 60 s by default.
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
