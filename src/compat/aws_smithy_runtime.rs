//! The names of the crate `aws-smithy-runtime`.

/// Clients.
pub mod client {
    /// HTTP clients.
    pub mod http {
        pub use crate::compat::aws_smithy_http_client::test_util;
    }
}
