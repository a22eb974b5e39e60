//! The names of the crate `aws-smithy-runtime-api`.

/// Boxed errors.
pub mod box_error {
    pub use querysmith_runtime::interceptor::BoxError;
}

/// Clients.
pub mod client {
    /// Behavior versions.
    pub mod behavior_version {
        pub use crate::compat::behavior_version::BehaviorVersion;
    }

    /// HTTP clients.
    pub mod http {
        pub use crate::compat::http_client::SharedHttpClient;
        pub use crate::transport::Transport as HttpClient;
    }

    /// Raw requests and responses.
    pub mod orchestrator {
        pub use crate::compat::error::{HttpRequest, HttpResponse};
    }

    /// The errors of calls.
    pub mod result {
        pub use crate::compat::error::{CreateUnhandledError, SdkError};
    }
}

/// Raw requests and responses.
pub mod http {
    pub use crate::compat::error::{HttpRequest as Request, HttpResponse as Response};
}
