//! What an emitted client is made of: the calls of its operations, pages of results, waiters, and
//! the same for code that is not async.

#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod core;
mod customize;
pub mod pagination;
pub mod waiter;

pub use customize::CustomizableOperation;
