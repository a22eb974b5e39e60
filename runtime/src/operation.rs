//! What an emitted operation tells the runtime about itself.

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

/// An operation, implemented by its emitted input type.
///
/// The required methods are what the model decides; the provided ones are the two halves of a
/// call without I/O, so that any HTTP client can carry the request between them.
pub trait Operation: fmt::Debug + Clone + Send + Sync + 'static {
    /// What a successful answer becomes.
    type Output: fmt::Debug + Send;
    /// What a failed call becomes.
    type Error: From<Error>;
    /// The constant facts of the operation.
    const SPEC: &'static OperationSpec;

    /// Reports every constraint that the input breaks.
    fn validate(&self, validator: &mut Validator);

    /// Writes the input's members.
    fn serialize(&self, writer: &mut QueryWriter);

    /// Reads the output from the result element.
    ///
    /// # Errors
    ///
    /// When a required member is missing or a value cannot be read.
    fn deserialize(
        result: Element<'_>,
        metadata: ResponseMetadata,
    ) -> Result<Self::Output, XmlError>;

    /// The request that a call with this input sends, validated and addressed, but not signed.
    ///
    /// Its body holds every member in the clear, secrets too, and the request's own `Debug` prints
    /// the body: do not log it.
    ///
    /// # Errors
    ///
    /// Of kind [`Validation`](crate::ErrorKind::Validation) when the input breaks a constraint
    /// that is checked at the config's level, and of kind
    /// [`Configuration`](crate::ErrorKind::Configuration) when no endpoint can be resolved.
    fn to_request(&self, config: &Config) -> Result<http::Request<Bytes>, Self::Error> {
        let request = call::prepare(config, Self::SPEC, self)?;
        Ok(request.http)
    }

    /// Signs a request that [`to_request`](Self::to_request) made with the same config, at the time
    /// that the config's clock tells. What was added to it in between is signed too; a request that
    /// was signed before is signed anew. Does nothing for an operation that is
    /// [not signed](AuthScheme::NoAuth).
    ///
    /// A signature is good for five minutes, so sign every attempt.
    ///
    /// # Errors
    ///
    /// Of kind [`Configuration`](crate::ErrorKind::Configuration) when there is no region to sign
    /// for, and when the credentials or a header cannot be signed.
    fn sign(
        request: &mut http::Request<Bytes>,
        config: &Config,
        credentials: &Credentials,
    ) -> Result<(), Self::Error> {
        Ok(call::sign_as(config, Self::SPEC, request, credentials)?)
    }

    /// The request as a URL: what a call sends as its body is the query of a `GET`. It is signed
    /// with these credentials at the time that the config's clock tells, and is good for as long
    /// as `presigning` says.
    ///
    /// An operation that is [not signed](AuthScheme::NoAuth) gives a URL without a signature,
    /// which does not expire.
    ///
    /// The config's [interceptors](crate::Interceptor) have their say, as far as they are about
    /// the request and its signature.
    ///
    /// # Errors
    ///
    /// Those of [`to_request`](Self::to_request), of kind
    /// [`Interceptor`](crate::ErrorKind::Interceptor) when a hook fails, and of kind
    /// [`Configuration`](crate::ErrorKind::Configuration) when there is no region to sign for, when
    /// credentials or headers cannot be signed, when a hook gives the request a body, and when the
    /// URL gets longer than 65,534 bytes.
    fn presign(
        &self,
        config: &Config,
        credentials: &Credentials,
        presigning: &PresigningConfig,
    ) -> Result<PresignedRequest, Self::Error> {
        let presigned = call::presign_as(config, Self::SPEC, self, credentials, presigning)?;
        Ok(presigned)
    }

    /// The output that an answer holds.
    ///
    /// # Errors
    ///
    /// Of kind [`Service`](crate::ErrorKind::Service) when the HTTP status is not one of success,
    /// and of kind [`Response`](crate::ErrorKind::Response) when an answer of success cannot be
    /// read.
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

    /// Whether an attempt that ended with this answer, or with none, is worth another one, and
    /// why: what a call does by default. [`RetryDecision::pause`] says how long to wait before it.
    /// To go round, [sign](Self::sign) the request anew.
    ///
    /// Whether the number of attempts, a quota and the time still allow it is the caller's to say.
    /// That a signature was refused for a wrong clock is not to be seen here, and that credentials
    /// have expired is told by [`Error::is_expired_credentials`].
    fn classify(outcome: Result<&http::Response<Bytes>, &TransportError>) -> RetryDecision {
        call::retry_decision(Self::SPEC, outcome)
    }
}
