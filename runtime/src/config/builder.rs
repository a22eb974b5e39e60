//! The builder of a config.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::attempts::Attempts;
use super::endpoint_urls::{EndpointUrlSource, EndpointUrls};
use super::region::Region;
use super::{Compression, Config, ConfigBuilder, Settings, Timeouts};
use crate::credentials::{CachedCredentials, ProvideCredentials};
use crate::error::Error;
use crate::protocol::validate::ValidationLevel;
use crate::signing::corrected_clock::{CorrectedClock, UncorrectedClock};
use crate::system::clock::{Clock, Sleep, SystemClock, default_sleep};
use crate::system::env::Env;
use crate::transport::{RESPONSE_LIMIT, Transport};

impl ConfigBuilder {
    /// Creates a builder with the defaults. The environment is not read.
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    /// Sets the region that requests are sent to and signed for, such as `eu-west-1`. Calls fail if
    /// it is not a valid label of a host name.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.settings.region = Some(Region::in_code(region.into()));
        self
    }

    /// Sets the credentials provider; static [`Credentials`](crate::Credentials) are a provider
    /// themselves. A provider that [needs a cache](ProvideCredentials::needs_cache) is wrapped in a
    /// [cache](CachedCredentials), which clones of the config share.
    #[must_use]
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.settings.credentials_provider = Some(Arc::new(provider));
        self
    }

    /// Sets the URL that requests are sent to instead of the service's endpoint, such as
    /// `http://localhost:4566` or `https://proxy.example/sts`. Its path is kept.
    #[must_use]
    pub fn endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.settings.endpoint_urls.in_code = Some(url.into());
        self
    }

    /// Sets the timeout for the whole call, `None` for no timeout; 60 s by default.
    #[must_use]
    pub fn operation_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.operation = limit.into();
        self
    }

    /// Sets the timeout for the complete response of one attempt, `None` for no timeout; 30 s by
    /// default.
    #[must_use]
    pub fn read_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.timeouts.read = limit.into();
        self
    }

    /// Sets the timeout for opening a connection, `None` for no timeout; 3.1 s by default. A
    /// transport that is set in code has a timeout of its own. Changing the timeout of an existing
    /// config creates a new default transport with connections of its own.
    #[must_use]
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.settings.discard_default_transport();
        self.settings.timeouts.connect = limit.into();
        self
    }

    /// Sets the application id, sent in the user agent: at most 50 ASCII letters, digits and
    /// `` !#$%&'*+-.^_`|~ ``. Other characters are replaced by `-`; a longer id is truncated.
    #[must_use]
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.settings.app_id = Some(app_id.into());
        self
    }

    /// Creates a builder with the settings in `env`. Setters called on it take precedence over the
    /// environment.
    ///
    /// | setting | variables |
    /// |---|---|
    /// | region | `AWS_REGION`, else `AWS_DEFAULT_REGION` |
    /// | credentials | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_ACCOUNT_ID`, `AWS_CREDENTIAL_EXPIRATION`, looked up for each request |
    /// | endpoint URL | `AWS_ENDPOINT_URL_<SERVICE>`, such as `AWS_ENDPOINT_URL_STS`, else `AWS_ENDPOINT_URL`, unless `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` is `true` |
    /// | FIPS, dual stack | `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`: `true` or `false` |
    /// | global endpoint of STS | `AWS_STS_REGIONAL_ENDPOINTS`: `regional` or `legacy` |
    /// | request compression | `AWS_DISABLE_REQUEST_COMPRESSION`: `true` or `false`; `AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES`: 0 to 10485760 |
    /// | retries | `AWS_RETRY_MODE`: `standard` (also `legacy`), `adaptive` or `off`; `AWS_MAX_ATTEMPTS`: a number of at least 1; `AWS_NEW_RETRIES_2026`: `true` or `false` |
    /// | proxies of the default transport | `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, each also in lower case, which takes precedence; see [`HyperTransportBuilder::env`](crate::transport::HyperTransportBuilder::env) |
    /// | root certificates of the default transport | `AWS_CA_BUNDLE`: the path of a PEM file |
    /// | clock | `AWS_DISABLE_CLOCK_SKEW_CORRECTION`: `true` or `false` |
    /// | user agent | `AWS_SDK_UA_APP_ID`, `AWS_EXECUTION_ENV` |
    /// | header `x-amzn-trace-id` | `_X_AMZN_TRACE_ID`, looked up for each call, if `AWS_LAMBDA_FUNCTION_NAME` is set |
    ///
    /// # Errors
    ///
    /// An error of kind [`Configuration`](crate::ErrorKind::Configuration) if a variable has an
    /// invalid value.
    pub fn from_env(env: &Env) -> Result<Self, Error> {
        Ok(Self::with(Settings::from_env(env)?))
    }

    /// Creates a builder with the settings of `config`.
    pub fn from_config(config: &Config) -> Self {
        Self::with(Settings::clone(&config.0))
    }

    pub(super) fn with(settings: Settings) -> Self {
        Self { settings }
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

    /// Whether to use the global endpoint of STS for the regions that supported it originally.
    #[must_use]
    pub fn use_global_endpoint(mut self, use_global_endpoint: bool) -> Self {
        self.settings.use_global_endpoint = use_global_endpoint;
        self
    }

    /// Takes the endpoint URLs that are not set in code from `source`.
    pub(crate) fn endpoint_urls(mut self, source: Arc<dyn EndpointUrlSource>) -> Self {
        self.settings.endpoint_urls.set_source(source);
        self
    }

    /// Sets which constraints are checked before a request is sent.
    #[must_use]
    pub fn validation(mut self, level: ValidationLevel) -> Self {
        self.settings.validation = level;
        self
    }

    /// Sets the maximum size of a response body, in bytes; 10 MiB by default. A transport that is
    /// set in code has a limit of its own. Changing the limit of an existing config creates a new
    /// default transport with connections of its own.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.settings.discard_default_transport();
        self.settings.response_limit = bytes;
        self
    }

    /// Sets the transport that sends requests, instead of the default one.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.settings.transport = Some(Arc::new(transport));
        self.settings.is_default_transport = false;
        self
    }

    /// Sets the clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.settings.measured_skew = clock.measured_skew().unwrap_or_default();
        self.settings.clock = Arc::new(clock);
        self
    }

    /// Sets the timer. Without one, and without the feature `hyper`, there are no timeouts, and
    /// failures that call for a pause are not retried.
    #[must_use]
    pub fn sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.settings.sleep = Some(Arc::new(sleep));
        self
    }

    /// Whether to log the input and output of every call at the level `TRACE`, in their `Debug`
    /// form, in which secrets are redacted.
    #[must_use]
    pub fn log_bodies(mut self, log_bodies: bool) -> Self {
        self.settings.log_bodies = log_bodies;
        self
    }

    /// Makes every call fail with this error before anything is sent. For code that finds an
    /// invalid setting where it cannot return an error. Nothing that is set later removes the error.
    ///
    /// ```
    /// # extern crate querysmith_runtime as querysmith;
    /// use querysmith::Config;
    /// use querysmith::env::Env;
    ///
    /// fn load(env: &Env) -> Config {
    ///     let builder = Config::builder().region("eu-west-1");
    ///     match querysmith::ConfigBuilder::from_env(env) {
    ///         Ok(loaded) => loaded.build(),
    ///         Err(error) => builder.invalid(error).build(),
    ///     }
    /// }
    /// # load(&Env::empty());
    /// ```
    #[must_use]
    pub fn invalid(mut self, error: Error) -> Self {
        self.settings.problem.get_or_insert(error);
        self
    }

    /// Builds the config. This creates the default transport and the credentials cache, which all
    /// clones of the config share.
    pub fn build(self) -> Config {
        let settings = self.settings.with_credentials_cache();
        #[cfg(feature = "hyper")]
        let settings = settings.with_default_transport();
        Config(Arc::new(settings))
    }
}

impl Settings {
    /// Discards the default transport, because one of its settings changes. A transport that was
    /// set in code is kept.
    pub(super) fn discard_default_transport(&mut self) {
        if self.is_default_transport {
            self.transport = None;
            self.is_default_transport = false;
        }
    }

    pub(super) fn with_credentials_cache(mut self) -> Self {
        self.credentials_provider = self.credentials_provider.map(|provider| {
            if !provider.needs_cache() {
                return provider;
            }
            let clock = Arc::clone(&self.clock);
            let cache = CachedCredentials::builder(provider);
            let cache = match self.attempts.disable_clock_skew_correction {
                true => cache.clock(UncorrectedClock(clock)),
                false => {
                    let skew = Arc::clone(&self.measured_skew);
                    cache.clock(CorrectedClock::new(clock, skew))
                }
            };
            let cache = cache.randomness(self.attempts.randomness.clone());
            Arc::new(cache.build())
        });
        self
    }

    #[cfg(feature = "hyper")]
    fn with_default_transport(mut self) -> Self {
        if self.transport.is_none() {
            self.transport = Some(self.build_default_transport());
            self.is_default_transport = true;
        }
        self
    }

    #[cfg(feature = "hyper")]
    pub(super) fn build_default_transport(&self) -> Arc<dyn Transport> {
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
            region_searched: vec!["the config".into()],
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
            measured_skew: Arc::default(),
            sleep: default_sleep(),
            compression: Compression::default(),
            app_id: None,
            execution_env: None,
            trace_env: None,
            log_bodies: false,
            interceptors: Vec::new(),
            is_default_transport: false,
            problem: None,
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
