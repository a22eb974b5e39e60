//! The items that emitted crates use besides the public API.
//!
//! Code that differs from shape to shape is emitted as functions. Code that is the same in every
//! error, call, paginator and waiter comes from the macros here, which expand short declarations.

mod call;
mod error;

pub use call::{fluent_builder, paginator, waiter_builder};
pub use error::{copy_members, error_shape, operation_error};

pub use crate::client::core::ClientCore;
pub use crate::client::{pagination, waiter};
pub use crate::error::builder::ErrorShapeBuilder;
pub use crate::protocol::envelope::{ErrorMembers, ReadErrorMembers};
pub use crate::protocol::query::{ListWriter, MapWriter, QueryWriter};
pub use crate::protocol::validate::Validator;
pub use crate::protocol::xml::{
    Children, Document, Element, MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, XmlError,
};
pub use crate::spec::{
    AuthScheme, ErrorSpec, OperationSpec, ResolveEndpoint, RetryHint, Service, endpoint,
};

pub use crate::value::list::push_item;

#[cfg(feature = "blocking")]
pub use crate::client::blocking;
