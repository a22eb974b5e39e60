//! The settings of a client: region, credentials, transport, timeouts, retries.
//!
//! ```
//! use std::time::Duration;
//!
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::{Config, Credentials};
//!
//! let config = Config::builder()
//!     .region("eu-west-1")
//!     .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
//!     .operation_timeout(Duration::from_secs(10))
//!     .build();
//! assert_eq!(config.max_attempts(), 3);
//! ```

// First, because rustdoc lists methods in this order.
mod constructors;

mod builder;

mod as_config;
pub(crate) mod attempts;
mod compression;
pub(crate) mod endpoint_urls;
mod from_env;
pub mod interceptor;
mod region;
pub(crate) mod responder;
pub mod retry;
mod timeouts;
#[cfg(feature = "hyper")]
mod transport;
mod variables;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub use as_config::AsConfig;
pub(crate) use compression::Compression;
pub(crate) use endpoint_urls::without_secrets;
pub use timeouts::Timeouts;

use crate::credentials::ProvideCredentials;
use crate::error::Error;
use crate::protocol::validate::ValidationLevel;
use crate::spec::Service;
use crate::system::clock::{Clock, MeasuredSkew, Sleep};
use crate::system::env::Env;
use crate::transport::Transport;
use attempts::Attempts;
use endpoint_urls::EndpointUrls;
use interceptor::Interceptor;
use region::Region;
use responder::Responder;

/// The settings of a client. Cloning is cheap, and clones share the transport and therefore its
/// connection pool.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::{Config, Credentials};
///
/// let config = Config::builder()
///     .region("eu-west-1")
///     .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
///     .build();
/// assert_eq!(config.region(), Some("eu-west-1"));
/// ```
#[derive(Clone)]
pub struct Config(Arc<Settings>);

/// A builder for [`Config`]. Each setting has a default: none is required to build a config, and a call
/// that needs a missing region or credentials reports that.
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use std::time::Duration;
///
/// use querysmith::{Config, Credentials};
///
/// let config = Config::builder()
///     .region("eu-west-1")
///     .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
///     .operation_timeout(Duration::from_secs(10))
///     .max_attempts(5)
///     .build();
/// assert_eq!(config.max_attempts(), 5);
/// ```
#[derive(Clone)]
pub struct ConfigBuilder {
    settings: Settings,
}

/// The settings that both the config and its builder hold.
#[derive(Clone)]
struct Settings {
    region: Option<Region>,
    /// The places where a region was looked for, for the error message if there is none.
    region_searched: Vec<Cow<'static, str>>,
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
    /// Builds the default transport if no `transport` is set.
    #[cfg(feature = "hyper")]
    default_transport: crate::transport::HyperTransportBuilder,
    /// Whether `transport` was built by `default_transport`, with the other settings.
    is_default_transport: bool,
    clock: Arc<dyn Clock>,
    /// The clock skew that responses have shown.
    measured_skew: Arc<MeasuredSkew>,
    sleep: Option<Arc<dyn Sleep>>,
    compression: Compression,
    app_id: Option<String>,
    execution_env: Option<String>,
    /// The environment that holds the current trace id; set only in a Lambda function.
    trace_env: Option<Env>,
    log_bodies: bool,
    interceptors: Vec<Arc<dyn Interceptor>>,
    /// The error that every call fails with.
    problem: Option<Error>,
    /// Returns responses in place of the service.
    responder: Option<Arc<dyn Responder>>,
}

impl AsRef<Config> for Config {
    fn as_ref(&self) -> &Config {
        self
    }
}

impl Config {
    /// Returns this config with `responder` in place of the service. Everything else is shared.
    pub(crate) fn with_responder(&self, responder: Arc<dyn Responder>) -> Self {
        let mut settings = Settings::clone(&self.0);
        settings.responder = Some(responder);
        Self(Arc::new(settings))
    }

    /// The stand-in that returns responses in place of the service, if there is one.
    pub(crate) fn responder(&self) -> Option<&dyn Responder> {
        self.0.responder.as_deref()
    }

    /// Whether both are the same config, that is, clones of each other.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Checks that calls can be made with this config.
    ///
    /// # Errors
    ///
    /// The error that was set by [`ConfigBuilder::invalid`].
    pub(crate) fn check(&self, operation: &'static str) -> Result<(), Error> {
        match &self.0.problem {
            Some(problem) => Err(problem.in_call_of(operation)),
            None => Ok(()),
        }
    }

    /// The credentials provider, wrapped in its cache.
    pub fn credentials_provider(&self) -> Option<&Arc<dyn ProvideCredentials>> {
        self.0.credentials_provider.as_ref()
    }

    /// The URL that replaces the endpoint of `service`. A URL set in code takes precedence over the
    /// configured URL of this service, which takes precedence over that of all services.
    pub fn endpoint_url(&self, service: &Service) -> Option<&str> {
        self.0.endpoint_urls.of(service)
    }

    /// The URL that replaces the endpoints of all services that have no URL of their own: the one
    /// set in code, or that of `AWS_ENDPOINT_URL` or the profile.
    pub fn endpoint_url_of_all(&self) -> Option<&str> {
        self.0.endpoint_urls.of_all()
    }

    /// Whether endpoints with FIPS 140 validated cryptography are used.
    pub fn use_fips(&self) -> bool {
        self.0.use_fips || self.0.region.as_ref().is_some_and(Region::is_fips)
    }

    /// Whether endpoints with IPv4 and IPv6 addresses are used.
    pub fn use_dual_stack(&self) -> bool {
        self.0.use_dual_stack
    }

    /// Whether the global endpoint of STS is used for the regions that supported it originally.
    pub fn use_global_endpoint(&self) -> bool {
        self.0.use_global_endpoint
    }

    /// Which constraints are checked before a request is sent.
    pub fn validation(&self) -> ValidationLevel {
        self.0.validation
    }

    /// The timeouts of calls.
    pub fn timeouts(&self) -> &Timeouts {
        &self.0.timeouts
    }

    /// The maximum size of a response body that the default transport reads, in bytes.
    pub fn response_limit(&self) -> usize {
        self.0.response_limit
    }

    /// The transport. `None` only without the feature `hyper`.
    pub fn transport(&self) -> Option<&Arc<dyn Transport>> {
        self.0.transport.as_ref()
    }

    /// The clock that calls use.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// The clock skew that responses have shown to clients with this config or one derived from it.
    pub(crate) fn measured_skew(&self) -> &MeasuredSkew {
        &self.0.measured_skew
    }

    /// The timer. `None` only without the feature `hyper`: there are no timeouts then, and failures
    /// that call for a pause are not retried.
    pub fn sleep(&self) -> Option<&Arc<dyn Sleep>> {
        self.0.sleep.as_ref()
    }

    /// The settings of request compression.
    #[cfg_attr(
        not(feature = "gzip"),
        allow(dead_code, reason = "used by the feature gzip and by tests")
    )]
    pub(crate) fn compression(&self) -> Compression {
        self.0.compression
    }

    /// The timer, whether or not it is available in the current context.
    pub(crate) fn timer(&self) -> Option<&dyn Sleep> {
        self.0.sleep.as_deref()
    }

    /// The timer, if it is available in the current context.
    pub(crate) fn available_sleep(&self) -> Option<&dyn Sleep> {
        self.timer().filter(|sleep| sleep.is_available())
    }

    /// The application id, sent in the user agent.
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

    /// The trace id of the current Lambda invocation.
    pub(crate) fn trace_id(&self) -> Option<String> {
        self.0.trace_env.as_ref()?.get_verbatim("_X_AMZN_TRACE_ID")
    }
}

/// Shows the region, the credentials provider, and the settings that are not the defaults. It shows
/// no secrets: credentials redact themselves.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Config");
        shown.field("region", &self.region.as_ref().map(Region::name));
        match &self.credentials_provider {
            Some(provider) => shown.field("credentials_provider", provider),
            None => shown.field("credentials_provider", &None::<()>),
        };
        // There are many settings, and those with their default values are not informative.
        let default = Settings::default();
        let mut show = |name: &str, is_default: bool, value: &dyn fmt::Debug| {
            if !is_default {
                shown.field(name, value);
            }
        };
        show(
            "endpoint_urls",
            self.endpoint_urls.is_empty(),
            &self.endpoint_urls,
        );
        show("use_fips", !self.use_fips, &self.use_fips);
        show("use_dual_stack", !self.use_dual_stack, &self.use_dual_stack);
        let is_default = !self.use_global_endpoint;
        show("use_global_endpoint", is_default, &self.use_global_endpoint);
        let is_default = self.validation == default.validation;
        show("validation", is_default, &self.validation);
        show(
            "timeouts",
            self.timeouts == default.timeouts,
            &self.timeouts,
        );
        show("attempts", self.attempts.are_default(), &self.attempts);
        let is_default = self.response_limit == default.response_limit;
        show("response_limit", is_default, &self.response_limit);
        let is_default = self.transport.is_none() || self.is_default_transport;
        show("transport", is_default, &self.transport);
        show("app_id", self.app_id.is_none(), &self.app_id);
        show("problem", self.problem.is_none(), &self.problem);
        show("log_bodies", !self.log_bodies, &self.log_bodies);
        show(
            "interceptors",
            self.interceptors.is_empty(),
            &self.interceptors,
        );
        shown.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
