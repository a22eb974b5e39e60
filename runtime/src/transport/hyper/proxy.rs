//! Proxies, and the choice of the proxy for a request.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Uri};

use super::no_proxy::{NoProxy, is_never_proxied, port_of};
use crate::system::env::Env;
use crate::transport::{TransportError, TransportErrorKind};
use crate::value::percent;
use crate::value::port::has_valid_port;

/// The origin of a proxy that was set in code.
const IN_CODE: &str = "the proxy set in code";

/// The proxies for both schemes, and the hosts that are reached without one.
#[derive(Debug, Clone, Default)]
pub(super) struct Proxies {
    http: Option<Choice>,
    https: Option<Choice>,
    except: NoProxy,
}

/// A proxy, or the error of an invalid setting, which is returned to the requests that need it.
type Choice = Result<Arc<Proxy>, TransportError>;

/// An HTTP proxy.
pub(super) struct Proxy {
    /// Scheme, host and port only.
    uri: Uri,
    authorization: Option<HeaderValue>,
    /// The setting that it comes from.
    origin: &'static str,
}

impl Proxies {
    /// Reads the proxies from the environment. Lower-case names take precedence, as in curl and
    /// botocore.
    pub(super) fn from_env(env: &Env) -> Self {
        let either = |lower: &'static str, upper: &'static str| {
            [lower, upper]
                .into_iter()
                .find_map(|name| Some((name, env.get(name)?)))
        };
        // A CGI program receives the request header `Proxy` in the variable `HTTP_PROXY`.
        let http = match env.get("REQUEST_METHOD") {
            Some(_) => either("http_proxy", "http_proxy"),
            None => either("http_proxy", "HTTP_PROXY"),
        };
        let https = either("https_proxy", "HTTPS_PROXY");
        let except = either("no_proxy", "NO_PROXY");
        let choice = |(name, url): (&'static str, String)| Proxy::parse(&url, name).map(Arc::new);
        Self {
            http: http.map(choice),
            https: https.map(choice),
            except: except.map_or_else(NoProxy::default, |(_, list)| NoProxy::parse(&list)),
        }
    }

    /// Sets the proxy for both schemes.
    pub(super) fn set(&mut self, url: &str) {
        let choice = Proxy::parse(url, IN_CODE).map(Arc::new);
        self.http = Some(choice.clone());
        self.https = Some(choice);
    }

    /// Sets the hosts that are reached without a proxy.
    pub(super) fn set_except(&mut self, list: &str) {
        self.except = NoProxy::parse(list);
    }

    /// The proxy for a request to `uri`.
    ///
    /// # Errors
    ///
    /// If the proxy that is set is invalid. A direct connection would bypass it.
    pub(super) fn of(&self, uri: &Uri) -> Result<Option<&Arc<Proxy>>, TransportError> {
        let choice = match uri.scheme() == Some(&Scheme::HTTPS) {
            true => &self.https,
            false => &self.http,
        };
        let (Some(choice), Some(host)) = (choice, uri.host()) else {
            return Ok(None);
        };
        if is_never_proxied(host) || self.except.contains(host, port_of(uri)) {
            return Ok(None);
        }
        choice.as_ref().map(Some).map_err(TransportError::clone)
    }
}

impl Proxy {
    /// Parses the URL of a proxy: `http://host:3128`, `https://user:password@host`, or `host:3128`,
    /// which means `http`.
    fn parse(url: &str, origin: &'static str) -> Result<Self, TransportError> {
        let malformed = || {
            // The URL is not shown, because it may contain a password.
            let message = format!(
                "{origin} is not a valid proxy URL, expected http://host:port or \
                 https://host:port, with percent-encoded user:password@ before the host if the \
                 proxy requires it"
            );
            TransportError::new(TransportErrorKind::Other, message)
        };
        let parsed: Uri = url.parse().map_err(|_| malformed())?;
        let authority = parsed.authority().ok_or_else(malformed)?;
        let scheme = parsed.scheme().unwrap_or(&Scheme::HTTP);
        if scheme != &Scheme::HTTP && scheme != &Scheme::HTTPS {
            let message = format!(
                "{origin} has a URL with the scheme {scheme}, expected http or https; other kinds \
                 of proxies are not supported"
            );
            return Err(TransportError::new(TransportErrorKind::Other, message));
        }
        let (user, host) = match authority.as_str().rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority.as_str()),
        };
        // In a password, `/`, `?` and `#` end the authority, unless they are encoded. What precedes
        // them would be the host.
        let after_user = url.rsplit_once('@').map(|(_, rest)| rest);
        if after_user.is_some_and(|rest| user.is_none() || !rest.starts_with(host)) {
            return Err(malformed());
        }
        let host: Authority = host.parse().map_err(|_| malformed())?;
        if host.host().is_empty() || !has_valid_port(&host) {
            return Err(malformed());
        }
        let uri = Uri::builder()
            .scheme(scheme.clone())
            .authority(host)
            .path_and_query("/")
            .build()
            .map_err(|_| malformed())?;
        let authorization = user.map(basic).transpose().map_err(|_| malformed())?;
        Ok(Self {
            uri,
            authorization,
            origin,
        })
    }

    /// The URI to connect to.
    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The value of the header `proxy-authorization`.
    pub(super) fn authorization(&self) -> Option<&HeaderValue> {
        self.authorization.as_ref()
    }
}

/// The header value of Basic authentication (RFC 7617) for a percent-encoded user and password.
fn basic(user_info: &str) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
    let mut pair = percent::decode(user);
    pair.push(b':');
    pair.extend(percent::decode(password));
    let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair)))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Prints `the proxy proxy.example:3128 (HTTPS_PROXY)`, without the password.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.uri.authority().map_or("", Authority::as_str);
        match self.origin {
            IN_CODE => write!(f, "the proxy {host}"),
            origin => write!(f, "the proxy {host} ({origin})"),
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("uri", &self.uri)
            .field("authorization", &self.authorization.is_some())
            .field("origin", &self.origin)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        Proxies::from_env(&variables.iter().copied().collect())
    }

    /// The proxy for `uri`, as named in messages, or the error message.
    fn proxy(variables: &[(&str, &str)], uri: &str) -> String {
        match proxies(variables).of(&uri.parse().unwrap()) {
            Ok(Some(proxy)) => proxy.to_string(),
            Ok(None) => "direct".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    const HTTP: &str = "http://sts.example.com/";
    const HTTPS: &str = "https://sts.example.com/";

    #[test]
    fn each_scheme_has_a_variable_and_lower_case_takes_precedence() {
        let upper = [("HTTPS_PROXY", "http://a:1"), ("HTTP_PROXY", "http://b:2")];
        assert_eq!(proxy(&upper, HTTPS), "the proxy a:1 (HTTPS_PROXY)");
        assert_eq!(proxy(&upper, HTTP), "the proxy b:2 (HTTP_PROXY)");
        let both = [("HTTPS_PROXY", "http://a:1"), ("https_proxy", "http://c:3")];
        assert_eq!(proxy(&both, HTTPS), "the proxy c:3 (https_proxy)");
        assert_eq!(proxy(&both, HTTP), "direct");
        let blank = [("HTTPS_PROXY", "http://a:1"), ("https_proxy", " ")];
        assert_eq!(proxy(&blank, HTTPS), "the proxy a:1 (HTTPS_PROXY)");
        assert_eq!(proxy(&[], HTTPS), "direct");
    }

    #[test]
    fn a_cgi_program_ignores_http_proxy_in_upper_case() {
        let cgi = [("HTTP_PROXY", "http://evil"), ("REQUEST_METHOD", "GET")];
        assert_eq!(proxy(&cgi, HTTP), "direct");
        let lower = [("http_proxy", "http://a"), ("REQUEST_METHOD", "GET")];
        assert_eq!(proxy(&lower, HTTP), "the proxy a (http_proxy)");
        let https = [("HTTPS_PROXY", "http://a"), ("REQUEST_METHOD", "GET")];
        assert_eq!(proxy(&https, HTTPS), "the proxy a (HTTPS_PROXY)");
    }

    #[test]
    fn no_proxy_is_read_in_either_case() {
        for name in ["NO_PROXY", "no_proxy"] {
            let set = [("HTTPS_PROXY", "http://a"), (name, "example.com")];
            assert_eq!(proxy(&set, HTTPS), "direct");
            assert_ne!(proxy(&set, "https://example.org/"), "direct");
        }
    }

    #[test]
    fn metadata_container_and_loopback_addresses_are_never_proxied() {
        let set = [("HTTPS_PROXY", "http://a"), ("HTTP_PROXY", "http://a")];
        for host in [
            "169.254.169.254",
            "[fd00:ec2::254]",
            "169.254.170.2",
            "169.254.170.23",
            "[fd00:ec2::23]",
            "127.0.0.1:8080",
            "127.9.9.9",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "localhost:4566",
            "sts.localhost",
            "LOCALHOST",
        ] {
            assert_eq!(proxy(&set, &format!("http://{host}/")), "direct", "{host}");
            assert_eq!(proxy(&set, &format!("https://{host}/")), "direct", "{host}");
        }
        for host in ["10.0.0.1", "localhost.example", "[fd00:ec3::1]"] {
            assert_ne!(proxy(&set, &format!("http://{host}/")), "direct", "{host}");
        }
    }

    #[test]
    fn the_scheme_of_a_url_is_optional_and_its_path_is_ignored() {
        let parsed = |url| Proxy::parse(url, IN_CODE).unwrap().uri.to_string();
        assert_eq!(parsed("proxy"), "http://proxy/");
        assert_eq!(parsed("proxy:3128"), "http://proxy:3128/");
        assert_eq!(parsed("http://proxy:3128/x?y"), "http://proxy:3128/");
        assert_eq!(parsed("HTTPS://u:p@[::1]:3129"), "https://[::1]:3129/");
    }

    #[test]
    fn user_and_password_are_decoded_and_sent_as_basic_authorization() {
        let sent = |url| {
            let proxy = Proxy::parse(url, IN_CODE).unwrap();
            proxy.authorization.map(|value| {
                assert!(value.is_sensitive());
                value.to_str().unwrap().to_owned()
            })
        };
        // `printf 'ann:p@ss word' | base64`
        let expected = Some("Basic YW5uOnBAc3Mgd29yZA==".to_owned());
        assert_eq!(sent("http://ann:p%40ss%20word@proxy"), expected);
        assert_eq!(sent("ann:p%40ss%20word@proxy:3128"), expected);
        // `printf 'ann:' | base64`
        assert_eq!(sent("http://ann@proxy"), Some("Basic YW5uOg==".to_owned()));
        assert_eq!(sent("http://proxy"), None);
    }

    #[test]
    fn an_invalid_proxy_fails_the_requests_that_need_it_without_showing_the_password() {
        for url in [
            "http://ann:hush@",
            "http://ann:hush@proxy:port",
            "http://ann:hush@proxy:99999",
            "http://ann:hu sh@proxy",
            "http://ann:hush/x@proxy",
            "http://ann:3128/hush@proxy",
            "http://ann:3128#hush@proxy",
            "http://ann:3128?hush@proxy:1",
            "http://ann#hush@proxy",
            "http://ann:hush@[::1]proxy:1",
            "/hush",
            "socks5://ann:hush@proxy:1080",
        ] {
            let set = [("HTTPS_PROXY", url), ("NO_PROXY", "example.org")];
            let error = proxy(&set, HTTPS);
            assert!(error.starts_with("HTTPS_PROXY "), "{url}: {error}");
            assert!(error.contains("expected http"), "{url}: {error}");
            assert!(!error.contains("hush") && !error.contains("ann"), "{error}");
            assert_eq!(proxy(&set, HTTP), "direct");
            assert_eq!(proxy(&set, "https://example.org/"), "direct");
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let mut proxies = proxies(&[("HTTPS_PROXY", "http://ann:hush@proxy:3128")]);
        let text = format!("{proxies:?}");
        assert!(text.contains("proxy:3128"), "{text}");
        proxies.set("http://ann:hush@code");
        let text = text + &format!("{proxies:?}");
        assert!(!text.contains("hush") && !text.contains("ann:"), "{text}");
        assert!(!text.contains(&STANDARD.encode("ann:hush")), "{text}");
    }
}
