//! The client of the instance metadata service, with its session token.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};

use querysmith_runtime::CredentialsError;
use querysmith_runtime::clock::Clock;
use querysmith_runtime::provider_v1::attempts::{self, Attempts, Budget};
use querysmith_runtime::retry::{RetryDecision, RetryReason};
use querysmith_runtime::sensitive::SensitiveString;

use super::settings::Service;
use crate::fetch::{Fetch, FetchError, Limits, is_transient_status, secret_header};

pub(super) const LIMITS: Limits = Limits {
    connect: Duration::from_secs(1),
    read: Duration::from_secs(1),
    attempts: 4,
};

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
}

impl Client {
    pub(super) fn new(fetch: Fetch, clock: Arc<dyn Clock>) -> Self {
        Self {
            fetch,
            clock,
            token: Mutex::new(None),
        }
    }

    /// Gets the metadata at `path`.
    pub(super) async fn get(
        &self,
        service: &Service,
        path: &str,
    ) -> Result<Lookup, CredentialsError> {
        let mut attempts = GetAttempts {
            client: self,
            service,
            path,
        };
        match attempts::run(&mut attempts).await {
            Ok(response) if response.status() == StatusCode::OK => Ok(Lookup::Found(response)),
            Ok(response) if response.status() == StatusCode::NOT_FOUND => Ok(Lookup::NotFound),
            Ok(response)
            | Err(
                GetError::Unauthorized(response)
                | GetError::Fetch(FetchError::TransientStatus(response)),
            ) => Err(refused(service, path, response.status())),
            Err(GetError::Fetch(error)) => Err(error.failed(&source(service))),
            Err(GetError::Final(error)) => Err(error),
        }
    }

    /// The token to send; `None` for a service that does not support tokens.
    async fn token(&self, service: &Service) -> Result<Option<SensitiveString>, CredentialsError> {
        if let Some(token) = self.cached_token(service) {
            return Ok(Some(token));
        }
        let request = token_request(service)?;
        let response = self.fetch_token(service, &request).await?;
        match response.status() {
            StatusCode::OK => self.cache_token(service, &response).map(Some),
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if service.allows_v1 => Ok(None),
            status => {
                let hint = match status {
                    StatusCode::FORBIDDEN => {
                        "; request forbidden: IMDS is disabled for this instance"
                    }
                    StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                        "; the service does not support tokens, and requests without one are \
                         disabled"
                    }
                    _ => "",
                };
                Err(CredentialsError::failed(format!(
                    "{}: failed to load IMDS session token: found HTTP {status}, expected a \
                     token{hint}",
                    source(service)
                )))
            }
        }
    }

    /// Like [`Fetch::send`], but an unreachable service is not asked again: the machine is not an
    /// EC2 instance.
    async fn fetch_token(
        &self,
        service: &Service,
        request: &Request<Bytes>,
    ) -> Result<Response<Bytes>, CredentialsError> {
        let is_retryable = |error: &FetchError| {
            error.is_transient() && !matches!(error, FetchError::Unreachable(_))
        };
        let outcome = self.fetch.send_while(request, is_retryable).await;
        outcome.map_err(|error| match error {
            FetchError::Unreachable(error) => CredentialsError::not_configured(format!(
                "{}: {error}; this does not seem to be an EC2 instance",
                source(service)
            ))
            .with_source(error),
            error => error.failed(&format!(
                "{}: failed to load IMDS session token",
                source(service)
            )),
        })
    }

    fn cached_token(&self, service: &Service) -> Option<SensitiveString> {
        let cached = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        let token = cached.as_ref()?;
        let is_usable = token.endpoint == service.endpoint && self.clock.now() < token.renew_at;
        is_usable.then(|| token.value.clone())
    }

    fn cache_token(
        &self,
        service: &Service,
        response: &Response<Bytes>,
    ) -> Result<SensitiveString, CredentialsError> {
        let text = std::str::from_utf8(response.body()).unwrap_or_default();
        let value = SensitiveString::from(text.trim());
        if value.is_empty() || secret_header(&value).is_none() {
            return Err(CredentialsError::failed(format!(
                "{}: failed to load IMDS session token: found a response that is not a token",
                source(service)
            )));
        }
        let ttl = response.headers().get(TTL_HEADER);
        let ttl = ttl.and_then(|ttl| ttl.to_str().ok()?.trim().parse().ok());
        let lifetime = Duration::from_secs(u64::from(ttl.unwrap_or(TTL)));
        let token = Token {
            endpoint: service.endpoint.clone(),
            value: value.clone(),
            renew_at: self.clock.now() + lifetime.saturating_sub(RENEWED_BEFORE_EXPIRY),
        };
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        Ok(value)
    }

    fn forget_token(&self) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The attempts to get one path.
struct GetAttempts<'a> {
    client: &'a Client,
    service: &'a Service,
    path: &'a str,
}

/// Why an attempt failed.
enum GetError {
    Fetch(FetchError),
    /// The token became invalid before its expiration, for example because the instance was
    /// suspended.
    Unauthorized(Response<Bytes>),
    /// Retrying cannot help.
    Final(CredentialsError),
}

impl Attempts for GetAttempts<'_> {
    type Output = Response<Bytes>;
    type Error = GetError;
    type Permit = ();

    async fn attempt(&mut self, _: u32) -> Result<Response<Bytes>, GetError> {
        let token = self.client.token(self.service).await;
        let token = token.map_err(GetError::Final)?;
        let request = get_request(self.service, self.path, token.as_ref());
        let request = request.map_err(GetError::Final)?;
        let response = self.client.fetch.send_once(&request).await;
        let response = response.map_err(GetError::Fetch)?;
        match response.status() == StatusCode::UNAUTHORIZED && token.is_some() {
            true => Err(GetError::Unauthorized(response)),
            false => Ok(response),
        }
    }

    async fn classify(&mut self, error: &GetError) -> RetryDecision {
        match error {
            GetError::Unauthorized(_) => {
                self.client.forget_token();
                RetryDecision::retry(RetryReason::ExpiredCredentials)
            }
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

fn refused(service: &Service, path: &str, status: StatusCode) -> CredentialsError {
    let hint = match status {
        StatusCode::UNAUTHORIZED => "; the service rejects the tokens that it issues",
        StatusCode::FORBIDDEN => "; the service is disabled for this instance",
        status if is_transient_status(status) => "; the request was retried several times",
        _ => "",
    };
    CredentialsError::failed(format!(
        "{}: HTTP {status} for {path}{hint}",
        source(service)
    ))
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
    token: Option<&SensitiveString>,
) -> Result<Request<Bytes>, CredentialsError> {
    let mut request = request(Method::GET, service, path)?;
    if let Some(value) = token.and_then(|token| secret_header(token)) {
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
