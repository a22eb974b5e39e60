//! The trait that emitted operations implement.

use std::any::Any;
use std::fmt;

use bytes::Bytes;

use crate::call::{self, Deserializers};
use crate::config::Config;
use crate::config::retry::RetryDecision;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::protocol::envelope::ReadErrorMembers;
use crate::protocol::input::Input;
use crate::protocol::query::QueryWriter;
use crate::protocol::validate::Validator;
use crate::protocol::xml::{Element, XmlError};
use crate::signing::presigning::{PresignedRequest, PresigningConfig};
use crate::spec::OperationSpec;
use crate::transport::TransportError;
use crate::value::metadata::{CallHistory, ResponseMetadata};

/// An operation, implemented by its emitted input type.
///
/// The required methods are emitted from the model. The provided methods are the steps of a call
/// that need no I/O, so that any HTTP client can send the request.
pub trait Operation: fmt::Debug + Clone + Send + Sync + 'static {
    /// The output of a successful call.
    type Output: fmt::Debug + Send + 'static;
    /// The error of a failed call.
    type Error: From<Error> + ReadErrorMembers + 'static;
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
    /// If a value cannot be read. A required member that the response lacks is the default for its
    /// type.
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
        Ok(call::prepare(config, Self::SPEC, self)?.request())
    }

    /// Signs a request that [`to_request`](Self::to_request) built with the same config, at the
    /// current time of the config's clock. Headers that were added in between are signed too; an
    /// existing signature is replaced. Does nothing for operations that are
    /// [not signed](crate::AuthScheme::NoAuth).
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
    /// The URL of an operation that is [not signed](crate::AuthScheme::NoAuth) has no signature and does
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
    /// An error of kind [`Service`](crate::ErrorKind::Service) if the HTTP status is not a success
    /// or the body is an error document, and of kind [`Response`](crate::ErrorKind::Response) if a successful response cannot be
    /// deserialized.
    fn parse_response(response: &http::Response<Bytes>) -> Result<Self::Output, Self::Error> {
        let error_members = Self::Error::read_error_members;
        let response = call::classify(Self::SPEC, response.clone(), error_members)?;
        let mut output = None;
        let mut deserializers = Deserializers {
            output: &mut |result, metadata| {
                output = Some(Self::deserialize(result, metadata)?);
                Ok(())
            },
            error_members,
        };
        let history = CallHistory::default();
        call::read_output(Self::SPEC, response, history, &mut deserializers)?;
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

impl<O: Operation> Input for O {
    fn validate(&self, validator: &mut Validator) {
        Operation::validate(self, validator);
    }

    fn serialize(&self, writer: &mut QueryWriter) {
        Operation::serialize(self, writer);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn boxed(&self) -> Box<dyn Input> {
        Box::new(self.clone())
    }
}
