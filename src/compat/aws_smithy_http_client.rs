//! The names of the crate `aws-smithy-http-client`.

/// HTTP clients for tests.
pub mod test_util {
    pub use crate::compat::replay::{ReplayEvent, StaticReplayClient};
}
