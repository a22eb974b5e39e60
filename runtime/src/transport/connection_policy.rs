//! The information about connections that a call and its transport exchange in the extensions of
//! requests and responses. Transports that do not know these types ignore them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderName;

/// The header with the number of an attempt, which the requests of calls have.
pub(crate) const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");

/// How long a connection that may be dead may take to respond before the attempt is given up, if it
/// can be retried. The retry then has a new connection and the whole read timeout.
pub(crate) const SUSPECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Which connection an attempt may use; an extension of its request.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
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
    /// Closes the connection once it is idle, and the idle connections that have not been used since
    /// it was taken from the pool.
    fn discard(&self);
}

impl ConnectionHints {
    /// The hints of most first attempts of calls. Requests of attempts without other hints have them,
    /// because an extension takes three allocations.
    const USUAL: Self = Self {
        opens_new: false,
        can_be_retried: true,
    };

    /// Adds these hints to the request of an attempt.
    pub(crate) fn attach_to(self, request: &mut http::Request<Bytes>) {
        if self != Self::USUAL || !request.headers().contains_key(ATTEMPT) {
            request.extensions_mut().insert(self);
        }
    }

    /// Takes the hints of a request, which may be that of an attempt of a call, or any other.
    #[cfg_attr(
        not(feature = "hyper"),
        allow(dead_code, reason = "used by the default transport")
    )]
    pub(crate) fn take_from<B>(request: &mut http::Request<B>) -> Self {
        match request.extensions_mut().remove() {
            Some(hints) => hints,
            None if request.headers().contains_key(ATTEMPT) => Self::USUAL,
            None => Self::default(),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The hints that arrive at the transport, and whether they took an extension.
    fn sent(hints: ConnectionHints, is_attempt: bool) -> (ConnectionHints, bool) {
        let mut request = http::Request::new(Bytes::new());
        if is_attempt {
            let value = http::HeaderValue::from_static("attempt=1; max=3");
            request.headers_mut().insert(ATTEMPT, value);
        }
        hints.attach_to(&mut request);
        let has_extension = !request.extensions().is_empty();
        (ConnectionHints::take_from(&mut request), has_extension)
    }

    #[test]
    fn every_hint_arrives_and_the_usual_ones_take_no_extension() {
        for opens_new in [false, true] {
            for can_be_retried in [false, true] {
                let hints = ConnectionHints {
                    opens_new,
                    can_be_retried,
                };
                let is_unusual = opens_new || !can_be_retried;
                assert_eq!(sent(hints, true), (hints, is_unusual));
                // An interceptor may remove the header.
                assert_eq!(sent(hints, false), (hints, true));
            }
        }
    }

    #[test]
    fn a_request_that_no_call_made_has_the_default_hints() {
        let mut request = http::Request::new(());
        let hints = ConnectionHints::take_from(&mut request);
        assert_eq!(hints, ConnectionHints::default());
        assert!(!hints.can_be_retried);
    }
}
