//! Makes the default transport.

use std::path::PathBuf;
use std::time::Duration;

use super::HyperTransport;
use super::ca_bundle::CaBundle;
use super::proxy::Proxies;
use super::roots::Roots;
use crate::system::env::Env;
use crate::system::files::{Files, expand_home};
use crate::transport::{CONNECT_TIMEOUT, RESPONSE_LIMIT};

/// Makes a [`HyperTransport`].
///
/// ```
/// use querysmith_runtime::env::Env;
/// use querysmith_runtime::transport::HyperTransport;
///
/// let transport = HyperTransport::builder()
///     .env(&Env::process())
///     .proxy("http://ann:password@proxy.example:3128")
///     .no_proxy("localhost, .internal.example, 10.0.0.0/8")
///     .ca_bundle("/etc/ssl/company.pem")
///     .build();
/// ```
#[derive(Debug, Clone)]
#[must_use = "a transport is made by `build`"]
pub struct HyperTransportBuilder {
    connect_timeout: Option<Duration>,
    response_limit: usize,
    proxies: Proxies,
    roots: NamedRoots,
    files: Files,
}

/// As [`Roots`], before it is known with which files.
#[derive(Debug, Clone)]
enum NamedRoots {
    System,
    Bundle {
        path: PathBuf,
        origin: String,
    },
    #[cfg(feature = "webpki-roots")]
    Program,
}

impl HyperTransportBuilder {
    pub(super) fn new() -> Self {
        Self {
            connect_timeout: Some(CONNECT_TIMEOUT),
            response_limit: RESPONSE_LIMIT,
            proxies: Proxies::default(),
            roots: NamedRoots::System,
            files: Files::system(),
        }
    }

    /// The proxies and the root certificates that `env` sets, in the place of what was set before:
    ///
    /// - `HTTPS_PROXY` for `https`, `HTTP_PROXY` for `http`, each as [`proxy`](Self::proxy) takes
    ///   it, and `NO_PROXY` as [`no_proxy`](Self::no_proxy) does. The names in lower case come
    ///   first. Where `REQUEST_METHOD` is set, which is in CGI, only `http_proxy` counts and
    ///   `HTTP_PROXY` does not, as whoever makes the request can set it.
    /// - `AWS_CA_BUNDLE` as [`ca_bundle`](Self::ca_bundle) takes it.
    pub fn env(mut self, env: &Env) -> Self {
        const CA_BUNDLE: &str = "AWS_CA_BUNDLE";
        self.proxies = Proxies::from_env(env);
        match env.get(CA_BUNDLE) {
            Some(path) => self.named_ca_bundle(&path, env, CA_BUNDLE.to_owned()),
            None => self,
        }
    }

    /// The proxy at `url` for all requests: `http://host:port` or `https://host:port`, with
    /// `user:password@` (percent-encoded) before the host where the proxy asks for it. Without a
    /// scheme it is `http`, without a port 80 or 443.
    ///
    /// Requests to `https` go through a tunnel (CONNECT), those to `http` are handed to the proxy.
    /// A URL that cannot be used is an error of the requests that need it. Loopback and link-local
    /// addresses, instance metadata among them, and those of the agents that give credentials to
    /// containers are never reached through a proxy.
    pub fn proxy(mut self, url: impl AsRef<str>) -> Self {
        self.proxies.set(url.as_ref());
        self
    }

    /// The hosts to reach without a proxy, separated by commas or blanks:
    ///
    /// - `example.com`, `.example.com` or `*.example.com`: this host and all below it;
    /// - `10.1.2.3`, `fd00::1` or `10.0.0.0/8`: an address, or all addresses of a network;
    /// - any of them with a port, `example.com:8443`, `[fd00::1]:8443`: for this port only;
    /// - `*`: every host.
    pub fn no_proxy(mut self, list: impl AsRef<str>) -> Self {
        self.proxies.set_except(list.as_ref());
        self
    }

    /// Trusts the certificates in this PEM file instead of the system's. It is read with the first
    /// `https` request; what is wrong with it is an error of that request.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.roots = NamedRoots::Bundle {
            path: path.into(),
            origin: String::new(),
        };
        self
    }

    /// Trusts Mozilla's root certificates as they were when this crate's dependencies were last
    /// updated, instead of the system's.
    #[cfg(feature = "webpki-roots")]
    pub fn webpki_roots(mut self) -> Self {
        self.roots = NamedRoots::Program;
        self
    }

    /// As [`ca_bundle`](Self::ca_bundle), where `~` is the user's folder and `origin` says who set
    /// it.
    pub(crate) fn named_ca_bundle(mut self, path: &str, env: &Env, origin: String) -> Self {
        self.roots = NamedRoots::Bundle {
            path: expand_home(path, env).unwrap_or_else(|| path.into()),
            origin,
        };
        self
    }

    /// Where the file of certificates is read.
    pub fn files(mut self, files: Files) -> Self {
        self.files = files;
        self
    }

    /// The limit for making a connection, name look-up and TLS handshake included, `None` for
    /// none; 3.1 s by default.
    pub fn connect_timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = limit.into();
        self
    }

    /// The most of an answer's body to read, in bytes; 10 MiB by default.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// The transport.
    pub fn build(self) -> HyperTransport {
        let roots = match self.roots {
            NamedRoots::System => Roots::System,
            NamedRoots::Bundle { path, origin } => {
                Roots::Bundle(CaBundle::new(path, self.files, origin))
            }
            #[cfg(feature = "webpki-roots")]
            NamedRoots::Program => Roots::Program,
        };
        HyperTransport::with(
            self.connect_timeout,
            self.response_limit,
            self.proxies,
            roots,
        )
    }
}
