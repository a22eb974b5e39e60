//! What a client is told once: where, as whom, by which means and within which limits.

pub(crate) mod attempts;
mod builder;
mod compression;
pub(crate) mod endpoint_urls;
mod from_env;
pub mod interceptor;
pub(crate) mod responder;
pub mod retry;
mod timeouts;
#[cfg(feature = "hyper")]
mod transport;

use std::fmt;
use std::sync::Arc;

pub use builder::ConfigBuilder;
pub(crate) use compression::Compression;
pub(crate) use endpoint_urls::without_secrets;
pub use timeouts::Timeouts;

use crate::credentials::ProvideCredentials;
use crate::error::Error;
use crate::protocol::validate::ValidationLevel;
use crate::spec::Service;
use crate::system::clock::{Clock, Sleep};
use crate::system::env::Env;
use crate::transport::Transport;
use attempts::Attempts;
use endpoint_urls::EndpointUrls;
use interceptor::Interceptor;
use responder::Responder;

/// The settings of a client. Cloning is cheap, and clones share the transport and so its pool of
/// connections.
///
/// ```
/// use querysmith_runtime::{Config, Credentials};
///
/// let config = Config::builder()
///     .region("eu-west-1")
///     .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
///     .build();
/// assert_eq!(config.region(), Some("eu-west-1"));
/// ```
#[derive(Clone)]
pub struct Config(Arc<Settings>);

/// What both the config and its builder hold.
#[derive(Clone)]
struct Settings {
    region: Option<String>,
    /// Where a region was looked for, for the error that there is none.
    region_searched: Vec<&'static str>,
    credentials_provider: Option<Arc<dyn ProvideCredentials>>,
    endpoint_urls: EndpointUrls,
    use_fips: bool,
    use_dual_stack: bool,
    use_global_endpoint: bool,
    validation: ValidationLevel,
    timeouts: Timeouts,
    attempts: Attempts,
    response_limit: usize,
    transport: Option<Arc<dyn Transport>>,
    /// What is made where there is no `transport`.
    #[cfg(feature = "hyper")]
    default_transport: crate::transport::HyperTransportBuilder,
    /// Whether `transport` was made so, with what the other settings say of it.
    made_transport: bool,
    clock: Arc<dyn Clock>,
    sleep: Option<Arc<dyn Sleep>>,
    compression: Compression,
    app_id: Option<String>,
    execution_env: Option<String>,
    /// Where the trace that this process works for is told; only in a Lambda function.
    trace_env: Option<Env>,
    log_bodies: bool,
    interceptors: Vec<Arc<dyn Interceptor>>,
    /// Responds to calls in place of the service.
    responder: Option<Arc<dyn Responder>>,
}

impl AsRef<Config> for Config {
    fn as_ref(&self) -> &Config {
        self
    }
}

impl Config {
    /// A builder with no region, no credentials, and defaults for the rest. The environment is
    /// not looked at.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new()
    }

    /// The config that the environment variables of this process describe: region, credentials,
    /// endpoint URL and others, listed at [`ConfigBuilder::from_env`], which also takes variables
    /// from elsewhere. Files are not read.
    ///
    /// ```no_run
    /// let config = querysmith_runtime::Config::from_env()?;
    /// # Ok::<(), querysmith_runtime::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of kind [`Configuration`](crate::ErrorKind::Configuration) when a variable has a value
    /// that is not one of those expected. A missing region or missing credentials are not an error
    /// here: the calls that need them report it.
    pub fn from_env() -> Result<Self, Error> {
        Ok(ConfigBuilder::from_env(&Env::process())?.build())
    }

    /// A builder that starts from this config, for one that differs from it in something. All that
    /// is not set anew is shared: the transport with its connections, and the credentials with
    /// their cache.
    ///
    /// ```
    /// use querysmith_runtime::Config;
    ///
    /// let config = Config::builder().region("eu-west-1").app_id("billing").build();
    /// let config = config.to_builder().region("us-east-2").build();
    /// assert_eq!(config.region(), Some("us-east-2"));
    /// assert_eq!(config.app_id(), Some("billing"));
    /// ```
    pub fn to_builder(&self) -> ConfigBuilder {
        ConfigBuilder::from_config(self)
    }

    /// This config with another provider of credentials, and all else shared: the transport with
    /// its connections, the clock and the limits. A provider that
    /// [needs one](ProvideCredentials::needs_cache) gets a cache around it.
    ///
    /// ```
    /// use querysmith_runtime::{Config, Credentials};
    ///
    /// let config = Config::builder().region("eu-west-1").build();
    /// let config = config.with_credentials_provider(Credentials::new("AKID", "secret"));
    /// assert_eq!(config.region(), Some("eu-west-1"));
    /// ```
    #[must_use]
    pub fn with_credentials_provider(&self, provider: impl ProvideCredentials + 'static) -> Self {
        let mut settings = Settings::clone(&self.0);
        settings.credentials_provider = Some(Arc::new(provider));
        Self(Arc::new(settings.with_credentials_cache()))
    }

    /// This config with `responder` in place of the service, and everything else shared.
    pub(crate) fn with_responder(&self, responder: Arc<dyn Responder>) -> Self {
        let mut settings = Settings::clone(&self.0);
        settings.responder = Some(responder);
        Self(Arc::new(settings))
    }

    /// Responds to calls in place of the service, if anything does.
    pub(crate) fn responder(&self) -> Option<&dyn Responder> {
        self.0.responder.as_deref()
    }

    /// Whether this is the other one, or a clone of it.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// The region that requests go to and are signed for.
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// Who gives the credentials, with the cache around it.
    pub fn credentials_provider(&self) -> Option<&Arc<dyn ProvideCredentials>> {
        self.0.credentials_provider.as_ref()
    }

    /// The URL to send the requests of `service` to instead of its own: the first that is set of
    /// the one given in code, the environment's for this service and the environment's for all.
    pub fn endpoint_url(&self, service: &Service) -> Option<&str> {
        self.0.endpoint_urls.of(service)
    }

    /// Whether endpoints with FIPS 140 validated cryptography are used.
    pub fn use_fips(&self) -> bool {
        self.0.use_fips
    }

    /// Whether endpoints with IPv4 and IPv6 addresses are used.
    pub fn use_dual_stack(&self) -> bool {
        self.0.use_dual_stack
    }

    /// Whether the one global endpoint of STS is used for the regions that existed with it.
    pub fn use_global_endpoint(&self) -> bool {
        self.0.use_global_endpoint
    }

    /// Which constraints are checked before a request is sent.
    pub fn validation(&self) -> ValidationLevel {
        self.0.validation
    }

    /// The time limits.
    pub fn timeouts(&self) -> &Timeouts {
        &self.0.timeouts
    }

    /// The most of an answer's body that the default transport reads, in bytes.
    pub fn response_limit(&self) -> usize {
        self.0.response_limit
    }

    /// What carries requests and answers. `None` only without the feature `hyper`.
    pub fn transport(&self) -> Option<&Arc<dyn Transport>> {
        self.0.transport.as_ref()
    }

    /// What tells the time.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// What waits. `None` only without the feature `hyper`: there are no time limits then, and no
    /// attempts but the first.
    pub fn sleep(&self) -> Option<&Arc<dyn Sleep>> {
        self.0.sleep.as_ref()
    }

    /// Which requests are compressed, of those whose model asks for it.
    #[cfg_attr(
        not(feature = "gzip"),
        allow(dead_code, reason = "asked by gzip and by tests")
    )]
    pub(crate) fn compression(&self) -> Compression {
        self.0.compression
    }

    /// What waits, if it can do so here and now.
    pub(crate) fn working_sleep(&self) -> Option<&dyn Sleep> {
        let sleep = self.sleep()?.as_ref();
        sleep.is_available().then_some(sleep)
    }

    /// The name of the application, sent in the user agent.
    pub fn app_id(&self) -> Option<&str> {
        self.0.app_id.as_deref()
    }

    /// The execution environment, such as that of a Lambda function, sent in the user agent.
    pub(crate) fn execution_env(&self) -> Option<&str> {
        self.0.execution_env.as_deref()
    }

    /// Whether the input and output of calls are logged.
    pub fn log_bodies(&self) -> bool {
        self.0.log_bodies
    }

    /// The trace that this process works for at the moment, which Lambda tells.
    pub(crate) fn trace_id(&self) -> Option<String> {
        self.0.trace_env.as_ref()?.get("_X_AMZN_TRACE_ID")
    }

    /// Where a region was looked for.
    pub(crate) fn region_searched(&self) -> &[&'static str] {
        &self.0.region_searched
    }
}

/// Without secrets: credentials redact themselves.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("credentials_provider", &self.credentials_provider)
            .field("endpoint_urls", &self.endpoint_urls)
            .field("use_fips", &self.use_fips)
            .field("use_dual_stack", &self.use_dual_stack)
            .field("use_global_endpoint", &self.use_global_endpoint)
            .field("validation", &self.validation)
            .field("timeouts", &self.timeouts)
            .field("attempts", &self.attempts)
            .field("response_limit", &self.response_limit)
            .field("transport", &self.transport)
            .field("clock", &self.clock)
            .field("sleep", &self.sleep)
            .field("compression", &self.compression)
            .field("app_id", &self.app_id)
            .field("log_bodies", &self.log_bodies)
            .field("interceptors", &self.interceptors)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
