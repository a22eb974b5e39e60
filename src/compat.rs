#![doc = include_str!("../docs/migrating.md")]

mod app_name;
mod assume_role;
mod behavior_version;
mod body;
mod chain;
mod client_config;
mod credential_fn;
mod credentials;
mod date_time;
mod default_chain;
mod error;
mod http_client;
mod identity_cache;
mod loader;
mod profile;
mod provider;
mod provider_config;
mod region;
mod region_chain;
mod replay;
mod retry;
mod sources;
mod sso;
mod stalled_stream;
mod timeout;
mod web_identity;

pub mod aws_config;
pub mod aws_credential_types;
pub mod aws_sdk_sts;
pub mod aws_smithy_http_client;
pub mod aws_smithy_runtime;
pub mod aws_smithy_runtime_api;
pub mod aws_smithy_types;
#[cfg(feature = "chrono")]
pub mod aws_smithy_types_convert;
pub mod aws_types;
