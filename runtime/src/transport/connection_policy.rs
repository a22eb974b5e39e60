//! The information about connections that a call and its transport exchange in the extensions of
//! requests and responses. Transports that do not know these types ignore them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long a connection that may be dead may take to respond before the attempt is given up, if it
/// can be retried. The retry then has a new connection and the whole read timeout.
pub(crate) const SUSPECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Which connection an attempt may use; an extension of its request.
#[derive(Debug, Clone, Copy, Default)]
#[cfg_attr(
    not(feature = "hyper"),
    allow(dead_code, reason = "read by the default transport")
)]
pub(crate) struct ConnectionHints {
    /// Whether to open a new connection, because the previous attempt failed.
    pub(crate) opens_new: bool,
    /// Whether an attempt that is given up early will be retried with enough time. A connection that
    /// may be dead then gets less time than the read timeout.
    pub(crate) can_be_retried: bool,
}

/// The connection that a response was received over; an extension of the response. It may be in
/// the pool, or in use by another request by now.
#[derive(Clone)]
pub(crate) struct UsedConnection(Arc<dyn Discard>);

/// A connection that can be excluded from further use.
pub(crate) trait Discard: Send + Sync {
    /// Closes the connection as soon as it is not in use, and the idle connections that have not
    /// been used since it was taken from the pool.
    fn discard(&self);
}

impl UsedConnection {
    #[cfg_attr(
        not(feature = "hyper"),
        allow(dead_code, reason = "created by the default transport")
    )]
    pub(crate) fn new(connection: impl Discard + 'static) -> Self {
        Self(Arc::new(connection))
    }

    /// Closes the connection, because the response turned out to be a failure; see [`Discard`].
    pub(crate) fn discard(&self) {
        self.0.discard();
    }
}

impl fmt::Debug for UsedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UsedConnection").finish_non_exhaustive()
    }
}
