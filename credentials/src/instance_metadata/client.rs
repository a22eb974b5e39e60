//! The client of the instance metadata service, with its session token.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};

use querysmith_runtime::CredentialsError;
use querysmith_runtime::clock::{BoxFuture, Clock};
use querysmith_runtime::provider_v1::attempts::{self, Attempts, Budget};
use querysmith_runtime::retry::{RetryDecision, RetryReason};
use querysmith_runtime::sensitive::SensitiveString;

use super::memory::Memory;
use super::settings::Service;
use crate::fetch::{
    Check, Fetch, FetchError, Limits, check_body, is_transient_status, secret_header,
};

pub(super) const LIMITS: Limits = Limits {
    connect: Duration::from_secs(1),
    read: Duration::from_secs(1),
    attempts: 4,
};

const NO_TOKEN: &str = "failed to load IMDS session token";

const TOKEN_PATH: &str = "/latest/api/token";
const TOKEN_HEADER: &str = "x-aws-ec2-metadata-token";
const TTL_HEADER: &str = "x-aws-ec2-metadata-token-ttl-seconds";

/// The requested lifetime of a token in seconds: 6 hours, the maximum.
const TTL: u32 = 21_600;
/// How long before its expiration a token is renewed.
const RENEWED_BEFORE_EXPIRY: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub(super) struct Client {
    fetch: Fetch,
    clock: Arc<dyn Clock>,
    token: Mutex<Option<Token>>,
    without_token: Memory,
}

#[derive(Debug, Clone)]
struct Token {
    /// The endpoint that issued it.
    endpoint: String,
    value: SensitiveString,
    renew_at: SystemTime,
}

/// The result of a request for a path.
pub(super) enum Lookup {
    Found(Response<Bytes>),
    NotFound,
    /// All attempts got a response that is not readable, for this reason.
    Unreadable(String),
}

/// How the service is called.
enum Access {
    /// With a session token: version 2.
    Token(SensitiveString),
    /// Without one: version 1.
    WithoutToken,
}

impl Client {
    pub(super) fn new(fetch: Fetch, clock: Arc<dyn Clock>, without_token: Memory) -> Self {
        Self {
            fetch,
            clock,
            token: Mutex::new(None),
            without_token,
        }
    }

    /// Gets the metadata at `path`. A response that `check` rejects is transient.
    pub(super) fn get<'a>(
        &'a self,
        service: &'a Service,
        path: &'a str,
        check: Check,
    ) -> BoxFuture<'a, Result<Lookup, CredentialsError>> {
        Box::pin(async move {
            let mut attempts = GetAttempts {
                client: self,
                service,
                path,
                check,
            };
            let outcome = attempts::run(&mut attempts).await;
            let source = || match self.without_token.reason(service, self.clock.now()) {
                Some(reason) => format!("{}: {reason}; without a token", source(service)),
                None => source(service),
            };
            match outcome {
                Ok(response) if response.status() == StatusCode::OK => Ok(Lookup::Found(response)),
                Ok(response) if response.status() == StatusCode::NOT_FOUND => Ok(Lookup::NotFound),
                Err(GetError::Fetch(FetchError::Unreadable(problem))) => {
                    Ok(Lookup::Unreadable(problem))
                }
                Ok(response)
                | Err(
                    GetError::Unauthorized(response)
                    | GetError::Fetch(FetchError::TransientStatus(response)),
                ) => Err(refused(&source(), path, response.status())),
                Err(GetError::Fetch(error)) => Err(error.failed(&source())),
                Err(GetError::Final(error)) => Err(error),
            }
        })
    }

    /// A note for errors: why the service is called without a token. Empty if it is not.
    pub(super) fn note(&self, service: &Service) -> String {
        match self.without_token.reason(service, self.clock.now()) {
            Some(reason) => format!("; it was called without a token ({reason})"),
            None => String::new(),
        }
    }

    pub(super) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// How to call the service: with the cached token or a new one, or without a token if the
    /// service issues none.
    async fn access(&self, service: &Service) -> Result<Access, CredentialsError> {
        if let Some(token) = self.cached_token(service) {
            return Ok(Access::Token(token));
        }
        let now = self.clock.now();
        if let Some(reason) = self.without_token.reason(service, now) {
            return without_token(service, &reason);
        }
        let request = token_request(service)?;
        let is_retryable: fn(&FetchError) -> bool = match service.allows_v1 {
            true => |error| is_retryable(error) && !matches!(error, FetchError::TimedOut(_)),
            false => is_retryable,
        };
        let outcome = self.fetch.send_while(&request, check_token, is_retryable);
        let outcome = outcome.await;
        let timed_out = matches!(outcome, Err(FetchError::TimedOut(_)));
        let reason = match outcome {
            Ok(response) if response.status() == StatusCode::OK => {
                self.without_token.clear(service);
                return Ok(Access::Token(self.cache_token(service, &response)));
            }
            Ok(response) => {
                let status = response.status();
                let problem = format!("{NO_TOKEN}: found HTTP {status}, expected a token");
                match status {
                    StatusCode::FORBIDDEN => {
                        format!("{problem}; request forbidden: IMDS is disabled for this instance")
                    }
                    StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                        format!("{problem}; the service does not support tokens")
                    }
                    _ => {
                        let source = source(service);
                        return Err(CredentialsError::failed(format!("{source}: {problem}")));
                    }
                }
            }
            Err(FetchError::TimedOut(limit)) => format!(
                "{NO_TOKEN}: no complete response within {limit:?}; in a container, the hop limit \
                 in the metadata options of the instance must be at least 2"
            ),
            Err(FetchError::Unreachable(error)) => {
                return Err(CredentialsError::not_configured(format!(
                    "{}: {error}; this does not seem to be an EC2 instance",
                    source(service)
                ))
                .with_source(error));
            }
            Err(error) => {
                return Err(error.failed(&format!("{}: {NO_TOKEN}", source(service))));
            }
        };
        let access = without_token(service, &reason);
        self.without_token.remember(service, now, reason, timed_out);
        access
    }

    fn cached_token(&self, service: &Service) -> Option<SensitiveString> {
        let cached = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let token = cached.as_ref()?;
        let is_usable = token.endpoint == service.endpoint && self.clock.now() < token.renew_at;
        is_usable.then(|| token.value.clone())
    }

    fn cache_token(&self, service: &Service, response: &Response<Bytes>) -> SensitiveString {
        let value = token_in(response);
        let ttl = response.headers().get(TTL_HEADER);
        let ttl = ttl.and_then(|ttl| ttl.to_str().ok()?.trim().parse().ok());
        let lifetime = Duration::from_secs(u64::from(ttl.unwrap_or(TTL)));
        let token = Token {
            endpoint: service.endpoint.clone(),
            value: value.clone(),
            renew_at: self.clock.now() + lifetime.saturating_sub(RENEWED_BEFORE_EXPIRY),
        };
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        value
    }

    /// Forgets the token that the service rejected, or the fact that it was called without one.
    /// Returns whether a token may be requested now.
    fn forget_access(&self, service: &Service) -> bool {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.without_token.forget(service, self.clock.now())
    }
}

/// An unreachable service is not called again, because the machine is not an EC2 instance.
fn is_retryable(error: &FetchError) -> bool {
    error.is_transient() && !matches!(error, FetchError::Unreachable(_))
}

/// Version 1 if it is allowed, or else the error that `reason` leads to.
fn without_token(service: &Service, reason: &str) -> Result<Access, CredentialsError> {
    match service.allows_v1 {
        true => Ok(Access::WithoutToken),
        false => Err(CredentialsError::failed(format!(
            "{}: {reason}, and requests without one are disabled",
            source(service)
        ))),
    }
}

/// The token in a response, empty if it cannot be sent.
fn token_in(response: &Response<Bytes>) -> SensitiveString {
    let text = std::str::from_utf8(response.body()).unwrap_or_default();
    match secret_header(text.trim()) {
        Some(_) => text.trim().into(),
        None => SensitiveString::default(),
    }
}

fn check_token(response: &Response<Bytes>) -> Result<(), String> {
    match token_in(response).is_empty() {
        true => Err("found a response that is not a token".to_owned()),
        false => Ok(()),
    }
}

/// The attempts to get one path.
struct GetAttempts<'a> {
    client: &'a Client,
    service: &'a Service,
    path: &'a str,
    check: Check,
}

/// Why an attempt failed.
enum GetError {
    Fetch(FetchError),
    /// The token became invalid before its expiration, for example because the instance was
    /// suspended, or one is required.
    Unauthorized(Response<Bytes>),
    /// Retrying cannot help.
    Final(CredentialsError),
}

impl Attempts for GetAttempts<'_> {
    type Output = Response<Bytes>;
    type Error = GetError;
    type Permit = ();

    async fn attempt(&mut self, _: u32) -> Result<Response<Bytes>, GetError> {
        let access = self.client.access(self.service).await;
        let access = access.map_err(GetError::Final)?;
        let request = get_request(self.service, self.path, &access);
        let request = request.map_err(GetError::Final)?;
        let response = self.client.fetch.send_once(&request).await;
        let response = response.map_err(GetError::Fetch)?;
        if response.status() == StatusCode::UNAUTHORIZED {
            return Err(GetError::Unauthorized(response));
        }
        let checked = check_body(&response, self.check);
        checked.map_err(|problem| GetError::Fetch(FetchError::Unreadable(problem)))?;
        Ok(response)
    }

    async fn classify(&mut self, error: &GetError) -> RetryDecision {
        match error {
            GetError::Unauthorized(_) => match self.client.forget_access(self.service) {
                true => RetryDecision::retry(RetryReason::ExpiredCredentials),
                false => RetryDecision::Stop,
            },
            GetError::Fetch(error) if error.is_transient() => {
                RetryDecision::retry(RetryReason::Transient)
            }
            GetError::Fetch(_) | GetError::Final(_) => RetryDecision::Stop,
        }
    }

    fn budget(&self) -> Budget<'_> {
        self.client.fetch.budget()
    }

    fn permit(&mut self, _: RetryReason) -> Result<(), &'static str> {
        Ok(())
    }

    fn retry(&mut self, (): (), _: GetError) {}
}

fn source(service: &Service) -> String {
    format!("instance metadata at {}", service.endpoint)
}

fn refused(source: &str, path: &str, status: StatusCode) -> CredentialsError {
    let hint = match status {
        StatusCode::UNAUTHORIZED => "; the service requires a token that it has issued",
        StatusCode::FORBIDDEN => "; the service is disabled for this instance",
        status if is_transient_status(status) => "; the request was retried several times",
        _ => "",
    };
    CredentialsError::failed(format!("{source}: HTTP {status} for {path}{hint}"))
}

fn token_request(service: &Service) -> Result<Request<Bytes>, CredentialsError> {
    let mut request = request(Method::PUT, service, TOKEN_PATH)?;
    let headers = request.headers_mut();
    headers.insert(TTL_HEADER, HeaderValue::from(TTL));
    Ok(request)
}

fn get_request(
    service: &Service,
    path: &str,
    access: &Access,
) -> Result<Request<Bytes>, CredentialsError> {
    let mut request = request(Method::GET, service, path)?;
    if let Access::Token(token) = access
        && let Some(value) = secret_header(token)
    {
        request.headers_mut().insert(TOKEN_HEADER, value);
    }
    Ok(request)
}

fn request(
    method: Method,
    service: &Service,
    path: &str,
) -> Result<Request<Bytes>, CredentialsError> {
    let uri: Uri = format!("{}{path}", service.endpoint).parse().map_err(|_| {
        CredentialsError::failed(format!("{}: {path} is not a valid path", source(service)))
    })?;
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    Ok(request)
}
