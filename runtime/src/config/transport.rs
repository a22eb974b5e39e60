//! The settings of the default transport. Changing one in an existing config creates a new default
//! transport with connections of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::ConfigBuilder;
#[cfg(feature = "blocking")]
use super::{Config, Settings};
use crate::system::env::Env;
use crate::system::files::Files;
use crate::transport::HyperTransportBuilder;

#[cfg(feature = "blocking")]
impl Config {
    /// Returns this config with connections of its own, if its transport is the default one.
    /// Connections that belong to another runtime make no progress while that is not running.
    pub(crate) fn with_own_connections(&self) -> Self {
        if !self.0.is_default_transport {
            return self.clone();
        }
        let mut settings = Settings::clone(&self.0);
        settings.transport = Some(settings.build_default_transport());
        Self(Arc::new(settings))
    }
}

impl ConfigBuilder {
    /// Sets the proxy of the default transport for all requests; see
    /// [`HyperTransportBuilder::proxy`](crate::transport::HyperTransportBuilder::proxy).
    #[must_use]
    pub fn proxy(self, url: impl AsRef<str>) -> Self {
        self.default_transport(|transport| transport.proxy(url))
    }

    /// Sets the hosts that the default transport reaches without a proxy; see
    /// [`HyperTransportBuilder::no_proxy`](crate::transport::HyperTransportBuilder::no_proxy).
    #[must_use]
    pub fn no_proxy(self, list: impl AsRef<str>) -> Self {
        self.default_transport(|transport| transport.no_proxy(list))
    }

    /// Sets the PEM file of root certificates that the default transport trusts instead of the
    /// system's certificates.
    #[must_use]
    pub fn ca_bundle(self, path: impl Into<PathBuf>) -> Self {
        self.default_transport(|transport| transport.ca_bundle(path))
    }

    /// Sets the certificate that the default transport presents to servers that require one, and
    /// its private key, both in PEM; see
    /// [`HyperTransportBuilder::client_certificate`](crate::transport::HyperTransportBuilder::client_certificate).
    #[must_use]
    pub fn client_certificate(
        self,
        certificates: impl AsRef<[u8]>,
        private_key: impl AsRef<[u8]>,
    ) -> Self {
        self.default_transport(|transport| transport.client_certificate(certificates, private_key))
    }

    /// Sets the TLS config of the default transport; see
    /// [`HyperTransportBuilder::tls_config`](crate::transport::HyperTransportBuilder::tls_config).
    #[must_use]
    pub fn tls_config(self, config: impl Into<Arc<rustls::ClientConfig>>) -> Self {
        self.default_transport(|transport| transport.tls_config(config))
    }

    /// Sets the maximum number of idle connections that the default transport keeps per origin; 64
    /// by default. See
    /// [`HyperTransportBuilder::pool_max_idle_per_host`](crate::transport::HyperTransportBuilder::pool_max_idle_per_host).
    #[must_use]
    pub fn pool_max_idle_per_host(self, connections: usize) -> Self {
        self.default_transport(|transport| transport.pool_max_idle_per_host(connections))
    }

    /// Sets how long the default transport keeps an idle connection, `None` for as long as the
    /// server keeps it; 90 s by default.
    #[must_use]
    pub fn pool_idle_timeout(self, limit: impl Into<Option<Duration>>) -> Self {
        self.default_transport(|transport| transport.pool_idle_timeout(limit))
    }

    /// Sets the interval of the TCP keep-alive checks of the default transport, `None` for no
    /// checks; 15 s by default. See
    /// [`HyperTransportBuilder::tcp_keepalive`](crate::transport::HyperTransportBuilder::tcp_keepalive).
    #[must_use]
    pub fn tcp_keepalive(self, interval: impl Into<Option<Duration>>) -> Self {
        self.default_transport(|transport| transport.tcp_keepalive(interval))
    }

    /// Sets the file system from which the default transport reads the root certificates.
    #[must_use]
    pub fn files(self, files: Files) -> Self {
        self.default_transport(|transport| transport.files(files))
    }

    /// Like [`ca_bundle`](Self::ca_bundle), with a path that `origin` sets: the name of a variable, or
    /// the place in a profile.
    pub(crate) fn named_ca_bundle(self, path: &str, env: &Env, origin: String) -> Self {
        self.default_transport(|transport| transport.named_ca_bundle(path, env, origin))
    }

    fn default_transport(
        mut self,
        set: impl FnOnce(HyperTransportBuilder) -> HyperTransportBuilder,
    ) -> Self {
        self.settings.discard_default_transport();
        self.settings.default_transport = set(self.settings.default_transport);
        self
    }
}
