//! The trait that emitted operations implement.

use std::any::Any;
use std::fmt;

use bytes::Bytes;

use crate::call;
use crate::config::Config;
use crate::config::retry::RetryDecision;
use crate::credentials::Credentials;
use crate::error::Error;
use crate::protocol::input::Input;
use crate::protocol::query::QueryWriter;
use crate::protocol::validate::Validator;
use crate::protocol::xml::{Element, XmlError};
use crate::signing::presigning::{PresignedRequest, PresigningConfig};
use crate::spec::OperationSpec;
use crate::transport::TransportError;
use crate::value::metadata::{ResponseMetadata, Trail};

/// An operation, implemented by its emitted input type.
///
/// The required methods are what the model decides; the provided ones are the two halves of a
/// call without I/O, so that any HTTP client can carry the request between them.
pub trait Operation: fmt::Debug + Clone + Send + Sync + 'static {
    /// What a successful answer becomes.
    type Output: fmt::Debug + Send + 'static;
    /// What a failed call becomes.
    type Error: From<Error> + 'static;
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
            Trail::default(),
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
        call::judge(Self::SPEC, outcome)
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
