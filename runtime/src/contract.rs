//! The items that other crates of this project use besides the public API. Each module is hidden
//! and versioned: its contents stay as long as a published crate may depend on them, and a breaking
//! change goes into a new version next to it.

pub mod codegen_v1;
pub mod provider_v1;
#[cfg(feature = "server")]
pub mod server_v1;
pub mod testing_v1;
