//! Endpoint resolution: the parameters of a service's endpoint rules, their result, and the
//! functions that compiled rules call.
//!
//! The rules themselves are emitted from a model's `smithy.rules#endpointRuleSet`. The functions
//! implement the Smithy rules engine's standard library (`parseURL`, `isValidHostLabel`,
//! `substring`, `uriEncode`) and its AWS extension (`aws.partition`).
//!
//! ```
//! use querysmith_runtime::endpoint::partition;
//!
//! let china = partition("cn-north-1").map(|found| found.dns_suffix);
//! assert_eq!(china, Some("amazonaws.com.cn"));
//! ```

mod functions;
mod params;
mod partition;

use std::fmt;

pub use crate::value::host_label::is_valid_host_label;
pub use functions::{Url, parse_url, substring, uri_encode};
pub use params::EndpointParams;
pub use partition::{Partition, partition, partition_of_region};

/// A resolved endpoint: the URL of a request and, if the rules set them, its signing region and
/// name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// Scheme, authority and, for a custom endpoint, path: `https://sts.eu-west-1.amazonaws.com`.
    pub url: String,
    /// The region to sign for, if it is not the configured one.
    pub signing_region: Option<String>,
    /// The service name to sign for, if it is not the model's.
    pub signing_name: Option<String>,
    /// Headers that the rules add to a request, in order.
    pub headers: Vec<(String, String)>,
}

impl Endpoint {
    /// Creates an endpoint with this URL and nothing else.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            signing_region: None,
            signing_name: None,
            headers: Vec::new(),
        }
    }

    /// Sets the signing region.
    #[must_use]
    pub fn with_signing_region(mut self, region: impl Into<String>) -> Self {
        self.signing_region = Some(region.into());
        self
    }

    /// Sets the signing name.
    #[must_use]
    pub fn with_signing_name(mut self, name: impl Into<String>) -> Self {
        self.signing_name = Some(name.into());
        self
    }

    /// Adds a header; an existing one with the same name is kept.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// The error of endpoint resolution: an error rule of the model matched, or no rule did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointError {
    message: String,
}

impl EndpointError {
    /// Creates an error with the model's message.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }

    /// The model's message.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no endpoint: {}", self.message)
    }
}

impl std::error::Error for EndpointError {}
