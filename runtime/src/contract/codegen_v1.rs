//! What emitted crates use besides the public API.

pub use crate::client::core::ClientCore;
pub use crate::client::{pagination, waiter};
pub use crate::protocol::query::{ListWriter, MapWriter, QueryWriter};
pub use crate::protocol::validate::Validator;
pub use crate::protocol::xml::{
    Children, Document, Element, MAX_ATTRIBUTES, MAX_DEPTH, MAX_NODES, XmlError,
};
pub use crate::spec::{
    AuthScheme, ErrorSpec, OperationSpec, ResolveEndpoint, RetryHint, Service, endpoint,
};

#[cfg(feature = "blocking")]
pub use crate::client::blocking;
