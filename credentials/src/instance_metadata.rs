//! Credentials from the instance metadata service of EC2.

mod client;
mod memory;
mod settings;

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::context::ProviderContext;
use crate::fetch::Fetch;
use crate::log;
use crate::profile::Profile;
use crate::response::{
    NAMES_OF_AGENTS, check_object, parse_body, printable, take_credentials, take_error,
};
use client::{Client, LIMITS, Lookup};
use memory::Memory;
use querysmith_runtime::clock::BoxFuture;
use querysmith_runtime::date_time::DateTime;
use querysmith_runtime::endpoint::is_valid_host_label;
use querysmith_runtime::env::Env;
use querysmith_runtime::provider_v1::json::Object;
use querysmith_runtime::randomness::Randomness;
use querysmith_runtime::{
    ConfigBuilder, Credentials, CredentialsError, ProvideCredentials, provider_v1,
};
use settings::{Service, Settings};

const ROLES: &str = "/latest/meta-data/iam/security-credentials/";
const NOT_A_REGION: &str = "found a response that is not a region";

/// The minimum number of seconds for which expired credentials are used.
const EXTENSION: i64 = 300;

const REGION: &str = "/latest/meta-data/placement/region";

/// Provides the credentials of the role of the EC2 instance that the program runs on, and
/// [its region](Self::region).
///
/// | setting | variable | profile key |
/// |---|---|---|
/// | disables the provider | `AWS_EC2_METADATA_DISABLED`: `true` or `false` | |
/// | URL of the service | `AWS_EC2_METADATA_SERVICE_ENDPOINT` | `ec2_metadata_service_endpoint` |
/// | IP version, if no URL is set | `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`: `IPv4` or `IPv6` | `ec2_metadata_service_endpoint_mode` |
/// | disables requests without a token (IMDSv1) | `AWS_EC2_METADATA_V1_DISABLED`: `true` or `false` | `ec2_metadata_v1_disabled` |
///
/// The session token, which is valid for 6 hours, is cached and renewed 2 minutes before it
/// expires, or when the service rejects it. If the request for it is rejected (403, 404 or 405) or
/// gets no response in time, the service is called without one for the next 6 hours, unless that is
/// disabled. All providers of the process that use the default transport remember this.
///
/// The connect timeout is 1 s, a response may take 1 s more, and a request has up to 4 attempts. A
/// successful response that cannot be read is transient. If no connection can be made, the host is
/// assumed not to be an EC2 instance: the error is
/// [`not_configured`](CredentialsError::not_configured), without a retry.
///
/// Credentials that have already expired are provided nevertheless, for 5 to 10 minutes and with a
/// warning in the log: the service may be late to renew them, and other services may accept them.
#[derive(Debug, Clone)]
pub struct InstanceMetadataProvider {
    env: Env,
    settings: Settings,
    client: Arc<Client>,
    randomness: Arc<dyn Randomness>,
}

impl InstanceMetadataProvider {
    /// A provider that reads the environment of `context`.
    pub fn new(context: &ProviderContext) -> Self {
        let fetch = Fetch::local(context, LIMITS);
        let clock = Arc::clone(&context.clock);
        Self {
            env: context.env.clone(),
            settings: Settings::default(),
            client: Arc::new(Client::new(fetch, clock, Memory::of(context))),
            randomness: Arc::clone(&context.randomness),
        }
    }

    /// Uses the settings of `profile` where the environment sets none.
    #[must_use]
    pub fn with_profile(mut self, profile: &Profile) -> Self {
        self.settings = self.settings.with_profile(profile);
        self
    }

    /// Sets the URL of the service, which takes precedence over the environment.
    #[must_use]
    pub fn with_endpoint(mut self, url: impl Into<String>) -> Self {
        self.settings.endpoint = Some(url.into());
        self
    }

    /// The region that the instance is in.
    ///
    /// # Errors
    ///
    /// As for credentials: [`not_configured`](CredentialsError::not_configured) if the service is
    /// disabled, unreachable or returns no region, and [`failed`](CredentialsError::failed) if its
    /// response is invalid or an error.
    pub async fn region(&self) -> Result<String, CredentialsError> {
        let service = self.service()?;
        let note = || self.client.note(&service);
        match self.client.get(&service, REGION, check_region).await? {
            Lookup::Found(response) => region_name(response.body()).ok_or(NOT_A_REGION.to_owned()),
            Lookup::Unreadable(problem) => Err(problem),
            Lookup::NotFound => {
                return Err(CredentialsError::not_configured(format!(
                    "instance metadata at {} returned no region{}",
                    service.endpoint,
                    note()
                )));
            }
        }
        .map_err(|problem| {
            CredentialsError::failed(format!(
                "instance metadata at {}: {problem}{}",
                service.endpoint,
                note()
            ))
        })
    }

    /// Sets the region to that of the EC2 instance that the program runs on, if `builder` has no
    /// region so far. If instance metadata returns none, calls that need a region fail with an
    /// error that lists this source too, with the reason.
    pub async fn add_region(&self, builder: ConfigBuilder) -> ConfigBuilder {
        if provider_v1::has_region(&builder) {
            return builder;
        }
        match self.region().await {
            Ok(region) => builder.region(region),
            Err(error) => {
                log::no_region(&error);
                let reason = error.message();
                let reason = reason.strip_prefix("instance metadata ").unwrap_or(reason);
                let place = match settings::is_disabled(&self.env) {
                    Ok(true) => format!("instance metadata (disabled by {})", settings::DISABLED),
                    _ => format!("instance metadata ({reason})"),
                };
                provider_v1::region_searched(builder, place)
            }
        }
    }

    /// The service, if it is not disabled.
    fn service(&self) -> Result<Service, CredentialsError> {
        self.settings.require_enabled(&self.env)?;
        self.settings.service(&self.env)
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let service = self.service()?;
        let role = match self.client.get(&service, ROLES, check_role).await? {
            Lookup::Found(response) => role_name(response.body()),
            Lookup::NotFound | Lookup::Unreadable(_) => None,
        };
        let note = || self.client.note(&service);
        let Some(role) = role else {
            return Err(CredentialsError::not_configured(format!(
                "instance metadata at {} returned no role; the instance may have none attached{}",
                service.endpoint,
                note()
            )));
        };
        let mut path = ROLES.to_owned();
        provider_v1::percent::encode_into(
            &mut path,
            role.as_bytes(),
            provider_v1::percent::is_unreserved,
        );
        match self.client.get(&service, &path, check_object).await? {
            Lookup::Found(response) => parse_body(response).and_then(credentials_of),
            Lookup::Unreadable(problem) => Err(problem),
            Lookup::NotFound => Err(format!(
                "HTTP {}, although the service listed that role",
                StatusCode::NOT_FOUND
            )),
        }
        .map(|credentials| self.extend_if_expired(credentials))
        .map_err(|problem| {
            CredentialsError::failed(format!(
                "instance metadata at {} for the role {}: {problem}{}",
                service.endpoint,
                printable(&role),
                note()
            ))
        })
    }

    /// Lets expired credentials be used for 5 to 10 more minutes. The called service decides
    /// whether they still work.
    fn extend_if_expired(&self, credentials: Credentials) -> Credentials {
        let now = DateTime::from(self.client.now());
        match credentials.expires_at() {
            Some(expired_at) if expired_at <= now => {
                log::metadata_credentials_expired(credentials.access_key_id(), expired_at);
                let random = self.randomness.uniform().clamp(0.0, 1.0);
                let seconds = EXTENSION + (EXTENSION as f64 * random) as i64;
                credentials.with_expires_at(DateTime::from_secs(now.secs().saturating_add(seconds)))
            }
            _ => credentials,
        }
    }
}

impl ProvideCredentials for InstanceMetadataProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}

fn check_role(response: &Response<Bytes>) -> Result<(), String> {
    let role = role_name(response.body());
    role.map(drop).ok_or("found no role name".to_owned())
}

fn check_region(response: &Response<Bytes>) -> Result<(), String> {
    let region = region_name(response.body());
    region.map(drop).ok_or(NOT_A_REGION.to_owned())
}

/// The first line of a response, if it is a valid name of a role. Anything else, such as the page of a
/// captive portal or credentials, is not shown in errors.
fn role_name(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let role = text.trim().lines().next()?.trim();
    let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    (!role.is_empty() && role.bytes().all(is_valid)).then(|| role.to_owned())
}

/// The region in a response, if it is a valid host label.
fn region_name(body: &[u8]) -> Option<String> {
    let region = std::str::from_utf8(body).ok()?.trim();
    is_valid_host_label(region, false).then(|| region.to_owned())
}

/// The credentials in a document whose `Code` is `Success` or absent.
fn credentials_of(mut document: Object) -> Result<Credentials, String> {
    const SUCCESS: &str = "Success";
    match document.take_text("Code")? {
        Some(code) if code != SUCCESS => {
            let description = take_error(&mut document, &[]);
            let code = printable(&code);
            return Err(format!(
                "found the code {code:?}, expected {SUCCESS:?}: {description}"
            ));
        }
        _ => {}
    }
    let credentials = take_credentials(&mut document, &NAMES_OF_AGENTS)?;
    let missing = match (credentials.session_token(), credentials.expires_at()) {
        (None, _) => NAMES_OF_AGENTS.session_token,
        (_, None) => NAMES_OF_AGENTS.expiration,
        _ => return Ok(credentials),
    };
    Err(format!("{missing} is missing, expected a string"))
}
