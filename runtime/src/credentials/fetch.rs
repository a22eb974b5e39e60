//! Requests to the services that issue credentials, with time limits and a few attempts.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};

use super::{CredentialsError, ProviderContext};
use crate::clock::{Sleep, within};
use crate::profile::SharedSettings;
use crate::transport::{Transport, TransportError, TransportErrorKind};

/// The maximum size of a response. Credentials take about two thousand bytes.
const RESPONSE_LIMIT: usize = 1024 * 1024;

/// The delay before the second attempt; it doubles with each further one. It needs no jitter: no
/// other client calls these services at the same moment for the same reason.
const PAUSE: Duration = Duration::from_millis(100);

/// The time limits and the number of attempts of one provider.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// For connecting; enforced by the default transport.
    pub(super) connect: Duration,
    /// For the response, once connected.
    pub(super) read: Duration,
    /// The maximum number of attempts, including the first.
    pub(super) attempts: u32,
}

/// Sends requests for one provider.
#[derive(Debug, Clone)]
pub(super) struct Fetch {
    transport: Option<Arc<dyn Transport>>,
    sleep: Option<Arc<dyn Sleep>>,
    limits: Limits,
}

/// Why there is no response.
#[derive(Debug)]
pub(super) enum FetchError {
    /// No connection was made.
    Unreachable(TransportError),
    /// The connection broke, or did not carry a valid response.
    Broken(TransportError),
    /// There was no complete response within the time limit.
    TimedOut(Duration),
    /// There is no transport.
    NoTransport,
}

impl Fetch {
    /// For an endpoint on this host or next to it, never through a proxy.
    pub(super) fn local(context: &ProviderContext, limits: Limits) -> Self {
        Self {
            transport: context.local_transport(limits.connect, RESPONSE_LIMIT),
            sleep: context.sleep.clone(),
            limits,
        }
    }

    /// For a service, with the proxies and root certificates that are configured for all services.
    pub(super) fn service(
        context: &ProviderContext,
        settings: Option<&SharedSettings>,
        limits: Limits,
    ) -> Self {
        Self {
            transport: context.transport(settings, limits.connect, RESPONSE_LIMIT),
            sleep: context.sleep.clone(),
            limits,
        }
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Sends `request`, and retries it while the outcome is transient.
    pub(super) async fn send(
        &self,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, FetchError> {
        let mut attempt = 1;
        loop {
            let outcome = self.send_once(request).await;
            if attempt >= self.limits.attempts || !is_transient(&outcome) {
                return outcome;
            }
            self.pause_after(attempt).await;
            attempt += 1;
        }
    }

    /// Sends `request` once, within the limits for connecting and reading together.
    pub(super) async fn send_once(
        &self,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, FetchError> {
        let transport = self.transport.as_ref().ok_or(FetchError::NoTransport)?;
        let limit = self.limits.connect + self.limits.read;
        let sent = transport.send(request.clone());
        let response = within(self.sleep.as_deref(), Some(limit), sent)
            .await
            .map_err(|elapsed| FetchError::TimedOut(elapsed.0))?
            .map_err(|error| match error.kind() {
                // A transport has no time limit of its own except that for connecting.
                TransportErrorKind::Connect | TransportErrorKind::Timeout => {
                    FetchError::Unreachable(error)
                }
                _ => FetchError::Broken(error),
            })?;
        if response.body().len() > RESPONSE_LIMIT {
            let error = TransportError::body_too_large(RESPONSE_LIMIT);
            return Err(FetchError::Broken(error));
        }
        Ok(response)
    }

    /// Waits after attempt number `attempt`, before the next one.
    pub(super) async fn pause_after(&self, attempt: u32) {
        if let Some(sleep) = &self.sleep {
            let doublings = attempt.saturating_sub(1).min(10);
            sleep.sleep(PAUSE * 2_u32.pow(doublings)).await;
        }
    }
}

/// Whether a retry may succeed.
pub(super) fn is_transient(outcome: &Result<Response<Bytes>, FetchError>) -> bool {
    match outcome {
        Ok(response) => is_transient_status(response.status()),
        Err(FetchError::Broken(error)) => error.kind() == TransportErrorKind::Io,
        Err(FetchError::Unreachable(_) | FetchError::TimedOut(_)) => true,
        Err(FetchError::NoTransport) => false,
    }
}

pub(super) fn is_transient_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

impl FetchError {
    /// The error of a provider that sent the request to `source`.
    pub(super) fn failed(self, source: &str) -> CredentialsError {
        match self {
            Self::Unreachable(error) | Self::Broken(error) => {
                CredentialsError::failed(format!("{source}: {error}")).with_source(error)
            }
            Self::TimedOut(limit) => {
                CredentialsError::failed(format!("{source}: no complete response within {limit:?}"))
            }
            Self::NoTransport => CredentialsError::failed(format!(
                "{source}: no transport is available; set one in the provider's context, or enable \
                 the feature `hyper`"
            )),
        }
    }
}

/// The value of a header that contains a secret. `None` if it contains a character that is invalid
/// in a header, such as a line break.
pub(super) fn secret_header(secret: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(secret).ok()?;
    value.set_sensitive(true);
    Some(value)
}
