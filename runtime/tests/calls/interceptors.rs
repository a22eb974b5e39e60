//! When the hooks of interceptors run, what they see, what they can change, and how their errors
//! end a call.

mod changes;
mod client;
mod context;
mod errors;
mod order;
