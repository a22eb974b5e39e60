//! The runtime of SDK crates that querysmith generates.
//!
//! Its core does no I/O: an operation's input is converted to a plain [`http::Request`]
//! ([`Operation::to_request`]) and an [`http::Response`] to its output
//! ([`Operation::parse_response`]). Everything in between that needs a socket or a clock is a value
//! that the caller can replace.
//!
//! ```
//! # extern crate querysmith_runtime as querysmith;
//! use querysmith::{Config, Credentials};
//!
//! let config = Config::builder()
//!     .region("eu-west-1")
//!     .credentials_provider(Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret"))
//!     .build();
//! ```
//!
//! Users depend on the `querysmith` crate, which re-exports what they need from this crate.

#![cfg_attr(docsrs, feature(doc_cfg))]

// In this order: a module imports only from modules above it.
mod call;
mod client;
pub mod config;
mod contract;
pub mod credentials;
pub mod error;
mod protocol;
mod signing;
mod spec;
mod system;
pub mod transport;
mod value;

// docs.rs shows the contracts, because the signatures of emitted code link to their types.
#[cfg(feature = "server")]
#[cfg_attr(not(docsrs), doc(hidden))]
pub use contract::server_v1;
#[cfg_attr(not(docsrs), doc(hidden))]
pub use contract::{codegen_v1, provider_v1, testing_v1};

#[cfg(feature = "blocking")]
pub use client::blocking;
pub use client::{pagination, waiter};
pub use config::{interceptor, retry};
#[cfg(feature = "server")]
pub use protocol::server;
pub use protocol::validate;
pub use signing::{presigning, sigv4};
pub use spec::endpoint;
pub use system::{clock, env, files, randomness};
pub use value::{date_time, sensitive};

#[doc(no_inline)]
pub use bytes::Bytes;
pub use call::operation::Operation;
pub use client::CustomizableOperation;
pub use config::interceptor::{Interceptor, InterceptorContext};
pub use config::retry::RetryMode;
pub use config::{AsConfig, Config, ConfigBuilder};
pub use credentials::{CachedCredentials, Credentials, CredentialsError, ProvideCredentials};
pub use date_time::{DateTime, DateTimeError, TimestampFormat};
pub use error::build::BuildError;
pub use error::builder::ErrorMetadataBuilder;
pub use error::provide::{ProvideErrorMetadata, RequestId};
pub use error::{Error, ErrorKind};
#[doc(no_inline)]
pub use http;
pub use presigning::{PresignedRequest, PresigningConfig};
pub use sensitive::{Redacted, SensitiveBlob, SensitiveString};
pub use spec::{AuthScheme, RetryHint, Service};
pub use value::UnknownValue;
pub use value::metadata::{Attempt, ResponseMetadata};
