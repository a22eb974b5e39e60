//! Requests to the services that issue credentials, with time limits and a few attempts.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};

use querysmith_runtime::CredentialsError;
use querysmith_runtime::clock::{BoxFuture, Sleep};
use querysmith_runtime::provider_v1::attempts::{self, Attempts, Budget};
use querysmith_runtime::provider_v1::{Rules, within};
use querysmith_runtime::randomness::Randomness;
use querysmith_runtime::retry::{RetryDecision, RetryReason};
use querysmith_runtime::transport::{Transport, TransportError, TransportErrorKind};

use crate::context::ProviderContext;
use crate::profile::SharedSettings;

/// The maximum size of a response. Credentials take about two thousand bytes.
const RESPONSE_LIMIT: usize = 1024 * 1024;

/// The time limits and the number of attempts of one provider.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// For connecting; enforced by the default transport.
    pub(crate) connect: Duration,
    /// For the response, once connected.
    pub(crate) read: Duration,
    /// The maximum number of attempts, including the first.
    pub(crate) attempts: u32,
}

/// Sends requests for one provider.
#[derive(Debug, Clone)]
pub(crate) struct Fetch {
    transport: Option<Arc<dyn Transport>>,
    sleep: Option<Arc<dyn Sleep>>,
    limits: Limits,
}

/// Why there is no usable response.
#[derive(Debug)]
pub(crate) enum FetchError {
    /// No connection was made.
    Unreachable(TransportError),
    /// The connection broke, or did not carry a valid response.
    Broken(TransportError),
    /// There was no complete response within the time limit.
    TimedOut(Duration),
    /// The service is there, but has a transient problem.
    TransientStatus(Response<Bytes>),
    /// The response is successful, but its body is not readable.
    Unreadable(String),
    /// The request could not be built.
    Request(CredentialsError),
    /// There is no transport.
    NoTransport,
}

impl Fetch {
    /// For an endpoint on this host or next to it, never through a proxy.
    pub(crate) fn local(context: &ProviderContext, limits: Limits) -> Self {
        Self {
            transport: context.local_transport(limits.connect, RESPONSE_LIMIT),
            sleep: context.sleep.clone(),
            limits,
        }
    }

    /// For a service, with the proxies and root certificates that are configured for all services.
    pub(crate) fn service(
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

    /// Sends `request`, and retries transient failures. A response with a transient status is
    /// returned when the attempts are used up.
    pub(crate) async fn send(
        &self,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, FetchError> {
        self.send_checked(request, |_| Ok(())).await
    }

    /// Like [`send`](Self::send), but builds a new request for each attempt.
    pub(crate) async fn send_each(&self, build: &Build<'_>) -> Result<Response<Bytes>, FetchError> {
        self.run(build, |_| Ok(()), FetchError::is_transient).await
    }

    /// Like [`send`](Self::send), but a successful response that `check` rejects is transient too.
    pub(crate) async fn send_checked(
        &self,
        request: &Request<Bytes>,
        check: Check,
    ) -> Result<Response<Bytes>, FetchError> {
        self.send_while(request, check, FetchError::is_transient)
            .await
    }

    /// Like [`send_checked`](Self::send_checked), but `is_retryable` decides what is retried.
    pub(crate) async fn send_while(
        &self,
        request: &Request<Bytes>,
        check: Check,
        is_retryable: fn(&FetchError) -> bool,
    ) -> Result<Response<Bytes>, FetchError> {
        self.run(&|| Ok(request.clone()), check, is_retryable).await
    }

    fn run<'a>(
        &'a self,
        build: &'a Build<'a>,
        check: Check,
        is_retryable: fn(&FetchError) -> bool,
    ) -> BoxFuture<'a, Result<Response<Bytes>, FetchError>> {
        Box::pin(async move {
            let mut attempts = FetchAttempts {
                fetch: self,
                build,
                check,
                is_retryable,
            };
            match attempts::run(&mut attempts).await {
                Err(FetchError::TransientStatus(response)) => Ok(response),
                outcome => outcome,
            }
        })
    }

    /// The limits of this provider's retries.
    pub(crate) fn budget(&self) -> Budget<'_> {
        Budget {
            max_attempts: self.limits.attempts,
            time_left: None,
            backoff: Rules::Provider.into(),
            randomness: &NoJitter,
            sleep: self.sleep(),
        }
    }

    /// The timer, if it works here and now.
    fn sleep(&self) -> Option<&dyn Sleep> {
        let sleep = self.sleep.as_deref()?;
        sleep.is_available().then_some(sleep)
    }

    /// Sends `request` once, within the limits for connecting and reading together.
    pub(crate) async fn send_once(
        &self,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, FetchError> {
        let transport = self.transport.as_ref().ok_or(FetchError::NoTransport)?;
        let limit = self.limits.connect + self.limits.read;
        let sent = transport.send(request.clone());
        let response = within(self.sleep(), Some(limit), sent)
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
        match is_transient_status(response.status()) {
            true => Err(FetchError::TransientStatus(response)),
            false => Ok(response),
        }
    }
}

/// Builds the request of an attempt.
type Build<'a> = dyn Fn() -> Result<Request<Bytes>, CredentialsError> + Sync + 'a;

/// The problem with the body of a successful response, if it has one. It never quotes the body.
pub(crate) type Check = fn(&Response<Bytes>) -> Result<(), String>;

/// Applies `check` to a response, if that is successful.
pub(crate) fn check_body(response: &Response<Bytes>, check: Check) -> Result<(), String> {
    match response.status() {
        StatusCode::OK => check(response),
        _ => Ok(()),
    }
}

/// The attempts of one request.
struct FetchAttempts<'a> {
    fetch: &'a Fetch,
    build: &'a Build<'a>,
    check: Check,
    is_retryable: fn(&FetchError) -> bool,
}

impl Attempts for FetchAttempts<'_> {
    type Output = Response<Bytes>;
    type Error = FetchError;
    type Permit = ();

    async fn attempt(&mut self, _: u32) -> Result<Response<Bytes>, FetchError> {
        let request = (self.build)().map_err(FetchError::Request)?;
        let response = self.fetch.send_once(&request).await?;
        check_body(&response, self.check).map_err(FetchError::Unreadable)?;
        Ok(response)
    }

    async fn classify(&mut self, error: &FetchError) -> RetryDecision {
        match (self.is_retryable)(error) {
            true => RetryDecision::retry(RetryReason::Transient),
            false => RetryDecision::Stop,
        }
    }

    fn budget(&self) -> Budget<'_> {
        self.fetch.budget()
    }

    fn permit(&mut self, _: RetryReason) -> Result<(), &'static str> {
        Ok(())
    }

    fn retry(&mut self, (): (), _: FetchError) {}
}

/// Pauses have their full length: no other client calls these services at the same moment for the
/// same reason.
#[derive(Debug)]
struct NoJitter;

impl Randomness for NoJitter {
    fn uniform(&self) -> f64 {
        1.0
    }

    fn fill(&self, _: &mut [u8]) {}
}

/// Whether a response with this status is transient.
pub(crate) fn is_transient_status(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

impl FetchError {
    /// Whether the same request may succeed soon.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Broken(error) => error.kind() == TransportErrorKind::Io,
            Self::Unreachable(_)
            | Self::TimedOut(_)
            | Self::TransientStatus(_)
            | Self::Unreadable(_) => true,
            Self::Request(_) | Self::NoTransport => false,
        }
    }

    /// The error of a provider that sent the request to `source`.
    pub(crate) fn failed(self, source: &str) -> CredentialsError {
        match self {
            Self::Unreachable(error) | Self::Broken(error) => {
                CredentialsError::failed(format!("{source}: {error}")).with_source(error)
            }
            Self::TimedOut(limit) => {
                CredentialsError::failed(format!("{source}: no complete response within {limit:?}"))
            }
            Self::TransientStatus(response) => {
                CredentialsError::failed(format!("{source}: HTTP {}", response.status()))
            }
            Self::Unreadable(problem) => CredentialsError::failed(format!("{source}: {problem}")),
            Self::Request(error) => error,
            Self::NoTransport => CredentialsError::failed(format!(
                "{source}: no transport is available; set one in the provider's context, or enable \
                 the feature `hyper`"
            )),
        }
    }
}

/// The value of a header that contains a secret. `None` if it contains a character that is invalid
/// in a header, such as a line break.
pub(crate) fn secret_header(secret: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(secret).ok()?;
    value.set_sensitive(true);
    Some(value)
}
