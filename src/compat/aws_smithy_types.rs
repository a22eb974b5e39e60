//! The names of the crate `aws-smithy-types`.

pub use querysmith_runtime::{DateTime, SensitiveBlob as Blob};

/// Bodies.
pub mod body {
    pub use crate::compat::body::SdkBody;
}

/// Timestamps.
pub mod date_time {
    pub use crate::compat::date_time::Format;
    pub use querysmith_runtime::DateTimeError as ConversionError;
    pub use querysmith_runtime::{DateTime, DateTimeError as DateTimeParseError};
}

/// Errors.
pub mod error {
    pub use metadata::{ErrorMetadata, ProvideErrorMetadata};

    /// Displays an error with its sources.
    pub mod display {
        pub use crate::compat::error::DisplayErrorContext;
    }

    /// The code, message and request id of an error.
    pub mod metadata {
        pub use querysmith_runtime::{Error as ErrorMetadata, ProvideErrorMetadata};
    }

    /// The error of builders.
    pub mod operation {
        pub use querysmith_runtime::BuildError;
    }
}

/// The retry settings.
pub mod retry {
    pub use crate::compat::retry::{RetryConfig, RetryConfigBuilder, RetryMode};
}

/// The timeouts.
pub mod timeout {
    pub use crate::compat::timeout::{TimeoutConfig, TimeoutConfigBuilder};
}
