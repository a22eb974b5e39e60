//! What a model states of a service, an operation and an error: constant data.

pub mod endpoint;

use endpoint::{Endpoint, EndpointError, EndpointParams};

/// A service, as its model describes it.
#[derive(Debug)]
pub struct Service {
    /// The id by which SDKs know the service, from the trait `aws.api#service`: `STS`. The names
    /// of environment variables and the user agent are made from it.
    pub sdk_id: &'static str,
    /// The version in the model, sent with every request: `2011-06-15`.
    pub api_version: &'static str,
    /// The name that signatures are made for, from the trait `aws.auth#sigv4`: `sts`. A resolved
    /// endpoint may name another.
    pub signing_name: &'static str,
    /// The model's endpoint rules, compiled.
    pub resolve_endpoint: fn(&EndpointParams) -> Result<Endpoint, EndpointError>,
}

/// How an operation's requests are authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthScheme {
    /// Signed with AWS Signature Version 4. Needs credentials and a region.
    SigV4,
    /// Sent as it is. No credentials are asked for.
    NoAuth,
}

/// Whether an error is worth another attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryHint {
    /// The same request would fail the same way.
    No,
    /// The cause may pass.
    Yes,
    /// The service asks for fewer requests.
    Throttling,
}

/// A modelled error of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorSpec {
    /// The code on the wire: that of the trait `awsQueryError`, else the shape's name.
    pub code: &'static str,
    /// The HTTP status that the model gives, else 400 for a client's and 500 for a server's error.
    pub status: u16,
    /// From the trait `retryable`.
    pub retry: RetryHint,
}

/// The constant facts of an operation.
#[derive(Debug)]
pub struct OperationSpec {
    /// The service that it belongs to.
    pub service: &'static Service,
    /// Its name in the model, sent as `Action`: `AssumeRoleWithSAML`.
    pub name: &'static str,
    /// How its requests are authenticated.
    pub auth: AuthScheme,
    /// The element that holds the output: `AssumeRoleResult`, or where it is the root itself, as in
    /// ec2Query, `DescribeVpcsResponse`. `None`: the operation has no output, and of the body of
    /// its answer only the request's id is read.
    pub result: Option<&'static str>,
    /// The errors that the model lists for it.
    pub errors: &'static [ErrorSpec],
}
