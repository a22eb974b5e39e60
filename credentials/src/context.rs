//! The context of providers: environment, files, clock, transport and processes.

use std::sync::Arc;
use std::time::Duration;

use crate::process::{Process, SystemProcess};
use crate::profile::SharedSettings;
use querysmith_runtime::clock::{Clock, Sleep, SystemClock};
use querysmith_runtime::env::Env;
use querysmith_runtime::files::Files;
#[cfg(feature = "hyper")]
use querysmith_runtime::provider_v1;
use querysmith_runtime::provider_v1::{SharedClock, default_sleep};
use querysmith_runtime::randomness::{FastRandomness, Randomness};
use querysmith_runtime::transport::Transport;

/// Everything from the outside world that credentials providers use, as values that a test can
/// replace. Cloning is cheap.
///
/// ```
/// # mod querysmith {
/// #     pub use querysmith_credentials::*;
/// #     pub use querysmith_credentials::providers as credentials;
/// #     pub use querysmith_runtime::*;
/// # }
/// use querysmith::credentials::{ContainerProvider, ProviderContext};
/// use querysmith::env::Env;
///
/// let env: Env = [("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/x")].into_iter().collect();
/// let provider = ContainerProvider::new(&ProviderContext::new().with_env(env));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProviderContext {
    /// Environment variables.
    pub env: Env,
    /// Files.
    pub files: Files,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The timer. Without one there are no time limits, and no delays between attempts.
    pub sleep: Option<Arc<dyn Sleep>>,
    /// The HTTP transport. If `None`, each provider uses the default transport with its own
    /// connect timeout; without the feature `hyper` there is no default transport.
    pub transport: Option<Arc<dyn Transport>>,
    /// The runner of commands.
    pub process: Arc<dyn Process>,
    /// The source of random numbers.
    pub randomness: Arc<dyn Randomness>,
}

impl ProviderContext {
    /// The environment, files, clock and processes of the system, and the default transport,
    /// timer and randomness.
    pub fn new() -> Self {
        Self {
            env: Env::process(),
            files: Files::system(),
            clock: Arc::new(SharedClock::new(SystemClock)),
            sleep: default_sleep(),
            transport: None,
            process: Arc::new(SystemProcess),
            randomness: Arc::new(FastRandomness),
        }
    }

    /// Sets the environment variables.
    #[must_use]
    pub fn with_env(self, env: Env) -> Self {
        Self { env, ..self }
    }

    /// Sets the files.
    #[must_use]
    pub fn with_files(self, files: Files) -> Self {
        Self { files, ..self }
    }

    /// Sets the clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(SharedClock::new(clock));
        self
    }

    /// Sets the timer.
    #[must_use]
    pub fn with_sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.sleep = Some(Arc::new(sleep));
        self
    }

    /// Sets the transport of all providers.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the runner of commands.
    #[must_use]
    pub fn with_process(mut self, process: impl Process + 'static) -> Self {
        self.process = Arc::new(process);
        self
    }

    /// Sets the source of random numbers.
    #[must_use]
    pub fn with_randomness(mut self, randomness: impl Randomness + 'static) -> Self {
        self.randomness = Arc::new(randomness);
        self
    }

    /// The transport of a provider that calls an endpoint on this host or next to it. It gives up
    /// connecting after `connect`, reads no response of more than `response_limit` bytes, and uses
    /// no proxy.
    pub(crate) fn local_transport(
        &self,
        connect: Duration,
        response_limit: usize,
    ) -> Option<Arc<dyn Transport>> {
        let given = self.transport.clone();
        given.or_else(|| default_transport(None, connect, response_limit))
    }

    /// Like [`local_transport`](Self::local_transport), for a provider that calls a service: with
    /// the proxies of the environment, and the root certificates that it or the profile configures.
    pub(crate) fn transport(
        &self,
        settings: Option<&SharedSettings>,
        connect: Duration,
        response_limit: usize,
    ) -> Option<Arc<dyn Transport>> {
        let given = self.transport.clone();
        given.or_else(|| default_transport(Some((self, settings)), connect, response_limit))
    }
}

impl Default for ProviderContext {
    fn default() -> Self {
        Self::new()
    }
}

/// The proxy and certificate settings for reaching a service; `None` for a local endpoint.
type Service<'a> = Option<(&'a ProviderContext, Option<&'a SharedSettings>)>;

#[cfg(feature = "hyper")]
fn default_transport(
    service: Service<'_>,
    connect: Duration,
    response_limit: usize,
) -> Option<Arc<dyn Transport>> {
    let mut builder = querysmith_runtime::transport::HyperTransport::builder()
        .connect_timeout(connect)
        .response_limit(response_limit);
    if let Some((context, settings)) = service {
        builder = builder.env(&context.env).files(context.files.clone());
        if let Some(path) = settings.and_then(|settings| settings.ca_bundle.as_ref()) {
            let origin = path.to_string();
            builder = provider_v1::transport_ca_bundle(builder, path.value(), &context.env, origin);
        }
    }
    Some(Arc::new(builder.build()))
}

#[cfg(not(feature = "hyper"))]
fn default_transport(_: Service<'_>, _: Duration, _: usize) -> Option<Arc<dyn Transport>> {
    None
}
