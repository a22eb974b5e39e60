//! The names of the crate `aws-types`.

pub use super::client_config::SdkConfig;

/// The name of an application.
pub mod app_name {
    pub use crate::compat::app_name::{AppName, InvalidAppName};
}

/// Regions.
pub mod region {
    pub use crate::compat::region::Region;
}

/// Request ids.
pub mod request_id {
    pub use querysmith_runtime::RequestId;
}

/// The config of clients.
pub mod sdk_config {
    pub use crate::compat::client_config::{SdkConfig, SdkConfigBuilder as Builder};
    pub use crate::compat::provider::SharedCredentialsProvider;
}
