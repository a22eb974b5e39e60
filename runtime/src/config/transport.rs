//! The settings of the default transport, for those who do not make it themselves. Set anew, they
//! come with a new one and so with connections of its own.

use std::path::PathBuf;
#[cfg(feature = "blocking")]
use std::sync::Arc;

use super::ConfigBuilder;
#[cfg(feature = "blocking")]
use super::{Config, Settings};
use crate::system::env::Env;
use crate::system::files::Files;
use crate::transport::HyperTransportBuilder;

#[cfg(feature = "blocking")]
impl Config {
    /// This config with connections of its own, if its transport is the default one: those of
    /// another runtime stand still while that does not run.
    pub(crate) fn with_own_connections(&self) -> Self {
        if !self.0.made_transport {
            return self.clone();
        }
        let mut settings = Settings::clone(&self.0);
        settings.transport = Some(settings.make_default_transport());
        Self(Arc::new(settings))
    }
}

impl ConfigBuilder {
    /// The proxy that the default transport goes through, for all requests, as
    /// [`HyperTransportBuilder::proxy`](crate::transport::HyperTransportBuilder::proxy) takes it.
    #[must_use]
    pub fn proxy(self, url: impl AsRef<str>) -> Self {
        self.default_transport(|transport| transport.proxy(url))
    }

    /// The hosts that the default transport reaches without a proxy, as
    /// [`HyperTransportBuilder::no_proxy`](crate::transport::HyperTransportBuilder::no_proxy)
    /// takes them.
    #[must_use]
    pub fn no_proxy(self, list: impl AsRef<str>) -> Self {
        self.default_transport(|transport| transport.no_proxy(list))
    }

    /// The PEM file of root certificates that the default transport trusts instead of the
    /// system's.
    #[must_use]
    pub fn ca_bundle(self, path: impl Into<PathBuf>) -> Self {
        self.default_transport(|transport| transport.ca_bundle(path))
    }

    /// Where the default transport reads the file of root certificates.
    #[must_use]
    pub fn files(self, files: Files) -> Self {
        self.default_transport(|transport| transport.files(files))
    }

    /// As [`ca_bundle`](Self::ca_bundle), for a path that `origin` sets: the name of a variable, or
    /// the place in a profile.
    pub(crate) fn named_ca_bundle(self, path: &str, env: &Env, origin: String) -> Self {
        self.default_transport(|transport| transport.named_ca_bundle(path, env, origin))
    }

    fn default_transport(
        mut self,
        set: impl FnOnce(HyperTransportBuilder) -> HyperTransportBuilder,
    ) -> Self {
        self.settings.drop_made_transport();
        self.settings.default_transport = set(self.settings.default_transport);
        self
    }
}
