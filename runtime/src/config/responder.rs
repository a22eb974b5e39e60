//! A stand-in for the service, for tests.

use std::any::Any;
use std::fmt::Debug;

use crate::error::Error;
use crate::spec::OperationSpec;

/// Responds to calls in place of the service: nothing is signed or sent.
pub trait Responder: Debug + Send + Sync {
    /// The result of a call: a `Result<O::Output, O::Error>` for the operation `O`.
    ///
    /// # Errors
    ///
    /// If there is no response for this operation.
    fn respond(&self, call: &ResponderCall<'_>) -> Result<Box<dyn Any>, Error>;
}

/// A call whose input is valid.
#[derive(Debug)]
#[non_exhaustive]
pub struct ResponderCall<'a> {
    /// The operation.
    pub spec: &'static OperationSpec,
    /// The input, of the type that implements the operation.
    pub input: &'a dyn Any,
    /// The name of that type, with its path.
    pub input_type: &'static str,
}

impl<'a> ResponderCall<'a> {
    pub(crate) fn new<O: Any>(spec: &'static OperationSpec, input: &'a O) -> Self {
        Self {
            spec,
            input,
            input_type: std::any::type_name::<O>(),
        }
    }
}
