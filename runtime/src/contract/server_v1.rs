//! The items that emitted crates use with the feature `server`.

pub use crate::protocol::server::form::Form;
pub use crate::protocol::server::item;
pub use crate::protocol::server::parameter::Parameter;
pub use crate::protocol::server::response::ResponseFrame;
pub use crate::protocol::server::xml_writer::XmlWriter;
pub use crate::protocol::server::{RequestError, ToResponse, ValidationFailure};

use crate::call::operation::Operation;
use crate::protocol::server::failure;
use crate::protocol::validate::{ValidationLevel, Validator};

/// A function that reads a structure or union. Required members that are absent are recorded in the
/// validator, and have a default in the value.
pub type Read<T> = fn(Parameter<'_>, &mut Validator) -> Result<T, RequestError>;

/// Reads the input of an operation from the parameters of a request.
///
/// # Errors
///
/// If a parameter does not have the type of its member, or if a required member of a nested
/// structure is absent. The latter contains all other violations of constraints too.
pub fn read<O: Operation>(
    form: &Form,
    sensitive: &[&str],
    read: Read<O>,
) -> Result<Box<O>, RequestError> {
    let mut v = Validator::new(ValidationLevel::Strict);
    let input = read(form.root(), &mut v)?;
    let missing = v.into_findings();
    if !missing.is_empty() {
        failure::validate(&input, sensitive, missing)?;
    }
    Ok(Box::new(input))
}

/// Validates an input against all constraints of the model. `sensitive` are the sorted wire names
/// of sensitive members.
///
/// # Errors
///
/// All violations.
pub fn validate<O: Operation>(input: &O, sensitive: &[&str]) -> Result<(), ValidationFailure> {
    failure::validate(input, sensitive, Vec::new())
}

/// The value of a required structure or, if it is absent, the result of `read` for one without
/// members.
///
/// # Errors
///
/// The errors of `read`.
pub fn or_empty<T>(found: Option<T>, read: Read<T>) -> Result<T, RequestError> {
    match found {
        Some(found) => Ok(found),
        None => read(
            Parameter::absent(),
            &mut Validator::new(ValidationLevel::Off),
        ),
    }
}
