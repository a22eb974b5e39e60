//! Custom endpoint URLs.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::spec::Service;
use crate::system::env::Env;
use crate::value::table::Table;

const FOR_ALL: &str = "AWS_ENDPOINT_URL";
const FOR_ONE: &str = "AWS_ENDPOINT_URL_";

/// The variable that disables all URLs of the environment and the profile.
pub(super) const IGNORE_VARIABLE: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// Finds endpoint URLs that the environment and a profile set.
pub trait EndpointUrlSource: fmt::Debug + Send + Sync {
    /// The URL for the service with this SDK id, such as `STS`.
    fn endpoint_url(&self, sdk_id: &str) -> Option<&str>;
}

/// The endpoint URLs by source. The name of a service's variable is known only once the service is,
/// so the variables of all services are kept.
#[derive(Clone, Default)]
pub(super) struct EndpointUrls {
    pub(super) in_code: Option<String>,
    /// By the suffix of the variable's name, such as `STS`.
    of_service: Table<String>,
    for_all: Option<String>,
    /// The URLs of the environment and the profile. If set, the two fields above are empty.
    shared: Option<Arc<dyn EndpointUrlSource>>,
}

impl EndpointUrls {
    pub(super) fn from_env(env: &Env) -> Self {
        let of_service = env
            .with_prefix(FOR_ONE)
            .iter()
            .filter_map(|(name, url)| Some((name.strip_prefix(FOR_ONE)?.to_owned(), url.clone())))
            .collect();
        Self {
            in_code: None,
            of_service,
            for_all: env.get(FOR_ALL),
            shared: None,
        }
    }

    /// The URLs of `source` in place of those that were found so far; one set in code is kept.
    pub(super) fn set_source(&mut self, source: Arc<dyn EndpointUrlSource>) {
        *self = Self {
            in_code: self.in_code.take(),
            shared: Some(source),
            ..Self::default()
        };
    }

    /// The URL for `service`, from the most specific source that is set.
    pub(super) fn of(&self, service: &Service) -> Option<&str> {
        self.of_sdk_id(service.sdk_id)
    }

    /// The URL for services that have none of their own.
    pub(super) fn of_all(&self) -> Option<&str> {
        // No service has this id.
        self.of_sdk_id("")
    }

    fn of_sdk_id(&self, sdk_id: &str) -> Option<&str> {
        if let (None, Some(shared)) = (&self.in_code, &self.shared) {
            return shared.endpoint_url(sdk_id);
        }
        if self.in_code.is_none() && self.of_service.is_empty() {
            return self.for_all.as_deref();
        }
        self.in_code
            .as_ref()
            .or_else(|| self.of_service.get(&variable_suffix(sdk_id)))
            .or(self.for_all.as_ref())
            .map(String::as_str)
    }
}

/// The suffix of a service's variable: `ELASTIC_BEANSTALK` for `Elastic Beanstalk`.
fn variable_suffix(sdk_id: &str) -> String {
    sdk_id.replace(' ', "_").to_uppercase()
}

/// Redacts possible secrets.
impl EndpointUrls {
    /// Whether neither code nor the environment sets a URL. The shared files may.
    pub(super) fn is_empty(&self) -> bool {
        self.in_code.is_none() && self.for_all.is_none() && self.of_service.iter().next().is_none()
    }
}

/// Shows the URLs of code and environment, without secrets.
impl fmt::Debug for EndpointUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_code = self.in_code.iter().map(|url| ("in code", url));
        let for_all = self.for_all.iter().map(|url| ("for all", url));
        let of_service = self.of_service.iter();
        f.debug_map()
            .entries(
                in_code
                    .chain(of_service)
                    .chain(for_all)
                    .map(|(of, url)| (of, without_secrets(url))),
            )
            .finish()
    }
}

/// Returns `url` without user information, which may contain a password, and without query, which
/// may contain a signature.
pub(crate) fn without_secrets(url: &str) -> Cow<'_, str> {
    let url = url.rsplit('@').next().unwrap_or_default();
    match url.find(['?', '#']).and_then(|at| url.get(..at)) {
        Some(before) => Cow::Owned(format!("{before}?** redacted **")),
        None => Cow::Borrowed(url),
    }
}
