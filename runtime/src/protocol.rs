//! The awsQuery protocol on the wire: request bodies, XML responses and the error envelope, and the
//! constraints that an input is validated against.

pub(crate) mod envelope;
pub(crate) mod input;
pub(crate) mod query;
#[cfg(feature = "server")]
pub mod server;
pub mod validate;
pub(crate) mod xml;
