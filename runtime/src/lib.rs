//! The runtime of SDK crates that querysmith generates.
//!
//! Its core does no I/O: an operation's input is converted to a plain [`http::Request`]
//! ([`Operation::to_request`]) and an [`http::Response`] to its output
//! ([`Operation::parse_response`]). Everything in between that needs a socket or a clock is a value
//! that the caller can replace.
//!
//! Users depend on the `querysmith` crate, which re-exports what they need from this crate.

#[cfg(feature = "blocking")]
pub mod blocking;
mod build_error;
mod call;
mod client;
pub mod clock;
mod clock_skew;
pub mod config;
pub mod credentials;
mod customize;
pub mod date_time;
pub mod endpoint;
pub mod env;
pub mod error;
pub mod files;
mod hash;
pub mod interceptor;
mod metadata;
mod operation;
pub mod pagination;
pub mod presigning;
pub mod process;
pub mod profile;
pub mod query;
pub mod randomness;
pub mod retry;
pub mod sensitive;
pub mod sigv4;
mod table;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transport;
mod unknown_value;
mod uuid;
pub mod validate;
pub mod waiter;
pub mod xml;

pub use build_error::BuildError;
pub use bytes::Bytes;
pub use client::Handle;
pub use config::{Config, ConfigBuilder};
pub use credentials::{CachedCredentials, Credentials, CredentialsError, ProvideCredentials};
pub use customize::CustomizableOperation;
pub use date_time::{DateTime, TimestampFormat};
pub use error::{Error, ErrorKind};
pub use http;
pub use interceptor::{Interceptor, InterceptorContext};
pub use metadata::{Attempt, ResponseMetadata};
pub use operation::{AuthScheme, ErrorSpec, Operation, OperationSpec, RetryHint, Service};
pub use presigning::{PresignedRequest, PresigningConfig};
pub use retry::RetryMode;
pub use sensitive::{Redacted, SensitiveBlob, SensitiveString};
pub use unknown_value::UnknownValue;
