//! The facts in a model about a service, an operation and an error, as constant data.

pub mod endpoint;

use endpoint::{Endpoint, EndpointError, EndpointParams};

/// A service, as its model describes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Service {
    /// The SDK id of the service, from the trait `aws.api#service`: `STS`. The names of
    /// environment variables and the user agent are derived from it.
    pub sdk_id: &'static str,
    /// The API version in the model, sent with every request: `2011-06-15`.
    pub api_version: &'static str,
    /// The signing name, from the trait `aws.auth#sigv4`: `sts`. A resolved endpoint may override
    /// it.
    pub signing_name: &'static str,
    /// The model's endpoint rules, compiled.
    pub resolve_endpoint: ResolveEndpoint,
    /// Whether the names of all members in requests consist of unreserved characters (RFC 3986), so
    /// that they are written without a search for others.
    pub has_plain_names: bool,
}

/// Compiled endpoint rules.
pub type ResolveEndpoint = fn(&EndpointParams) -> Result<Endpoint, EndpointError>;

impl Service {
    /// A service with these facts.
    pub const fn new(
        sdk_id: &'static str,
        api_version: &'static str,
        signing_name: &'static str,
        resolve_endpoint: ResolveEndpoint,
    ) -> Self {
        Self {
            sdk_id,
            api_version,
            signing_name,
            resolve_endpoint,
            has_plain_names: false,
        }
    }

    /// A service with these facts, whose names of members all consist of unreserved characters.
    pub const fn with_plain_names(
        sdk_id: &'static str,
        api_version: &'static str,
        signing_name: &'static str,
        resolve_endpoint: ResolveEndpoint,
    ) -> Self {
        Self {
            has_plain_names: true,
            ..Self::new(sdk_id, api_version, signing_name, resolve_endpoint)
        }
    }
}

/// How an operation's requests are authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// Signed with AWS Signature Version 4. Needs credentials and a region.
    SigV4,
    /// Not signed. Credentials are not resolved.
    NoAuth,
}

/// Whether an error is retryable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryHint {
    /// The error is not retryable.
    No,
    /// The error is transient and retryable.
    Yes,
    /// The service throttled the request; the error is retryable.
    Throttling,
}

/// A modeled error of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorSpec {
    /// The code on the wire: that of the trait `awsQueryError`, or the shape's name without it.
    pub code: &'static str,
    /// The HTTP status in the model; if it has none, 400 for a client and 500 for a server error.
    pub status: u16,
    /// From the trait `retryable`.
    pub retry: RetryHint,
}

impl ErrorSpec {
    /// An error that is not retryable.
    pub const fn new(code: &'static str, status: u16) -> Self {
        Self {
            code,
            status,
            retry: RetryHint::No,
        }
    }

    /// With the hint of the trait `retryable`.
    #[must_use]
    pub const fn with_retry(mut self, retry: RetryHint) -> Self {
        self.retry = retry;
        self
    }
}

/// The constant description of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct OperationSpec {
    /// The service of the operation.
    pub service: &'static Service,
    /// The name in the model, sent as `Action`: `AssumeRoleWithSAML`.
    pub name: &'static str,
    /// How requests are authenticated.
    pub auth: AuthScheme,
    /// The element that holds the output: `AssumeRoleResult` or, in ec2Query, the root element
    /// `DescribeVpcsResponse`. `None` if the operation has no output: only the request id is read
    /// from the response's body.
    pub result: Option<&'static str>,
    /// The errors of the operation in the model.
    pub errors: &'static [ErrorSpec],
}

impl OperationSpec {
    /// An operation with these facts.
    pub const fn new(
        service: &'static Service,
        name: &'static str,
        auth: AuthScheme,
        result: Option<&'static str>,
        errors: &'static [ErrorSpec],
    ) -> Self {
        Self {
            service,
            name,
            auth,
            result,
            errors,
        }
    }
}
