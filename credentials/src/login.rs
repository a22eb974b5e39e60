//! Credentials of a session of `aws login`.

mod cache;
mod dpop;
mod endpoint;
mod key;
mod refresh;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::context::ProviderContext;
use crate::fetch::{Fetch, Limits};
use crate::log;
use crate::profile::{LoginStep, ProfileError, SharedSettings};
use cache::{Cache, Session};
use querysmith_runtime::clock::{BoxFuture, Clock};
use querysmith_runtime::date_time::DateTime;
use querysmith_runtime::files::Files;
use querysmith_runtime::randomness::Randomness;
use querysmith_runtime::{Credentials, CredentialsError, ProvideCredentials};
use refresh::Refresh;

const LIMITS: Limits = Limits {
    connect: Duration::from_millis(3100),
    read: Duration::from_secs(8),
    attempts: 3,
};

/// How many seconds before their expiration the credentials are refreshed.
const REFRESHED_BEFORE_EXPIRY: i64 = 5 * 60;
/// The minimum number of seconds between two refreshes.
const REFRESH_INTERVAL: i64 = 30;

/// Provides the credentials of a session of `aws login`, as configured by `login_session` in a
/// profile.
///
/// `aws login` saves them in `~/.aws/login/cache`, or the directory that
/// `AWS_LOGIN_CACHE_DIRECTORY` names, in a file named after the SHA-256 of the session's ARN. They
/// are refreshed 5 minutes before they expire, and the file is then rewritten. Credentials that
/// cannot be refreshed are used until they expire. A refresh is attempted at most every 30 s. Once
/// the session itself has ended, the error asks the user to run `aws login` again.
///
/// A refresh calls AWS Sign-In in the region of the profile, with a proof of possession of the key
/// in that file (DPoP, RFC 9449). On WebAssembly, credentials are used but never refreshed.
///
/// The connect timeout is 3.1 s, and a response may take 8 s more. A request has up to 3 attempts
/// if the failures are transient.
#[derive(Debug, Clone)]
pub struct LoginProvider {
    step: LoginStep,
    /// The URL of AWS Sign-In without a trailing slash, or why there is none; `None` if there is no
    /// region.
    endpoint: Option<Result<String, String>>,
    cache: Result<Cache, CredentialsError>,
    files: Files,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
    fetch: Fetch,
    context: ProviderContext,
    last_refresh: Arc<Mutex<Option<LastRefresh>>>,
}

/// The last refresh that was attempted.
#[derive(Debug)]
struct LastRefresh {
    /// In seconds since 1970.
    at: i64,
    outcome: Result<Session, CredentialsError>,
    /// The session of the last refresh that succeeded. It may be one that could not be saved.
    newest: Option<Session>,
}

impl LoginProvider {
    /// A provider for the session that `step` names.
    pub fn new(context: &ProviderContext, step: LoginStep) -> Self {
        Self {
            endpoint: step.region.as_deref().map(endpoint::of_region),
            cache: Cache::find(&context.env, &step),
            files: context.files.clone(),
            clock: Arc::clone(&context.clock),
            randomness: Arc::clone(&context.randomness),
            fetch: Fetch::service(context, None, LIMITS),
            context: context.clone(),
            last_refresh: Arc::default(),
            step,
        }
    }

    /// Uses the settings of the environment or the selected profile for the service `Signin`: the
    /// region if the step has none, FIPS, dual stack, an endpoint URL that replaces that of the
    /// region, and root certificates.
    ///
    /// # Errors
    ///
    /// An error of kind [`Setting`](crate::profile::ProfileErrorKind::Setting) if the setting for
    /// FIPS or dual stack is neither `true` nor `false`, if there are no such endpoints in the
    /// region, or if no request can be sent to the URL.
    pub fn with_settings(mut self, settings: &SharedSettings) -> Result<Self, ProfileError> {
        let configured = settings.region.as_ref().map(|region| region.value());
        let region = self.step.region.as_deref().or(configured);
        self.endpoint = endpoint::of_settings(region, settings)?;
        self.fetch = Fetch::service(&self.context, Some(settings), LIMITS);
        Ok(self)
    }

    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        let cache = self.cache.as_ref().map_err(CredentialsError::clone)?;
        let session = self.latest(cache.read(&self.files).await?);
        let now = DateTime::from(self.clock.now()).secs();
        let left = session.expires_at().saturating_sub(now);
        if left > REFRESHED_BEFORE_EXPIRY {
            return Ok(session.credentials());
        }
        let outcome = match self.recent_refresh(now) {
            Some(Ok(_)) if left > 0 => return Ok(session.credentials()),
            Some(Err(error)) => Err(error),
            _ => self.refresh(cache, &session, now).await,
        };
        match outcome {
            Ok(refreshed) => Ok(refreshed.credentials()),
            Err(error) if left > 0 => {
                log::login_not_refreshed(left, &error);
                Ok(session.credentials())
            }
            Err(error) => Err(error),
        }
    }

    /// Refreshes `session` and saves the result.
    async fn refresh(
        &self,
        cache: &Cache,
        session: &Session,
        now: i64,
    ) -> Result<Session, CredentialsError> {
        let refresh = Refresh {
            fetch: &self.fetch,
            endpoint: self.endpoint.as_ref(),
            randomness: self.randomness.as_ref(),
            step: &self.step,
            now,
        };
        let outcome = match refresh.send(session).await {
            Ok(refreshed) => {
                // A session that could not be saved is kept in memory.
                if let Err(error) = cache.write(&self.files, &refreshed).await {
                    log::login_not_saved(&error);
                }
                Ok(refreshed)
            }
            // Another process may have used the refresh token first, and saved a newer session.
            Err(error) => match cache.read(&self.files).await {
                Ok(newer) if newer.expires_at() > session.expires_at().max(now) => Ok(newer),
                _ => Err(error),
            },
        };
        let mut last = self.last_refresh();
        let known = last.take().and_then(|last| last.newest);
        *last = Some(LastRefresh {
            at: now,
            newest: outcome.as_ref().ok().cloned().or(known),
            outcome: outcome.clone(),
        });
        outcome
    }

    /// The session in memory, if it could not be saved, or else the one in the file.
    fn latest(&self, in_file: Session) -> Session {
        let last = self.last_refresh();
        match last.as_ref().and_then(|last| last.newest.as_ref()) {
            Some(in_memory) if in_memory.expires_at() > in_file.expires_at() => in_memory.clone(),
            _ => in_file,
        }
    }

    /// The outcome of the last refresh, if it is too early for another one.
    fn recent_refresh(&self, now: i64) -> Option<Result<Session, CredentialsError>> {
        let last = self.last_refresh();
        let LastRefresh { at, outcome, .. } = last.as_ref()?;
        let age = now.saturating_sub(*at);
        (0..REFRESH_INTERVAL)
            .contains(&age)
            .then(|| outcome.clone())
    }

    fn last_refresh(&self) -> MutexGuard<'_, Option<LastRefresh>> {
        let last = self.last_refresh.lock();
        last.unwrap_or_else(PoisonError::into_inner)
    }
}

impl ProvideCredentials for LoginProvider {
    fn provide_credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.credentials())
    }
}

/// The help for a session that has ended.
fn log_in(step: &LoginStep) -> String {
    format!("run `aws login --profile {}`", step.profile)
}
