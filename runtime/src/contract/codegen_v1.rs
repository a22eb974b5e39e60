//! What emitted crates call.

pub use crate::call::operation::Operation;
#[cfg(feature = "blocking")]
pub use crate::client::blocking::{
    Handle as BlockingHandle, Items as BlockingItems, Pages as BlockingPages,
};
pub use crate::client::core::Handle;
pub use crate::client::pagination::{Items, Pages, Paginated, PaginatedItems};
pub use crate::client::waiter::{AcceptorState, Waiter};
pub use crate::protocol::query::{ListWriter, MapWriter, QueryWriter};
pub use crate::protocol::validate::Validator;
pub use crate::protocol::xml::{Children, Document, Element, XmlError};
pub use crate::spec::{AuthScheme, ErrorSpec, OperationSpec, RetryHint, Service, endpoint};
