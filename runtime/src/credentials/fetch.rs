//! Requests to the services that hand out credentials, within time limits and a few attempts.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};

use super::{CredentialsError, ProviderContext};
use crate::clock::{Sleep, within};
use crate::profile::SharedSettings;
use crate::transport::{Transport, TransportError, TransportErrorKind};

/// The most of an answer that is read. Credentials have some two thousand bytes.
const RESPONSE_LIMIT: usize = 1024 * 1024;

/// The pause before the second attempt; it doubles with each further one. No random part: nobody
/// else asks these services at the same moment for the same reason.
const PAUSE: Duration = Duration::from_millis(100);

/// Time limits and attempts of one provider.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// For making a connection; the default transport keeps to it.
    pub(super) connect: Duration,
    /// For the answer, once connected.
    pub(super) read: Duration,
    /// How often a request is sent, the first time included.
    pub(super) attempts: u32,
}

/// Sends requests for one provider.
#[derive(Debug, Clone)]
pub(super) struct Fetch {
    transport: Option<Arc<dyn Transport>>,
    sleep: Option<Arc<dyn Sleep>>,
    limits: Limits,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum FetchError {
    /// Nobody is there: no connection was made.
    Unreachable(TransportError),
    /// The connection broke, or what came over it is no answer.
    Broken(TransportError),
    /// There is no whole answer within the time limit.
    TimedOut(Duration),
    /// There is no transport.
    NoTransport,
}

impl Fetch {
    /// Asks this computer or one next to it, never through a proxy.
    pub(super) fn local(context: &ProviderContext, limits: Limits) -> Self {
        Self {
            transport: context.local_transport(limits.connect, RESPONSE_LIMIT),
            sleep: context.sleep.clone(),
            limits,
        }
    }

    /// Asks a service, with the proxies and root certificates that are set for all of them.
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

    /// Sends `request`, and again while what comes back is worth another attempt.
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
                // The only limit that a transport has of its own is that for connecting.
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

    /// Waits before the attempt that follows attempt number `attempt`.
    pub(super) async fn pause_after(&self, attempt: u32) {
        if let Some(sleep) = &self.sleep {
            let doublings = attempt.saturating_sub(1).min(10);
            sleep.sleep(PAUSE * 2_u32.pow(doublings)).await;
        }
    }
}

/// Whether another attempt may have a better end.
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
    /// The error of a provider that was asking `whom`.
    pub(super) fn failed(self, whom: &str) -> CredentialsError {
        match self {
            Self::Unreachable(error) | Self::Broken(error) => {
                CredentialsError::failed(format!("{whom}: {error}")).with_source(error)
            }
            Self::TimedOut(limit) => {
                CredentialsError::failed(format!("{whom}: no whole answer within {limit:?}"))
            }
            Self::NoTransport => CredentialsError::failed(format!(
                "{whom}: there is nothing to send a request with; give the provider's context a \
                 transport, or turn the feature `hyper` on"
            )),
        }
    }
}

/// The value of a header that holds a secret. `None` if it has a character that no header may
/// have, such as a line break.
pub(super) fn secret_header(secret: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(secret).ok()?;
    value.set_sensitive(true);
    Some(value)
}
