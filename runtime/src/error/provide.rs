//! Traits of all errors of calls, for generic code.

use std::ops::Deref;

use bytes::Bytes;

use super::{Error, ErrorKind};

/// A value that may have the id of a request: an error of a call.
pub trait RequestId {
    /// The id of the request, for AWS Support. `None` if there was no response.
    fn request_id(&self) -> Option<&str>;
}

/// The error of any operation: its code, its message, and the [`Error`] of the call with all other
/// facts. The request id comes from [`RequestId`].
///
/// ```
/// # extern crate querysmith_runtime as querysmith;
/// use querysmith::ProvideErrorMetadata;
///
/// fn describe<E: ProvideErrorMetadata>(error: &E) -> String {
///     let id = error.request_id().unwrap_or("none");
///     format!("{} (request id {id})", error.code().unwrap_or("no code"))
/// }
/// # let error = querysmith::Error::from(querysmith::BuildError::missing("Tag", "key"));
/// # assert_eq!(describe(&error), "no code (request id none)");
/// ```
pub trait ProvideErrorMetadata: RequestId {
    /// The error of the call: its kind, operation, HTTP status and so on.
    fn meta(&self) -> &Error;

    /// The error code of the service, such as `AccessDenied`. `None` if the service did not respond.
    fn code(&self) -> Option<&str> {
        self.meta().code()
    }

    /// The message of the service; for errors of the client itself, what went wrong.
    fn message(&self) -> Option<&str> {
        self.meta().message()
    }

    /// The error response, as by [`Error::raw_response`].
    fn raw_response(&self) -> Option<http::Response<Bytes>> {
        self.meta().raw_response()
    }

    /// This error if the service returned it.
    fn as_service_error(&self) -> Option<&Self>
    where
        Self: Sized,
    {
        (self.meta().kind() == ErrorKind::Service).then_some(self)
    }

    /// This error. In the AWS SDK for Rust, the error of the operation is wrapped in that of the
    /// call; here they are the same.
    fn into_service_error(self) -> Self
    where
        Self: Sized,
    {
        self
    }
}

impl<E: ProvideErrorMetadata> RequestId for E {
    fn request_id(&self) -> Option<&str> {
        self.meta().request_id()
    }
}

impl ProvideErrorMetadata for Error {
    fn meta(&self) -> &Error {
        self
    }
}

/// The errors of operations dereference to the [`Error`] of the call.
impl<E: Deref<Target = Error>> ProvideErrorMetadata for E {
    fn meta(&self) -> &Error {
        self
    }
}
