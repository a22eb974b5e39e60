//! What other crates of this project use besides the public API. Each module is hidden and
//! versioned: what it offers stays as long as a published crate may depend on it, and a change
//! that would break one goes into a new version beside it.

pub mod codegen_v1;
pub mod provider_v1;
#[cfg(feature = "server")]
pub mod server_v1;
pub mod testing_v1;
