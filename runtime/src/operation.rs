//! The description of operations and services by emitted code.

use std::fmt;

use bytes::Bytes;

use crate::call;
use crate::config::Config;
use crate::credentials::Credentials;
use crate::endpoint::{Endpoint, EndpointError, EndpointParams};
use crate::error::Error;
use crate::metadata::{CallHistory, ResponseMetadata};
use crate::presigning::{PresignedRequest, PresigningConfig};
use crate::query::QueryWriter;
use crate::retry::RetryDecision;
use crate::transport::TransportError;
use crate::validate::Validator;
use crate::xml::{Element, XmlError};

/// A service, as its model describes it.
#[derive(Debug)]
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
    pub resolve_endpoint: fn(&EndpointParams) -> Result<Endpoint, EndpointError>,
}

/// How an operation's requests are authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthScheme {
    /// Signed with AWS Signature Version 4. Needs credentials and a region.
    SigV4,
    /// Not signed. Credentials are not resolved.
    NoAuth,
}

/// Whether an error is retryable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
pub struct ErrorSpec {
    /// The code on the wire: that of the trait `awsQueryError`, or the shape's name without it.
    pub code: &'static str,
    /// The HTTP status in the model; if it has none, 400 for a client and 500 for a server error.
    pub status: u16,
    /// From the trait `retryable`.
    pub retry: RetryHint,
}

/// The constant description of an operation.
#[derive(Debug)]
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

/// An operation, implemented by its emitted input type.
///
/// The required methods are emitted from the model. The provided methods are the steps of a call
/// that need no I/O, so that any HTTP client can send the request.
pub trait Operation: fmt::Debug + Clone + Send + Sync + 'static {
    /// The output of a successful call.
    type Output: fmt::Debug + Send;
    /// The error of a failed call.
    type Error: From<Error>;
    /// The constant description of the operation.
    const SPEC: &'static OperationSpec;

    /// Reports every constraint that the input violates.
    fn validate(&self, validator: &mut Validator);

    /// Writes the input's members.
    fn serialize(&self, writer: &mut QueryWriter);

    /// Reads the output from the result element.
    ///
    /// # Errors
    ///
    /// If a required member is missing or a value cannot be read.
    fn deserialize(
        result: Element<'_>,
        metadata: ResponseMetadata,
    ) -> Result<Self::Output, XmlError>;

    /// Validates the input and builds the unsigned request of a call with it.
    ///
    /// The request's body contains every member in plain text, including secrets, and the `Debug`
    /// form of the request prints it: do not log it.
    ///
    /// # Errors
    ///
    /// An error of kind [`Validation`](crate::ErrorKind::Validation) if the input violates a
    /// constraint that the config's validation level checks, and of kind
    /// [`Configuration`](crate::ErrorKind::Configuration) if no endpoint can be resolved.
    fn to_request(&self, config: &Config) -> Result<http::Request<Bytes>, Self::Error> {
        let request = call::prepare(config, Self::SPEC, self)?;
        Ok(request.http)
    }

    /// Signs a request that [`to_request`](Self::to_request) built with the same config, at the
    /// current time of the config's clock. Headers that were added in between are signed too; an
    /// existing signature is replaced. Does nothing for operations that are
    /// [not signed](AuthScheme::NoAuth).
    ///
    /// A signature is valid for five minutes, so sign every attempt.
    ///
    /// # Errors
    ///
    /// An error of kind [`Configuration`](crate::ErrorKind::Configuration) if there is no region to
    /// sign for, or if the credentials or a header cannot be signed.
    fn sign(
        request: &mut http::Request<Bytes>,
        config: &Config,
        credentials: &Credentials,
    ) -> Result<(), Self::Error> {
        Ok(call::sign_as(config, Self::SPEC, request, credentials)?)
    }

    /// Creates a presigned URL: a `GET` request whose query is the body that a call would send. It
    /// is signed with these credentials at the current time of the config's clock, and is valid for
    /// the time in `presigning`.
    ///
    /// The URL of an operation that is [not signed](AuthScheme::NoAuth) has no signature and does
    /// not expire.
    ///
    /// The hooks of the config's [interceptors](crate::Interceptor) that concern the request and
    /// its signature run.
    ///
    /// # Errors
    ///
    /// The errors of [`to_request`](Self::to_request); an error of kind
    /// [`Interceptor`](crate::ErrorKind::Interceptor) if a hook fails; and an error of kind
    /// [`Configuration`](crate::ErrorKind::Configuration) if there is no region to sign for, if
    /// credentials or headers cannot be signed, if a hook adds a body to the request, or if the URL
    /// would be longer than 65,534 bytes.
    fn presign(
        &self,
        config: &Config,
        credentials: &Credentials,
        presigning: &PresigningConfig,
    ) -> Result<PresignedRequest, Self::Error> {
        let presigned = call::presign_as(config, Self::SPEC, self, credentials, presigning)?;
        Ok(presigned)
    }

    /// Deserializes a response.
    ///
    /// # Errors
    ///
    /// An error of kind [`Service`](crate::ErrorKind::Service) if the HTTP status is not a success,
    /// and of kind [`Response`](crate::ErrorKind::Response) if a successful response cannot be
    /// deserialized.
    fn parse_response(response: &http::Response<Bytes>) -> Result<Self::Output, Self::Error> {
        let response = call::classify(Self::SPEC, response.clone())?;
        let mut output = None;
        call::read_output(
            Self::SPEC,
            response,
            CallHistory::default(),
            &mut |result, metadata| {
                output = Some(Self::deserialize(result, metadata)?);
                Ok(())
            },
        )?;
        let output = output.ok_or_else(|| call::no_output(Self::SPEC))?;
        Ok(output)
    }

    /// The default retry decision for an attempt with this outcome. [`RetryDecision::pause`]
    /// returns how long to wait before the retry. [Sign](Self::sign) the request again before
    /// sending it.
    ///
    /// The caller has to limit the number of attempts and their duration. This method cannot detect
    /// a signature that was rejected because of clock skew; for expired credentials, see
    /// [`Error::is_expired_credentials`].
    fn classify(outcome: Result<&http::Response<Bytes>, &TransportError>) -> RetryDecision {
        call::retry_decision(Self::SPEC, outcome)
    }
}
