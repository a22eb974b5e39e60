//! The type-erased input of an operation.

use std::any::Any;
use std::fmt::Debug;

use super::query::QueryWriter;
use super::validate::Validator;

/// The methods of an input that the steps of a call use.
pub(crate) trait Input: Debug + Send + Sync {
    fn validate(&self, validator: &mut Validator);
    fn serialize(&self, writer: &mut QueryWriter);
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn boxed(&self) -> Box<dyn Input>;
}

/// The input of a call: the caller's own, or a copy that interceptors may have modified.
#[derive(Debug)]
pub(crate) enum CallInput<'a> {
    Given(&'a dyn Input),
    Changed(Box<dyn Input>),
}

impl CallInput<'_> {
    pub(crate) fn get(&self) -> &dyn Input {
        match self {
            Self::Given(input) => *input,
            Self::Changed(input) => input.as_ref(),
        }
    }
}
