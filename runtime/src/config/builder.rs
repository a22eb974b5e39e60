//! Makes a config.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::attempts::Attempts;
use super::endpoint_urls::{EndpointUrlSource, EndpointUrls};
use super::{Compression, Config, Settings, Timeouts};
use crate::credentials::{CachedCredentials, ProvideCredentials};
use crate::error::Error;
use crate::protocol::validate::ValidationLevel;
use crate::system::clock::{Clock, Sleep, SystemClock, default_sleep};
use crate::system::env::Env;
use crate::transport::{RESPONSE_LIMIT, Transport};

/// Builds a [`Config`].
pub struct ConfigBuilder {
    pub(super) settings: Settings,
}

impl ConfigBuilder {
    /// A builder with the defaults. The environment is not looked at.
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    /// A builder with what `env` sets; setters called on it come before the environment.
    ///
    /// | setting | variables |
    /// |---|---|
    /// | region | `AWS_REGION`, else `AWS_DEFAULT_REGION` |
    /// | credentials | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_ACCOUNT_ID`, `AWS_CREDENTIAL_EXPIRATION`, looked up for each request |
    /// | endpoint URL | `AWS_ENDPOINT_URL_<SERVICE>`, such as `AWS_ENDPOINT_URL_STS`, else `AWS_ENDPOINT_URL`, unless `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is `true` |
    /// | FIPS, dual stack | `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`: `true` or `false` |
    /// | global endpoint of STS | `AWS_STS_REGIONAL_ENDPOINTS`: `regional` or `legacy` |
    /// | compression of requests | `AWS_DISABLE_REQUEST_COMPRESSION`: `true` or `false`; `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES`: 0 to 10485760 |
    /// | retries | `AWS_RETRY_MODE`: `standard` (`legacy` is taken for it), `adaptive` or `off`; `AWS_MAX_ATTEMPTS`: a number from 1 on; `AWS_NEW_RETRIES_2026`: `true` or `false` |
    /// | proxies of the default transport | `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, each in lower case first; see [`HyperTransportBuilder::env`](crate::transport::HyperTransportBuilder::env) |
    /// | root certificates of the default transport | `AWS_CA_BUNDLE`: the path of a PEM file |
    /// | clock | `AWS_DISABLE_CLOCK_SKEW_CORRECTION`: `true` or `false` |
    /// | user agent | `AWS_SDK_UA_APP_ID`, `AWS_EXECUTION_ENV` |
    /// | header `x-amzn-trace-id` | `_X_AMZN_TRACE_ID`, looked up for each call, if `AWS_LAMBDA_FUNCTION_NAME` is set |
    ///
    /// # Errors
    ///
    /// Of kind [`Configuration`](crate::ErrorKind::Configuration) when one of them has a value
    /// that is none of those expected.
    pub fn from_env(env: &Env) -> Result<Self, Error> {
        Ok(Self::with(Settings::from_env(env)?))
    }

    /// A builder with all that `config` says.
    pub fn from_config(config: &Config) -> Self {
        Self::with(Settings::clone(&config.0))
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self { settings }
    }

    /// The region to send requests to and to sign them for: `eu-west-1`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.settings.region = Some(region.into());
        self
    }

    /// Who gives the credentials; [`Credentials`](crate::Credentials) always give themselves. A
    /// provider that [needs one](ProvideCredentials::needs_cache) gets a
    /// [cache](CachedCredentials) around it, which clones of the config share.
    #[must_use]
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.settings.credentials_provider = Some(Arc::new(provider));
        self
    }

    /// The URL to send requests to instead of the service's own. Its path is kept:
    /// `http://localhost:4566`, `https://proxy.example/sts`.
    #[must_use]
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.settings.endpoint_urls.in_code = Some(url.into());
        self
    }

    /// Whether to use endpoints with FIPS 140 validated cryptography.
    #[must_use]
    pub fn use_fips(mut self, use_fips: bool) -> Self {
        self.settings.use_fips = use_fips;
        self
    }

    /// Whether to use endpoints with IPv4 and IPv6 addresses.
    #[must_use]
    pub fn use_dual_stack(mut self, use_dual_stack: bool) -> Self {
        self.settings.use_dual_stack = use_dual_stack;
        self
    }

    /// Whether to use the one global endpoint of STS for the regions that existed with it.
    #[must_use]
    pub fn use_global_endpoint(mut self, use_global_endpoint: bool) -> Self {
        self.settings.use_global_endpoint = use_global_endpoint;
        self
    }

    pub(crate) fn has_region(&self) -> bool {
        self.settings.region.is_some()
    }

    /// Adds a place where a region was looked for.
    pub(crate) fn region_searched(mut self, place: &'static str) -> Self {
        self.settings.region_searched.push(place);
        self
    }

    /// Takes the endpoint URLs that are not set in code from `source`.
    pub(crate) fn endpoint_urls(mut self, source: Arc<dyn EndpointUrlSource>) -> Self {
        self.settings.endpoint_urls.set_source(source);
        self
    }

    /// Which constraints to check before a request is sent.
    #[must_use]
    pub fn validation(mut self, level: ValidationLevel) -> Self {
        self.settings.validation = level;
        self
    }

    /// The limit for making a connection, `None` for none; 3.1 s by default. A transport that is
    /// given in code has its own. Set anew, it comes with a new default transport and so with
    /// connections of its own.
    #[must_use]
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.drop_made_transport();
        self.settings.timeouts.connect = limit.into();
        self
    }

    /// The limit for the whole answer to one attempt, `None` for none; 30 s by default.
    #[must_use]
    pub fn read_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.read = limit.into();
        self
    }

    /// The limit for a whole call, `None` for none; 60 s by default.
    #[must_use]
    pub fn operation_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.operation = limit.into();
        self
    }

    /// The most of an answer's body to read, in bytes; 10 MiB by default. A transport that is
    /// given in code has its own limit. Set anew, it comes with a new default transport and so with
    /// connections of its own.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.drop_made_transport();
        self.settings.response_limit = bytes;
        self
    }

    /// What carries requests and answers, instead of the default transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.settings.transport = Some(Arc::new(transport));
        self.settings.made_transport = false;
        self
    }

    /// What tells the time.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.settings.clock = Arc::new(clock);
        self
    }

    /// What waits. Without one, and without the feature `hyper`, there are no time limits, and no
    /// attempts but the first.
    #[must_use]
    pub fn sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.settings.sleep = Some(Arc::new(sleep));
        self
    }

    /// The name of the application, sent in the user agent: at most 50 ASCII letters, digits and
    /// `` !#$%&'*+-.^_`|~ ``. Other characters become `-`, and what is over is cut off.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.settings.app_id = Some(app_id.into());
        self
    }

    /// Whether to log the input and output of every call, at the level `TRACE`, as their `Debug`
    /// shows them, which is without secrets.
    #[must_use]
    pub fn log_bodies(mut self, log_bodies: bool) -> Self {
        self.settings.log_bodies = log_bodies;
        self
    }

    /// The config. The default transport and the cache of credentials are made here, once for all
    /// clones.
    pub fn build(self) -> Config {
        let settings = self.settings.with_credentials_cache();
        #[cfg(feature = "hyper")]
        let settings = settings.with_default_transport();
        Config(Arc::new(settings))
    }
}

impl Settings {
    /// One that was made here has to be made anew when what it was made with changes.
    pub(super) fn drop_made_transport(&mut self) {
        if self.made_transport {
            self.transport = None;
            self.made_transport = false;
        }
    }

    pub(super) fn with_credentials_cache(mut self) -> Self {
        self.credentials_provider = self.credentials_provider.map(|provider| {
            if !provider.needs_cache() {
                return provider;
            }
            let cache = CachedCredentials::builder(provider)
                .clock(self.clock.clone())
                .randomness(self.attempts.randomness.clone());
            Arc::new(cache.build())
        });
        self
    }

    #[cfg(feature = "hyper")]
    fn with_default_transport(mut self) -> Self {
        if self.transport.is_none() {
            self.transport = Some(self.make_default_transport());
            self.made_transport = true;
        }
        self
    }

    #[cfg(feature = "hyper")]
    pub(super) fn make_default_transport(&self) -> Arc<dyn Transport> {
        let builder = self.default_transport.clone();
        let builder = builder
            .connect_timeout(self.timeouts.connect)
            .response_limit(self.response_limit);
        Arc::new(builder.build())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            region: None,
            region_searched: vec!["the config"],
            credentials_provider: None,
            endpoint_urls: EndpointUrls::default(),
            use_fips: false,
            use_dual_stack: false,
            use_global_endpoint: false,
            validation: ValidationLevel::default(),
            timeouts: Timeouts::default(),
            attempts: Attempts::default(),
            response_limit: RESPONSE_LIMIT,
            transport: None,
            #[cfg(feature = "hyper")]
            default_transport: crate::transport::HyperTransport::builder(),
            clock: Arc::new(SystemClock),
            sleep: default_sleep(),
            compression: Compression::default(),
            app_id: None,
            execution_env: None,
            trace_env: None,
            log_bodies: false,
            interceptors: Vec::new(),
            made_transport: false,
            responder: None,
        }
    }
}

impl Default for ConfigBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ConfigBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConfigBuilder")
            .field(&self.settings)
            .finish()
    }
}
