//! The builder of the default transport.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use rustls::ClientConfig;

use super::HyperTransport;
use super::ca_bundle::CaBundle;
use super::connector::Connector;
use super::identity::Identity;
use super::pool::PoolLimits;
use super::proxy::Proxies;
use super::roots::Roots;
use super::tls::{CustomTls, Tls, TlsSettings};
use crate::system::env::Env;
use crate::system::files::{Files, expand_home};
use crate::transport::{CONNECT_TIMEOUT, RESPONSE_LIMIT, TransportError};

/// The default interval of TCP keep-alive. NAT gateways and firewalls drop connections without
/// traffic after one to six minutes.
const TCP_KEEPALIVE: Duration = Duration::from_secs(15);

/// A builder for [`HyperTransport`].
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::env::Env;
/// use querysmith::transport::HyperTransport;
///
/// let transport = HyperTransport::builder()
///     .env(&Env::process())
///     .proxy("http://ann:password@proxy.example:3128")
///     .no_proxy("localhost, .internal.example, 10.0.0.0/8")
///     .ca_bundle("/etc/ssl/company.pem")
///     .build();
/// ```
#[derive(Debug, Clone)]
#[must_use = "the transport is created by `build`"]
pub struct HyperTransportBuilder {
    connect_timeout: Option<Duration>,
    tcp_keepalive: Option<Duration>,
    pool: PoolLimits,
    response_limit: usize,
    proxies: Proxies,
    roots: NamedRoots,
    identity: Option<Identity>,
    tls: Option<CustomTls>,
    files: Files,
}

/// Like [`Roots`], before the file system to read from is known.
#[derive(Debug, Clone)]
enum NamedRoots {
    System,
    Bundle {
        path: PathBuf,
        origin: String,
    },
    #[cfg(feature = "webpki-roots")]
    BuiltIn,
}

impl HyperTransportBuilder {
    pub(super) fn new() -> Self {
        Self {
            connect_timeout: Some(CONNECT_TIMEOUT),
            tcp_keepalive: Some(TCP_KEEPALIVE),
            pool: PoolLimits::default(),
            response_limit: RESPONSE_LIMIT,
            proxies: Proxies::default(),
            roots: NamedRoots::System,
            identity: None,
            tls: None,
            files: Files::system(),
        }
    }

    /// Sets the proxies and the root certificates from `env`, replacing what was set before:
    ///
    /// - `HTTPS_PROXY` for `https` and `HTTP_PROXY` for `http`, in the format of
    ///   [`proxy`](Self::proxy), and `NO_PROXY` in that of [`no_proxy`](Self::no_proxy). Lower-case
    ///   names take precedence. If `REQUEST_METHOD` is set, as in CGI programs, `HTTP_PROXY` is
    ///   ignored, because the client of the CGI program can set it, and only `http_proxy` is read.
    /// - `AWS_CA_BUNDLE`, see [`ca_bundle`](Self::ca_bundle).
    pub fn env(mut self, env: &Env) -> Self {
        const CA_BUNDLE: &str = "AWS_CA_BUNDLE";
        self.proxies = Proxies::from_env(env);
        match env.get(CA_BUNDLE) {
            Some(path) => self.named_ca_bundle(&path, env, CA_BUNDLE.to_owned()),
            None => self,
        }
    }

    /// Sets the proxy for all requests: `http://host:port` or `https://host:port`, with
    /// `user:password@` (percent-encoded) before the host if the proxy requires authentication. The
    /// default scheme is `http`, and the default port is 80 or 443.
    ///
    /// `https` requests go through a tunnel (CONNECT), `http` requests are forwarded by the proxy.
    /// Requests that need a proxy whose URL is invalid fail with an error. Loopback and link-local
    /// addresses, including instance metadata, and the addresses of the agents that provide
    /// credentials to containers are never reached through a proxy.
    pub fn proxy(mut self, url: impl AsRef<str>) -> Self {
        self.proxies.set(url.as_ref());
        self
    }

    /// Sets the hosts to reach without a proxy, separated by commas or white space:
    ///
    /// - `example.com`, `.example.com` or `*.example.com`: this host and all its subdomains;
    /// - `10.1.2.3`, `fd00::1` or `10.0.0.0/8`: an address, or all addresses of a network;
    /// - any of these with a port, `example.com:8443`, `[fd00::1]:8443`: for this port only;
    /// - `*`: every host.
    pub fn no_proxy(mut self, list: impl AsRef<str>) -> Self {
        self.proxies.set_except(list.as_ref());
        self
    }

    /// The proxy for a request to `uri`, as messages name it. For fuzzing; not part of the public API.
    #[doc(hidden)]
    pub fn proxy_for(&self, uri: &Uri) -> Result<Option<String>, TransportError> {
        let proxy = self.proxies.of(uri)?;
        Ok(proxy.map(ToString::to_string))
    }

    /// Trusts the certificates in this PEM file instead of the system's. The file is read at the
    /// first `https` request, which fails with an error if the file is invalid.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.roots = NamedRoots::Bundle {
            path: path.into(),
            origin: String::new(),
        };
        self
    }

    /// Sets the certificate that is presented to servers that require one, in PEM: first the
    /// client's own, then those of the authorities that issued it; and its unencrypted private key,
    /// in PEM too. The key is wiped from memory with the last transport. It is also presented to an
    /// `https` proxy that requires one.
    ///
    /// If either is invalid, the first `https` request fails with an error.
    pub fn client_certificate(
        mut self,
        certificates: impl AsRef<[u8]>,
        private_key: impl AsRef<[u8]>,
    ) -> Self {
        self.identity = Some(Identity::new(certificates.as_ref(), private_key.as_ref()));
        self
    }

    /// Uses this TLS config, for example to select another provider of cryptography, pin
    /// certificates or log keys. It replaces the root certificates and the client certificate that
    /// are set otherwise. Only the protocols that it offers (ALPN) are changed: the transport
    /// speaks HTTP/1.1.
    ///
    /// The types are those of [`rustls`](crate::transport::rustls), in the version that this crate
    /// depends on.
    pub fn tls_config(mut self, config: impl Into<Arc<ClientConfig>>) -> Self {
        self.tls = Some(CustomTls::new(config.into()));
        self
    }

    /// Trusts the Mozilla root certificates that are compiled into the program, as of the last
    /// update of this crate's dependencies, instead of the system's.
    #[cfg(feature = "webpki-roots")]
    pub fn webpki_roots(mut self) -> Self {
        self.roots = NamedRoots::BuiltIn;
        self
    }

    /// Like [`ca_bundle`](Self::ca_bundle); `~` is expanded to the home directory, and `origin`
    /// names the setting for error messages.
    pub(crate) fn named_ca_bundle(mut self, path: &str, env: &Env, origin: String) -> Self {
        self.roots = NamedRoots::Bundle {
            path: expand_home(path, env).unwrap_or_else(|| path.into()),
            origin,
        };
        self
    }

    /// Sets the file system from which the file of certificates is read.
    pub fn files(mut self, files: Files) -> Self {
        self.files = files;
        self
    }

    /// Sets the timeout for opening a connection, including DNS resolution and TLS handshake,
    /// `None` for no timeout; 3.1 s by default.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = limit.into();
        self
    }

    /// Sets the maximum number of idle connections that are kept per origin (scheme, host and
    /// port), 0 to use each connection only once; 64 by default. The number of connections in use
    /// is not limited.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.pool.max_idle_per_host = connections;
        self
    }

    /// Sets how long an idle connection is kept, `None` for as long as the server keeps it; 90 s by
    /// default.
    pub fn pool_idle_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.pool.idle_timeout = limit.into();
        self
    }

    /// Sets after how long without traffic TCP checks whether the peer is still there, and how
    /// often, `None` for no checks; 15 s by default. A connection that the network has dropped
    /// without notice is closed after three checks.
    pub fn tcp_keepalive(mut self, interval: impl Into<Option<Duration>>) -> Self {
        self.tcp_keepalive = interval.into();
        self
    }

    /// Sets the maximum size of a response body, in bytes; 10 MiB by default.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Builds the transport.
    pub fn build(self) -> HyperTransport {
        let roots = match self.roots {
            NamedRoots::System => Roots::System,
            NamedRoots::Bundle { path, origin } => {
                Roots::Bundle(CaBundle::new(path, self.files, origin))
            }
            #[cfg(feature = "webpki-roots")]
            NamedRoots::BuiltIn => Roots::BuiltIn,
        };
        let connector = Connector {
            timeout: self.connect_timeout,
            tcp_keepalive: self.tcp_keepalive,
            proxies: self.proxies,
            tls: Tls::new(match self.tls {
                Some(config) => TlsSettings::Custom(config),
                None => TlsSettings::Default {
                    roots,
                    identity: self.identity,
                },
            }),
        };
        HyperTransport::with(connector, self.pool, self.response_limit)
    }
}
