//! The parts of an emitted client: calls, pagination and waiters, async and blocking.

#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod core;
mod customize;
pub mod pagination;
pub mod waiter;

pub use customize::CustomizableOperation;
