//! Credentials from IAM Identity Center, with the token that `aws sso login` saved.

mod endpoints;
mod refresh;
mod token;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Uri};

use crate::context::ProviderContext;
use crate::fetch::{Fetch, Limits, secret_header};
use crate::log;
use crate::profile::{ProfileError, SharedSettings, SsoStep};
use crate::region::invalid_region;
use crate::response::{describe_failure, parse_body};
use endpoints::Endpoints;
use querysmith_runtime::clock::{BoxFuture, Clock};
use querysmith_runtime::date_time::DateTime;
use querysmith_runtime::files::Files;
use querysmith_runtime::provider_v1::json::{Object, Value};
use querysmith_runtime::provider_v1::percent;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};
use token::{Cache, Token};

const LIMITS: Limits = Limits {
    connect: Duration::from_millis(3100),
    read: Duration::from_secs(8),
    attempts: 3,
};

/// How many seconds before its expiration a session's token is refreshed.
const REFRESHED_BEFORE_EXPIRY: i64 = 5 * 60;

const TOKEN_HEADER: &str = "x-amz-sso_bearer_token";

/// The help for a token that is no longer valid.
const LOG_IN: &str = "run `aws sso login` for this profile";

/// Provides the credentials of a role that is assigned to the user in IAM Identity Center.
///
/// The user has logged in with `aws sso login`, which saves a token in `~/.aws/sso/cache`, in a
/// file named after the SHA-1 of the session's name, or of the start URL if there is no session.
/// The token of a session is refreshed 5 minutes before it expires, if the file contains a refresh
/// token and a client registration, and the file is then rewritten. If the refresh fails, a newer
/// token that another process has saved is used, or else the old one until it expires. A token
/// without a session is never refreshed.
///
/// The connect timeout is 3.1 s, and a response may take 8 s more. A request has up to 3 attempts
/// if the failures are transient.
#[derive(Debug, Clone)]
pub struct SsoProvider {
    step: SsoStep,
    endpoints: Endpoints,
    cache: Result<Cache, CredentialsError>,
    files: Files,
    clock: Arc<dyn Clock>,
    fetch: Fetch,
    context: ProviderContext,
}

impl SsoProvider {
    /// A provider for the role that `step` names.
    pub fn new(context: &ProviderContext, step: SsoStep) -> Self {
        Self {
            endpoints: Endpoints::of_region(&step.region),
            cache: Cache::find(&context.env, &step),
            files: context.files.clone(),
            clock: Arc::clone(&context.clock),
            fetch: Fetch::service(context, None, LIMITS),
            context: context.clone(),
            step,
        }
    }

    /// Uses the settings of the environment or the selected profile for the services `SSO` and
    /// `SSO OIDC`: FIPS, dual stack, endpoint URLs that replace those of the region, and root
    /// certificates.
    ///
    /// # Errors
    ///
    /// An error of kind [`Setting`](crate::profile::ProfileErrorKind::Setting) if the setting for
    /// FIPS or dual stack is neither `true` nor `false`, if there are no such endpoints in the
    /// region, or if no request can be sent to a URL.
    pub fn with_settings(mut self, settings: &SharedSettings) -> Result<Self, ProfileError> {
        self.endpoints = Endpoints::of_settings(&self.step.region, settings)?;
        self.fetch = Fetch::service(&self.context, Some(settings), LIMITS);
        Ok(self)
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let (Some(account_id), Some(role_name)) = (&self.step.account_id, &self.step.role_name)
        else {
            return Err(CredentialsError::not_configured(
                "SSO: the selected profile will resolve an access token instead of credentials, \
                 because it has no sso_account_id and no sso_role_name",
            ));
        };
        // Anything else could send the token to another host.
        if let Some(found) = invalid_region(&self.step.region) {
            return Err(CredentialsError::failed(format!(
                "SSO: the region is {found}, expected a region like us-east-1"
            )));
        }
        let token = self.token().await?;
        let request = role_request(&self.endpoints.portal, account_id, role_name, &token)?;
        let source = format!("SSO: credentials of {role_name} in account {account_id}");
        let sent = self.fetch.send(&request).await;
        let response = sent.map_err(|error| error.failed(&source))?;
        if response.status() != StatusCode::OK {
            return Err(refused(&response, &source, &token));
        }
        parse_body(response)
            .and_then(|response| credentials_of(response, account_id))
            .map_err(|problem| CredentialsError::failed(format!("{source}: {problem}")))
    }

    /// The cached token, refreshed if it is about to expire.
    async fn token(&self) -> Result<Token, CredentialsError> {
        let cache = self.cache.as_ref().map_err(CredentialsError::clone)?;
        let token = cache.read(&self.files).await?;
        let now = DateTime::from(self.clock.now()).secs();
        let left = token.expires_at().saturating_sub(now);
        if left > REFRESHED_BEFORE_EXPIRY || self.step.session_name.is_none() {
            return self.unless_expired(token, left, None);
        }
        match refresh::refresh(&self.fetch, &self.endpoints.oidc, &token, now).await {
            Ok(refreshed) => {
                // A token that could not be saved is still valid for this call.
                if let Err(error) = cache.write(&self.files, &refreshed).await {
                    log::sso_token_not_saved(&error);
                }
                Ok(refreshed)
            }
            Err(error) => {
                // Another process may have used the refresh token first, and saved a newer token.
                if let Ok(newer) = cache.read(&self.files).await
                    && newer.expires_at() > token.expires_at().max(now)
                {
                    return Ok(newer);
                }
                if left > 0 {
                    log::sso_token_not_refreshed(left);
                }
                self.unless_expired(token, left, Some(error))
            }
        }
    }

    fn unless_expired(
        &self,
        token: Token,
        left: i64,
        refresh: Option<CredentialsError>,
    ) -> Result<Token, CredentialsError> {
        if left > 0 {
            return Ok(token);
        }
        let message = format!("SSO: the token has expired; {LOG_IN}");
        Err(match refresh {
            Some(error) => CredentialsError::failed(format!("{message} ({})", error.message()))
                .with_source(error),
            None => CredentialsError::failed(message),
        })
    }
}

impl ProvideCredentials for SsoProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}

fn role_request(
    portal: &str,
    account_id: &str,
    role_name: &str,
    token: &Token,
) -> Result<Request<Bytes>, CredentialsError> {
    let mut uri = format!("{portal}/federation/credentials?role_name=");
    percent::encode_into(&mut uri, role_name.as_bytes(), percent::is_unreserved);
    uri.push_str("&account_id=");
    percent::encode_into(&mut uri, account_id.as_bytes(), percent::is_unreserved);
    let mut request = request(Method::GET, &uri, Bytes::new())?;
    let value = secret_header(token.access_token()).ok_or_else(|| {
        CredentialsError::failed(format!(
            "SSO: the token in the cache has a character that is invalid in a header; {LOG_IN}"
        ))
    })?;
    request.headers_mut().insert(TOKEN_HEADER, value);
    Ok(request)
}

fn request(method: Method, uri: &str, body: Bytes) -> Result<Request<Bytes>, CredentialsError> {
    let uri: Uri = uri.parse().map_err(|_| {
        CredentialsError::failed(
            "SSO: sso_region or the endpoint URL of the service does not result in a valid URL, \
             expected a region like us-east-1",
        )
    })?;
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    Ok(request)
}

fn refused(response: &Response<Bytes>, source: &str, token: &Token) -> CredentialsError {
    let failure = describe_failure(response, &[token.access_token()]);
    let help = match response.status() {
        StatusCode::UNAUTHORIZED => format!("; {LOG_IN}"),
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
            "; check sso_account_id and sso_role_name".to_owned()
        }
        _ => String::new(),
    };
    CredentialsError::failed(format!("{source}: {failure}{help}"))
}

/// The credentials in a response. Their expiration is in milliseconds since 1970.
fn credentials_of(mut response: Object, account_id: &str) -> Result<Credentials, String> {
    let Some(Value::Object(mut members)) = response.take("roleCredentials") else {
        return Err("roleCredentials is missing, expected an object".to_owned());
    };
    let Some(Value::Number(expiration)) = members.take("expiration") else {
        return Err("roleCredentials.expiration is missing, expected a number".to_owned());
    };
    let expiration: i64 = expiration
        .parse()
        .map_err(|_| "roleCredentials.expiration is not an integer, expected milliseconds")?;
    if expiration <= 0 {
        return Err("roleCredentials.expiration is 1970 or earlier".to_owned());
    }
    let id = members.take_required("accessKeyId")?;
    let secret = members.take_required("secretAccessKey")?;
    let token = members.take_required("sessionToken")?;
    Ok(Credentials::new(id, secret)
        .with_session_token(token)
        .with_expires_at(DateTime::from_secs(expiration.div_euclid(1000)))
        .with_account_id(account_id))
}
